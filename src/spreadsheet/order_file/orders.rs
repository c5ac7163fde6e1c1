//! An order file becomes orders and refused lines, each line exactly one of the two. The file is read twice: first to count each
//! order's lines, then to hand out an order as soon as its last line has come, so that lines scattered over the file come out as one
//! order while memory holds the open orders only.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::path::Path;

use crate::domain::order::order_record::OrderRecord;
use crate::spreadsheet::order_file::assemble::OrderDraft;
use crate::spreadsheet::order_file::binding::Binding;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::file_line::{FileLine, RejectedLine};
use crate::spreadsheet::order_file::lost_digits::LostDigits;
use crate::spreadsheet::order_file::mapping::Mapping;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::order_file::rejects::own_columns;
use crate::spreadsheet::order_file::words;
use crate::spreadsheet::read::cell_text::plain;
use crate::spreadsheet::read::open::{RawRow, RowProblem};
use crate::spreadsheet::read::open_error::OpenError;

/// Rows between two reports of progress.
const ROWS_PER_PROGRESS: u64 = 500;

/// The orders and refused lines of a file, in its order; an order stands where its last line stands.
#[derive(Clone, Debug)]
pub enum ReadEvent {
    /// The names of the columns, before everything else.
    Heading(Vec<String>),
    /// A complete order, and its sound lines.
    Order(Box<OrderRecord>, Vec<FileLine>),
    /// A line that was not taken.
    Rejected(RejectedLine),
    /// A sound line of an order of which others were not taken: it goes into the rejects file beside them.
    Beside(RejectedLine),
    /// How far the reading has come; the file is read twice, so the total is twice its size.
    Progress {
        /// Bytes read so far.
        bytes_read: u64,
        /// Bytes to read.
        total_bytes: u64,
    },
}

/// The counts of a reading. Blank lines and the heading do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadSummary {
    /// Lines below the heading that say anything.
    pub lines_read: u64,
    /// Lines of them that were refused.
    pub lines_rejected: u64,
    /// Orders handed out.
    pub orders: u64,
}

impl From<RowProblem> for RejectReason {
    fn from(problem: RowProblem) -> Self {
        match problem {
            RowProblem::BadEncoding => Self::BadEncoding,
            RowProblem::TooLong => Self::TooLong,
            RowProblem::TooManyCells => Self::TooManyCells,
            RowProblem::TooFewCells => Self::TooFewCells,
            RowProblem::UnclosedQuote => Self::UnclosedQuote,
        }
    }
}

/// Reads a whole file. An error means that nothing was handed out, except where the file changed or vanished while it was read.
/// A `Break` of the sink ends the reading; the summary then counts what came until then.
pub fn read_orders(
    path: &Path,
    mapping: &Mapping,
    sink: &mut dyn FnMut(ReadEvent) -> ControlFlow<()>,
) -> Result<ReadSummary, OpenError> {
    let (binding, file) = Binding::open(mapping, path)?;
    let mut stopped = sink(ReadEvent::Heading(file.header().to_vec())).is_break();
    let mut reading = Reading {
        binding: &binding,
        header: file.header(),
        sink,
        lost: LostDigits::default(),
        hasher: RandomState::new(),
        open_lines: HashMap::new(),
        drafts: HashMap::new(),
        summary: ReadSummary::default(),
        rows: 0,
        total_bytes: file.total_bytes() * 2,
    };
    if !stopped {
        file.read(&mut |row, bytes| note(&mut stopped, reading.count(&row, bytes)))?;
    }
    if !stopped {
        file.read(&mut |row, bytes| note(&mut stopped, reading.take(row, file.total_bytes() + bytes)))?;
    }
    if !stopped {
        let _ = reading.finish();
    }
    Ok(reading.summary)
}

/// Whether a cell says that its line adds the others up.
fn is_sum(cell: &str) -> bool {
    let word = cell.trim_end_matches([':', '\u{FF1A}', ' ']).to_lowercase();
    words::SUMS.contains(&word.as_str())
}

fn note(stopped: &mut bool, flow: ControlFlow<()>) -> ControlFlow<()> {
    *stopped = flow.is_break();
    flow
}

struct Reading<'a, 'm> {
    binding: &'a Binding<'m>,
    header: &'a [String],
    sink: &'a mut dyn FnMut(ReadEvent) -> ControlFlow<()>,
    lost: LostDigits,
    hasher: RandomState,
    /// Lines still to come, by the hash of the order number: a number costs twelve bytes, however long it is. Two orders with one
    /// hash only wait for each other.
    open_lines: HashMap<u64, u32>,
    drafts: HashMap<String, OrderDraft>,
    summary: ReadSummary,
    rows: u64,
    total_bytes: u64,
}

