//! XLSX: the cells of a sheet, row by row, as the text a person sees in them. Formulas are never computed: a cell is what the program that
//! wrote the file last found. Rows come in the file's order; memory holds one row.

use std::collections::BTreeSet;
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Cell, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::spreadsheet::read::open::MAX_CELL_CHARS;
use crate::spreadsheet::read::open_error::OpenError;

/// The most columns a table may have; further cells mark their row.
pub(in crate::spreadsheet) const MAX_COLUMNS: usize = 512;
/// Days from 1899-12-30, the day 0 of serial dates from March 1900 on, to 1970.
const SERIAL_OF_1970: i64 = 25_569;
/// Days by which a date's serial is smaller where days are counted from 1904.
const DAYS_TO_1904: i64 = 1_462;

/// Something an archive can be read from.
pub(in crate::spreadsheet) trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// One row that has any text.
pub(in crate::spreadsheet) struct SheetRow {
    /// 1-based row as the spreadsheet program shows it.
    pub number: u64,
    pub cells: Vec<String>,
    /// A cell lies beyond the most columns a table may have.
    pub too_wide: bool,
}

/// The beginning of a workbook.
pub(in crate::spreadsheet) struct Book {
    /// The visible sheets that have cells, with their first rows.
    pub sheets: Vec<(String, Vec<SheetRow>)>,
    /// Days are counted from 1904, as old programs for the Mac did.
    pub from_1904: bool,
}

/// A cell that reaches over several rows of one column. Rows as in `SheetRow`.
#[derive(Clone, Debug)]
pub(in crate::spreadsheet) struct Merged {
    column: usize,
    first: u64,
    last: u64,
}

type Workbook = Xlsx<Box<dyn Source>>;

/// The sheets of a workbook, with so many rows of each at most.
pub(in crate::spreadsheet) fn look(source: Box<dyn Source>, most: usize) -> Result<Book, OpenError> {
    let mut book: Workbook = guarded(|| Xlsx::new(source))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for name in names {
        let mut rows = Vec::new();
        rows_of(&mut book, &name, &mut |row| {
            rows.push(row);
            if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        if !rows.is_empty() {
            sheets.push((name, rows));
        }
    }
    Ok(Book { sheets, from_1904: book.has_1904_epoch() })
}

/// The cells of a sheet that reach over several rows, of some columns, from the top.
pub(in crate::spreadsheet) fn merged(
    source: Box<dyn Source>,
    sheet: &str,
    columns: &BTreeSet<usize>,
) -> Result<Vec<Merged>, OpenError> {
    let mut book: Workbook = guarded(|| Xlsx::new(source))?;
    let regions = guarded(|| book.merge_cells_by_sheet_name(sheet))?;
    let mut merged: Vec<Merged> = regions
        .iter()
        .filter(|region| region.end.0 > region.start.0 && columns.contains(&(region.start.1 as usize)))
        .map(|region| Merged {
            column: region.start.1 as usize,
            first: u64::from(region.start.0) + 1,
            last: u64::from(region.end.0) + 1,
        })
        .collect();
    merged.sort_by_key(|region| region.first);
    Ok(merged)
}

/// Reads a sheet. What stands in a cell that reaches over several rows stands in each of them.
pub(in crate::spreadsheet) fn read_rows(
    source: Box<dyn Source>,
    sheet: &str,
    merged: &[Merged],
    on_row: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<(), OpenError> {
    let mut book: Workbook = guarded(|| Xlsx::new(source))?;
    let mut filler = Filler { waiting: merged, open: Vec::new() };
    rows_of(&mut book, sheet, &mut |mut row| {
        filler.fill(&mut row);
        on_row(row)
    })
}

/// Hands out the rows of a sheet that have any text.
fn rows_of(
    book: &mut Workbook,
    sheet: &str,
    on_row: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<(), OpenError> {
    let mut cells = guarded(|| book.worksheet_cells_reader(sheet))?;
    let mut row: Option<SheetRow> = None;
    loop {
        let cell = guarded(|| cells.next_cell())?;
        let ends_row = match (&cell, &row) {
            (Some(cell), Some(row)) => u64::from(cell.get_position().0) + 1 != row.number,
            (None, _) => true,
            _ => false,
        };
        if ends_row
            && let Some(done) = row.take().filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
            && on_row(done).is_break()
        {
            return Ok(());
        }
        match cell {
            Some(cell) => put(&mut row, &cell),
            None => return Ok(()),
        }
    }
}

/// Fills rows from the cells above that reach into them.
struct Filler<'m> {
    /// Those whose first row is still to come.
    waiting: &'m [Merged],
    /// Those that reach on, with their text.
    open: Vec<(&'m Merged, String)>,
}

impl Filler<'_> {
    fn fill(&mut self, row: &mut SheetRow) {
        self.open.retain(|(region, _)| region.last >= row.number);
        while let Some((region, rest)) = self.waiting.split_first().filter(|(region, _)| region.first <= row.number) {
            self.waiting = rest;
            if region.first == row.number
                && let Some(text) = row.cells.get(region.column)
            {
                self.open.push((region, text.clone()));
            }
        }
        for (region, text) in self.open.iter().filter(|(region, _)| region.first < row.number) {
            if row.cells.len() <= region.column {
                row.cells.resize(region.column + 1, String::new());
            }
            if row.cells[region.column].is_empty() {
                row.cells[region.column].clone_from(text);
            }
        }
    }
}

fn put(row: &mut Option<SheetRow>, cell: &Cell<DataRef<'_>>) {
    let (number, column) = cell.get_position();
    let text = text_of(cell.get_value());
    let row = row.get_or_insert_with(|| SheetRow { number: u64::from(number) + 1, cells: Vec::new(), too_wide: false });
    let column = column as usize;
    if text.is_empty() {
        return;
    }
    if column >= MAX_COLUMNS {
        row.too_wide = true;
        return;
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    row.cells[column] = text;
}

/// Calls into the parser. A hostile file must not end the process, so even a panic in there is only a broken file.
fn guarded<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, OpenError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(OpenError::BrokenWorkbook(error.to_string())),
        Err(_) => Err(OpenError::BrokenWorkbook("the parser gave up".to_owned())),
    }
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => bounded(text),
        DataRef::SharedString(text) => bounded(text),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number_text(*value),
        DataRef::DateTime(value) => moment_text(*value),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().replacen('T', " ", 1),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The text, cut off just beyond the limit that refuses its row: one huge string may be shared by a million cells.
fn bounded(text: &str) -> String {
    text.trim().chars().take(MAX_CELL_CHARS + 1).collect()
}

/// Workbooks keep every number as a binary fraction and show fifteen digits of it; so do we, which makes 94.66 of
/// 94.660000000000011. A number of more digits is damaged already and is left in the form that says so.
fn number_text(value: f64) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:E}").replace('E', "E+");
    }
    format!("{value:.14e}").parse::<f64>().unwrap_or(value).to_string()
}

