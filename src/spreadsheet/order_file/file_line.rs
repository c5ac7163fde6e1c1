//! A line of a file, and one that was not taken.

use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::read::open::RawRow;

/// A line as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLine {
    /// As in `RejectedLine`.
    pub line_no: u64,
    pub cells: Vec<String>,
}

impl FileLine {
    /// The line with why it was not taken.
    pub fn rejected(self, reason: RejectReason) -> RejectedLine {
        RejectedLine { line_no: self.line_no, reason, cells: self.cells }
    }
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedLine {
    /// 1-based line of the file as an editor shows it; of a workbook, its row.
    pub line_no: u64,
    /// Why.
    pub reason: RejectReason,
    /// The cells as they stand in the file; of a line that is too long, its beginning.
    pub cells: Vec<String>,
}

impl RejectedLine {
    /// A refused row of any file.
    pub(in crate::spreadsheet) fn of(row: RawRow, reason: RejectReason) -> Self {
        Self { line_no: row.line_no, reason, cells: row.cells }
    }
}
