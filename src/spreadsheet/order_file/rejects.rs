//! The rejects file: every line that was not taken, with its number, the reason and its original text, so that it can be repaired
//! and imported again.

use std::io::{self, Read, Write};

use crate::spreadsheet::order_file::orders::RejectedLine;
use crate::spreadsheet::write::csv_out::CsvWriter;

const HEADER: [&str; 4] = ["line_no", "code", "reason", "original"];
const HEADER_ZH: [&str; 4] = ["行号", "代码", "原因", "原文"];

/// Writes refused lines as they come. The first column is the line of the imported file.
pub struct RejectsWriter<W: Write> {
    rows: CsvWriter<W>,
    zh: bool,
}

impl<W: Write> RejectsWriter<W> {
    /// Writes the heading; words are Chinese where `zh`, else English.
    pub fn new(out: W, zh: bool) -> io::Result<Self> {
        Ok(Self { rows: CsvWriter::new(out, if zh { &HEADER_ZH } else { &HEADER })?, zh })
    }

    /// Writes one refused line.
    pub fn write(&mut self, line: &RejectedLine) -> io::Result<()> {
        let number = line.line_no.to_string();
        self.rows.row(&[&number, line.reason.code(), &line.reason.text(self.zh), &line.original])
    }

    /// Flushes, and gives the target back.
    pub fn finish(self) -> io::Result<W> {
        self.rows.finish()
    }
}

/// Reads the first lines of a rejects file: line number, reason, original text.
pub fn read_rejects(file: impl Read, most: usize) -> io::Result<Vec<(String, String, String)>> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let mut lines = Vec::new();
    for row in rows.records().take(most) {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        lines.push((cell(0), cell(2), cell(3)));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::order_file::reject::RejectReason;

    #[test]
    fn a_refused_line_comes_back_defused() {
        for (zh, heading) in [(false, "line_no,code,reason,original"), (true, "行号,代码,原因,原文")] {
            let mut writer = RejectsWriter::new(Vec::new(), zh).expect("writes");
            let reason = RejectReason::BadQuantity;
            writer
                .write(&RejectedLine { line_no: 7, reason: reason.clone(), original: "=cmd|' /C calc'!A0,1".into() })
                .expect("writes");
            let text = String::from_utf8(writer.finish().expect("writes")).expect("text");
            let expected =
                format!("\u{feff}{heading}\r\n7,BAD_QUANTITY,{},\"'=cmd|' /C calc'!A0,1\"\r\n", reason.text(zh));
            assert_eq!(text, expected);
        }
    }
}
