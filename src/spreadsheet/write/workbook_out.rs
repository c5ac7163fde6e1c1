//! XLSX out: rows go to a file of the scratch folder at once and are packed at the end, so memory holds one row. Texts are texts, never
//! formulas or links; a number that a spreadsheet program would round stays a text.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::spreadsheet::write::csv_out::guarded;
use crate::spreadsheet::write::table_out::Cell;

/// Rows of a sheet, the heading not counted; further ones go on the next sheet. Programs end at 1,048,576.
pub(in crate::spreadsheet) const SHEET_ROWS: u32 = 1_000_000;
/// A spreadsheet program keeps fifteen digits of a number.
const EXACT_DIGITS: usize = 15;
/// The longest text of a cell; counted in UTF-16 units by the program.
const LONGEST: usize = 32_767;
/// Rows by which the width of a column is measured.
const MEASURED: u32 = 200;

/// Writes a workbook.
pub struct WorkbookWriter {
    book: Workbook,
    header: Vec<String>,
    widths: Vec<u16>,
    rows_a_sheet: u32,
    /// The sheet being written and its next row.
    sheet: usize,
    next: u32,
    looks: Looks,
}

struct Looks {
    head: Format,
    /// The mark that keeps a text a text even when somebody edits the cell.
    guarded: Format,
    whole: Format,
    /// By the number of decimals, from one on.
    decimals: [Format; 4],
}

impl WorkbookWriter {
    /// Begins a workbook whose sheets end after `rows_a_sheet` rows; its rows wait in `scratch`.
    pub(in crate::spreadsheet) fn new(scratch: &Path, header: &[String], rows_a_sheet: u32) -> io::Result<Self> {
        let mut book = Workbook::new();
        book.set_tempdir(scratch).map_err(describe)?;
        let looks = Looks {
            head: Format::new().set_bold(),
            guarded: Format::new().set_quote_prefix(),
            whole: Format::new().set_num_format("0"),
            decimals: ["0.0", "0.00", "0.000", "0.0000"].map(|pattern| Format::new().set_num_format(pattern)),
        };
        let widths = vec![0; header.len()];
        let header = header.to_vec();
        let mut writer = Self { book, header, widths, rows_a_sheet, sheet: 0, next: 0, looks };
        writer.begin_sheet()?;
        Ok(writer)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(describe)?;
        sheet.set_freeze_panes(1, 0).map_err(describe)?;
        for (column, name) in (0..).zip(&self.header) {
            sheet.write_string_with_format(0, column, shortened(name), &self.looks.head).map_err(describe)?;
        }
        for (width, name) in self.widths.iter_mut().zip(&self.header) {
            *width = (*width).max(columns_of(name));
        }
        self.next = 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let sheet = self.book.worksheet_from_index(self.sheet).map_err(describe)?;
        for (column, width) in (0..).zip(&self.widths) {
            sheet.set_column_width(column, f64::from((width + 2).clamp(8, 48))).map_err(describe)?;
        }
        Ok(())
    }

    /// Adds a row; on a new sheet where this one is full.
    pub(in crate::spreadsheet) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.next > self.rows_a_sheet {
            self.end_sheet()?;
            self.sheet += 1;
            self.begin_sheet()?;
        }
        let row = self.next;
        if self.sheet == 0 && row <= MEASURED {
            for (width, cell) in self.widths.iter_mut().zip(cells) {
                *width = (*width).max(columns_of(&cell.plain()));
            }
        }
        let sheet = self.book.worksheet_from_index(self.sheet).map_err(describe)?;
        for (column, cell) in (0..).zip(cells) {
            put(sheet, &self.looks, row, column, cell).map_err(describe)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Packs the workbook.
    pub(in crate::spreadsheet) fn finish(mut self, out: impl Write + Send) -> io::Result<()> {
        self.end_sheet()?;
        self.book.save_to_writer(out).map_err(describe)
    }
}

fn put(sheet: &mut Worksheet, looks: &Looks, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let text = cell.plain();
    let number = match cell {
        Cell::Amount(text) => exact(text),
        Cell::Number(_) => exact(&text),
        Cell::Text(_) | Cell::Time(_) => None,
    };
    if let Some((number, decimals)) = number {
        let look = decimals.checked_sub(1).map_or(&looks.whole, |at| &looks.decimals[at.min(3)]);
        sheet.write_number_with_format(row, column, number, look)?;
    } else if text.is_empty() {
        // An empty cell needs no place in the file.
    } else if guarded(&text) == text {
        sheet.write_string(row, column, shortened(&text))?;
    } else {
        sheet.write_string_with_format(row, column, shortened(&text), &looks.guarded)?;
    }
    Ok(())
}

/// The number a plain decimal is, with its decimals, where a spreadsheet program keeps it to the last digit.
fn exact(text: &str) -> Option<(f64, usize)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = !whole.is_empty() && are_digits(whole) && are_digits(decimals) && decimals.len() <= 4;
    let is_short = whole.len() + decimals.len() <= EXACT_DIGITS;
    if is_plain && is_short { Some((text.parse().ok()?, decimals.len())) } else { None }
}