/// A serial date as ISO text, to the second; a date alone stays one.
fn moment_text(value: ExcelDateTime) -> String {
    let serial = value.as_f64();
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    if value.is_duration() || serial < 1.0 {
        return number_text(serial);
    }
    let date = chrono::NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
    let time = chrono::NaiveTime::from_hms_milli_opt(
        u32::from(hour),
        u32::from(minute),
        u32::from(second),
        u32::from(milli).min(999),
    );
    let (Some(date), Some(time)) = (date, time) else {
        return number_text(serial);
    };
    // Serials are fractions of a day: 08:26:00 may be stored as 08:25:59.9997.
    let moment = date.and_time(time) + chrono::Duration::milliseconds(500);
    let text = moment.format("%Y-%m-%d %H:%M:%S").to_string();
    text.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(text)
}

/// A bare number where a date is expected: the cell lost its date format, but the serial is still the date. `None` outside the
/// years 1955 to 2173, where a number is hardly meant as a date. A workbook may count its days from 1904.
pub(in crate::spreadsheet) fn serial_moment(text: &str, from_1904: bool) -> Option<chrono::NaiveDateTime> {
    let serial: rust_decimal::Decimal = text.parse().ok()?;
    let days = i64::try_from(serial.trunc()).ok()?.checked_add(if from_1904 { DAYS_TO_1904 } else { 0 })?;
    let days = Some(days).filter(|days| (20_000..100_000).contains(days))?;
    let seconds = i64::try_from((serial.fract() * rust_decimal::Decimal::from(86_400)).round()).ok()?;
    chrono::DateTime::from_timestamp((days - SERIAL_OF_1970) * 86_400 + seconds, 0).map(|at| at.naive_utc())
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_as_a_person_sees_them() {
        let cases = [
            (536_365.0, "536365"),
            (2.55, "2.55"),
            (94.660_000_000_000_01, "94.66"),
            (0.1 + 0.2, "0.3"),
            (-12.5, "-12.5"),
            (17_850.0, "17850"),
            (999_999_999_999_999.0, "999999999999999"),
            (2_026_110_100_012_345_678.0, "2.0261101000123456E+18"),
            (0.001, "0.001"),
        ];
        for (value, expected) in cases {
            assert_eq!(number_text(value), expected);
        }
    }

    #[test]
    fn serial_dates() {
        let cases = [
            (40_513.351_388_888_89, "2010-12-01 08:26:00"),
            (40_513.0, "2010-12-01"),
            (40_513.999_999_99, "2010-12-02"),
            (0.5, "0.5"),
        ];
        for (serial, expected) in cases {
            let value = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false);
            assert_eq!(moment_text(value), expected, "{serial}");
        }
        assert_eq!(moment_text(ExcelDateTime::new(39_051.5, ExcelDateTimeType::DateTime, true)), "2010-12-01 12:00:00");
        for (serial, from_1904) in [("40513.3513888889", false), ("39051.3513888889", true)] {
            let bare = serial_moment(serial, from_1904).map(|at| at.to_string());
            assert_eq!(bare.as_deref(), Some("2010-12-01 08:26:00"));
        }
        assert_eq!(serial_moment("20101201", false), None);
    }
}
