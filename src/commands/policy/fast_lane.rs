//! The fast lane of a shop: switched on with a limit, changed, switched off (R40).

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::{audit, merchants};
use crate::store::policy::fast_lanes;
use crate::store::policy::fast_lanes::FastLaneRow;

/// Sets a shop's lane. `limit` is the most of one ticket, included.
///
/// # Errors
/// 422 at `limit` for zero; 409 where somebody changed it meanwhile; 404 for a shop of another merchant.
pub fn set_fast_lane(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    shop_id: i64,
    version: i32,
    is_on: bool,
    limit: Money,
) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let shops = merchants::shops_of(tx.connection(), merchant.id)?;
    let shop = shops.into_iter().find(|shop| shop.id == shop_id).ok_or(CommandError::NotFound)?;
    let old = fast_lanes::of_shop(tx.connection(), shop.id)?;
    let blank = FastLaneRow { shop_id: shop.id, is_on: false, limit_minor: Money::ZERO, version: 0 };
    let old = old.unwrap_or(blank);
    let subject = format!("{} {}", merchant.code, shop.name);
    if old.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject)?);
    }
    if is_on && limit.is_zero() {
        return Err(invalid("limit", Refusal::Required));
    }
    let limit = if is_on { limit } else { old.limit_minor };
    let mut changes = Changes::default();
    changes.field("fast_lane", old.is_on, is_on);
    changes.field("fast_lane_limit", old.limit_minor.plain(merchant.currency), limit.plain(merchant.currency));
    if changes.is_empty() {
        return Ok(());
    }
    fast_lanes::put(tx, &FastLaneRow { shop_id: shop.id, is_on, limit_minor: limit, version: old.version + 1 })?;
    audit::append(tx, actor.staff_id, Some(merchant.id), AuditKind::FastLaneChanged, &subject, changes.detail())?;
    Ok(())
}
