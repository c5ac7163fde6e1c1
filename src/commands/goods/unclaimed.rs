//! Unclaimed parcels put right: one that was registered by mistake is void, one that lies elsewhere moves.

use crate::commands::{Actor, CommandError, invalid};
use crate::domain::goods::movement::ParcelState;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::goods::parcels;
use crate::store::goods::parcels::ParcelRow;
use crate::store::house::{audit, merchants};

/// Makes a parcel void that was registered by mistake; its number can be signed in again. Refused for goods left over from a box, which are
/// there, and once the parcel belongs to a ticket.
pub fn void(tx: &mut Tx<'_>, actor: &Actor, parcel_no: &str) -> Result<(), CommandError> {
    let mut parcel = claim(tx, actor, parcel_no)?;
    if !parcel.contents.is_empty() {
        return Err(Refusal::GoodsAreHere.into());
    }
    parcel.state = ParcelState::Void;
    parcels::save(tx, &mut parcel)?;
    let (owner, number) = (Some(parcel.merchant_id), &parcel.tracking_no);
    Ok(audit::append(tx, actor.staff_id, owner, AuditKind::ParcelVoided, parcel_no, number)?)
}

/// Moves a parcel to another warehouse in use that the actor works in, and so to that warehouse's merchant. Goods left over from a box stay their
/// merchant's.
pub fn move_to(tx: &mut Tx<'_>, actor: &Actor, parcel_no: &str, warehouse_id: Option<i64>) -> Result<(), CommandError> {
    let mut parcel = claim(tx, actor, parcel_no)?;
    let warehouse_id = warehouse_id.ok_or_else(|| invalid("warehouse", Refusal::Required))?;
    let place = merchants::warehouse(tx.connection(), warehouse_id)?
        .filter(|place| place.active && place.id != parcel.warehouse_id && actor.scope.sees(place.merchant_id))
        .ok_or_else(|| invalid("warehouse", Refusal::UnknownValue))?;
    if place.merchant_id != parcel.merchant_id && !parcel.contents.is_empty() {
        let owner = merchants::get(tx.connection(), parcel.merchant_id)?;
        return Err(invalid("warehouse", Refusal::LeftoverOf(owner.name)));
    }
    let before = merchants::warehouse(tx.connection(), parcel.warehouse_id)?.map(|it| it.name).unwrap_or_default();
    parcel.warehouse_id = place.id;
    parcel.merchant_id = place.merchant_id;
    parcels::save(tx, &mut parcel)?;
    let detail = format!("{before} → {}", place.name);
    Ok(audit::append(tx, actor.staff_id, Some(place.merchant_id), AuditKind::ParcelMoved, parcel_no, &detail)?)
}

fn claim(tx: &mut Tx<'_>, actor: &Actor, parcel_no: &str) -> Result<ParcelRow, CommandError> {
    actor.require(Permission::WorkWarehouse)?;
    let found = parcels::by_no(tx.connection(), &actor.scope, parcel_no)?.ok_or(CommandError::NotFound)?;
    let parcel = parcels::claim(tx, found.id)?;
    if parcel.state != ParcelState::Unclaimed {
        return Err(Refusal::ParcelClaimed.into());
    }
    Ok(parcel)
}