impl Reading<'_, '_> {
    fn count(&mut self, row: &RawRow, bytes: u64) -> ControlFlow<()> {
        let order_no = self.binding.text(Field::OrderNo, &row.cells);
        if order_no.is_empty() || self.beside_the_table(row).is_some() {
            return self.progress(bytes);
        }
        let lines = self.open_lines.entry(self.hasher.hash_one(&*order_no)).or_default();
        *lines = lines.saturating_add(1);
        if *lines == 1 {
            for field in Field::IDENTIFIERS {
                self.lost.note(field, &self.binding.text(field, &row.cells));
            }
        }
        self.progress(bytes)
    }

    fn take(&mut self, row: RawRow, bytes: u64) -> ControlFlow<()> {
        self.summary.lines_read += 1;
        if let Some(reason) = self.beside_the_table(&row) {
            self.reject(row, reason)?;
            return self.progress(bytes);
        }
        let order_no = self.binding.text(Field::OrderNo, &row.cells).into_owned();
        if order_no.is_empty() {
            let reason = row.problem.map(RejectReason::from).or_else(|| self.binding.refusal(&row.cells));
            self.reject(row, reason.unwrap_or(RejectReason::NoOrderNo))?;
            return self.progress(bytes);
        }
        let hash = self.hasher.hash_one(&order_no);
        let draft = self.drafts.entry(order_no.clone()).or_default();
        draft.seen += 1;
        let taken = match row.problem {
            Some(problem) => Err(problem.into()),
            None => draft.take(self.binding, &self.lost, &row.cells),
        };
        match taken {
            Ok(()) => draft.rows.push(FileLine { line_no: row.line_no, cells: row.cells }),
            Err(reason) => {
                draft.refused += 1;
                self.reject(row, reason)?;
            }
        }
        let left = self.open_lines.get_mut(&hash).map_or(0, |lines| {
            *lines = lines.saturating_sub(1);
            *lines
        });
        if left == 0 {
            self.open_lines.remove(&hash);
            self.hand_out(order_no)?;
        }
        self.progress(bytes)
    }

    /// Why a line is none of the table although it stands in it: the sum at its end, or its heading again on the next page.
    fn beside_the_table(&self, row: &RawRow) -> Option<RejectReason> {
        let text = |field| self.binding.text(field, &row.cells);
        // Rejected lines that come back have columns of their own in front.
        let own = own_columns(self.header);
        let cells = || row.cells.iter().skip(own);
        let is_heading = || cells().zip(self.header.iter().skip(own)).all(|(cell, name)| plain(cell) == name);
        if is_sum(&text(Field::OrderNo)) && text(Field::Sku).is_empty() {
            return Some(RejectReason::SumLine);
        }
        if !text(Field::OrderNo).is_empty() {
            return is_heading().then_some(RejectReason::HeadingAgain);
        }
        let first = cells().map(|cell| plain(cell)).find(|cell| !cell.is_empty());
        (first.is_some_and(is_sum) && text(Field::Sku).is_empty()).then_some(RejectReason::SumLine)
    }

    fn reject(&mut self, row: RawRow, reason: RejectReason) -> ControlFlow<()> {
        self.summary.lines_rejected += 1;
        (self.sink)(ReadEvent::Rejected(RejectedLine::of(row, reason)))
    }

    fn hand_out(&mut self, order_no: String) -> ControlFlow<()> {
        let Some(mut draft) = self.drafts.remove(&order_no) else { return ControlFlow::Continue(()) };
        let rows = std::mem::take(&mut draft.rows);
        if draft.refused > 0 {
            for row in &rows {
                let beside = row.clone().rejected(RejectReason::OfRefusedOrder);
                (self.sink)(ReadEvent::Beside(beside))?;
            }
        }
        match draft.finish(order_no, self.binding) {
            Some(order) => {
                self.summary.orders += 1;
                (self.sink)(ReadEvent::Order(Box::new(order), rows))
            }
            None => ControlFlow::Continue(()),
        }
    }

    /// Hands out the orders that are still open because they share a hash with another.
    fn finish(&mut self) -> ControlFlow<()> {
        let mut left: Vec<String> = self.drafts.keys().cloned().collect();
        left.sort_unstable();
        for order_no in left {
            self.hand_out(order_no)?;
        }
        (self.sink)(ReadEvent::Progress { bytes_read: self.total_bytes, total_bytes: self.total_bytes })
    }

    fn progress(&mut self, bytes_read: u64) -> ControlFlow<()> {
        self.rows += 1;
        if self.rows.is_multiple_of(ROWS_PER_PROGRESS) {
            (self.sink)(ReadEvent::Progress { bytes_read, total_bytes: self.total_bytes })?;
        }
        ControlFlow::Continue(())
    }
}
