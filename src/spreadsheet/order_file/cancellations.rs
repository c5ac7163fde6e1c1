//! The lines of an order file that cancel earlier orders, for replaying them as after-sales. The same rule of the mapping tells them here
//! and makes the order import refuse them.

use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::money::parse_quantity;
use crate::spreadsheet::order_file::binding::Binding;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::mapping::Mapping;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::read::cell_text::moment;
use crate::spreadsheet::read::open::RawRow;
use crate::spreadsheet::read::open_error::OpenError;

/// A line that takes something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancellationLine {
    /// The cancellation's own number.
    pub cancellation_no: String,
    /// The account of the buyer; `None` for a guest.
    pub buyer_account: Option<String>,
    /// The SKU that is taken back.
    pub sku: String,
    /// How many units, above zero.
    pub quantity: i64,
    /// When it was cancelled.
    pub at: DateTime<Utc>,
}

/// Reads the cancellation lines of a file, by time and, within a moment, in the order of the file. A line without a SKU, a time or a
/// quantity says nothing that could be replayed and is left out.
pub fn read_cancellations(path: &Path, mapping: &Mapping) -> Result<Vec<CancellationLine>, OpenError> {
    let (binding, file) = Binding::open(mapping, path)?;
    let mut lines = Vec::new();
    file.read(&mut |row, _| {
        lines.extend(cancellation(&binding, &row));
        ControlFlow::Continue(())
    })?;
    lines.sort_by_key(|line| line.at);
    Ok(lines)
}

fn cancellation(binding: &Binding<'_>, row: &RawRow) -> Option<CancellationLine> {
    if row.problem.is_some() || binding.refusal(&row.cells) != Some(RejectReason::CancellationLine) {
        return None;
    }
    let text = |field| binding.text(field, &row.cells).into_owned();
    let quantity = binding.number(Field::Quantity, &row.cells).into_owned();
    let account = text(Field::BuyerAccount);
    Some(CancellationLine {
        cancellation_no: text(Field::OrderNo),
        buyer_account: (!account.is_empty()).then_some(account),
        sku: Some(text(Field::Sku)).filter(|sku| !sku.is_empty())?,
        quantity: parse_quantity(quantity.trim_start_matches('-')).ok().filter(|quantity| *quantity > 0)?,
        at: moment(&text(Field::OrderedAt), binding.clock())?,
    })
}
