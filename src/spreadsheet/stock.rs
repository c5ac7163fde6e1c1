//! The stock file: warehouse, SKU, bucket, quantity; opening stock and counts. Same files, same refusals as for orders. The import command
//! decides how a counted quantity changes the stock.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use crate::domain::goods::condition::Bucket;
use crate::domain::money::parse_quantity;
use crate::spreadsheet::order_file::assemble::is_longer;
use crate::spreadsheet::order_file::binding::find;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::file_line::RejectedLine;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::order_file::words;
use crate::spreadsheet::read::cell_text::{Cleanup, cleaned, plain};
use crate::spreadsheet::read::open::{RawRow, SheetFile};
use crate::spreadsheet::read::open_error::{MissingColumns, OpenError};

const WAREHOUSE: [&str; 2] = ["warehouse", "仓库"];
const SKU: [&str; 2] = ["sku", "商品编码"];
/// 库位 is what files had before.
const BUCKET: [&str; 3] = ["bucket", "库存类型", "库位"];
const QUANTITY: [&str; 2] = ["quantity", "数量"];

/// One counted SKU in one bucket of one warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockLine {
    /// 1-based line of the file.
    pub line_no: u64,
    /// Code or name of the warehouse; empty when the merchant's only one is meant.
    pub warehouse: String,
    /// The SKU that was counted.
    pub sku: String,
    /// The bucket; sellable where the file names none.
    pub bucket: Bucket,
    /// Units, zero or above.
    pub quantity: i64,
    /// The line as it stands in the file.
    pub cells: Vec<String>,
}

/// The lines of a stock file and the progress of reading it, in its order.
#[derive(Clone, Debug)]
pub enum StockEvent {
    /// The names of the columns, before everything else.
    Heading(Vec<String>),
    /// A sound line.
    Line(StockLine),
    /// A line that was not taken.
    Rejected(RejectedLine),
    /// How far the reading has come.
    Progress {
        /// Bytes read so far.
        bytes_read: u64,
        /// Bytes of the file.
        total_bytes: u64,
    },
}

/// The counts of a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StockSummary {
    /// Lines below the heading that say anything.
    pub lines_read: u64,
    /// Lines of them that were refused.
    pub lines_rejected: u64,
}

/// Reads a stock file. Columns `sku` and `quantity` must be there, `warehouse` and `bucket` may be; Chinese headings are known too.
/// A second line for the same place and SKU is refused: nobody can say whether it replaces the first or adds to it.
pub fn read_stock(path: &Path, sink: &mut dyn FnMut(StockEvent) -> ControlFlow<()>) -> Result<StockSummary, OpenError> {
    let file = SheetFile::open(path, &known)?;
    let columns = Columns::of(&file)?;
    if sink(StockEvent::Heading(file.header().to_vec())).is_break() {
        return Ok(StockSummary::default());
    }
    let mut seen = HashSet::new();
    let mut summary = StockSummary::default();
    let total_bytes = file.total_bytes();
    file.read(&mut |row, bytes_read| {
        summary.lines_read += 1;
        match columns.line(&row).and_then(|line| unique(&mut seen, line)) {
            Ok(line) => sink(StockEvent::Line(line))?,
            Err(reason) => {
                summary.lines_rejected += 1;
                sink(StockEvent::Rejected(RejectedLine::of(row, reason)))?;
            }
        }
        if summary.lines_read.is_multiple_of(500) {
            sink(StockEvent::Progress { bytes_read, total_bytes })
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(summary)
}

/// How many of our columns a line names.
fn known(cells: &[String]) -> usize {
    let all: [&[&str]; 4] = [&WAREHOUSE, &SKU, &BUCKET, &QUANTITY];
    all.iter().filter(|names| cells.iter().any(|cell| names.contains(&cell.to_lowercase().as_str()))).count()
}

struct Columns {
    warehouse: Option<usize>,
    sku: usize,
    bucket: Option<usize>,
    quantity: usize,
}

impl Columns {
    fn of(file: &SheetFile) -> Result<Self, OpenError> {
        let header = file.header();
        let find = |names: &[&str]| find(header, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        match (find(&SKU)?, find(&QUANTITY)?) {
            (Some(sku), Some(quantity)) => {
                Ok(Self { warehouse: find(&WAREHOUSE)?, sku, bucket: find(&BUCKET)?, quantity })
            }
            (sku, quantity) => {
                let missing = [(sku, SKU), (quantity, QUANTITY)].into_iter().filter(|(at, _)| at.is_none());
                let missing = missing.map(|(_, names)| names.map(str::to_owned).to_vec()).collect();
                let (line, found) = (file.header_line(), header.to_vec());
                Err(OpenError::MissingColumns(Box::new(MissingColumns { line, missing, found })))
            }
        }
    }

    fn line(&self, row: &RawRow) -> Result<StockLine, RejectReason> {
        if let Some(problem) = row.problem {
            return Err(problem.into());
        }
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", |cell| plain(cell));
        let sku = cell(Some(self.sku));
        if sku.is_empty() {
            return Err(RejectReason::NoSku);
        }
        if is_longer(sku, Field::Sku.most()) {
            return Err(RejectReason::TextTooLong(Field::Sku, Field::Sku.most()));
        }
        let bucket = match cell(self.bucket) {
            "" => Bucket::Sellable,
            word => words::bucket(word).ok_or(RejectReason::BadBucket)?,
        };
        let quantity = cleaned(cell(Some(self.quantity)), &[Cleanup::WholeNumber]);
        Ok(StockLine {
            line_no: row.line_no,
            warehouse: cell(self.warehouse).to_owned(),
            sku: sku.to_owned(),
            bucket,
            quantity: parse_quantity(&quantity).map_err(|_| RejectReason::BadCount)?,
            cells: row.cells.clone(),
        })
    }
}

fn unique(seen: &mut HashSet<(String, String, Bucket)>, line: StockLine) -> Result<StockLine, RejectReason> {
    if seen.insert((line.warehouse.clone(), line.sku.clone(), line.bucket)) {
        Ok(line)
    } else {
        Err(RejectReason::DuplicateLine)
    }
}
