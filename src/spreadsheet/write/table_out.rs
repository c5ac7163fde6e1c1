//! A table that leaves the house, as CSV or XLSX, row by row: a list of any length needs the memory of a few rows. The cells say what
//! they are, the format decides how that is kept safe: no text ever becomes a formula or another number.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use crate::domain::house::work::FileFormat;
use crate::spreadsheet::write::csv_out::CsvWriter;
use crate::spreadsheet::write::workbook_out::{SHEET_ROWS, WorkbookWriter};

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// A plain decimal such as `-12.50`; empty where no amount applies.
    Amount(String),
    Number(i64),
    /// A moment as it is written; empty where there is none.
    Time(String),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The cell as plain text.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Amount(text) | Self::Time(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// A row of a table.
pub type Cells = Vec<Cell>;

/// Writes a table in either format.
pub enum TableOut<W: Write> {
    Csv(Box<CsvWriter<W>>),
    Xlsx(Box<WorkbookWriter>, W),
}

impl<W: Write + Send> TableOut<W> {
    /// Begins a table with its heading. A workbook lies in `scratch` until it is finished; nothing of it reaches `out` before.
    pub fn new(format: FileFormat, out: W, header: &[String], scratch: &Path) -> io::Result<Self> {
        Ok(match format {
            FileFormat::Csv => Self::Csv(Box::new(CsvWriter::new(out, header)?)),
            FileFormat::Xlsx => Self::Xlsx(Box::new(WorkbookWriter::new(scratch, header, SHEET_ROWS)?), out),
        })
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        match self {
            Self::Csv(csv) => csv.row(&cells.iter().map(Cell::plain).collect::<Vec<_>>()),
            Self::Xlsx(book, _) => book.row(cells),
        }
    }

    /// Hands on what is still held back, as far as the format can.
    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(csv) => csv.flush(),
            Self::Xlsx(..) => Ok(()),
        }
    }

    /// Ends the table, and gives the target back.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Csv(csv) => csv.finish(),
            Self::Xlsx(book, mut out) => {
                book.finish(&mut out)?;
                Ok(out)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_in_either_format() {
        let folder = tempfile::tempdir().expect("a folder");
        let header = ["单号".to_owned(), "金额".to_owned()];
        let rows = [[Cell::text("=1+1"), Cell::Amount("12.50".to_owned())], [Cell::text("B"), Cell::Number(7)]];
        let made = |format| {
            let mut table = TableOut::new(format, Vec::new(), &header, folder.path()).expect("begins");
            rows.iter().for_each(|row| table.row(row).expect("takes a row"));
            table.finish().expect("ends")
        };
        let csv = String::from_utf8(made(FileFormat::Csv)).expect("text");
        assert_eq!(csv, "\u{feff}单号,金额\r\n'=1+1,12.50\r\nB,7\r\n");
        assert!(made(FileFormat::Xlsx).starts_with(b"PK"));
    }
}
