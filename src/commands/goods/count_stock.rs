//! Counts and opening stock, entered by a person or a file. The difference to the recorded quantity becomes a move.

use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::MoveKind;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::goods::stock;
use crate::store::house::audit;
use crate::store::house::merchants;
use crate::store::house::merchants::WarehouseRow;

/// A counted compartment.
#[derive(Clone, Debug)]
pub struct StockCount {
    pub warehouse_id: i64,
    pub sku: String,
    pub bucket: Bucket,
    /// Units that are there.
    pub quantity: i64,
    /// Why it differs, or where it comes from.
    pub reason: String,
}

/// Corrects a compartment to the counted quantity and gives the difference with the SKU as it is known; the audit log keeps the reason too.
/// A SKU that was never sold or stored is taken for a slip and refused, unless the clerk says that it is new.
pub fn adjust(tx: &mut Tx<'_>, actor: &Actor, count: &StockCount, is_new: bool) -> Result<(i64, String), CommandError> {
    actor.require(Permission::AdjustStock)?;
    let place = warehouse(tx, actor, count.warehouse_id)?;
    let known = stock::known_sku(tx.connection(), place.merchant_id, &count.sku)?;
    if known.is_none() && !is_new {
        return Err(invalid("sku", Refusal::UnknownSku));
    }
    let count = &StockCount { sku: known.unwrap_or_else(|| count.sku.clone()), ..count.clone() };
    let difference = set_if_free(tx, actor, count).map_err(|error| match error {
        CommandError::Refused(Refusal::StockPromised) => invalid("quantity", Refusal::StockPromised),
        other => other,
    })?;
    let subject = format!("{} {} {}", place.code, count.sku, count.bucket);
    let detail = format!("{difference:+} → {}: {}", count.quantity, count.reason);
    audit::append(tx, actor.staff_id, Some(place.merchant_id), AuditKind::StockAdjusted, &subject, &detail)?;
    Ok((difference, count.sku.clone()))
}

/// Makes a compartment hold the counted quantity, by a move of the difference; counting the same again moves nothing. Refused, with nothing
/// written, where more is promised than was counted.
pub fn set_if_free(tx: &mut Tx<'_>, actor: &Actor, count: &StockCount) -> Result<i64, CommandError> {
    let level = stock::lock(tx, count.warehouse_id, &count.sku, count.bucket)?;
    if count.quantity < level.reserved {
        return Err(Refusal::StockPromised.into());
    }
    let difference = count.quantity - level.qty;
    let change = StockMove {
        warehouse_id: count.warehouse_id,
        sku: &count.sku,
        bucket: count.bucket,
        qty: difference,
        reserved: 0,
        ref_kind: MoveKind::Count,
        ref_no: "",
        note: &count.reason,
    };
    move_stock(tx, actor, &change)?;
    Ok(difference)
}

fn warehouse(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<WarehouseRow, CommandError> {
    for merchant in merchants::list(tx.connection(), &actor.scope)? {
        let own = merchants::warehouses_of(tx.connection(), merchant.id)?;
        if let Some(found) = own.into_iter().find(|place| place.id == id) {
            return Ok(found);
        }
    }
    Err(invalid("warehouse", Refusal::UnknownValue))
}
