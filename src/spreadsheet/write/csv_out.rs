//! CSV for people and their spreadsheet programs: UTF-8 with BOM, RFC 4180, and no cell that such a program would run as a formula or
//! turn into another number. Streams: a list of any length needs the memory of one row.
//!
//! One mark does both jobs, a leading apostrophe: spreadsheet programs then keep the cell as text. Some show the apostrophe, which
//! is the price; a tab or `="…"` would hide in the value and be copied along, and without a mark 2026110100012345678 becomes
//! 2.0261101E+18 and is lost. `unguarded` takes it off again, and every file read by this module goes through it.

use std::borrow::Cow;
use std::io::{self, Write};

/// The digits from which on spreadsheet programs show a number as `1.23E+11`, and from 16 on they lose digits.
const LONG_NUMBER: usize = 12;

/// Writes rows as they come.
pub struct CsvWriter<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the byte order mark and the heading.
    pub fn new<S: AsRef<str>>(out: W, header: &[S]) -> io::Result<Self> {
        let mut writer = Self::begin(out)?;
        writer.row(header)?;
        Ok(writer)
    }

    /// Writes the byte order mark.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(crate::spreadsheet::order_file::header::BOM)?;
        let rows = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
        Ok(Self { rows })
    }

    /// Writes one row; every cell is guarded.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> io::Result<()> {
        for cell in cells {
            self.rows.write_field(guarded(cell.as_ref()).as_bytes())?;
        }
        self.rows.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Hands on what is still held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.rows.flush()
    }

    /// Flushes, and gives the target back.
    pub fn finish(self) -> io::Result<W> {
        self.rows.into_inner().map_err(|error| io::Error::new(error.error().kind(), error.error().to_string()))
    }
}

/// The cell with a leading apostrophe where a spreadsheet program would make something else of it: a formula (`= + - @`, tab, line
/// end, also full width) or another number (twelve digits and more, leading zeros, `1E5`). Plain amounts such as -12.50 stay.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if needs_guard(cell.trim_start_matches('\'')) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before it was guarded.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_guard(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn needs_guard(cell: &str) -> bool {
    let trimmed = cell.trim_start_matches(' ');
    let Some(first) = trimmed.chars().next() else { return false };
    match first {
        '-' => !is_amount(&trimmed[1..]),
        '=' | '+' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' => true,
        '0'..='9' => is_misread_number(trimmed),
        _ => false,
    }
}

/// Digits, with decimals or without, few enough to stay as they are.
fn is_amount(text: &str) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(decimals) && whole.len() < LONG_NUMBER && decimals.len() <= 4
}

fn is_misread_number(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match &text.as_bytes()[digits..] {
        [] => digits >= LONG_NUMBER || (digits > 1 && text.starts_with('0')),
        [b'e' | b'E', exponent @ ..] => {
            let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
            !exponent.is_empty() && exponent.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_programs_would_change_get_an_apostrophe() {
        let cases = [
            ("plain", false),
            ("", false),
            ("=1+1", true),
            ("=HYPERLINK(\"http://x\")", true),
            (" =1+1", true),
            ("+8613800005678", true),
            ("-2+3", true),
            ("-", true),
            ("@SUM(A1)", true),
            ("\tx", true),
            ("\rx", true),
            ("＝1+1", true),
            ("-12.50", false),
            ("-7", false),
            ("1234.50", false),
            ("536365", false),
            ("12345678901", false),
            ("123456789012", true),
            ("2026110100012345678", true),
            ("007", true),
            ("0", false),
            ("0.50", false),
            ("1E5", true),
            ("12e+30", true),
            ("85123E", false),
            ("85123A", false),
            ("2026-11-22", false),
            ("'tis", false),
            ("'=1", true),
            ("''=1", true),
            ("中文", false),
        ];
        for (cell, expected) in cases {
            let written = guarded(cell);
            assert_eq!(written != cell, expected, "{cell:?}");
            assert_eq!(unguarded(&written), cell, "{cell:?} comes back");
        }
    }

    #[test]
    fn rows_are_quoted_and_end_with_crlf() {
        let mut writer = CsvWriter::new(Vec::new(), &["a", "b"]).expect("writes");
        writer.row(&["x,\"y\"", "two\nlines"]).expect("writes");
        writer.row(&["", ""]).expect("writes");
        writer.row(&["=1", "-1.00"]).expect("writes");
        let bytes = writer.finish().expect("writes");
        let text = String::from_utf8(bytes).expect("text");
        assert_eq!(text, "\u{feff}a,b\r\n\"x,\"\"y\"\"\",\"two\nlines\"\r\n,\r\n'=1,-1.00\r\n");
    }
}