/// The text as far as a cell can hold it.
fn shortened(text: &str) -> Cow<'_, str> {
    // A character takes at most as many UTF-16 units as bytes.
    if text.len() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let mut fits = |c: char| {
        units += c.len_utf16();
        units < LONGEST
    };
    let end = text.find(|c| !fits(c)).unwrap_or(text.len());
    if end == text.len() { Cow::Borrowed(text) } else { Cow::Owned(format!("{}…", &text[..end])) }
}

/// How many columns of a fixed-width face a text takes: Chinese letters take two.
fn columns_of(text: &str) -> u16 {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(60).map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum()
}

fn describe(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn read_back(rows: &[Vec<Cell>], rows_a_sheet: u32) -> Vec<Vec<Vec<Data>>> {
        let folder = tempfile::tempdir().expect("a folder");
        let header = ["单号".to_owned(), "金额".to_owned()];
        let mut book = WorkbookWriter::new(folder.path(), &header, rows_a_sheet).expect("begins");
        rows.iter().for_each(|row| book.row(row).expect("takes a row"));
        let mut bytes = Vec::new();
        book.finish(&mut bytes).expect("is packed");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("opens");
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.rows().flatten().all(String::is_empty), "no cell is a formula");
        }
        let sheets = book.worksheets();
        sheets.into_iter().map(|(_, range)| range.rows().map(<[Data]>::to_vec).collect()).collect()
    }

    #[test]
    fn texts_stay_texts_and_amounts_are_numbers() {
        let texts =
            ["=1+1", "+86 138", "@SUM(A1)", "http://x.test/", "007", "_x0041_", "1234567890123456789", "\u{1}x"];
        let mut rows: Vec<Vec<Cell>> = texts.iter().map(|text| vec![Cell::text(*text)]).collect();
        rows.push(vec![Cell::Time("2026-11-22 10:00:00+08:00".to_owned()), Cell::Amount("-1234.50".to_owned())]);
        rows.push(vec![Cell::Number(12), Cell::Amount("9999999999999.99".to_owned())]);
        rows.push(vec![Cell::Number(1_234_567_890_123_456_789), Cell::Amount("99999999999999.99".to_owned())]);
        rows.push(vec![Cell::text(""), Cell::Amount(String::new())]);
        rows.push(vec![Cell::text("last"), Cell::Amount("0.00".to_owned())]);
        let sheet = &read_back(&rows, 100)[0];
        assert_eq!(sheet[0], [Data::String("单号".to_owned()), Data::String("金额".to_owned())]);
        for (text, row) in texts.iter().zip(&sheet[1..]) {
            assert_eq!(row[0], Data::String((*text).to_owned()));
        }
        assert_eq!(sheet[9][1], Data::Float(-1234.5));
        assert_eq!((&sheet[10][0], &sheet[10][1]), (&Data::Float(12.0), &Data::Float(9_999_999_999_999.99)));
        assert_eq!(sheet[11][0], Data::String("1234567890123456789".to_owned()), "a long number would lose digits");
        assert_eq!(sheet[11][1], Data::String("99999999999999.99".to_owned()));
        assert_eq!(sheet[12], [Data::Empty, Data::Empty]);
        assert_eq!(sheet[13][1], Data::Float(0.0));
    }

    #[test]
    fn a_full_sheet_is_followed_by_another() {
        let rows: Vec<Vec<Cell>> = (1..=7).map(|n| vec![Cell::Number(n)]).collect();
        let sheets = read_back(&rows, 3);
        let lengths: Vec<usize> = sheets.iter().map(Vec::len).collect();
        assert_eq!(lengths, [4, 4, 2], "each begins with the heading");
        assert_eq!(sheets[2][1][0], Data::Float(7.0));
        assert_eq!(sheets[2][0][0], Data::String("单号".to_owned()));
        assert_eq!(read_back(&rows[..3], 3).len(), 1);
    }

    #[test]
    fn a_text_no_cell_can_hold_is_cut() {
        let long: String = "退".repeat(40_000);
        let cut = shortened(&long);
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (LONGEST, true));
        let smile: String = "😀".repeat(20_000);
        assert!(shortened(&smile).encode_utf16().count() <= LONGEST);
        assert_eq!(shortened("短"), "短");
        let at_the_edge = "a".repeat(LONGEST);
        assert_eq!(shortened(&at_the_edge), at_the_edge);
    }
}
