//! Why a file of a page is not taken: as a whole, or line by line.

use crate::domain::refusal::Refusal;

/// What is wrong with a file, or with a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// What the spreadsheet says of itself or of a line, in Chinese and English.
    Unread(String, String),
    /// Lines that cannot be taken: 1-based number and why.
    Lines(Vec<(u64, Refusal)>),
    /// More lines than a page takes.
    TooManyLines(usize),
    /// No warehouse in use is called so, or several are.
    UnknownWarehouse(String),
    /// A line above counts the same SKU in the same place.
    CountedTwice,
    /// A day that no calendar has, or no day at all; what stands there.
    BadDay(String),
    /// Another year than the one that was asked for.
    OtherYear(i32),
    /// A line above marks the same day.
    DayTwice,
    /// A line above is about the same SKU.
    SkuTwice(String),
    /// Neither yes nor no; what stands there.
    BadYesNo(String),
    /// Neither a holiday nor a make-up workday; what stands there.
    BadDayKind(String),
}

impl From<FileProblem> for Refusal {
    fn from(problem: FileProblem) -> Self {
        Self::File(problem)
    }
}
