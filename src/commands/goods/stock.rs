//! Stock changes by moves, and by nothing else: every change is added with its reason, and the compartment is their sum.

use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::MoveKind;
use crate::store::Tx;
use crate::store::goods::stock;
use crate::store::goods::stock::MoveRow;

/// Units that come (positive) or go (negative), and units that are promised or released.
#[derive(Clone, Debug)]
pub struct StockMove<'a> {
    pub warehouse_id: i64,
    pub sku: &'a str,
    pub bucket: Bucket,
    pub qty: i64,
    pub reserved: i64,
    pub ref_kind: MoveKind,
    /// The number of the inbound or outbound that caused it; empty for counts.
    pub ref_no: &'a str,
    pub note: &'a str,
}

/// Makes a move; refused where it would leave less than nothing (R151). Callers make their moves in SKU order.
pub fn move_stock(tx: &mut Tx<'_>, actor: &Actor, change: &StockMove<'_>) -> Result<(), CommandError> {
    if change.qty == 0 && change.reserved == 0 {
        return Ok(());
    }
    let row = MoveRow {
        id: tx.next_id()?,
        warehouse_id: change.warehouse_id,
        sku: change.sku.to_owned(),
        bucket: change.bucket,
        qty: change.qty,
        reserved_qty: change.reserved,
        ref_kind: change.ref_kind,
        ref_no: change.ref_no.to_owned(),
        note: change.note.to_owned(),
        staff_id: actor.staff_id,
        created_at: tx.now(),
    };
    let level = stock::apply(tx, &row)?;
    level.check(change.reserved - change.qty)?;
    Ok(())
}
