//! The rejects file: every line that was not taken, with its number and the reason, in the columns of the file it comes from, so that it can
//! be mended and imported again. Sound lines of the same order stand beside it: an order is imported whole.

use std::io::{self, Read, Write};

use crate::spreadsheet::order_file::file_line::RejectedLine;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::write::csv_out::{CsvWriter, unguarded};

const HEADER: [&str; OWN] = ["line_no", "code", "reason"];
const HEADER_ZH: [&str; OWN] = ["行号", "代码", "原因"];
/// The columns before those of the file.
const OWN: usize = 3;
/// The column of the code among them.
pub(in crate::spreadsheet) const CODE_COLUMN: usize = 1;

/// How many columns of a heading are those of a rejects file.
pub(in crate::spreadsheet) fn own_columns(heading: &[String]) -> usize {
    let is_own = |own: &[&str; OWN]| heading.len() > OWN && own.iter().zip(heading).all(|(own, found)| own == found);
    if is_own(&HEADER) || is_own(&HEADER_ZH) { OWN } else { 0 }
}

/// Writes refused lines as they come. The first column is the line of the imported file.
pub struct RejectsWriter<W: Write> {
    rows: CsvWriter<W>,
    zh: bool,
    /// Columns of an earlier rejects file, which are replaced.
    replaced: usize,
    begun: bool,
}

impl<W: Write> RejectsWriter<W> {
    /// Begins a file; words are Chinese where `zh`, else English.
    pub fn new(out: W, zh: bool) -> io::Result<Self> {
        Ok(Self { rows: CsvWriter::begin(out)?, zh, replaced: 0, begun: false })
    }

    /// Writes the heading before the first line: our columns, then those of the file.
    pub fn heading(&mut self, of_file: &[String]) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        self.replaced = own_columns(of_file);
        let own = if self.zh { HEADER_ZH } else { HEADER };
        let all: Vec<&str> = own.into_iter().chain(of_file.iter().skip(self.replaced).map(String::as_str)).collect();
        self.rows.row(&all)
    }

    /// Writes one refused line.
    pub fn write(&mut self, line: &RejectedLine) -> io::Result<()> {
        self.heading(&[])?;
        let (number, reason) = (line.line_no.to_string(), line.reason.text(self.zh));
        let own = [number.as_str(), line.reason.code(), reason.as_str()];
        let all: Vec<&str> = own.into_iter().chain(line.cells.iter().skip(self.replaced).map(String::as_str)).collect();
        self.rows.row(&all)
    }

    /// Flushes, and gives the target back.
    pub fn finish(mut self) -> io::Result<W> {
        self.heading(&[])?;
        self.rows.finish()
    }
}

/// Reads the first refused lines of a rejects file: line number, reason, original cells. Lines that only stand beside them are left out.
pub fn read_rejects(file: impl Read, most: usize) -> io::Result<Vec<(String, String, String)>> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let mut lines = Vec::new();
    for row in rows.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        if cell(CODE_COLUMN) == RejectReason::OfRefusedOrder.code() {
            continue;
        }
        let original: Vec<&str> = row.iter().skip(OWN).map(unguarded).collect();
        lines.push((cell(0), cell(2), original.join(", ").trim_end_matches([',', ' ']).to_owned()));
        if lines.len() >= most {
            break;
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_line_comes_back_in_its_columns_and_defused() {
        for (zh, heading) in [(false, "line_no,code,reason,order_no,sku"), (true, "行号,代码,原因,order_no,sku")]
        {
            let mut writer = RejectsWriter::new(Vec::new(), zh).expect("writes");
            let mut file = vec!["order_no".to_owned(), "sku".to_owned()];
            let mut cells = vec!["=cmd|' /C calc'!A0".to_owned(), "1".to_owned()];
            if zh {
                // A rejects file that is sent in again has its columns once.
                file.splice(0..0, HEADER.map(str::to_owned));
                cells.splice(0..0, ["2", "BAD_PRICE", "old words"].map(str::to_owned));
            }
            writer.heading(&file).expect("writes");
            let reason = RejectReason::BadQuantity;
            writer.write(&RejectedLine { line_no: 7, reason: reason.clone(), cells }).expect("writes");
            let text = String::from_utf8(writer.finish().expect("writes")).expect("text");
            let words = reason.text(zh);
            assert_eq!(text, format!("\u{feff}{heading}\r\n7,BAD_QUANTITY,{words},'=cmd|' /C calc'!A0,1\r\n"));
            let read = read_rejects(text.trim_start_matches('\u{feff}').as_bytes(), 5).expect("reads");
            assert_eq!(read, [("7".to_owned(), words, "=cmd|' /C calc'!A0, 1".to_owned())]);
        }
    }
}
