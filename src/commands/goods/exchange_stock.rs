//! Stock promised to an exchange: reserved when its way back opens, released when the ticket ends without it. All of a ticket's
//! replacements come from one warehouse, or none is reserved.

use std::collections::BTreeMap;

use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::{MoveKind, OutboundKind, OutboundState};
use crate::domain::order::kind::LineKind;
use crate::domain::refusal::Refusal;
use crate::domain::time::zone;
use crate::store::engine::numbers;
use crate::store::goods::outbounds;
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::goods::stock;
use crate::store::house::merchants;
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts;
use crate::store::{Conn, DbError, Tx, orders};

/// A replacement wanted for a ticket line.
struct NeededStock {
    ticket_line_id: i64,
    sku: String,
    name: String,
    quantity: i64,
}

/// Reserves sellable stock for all goods lines of an exchange in one warehouse, `first` before all others, and opens the outbound that will
/// ship it (C2). `false` when no warehouse has everything; nothing is reserved then. A second call changes nothing.
pub fn reserve(tx: &mut Tx<'_>, actor: &Actor, ticket: &TicketRow, first: Option<i64>) -> Result<bool, CommandError> {
    if outbounds::reserved_of(tx.connection(), ticket.id, OutboundKind::ExchangeShip)?.is_some() {
        return Ok(true);
    }
    let wanted = wanted(tx.connection(), ticket)?;
    if wanted.is_empty() {
        return Err(Refusal::NothingToReserve.into());
    }
    let Some(warehouse_id) = warehouse_with_all(tx, ticket, first, &wanted)? else { return Ok(false) };
    let merchant = merchants::get(tx.connection(), ticket.merchant_id)?;
    let now = tx.now();
    let outbound_no = numbers::next(tx, "RO", now.date_in(zone(&merchant.timezone)))?;
    let outbound = OutboundRow {
        id: tx.next_id()?,
        outbound_no,
        kind: OutboundKind::ExchangeShip,
        ticket_id: ticket.id,
        merchant_id: ticket.merchant_id,
        warehouse_id,
        carrier: String::new(),
        tracking_no: String::new(),
        state: OutboundState::Reserved,
        created_at: now,
        shipped_at: None,
        shipped_by: None,
    };
    outbounds::insert(tx, &outbound)?;
    for want in wanted {
        let line = OutboundLineRow {
            id: tx.next_id()?,
            outbound_id: outbound.id,
            ticket_line_id: want.ticket_line_id,
            sku: want.sku,
            name: want.name,
            bucket: Bucket::Sellable.code().to_owned(),
            quantity: want.quantity,
        };
        promise(tx, actor, &outbound, &line, line.quantity)?;
        outbounds::insert_line(tx, &line)?;
    }
    Ok(true)
}

/// Voids the outbound of an exchange that is not shipped and releases its reserved units; nothing happens where there is none.
pub fn release(tx: &mut Tx<'_>, actor: &Actor, ticket: &TicketRow) -> Result<(), CommandError> {
    let Some(mut outbound) = outbounds::reserved_of(tx.connection(), ticket.id, OutboundKind::ExchangeShip)? else {
        return Ok(());
    };
    for line in outbounds::lines(tx.connection(), outbound.id)? {
        promise(tx, actor, &outbound, &line, -line.quantity)?;
    }
    outbound.state = OutboundState::Void;
    outbounds::save(tx, &outbound)?;
    Ok(())
}

/// Lowers the reserved units to those that the ticket's lines still settle, after an acceptance in part (4.7 c).
pub fn shrink(tx: &mut Tx<'_>, actor: &Actor, ticket: &TicketRow) -> Result<(), CommandError> {
    let Some(outbound) = outbounds::reserved_of(tx.connection(), ticket.id, OutboundKind::ExchangeShip)? else {
        return Ok(());
    };
    let settled: BTreeMap<i64, i64> =
        parts::lines(tx.connection(), ticket.id)?.into_iter().map(|line| (line.id, line.effective_qty())).collect();
    for mut line in outbounds::lines(tx.connection(), outbound.id)? {
        let keep = settled.get(&line.ticket_line_id).copied().unwrap_or(0).min(line.quantity);
        promise(tx, actor, &outbound, &line, keep - line.quantity)?;
        line.quantity = keep;
        outbounds::save_line(tx, &line)?;
    }
    Ok(())
}

fn promise(
    tx: &mut Tx<'_>,
    actor: &Actor,
    outbound: &OutboundRow,
    line: &OutboundLineRow,
    quantity: i64,
) -> Result<(), CommandError> {
    let change = StockMove {
        warehouse_id: outbound.warehouse_id,
        sku: &line.sku,
        bucket: Bucket::Sellable,
        qty: 0,
        reserved: quantity,
        ref_kind: if quantity < 0 { MoveKind::Release } else { MoveKind::Reserve },
        ref_no: &outbound.outbound_no,
        note: "",
    };
    move_stock(tx, actor, &change)
}

/// The replacements of the ticket's goods lines, by SKU: the same SKU where no other was chosen.
fn wanted(connection: &mut Conn, ticket: &TicketRow) -> Result<Vec<NeededStock>, DbError> {
    let sold: BTreeMap<i64, orders::OrderLineRow> =
        orders::lines(connection, ticket.order_id)?.into_iter().map(|line| (line.id, line)).collect();
    let mut wanted = Vec::new();
    for line in parts::lines(connection, ticket.id)? {
        let Some(old) = sold.get(&line.order_line_id).filter(|old| old.kind == LineKind::Goods) else { continue };
        let sku = line.exchange_sku.clone().unwrap_or_else(|| old.sku.clone());
        let name = match orders::product(connection, ticket.merchant_id, &sku)? {
            Some(product) => product.name,
            None if sku == old.sku => old.name.clone(),
            None => sku.clone(),
        };
        wanted.push(NeededStock { ticket_line_id: line.id, sku, name, quantity: line.effective_qty() });
    }
    wanted.sort_by(|a, b| (&a.sku, a.ticket_line_id).cmp(&(&b.sku, b.ticket_line_id)));
    Ok(wanted)
}

/// The first warehouse that can spare everything; all compartments in question are locked, SKU by SKU.
fn warehouse_with_all(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    first: Option<i64>,
    wanted: &[NeededStock],
) -> Result<Option<i64>, DbError> {
    let mut candidates: Vec<i64> = merchants::warehouses_of(tx.connection(), ticket.merchant_id)?
        .into_iter()
        .filter(|warehouse| warehouse.active)
        .map(|warehouse| warehouse.id)
        .collect();
    candidates.sort_by_key(|id| (Some(*id) != first, *id));
    let mut needs: BTreeMap<&str, i64> = BTreeMap::new();
    for want in wanted {
        *needs.entry(&want.sku).or_default() += want.quantity;
    }
    let mut in_lock_order = candidates.clone();
    in_lock_order.sort_unstable();
    for (sku, need) in needs {
        for warehouse_id in &in_lock_order {
            let level = stock::lock(tx, *warehouse_id, sku, Bucket::Sellable)?;
            if level.available() < need {
                candidates.retain(|id| id != warehouse_id);
            }
        }
    }
    Ok(candidates.first().copied())
}
