//! The form that ships what was reserved for a ticket, with the address of the parcel.

use crate::commands::{Actor, CommandError};
use crate::domain::goods::movement::{Carrier, OutboundKind};
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::codes::choices;
use crate::store::Conn;
use crate::store::goods::{outbounds, ship_to};
use crate::store::house::merchants;
use crate::store::tickets::TicketRow;

/// Shipping what was reserved.
pub struct DispatchForm {
    pub outbound_no: String,
    pub warehouses: Vec<(String, String)>,
    pub warehouse: String,
    pub carriers: Vec<(&'static str, &'static str)>,
    /// SKU, name, units.
    pub goods: Vec<(String, String, i64)>,
    /// Back to the buyer, not a replacement.
    pub back: bool,
    pub ship_to: ShipToView,
}

/// Where a parcel goes, as a viewer sees it.
pub struct ShipToView {
    /// In clear for those who have asked for it, masked for others.
    pub line: String,
    pub is_clear: bool,
    /// The viewer may ask.
    pub may_look: bool,
    pub is_complete: bool,
}

/// The merchant's warehouses in use by code and name, and the code of the one given.
fn warehouses(
    connection: &mut Conn,
    ticket: &TicketRow,
    id: Option<i64>,
) -> Result<(Vec<(String, String)>, String), CommandError> {
    let mut all = merchants::warehouses_of(connection, ticket.merchant_id)?;
    all.retain(|warehouse| warehouse.active);
    let chosen = all.iter().find(|warehouse| Some(warehouse.id) == id).or(all.first());
    let code = chosen.map(|warehouse| warehouse.code.clone()).unwrap_or_default();
    Ok((all.into_iter().map(|warehouse| (warehouse.code, warehouse.name)).collect(), code))
}

fn ship_to(connection: &mut Conn, actor: &Actor, ticket: &TicketRow) -> Result<ShipToView, CommandError> {
    let to = ship_to::of_ticket(connection, ticket)?;
    let may_look = actor.may(Permission::Unmask);
    let is_clear = match actor.staff_id {
        Some(staff_id) if may_look => ship_to::was_seen(connection, ticket.id, staff_id)?,
        _ => false,
    };
    let line = if is_clear { to.line() } else { to.masked().line() };
    Ok(ShipToView { line, is_clear, may_look, is_complete: to.is_complete() })
}

/// The form of what is reserved for a ticket; `None` where nothing is.
pub fn load(
    connection: &mut Conn,
    actor: &Actor,
    ticket: &TicketRow,
    lang: Lang,
) -> Result<Option<DispatchForm>, CommandError> {
    let Some(kind) = ticket.kind.outbound_from(ticket.status) else { return Ok(None) };
    let Some(outbound) = outbounds::reserved_of(connection, ticket.id, kind)? else { return Ok(None) };
    let back = kind == OutboundKind::ReturnToBuyer;
    let (mut from, warehouse) = warehouses(connection, ticket, Some(outbound.warehouse_id))?;
    if back {
        from.retain(|(code, _)| *code == warehouse);
    }
    let goods = outbounds::lines(connection, outbound.id)?;
    Ok(Some(DispatchForm {
        outbound_no: outbound.outbound_no,
        warehouses: from,
        warehouse,
        carriers: choices(Carrier::ALL, lang, Carrier::code),
        goods: goods.into_iter().map(|line| (line.sku, line.name, line.quantity)).collect(),
        back,
        ship_to: ship_to(connection, actor, ticket)?,
    }))
}
