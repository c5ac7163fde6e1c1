//! Why a stock file is not taken.

use crate::domain::refusal::Refusal;

/// What is wrong with a stock file, or with a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StockFileProblem {
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
}

impl From<StockFileProblem> for Refusal {
    fn from(problem: StockFileProblem) -> Self {
        Self::StockFile(problem)
    }
}
