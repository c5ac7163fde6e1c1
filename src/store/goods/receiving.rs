//! Rows of the receiving page: the waiting goods, and the tickets that a scanned number or the end of a phone number may
//! mean.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::goods::movement::{OutboundKind, OutboundState, ParcelState};
use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text;
use crate::domain::order::kind::LineKind;
use crate::domain::ticket::kind::GoodsState;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::scope::scoped;
use crate::store::goods::parcels::{ParcelRow, tickets_in};
use crate::store::schema::{
    order_lines, orders, outbounds, parcel_tickets, parcels, shipments, ticket_keys, ticket_lines, ticket_returns,
    tickets,
};
use crate::store::tickets::search::phone_key;
use crate::store::tickets::{TicketRow, by_no};
use crate::store::{Conn, DbError, Scope};

/// Goods of a ticket, without prices.
#[derive(Clone, Debug)]
pub struct ReceivingGoods {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
}

/// A ticket as the warehouse sees it.
#[derive(Clone, Debug)]
pub struct ReceivingTicket {
    pub ticket: TicketRow,
    pub order_no: String,
    pub receiver_phone: String,
    pub carrier: String,
    pub tracking_no: String,
    pub signed_in_at: Option<Timestamp>,
    pub goods_state: GoodsState,
    /// The warehouse that the return is sent to.
    pub sent_to: Option<i64>,
    pub goods: Vec<ReceivingGoods>,
}

/// A parcel with the tickets in it.
#[derive(Clone, Debug)]
pub struct ReceivingParcel {
    pub parcel: ParcelRow,
    pub tickets: Vec<ReceivingTicket>,
}

/// How much one list of the desk shows at most.
const LIST_LIMIT: i64 = 50;

/// Statuses in which a ticket waits for its parcel.
pub(super) const AWAITED: [Status; 2] = [Status::PendingReturn, Status::Returning];
/// Statuses in which goods may leave for a ticket.
pub(super) const SHIPPABLE: [Status; 2] = [Status::PendingExchange, Status::InspectionException];

/// Tickets whose parcel is here and not opened, the longest here first.
pub fn to_open(connection: &mut Conn, scope: &Scope) -> Result<Vec<ReceivingTicket>, DbError> {
    let query = tickets::table
        .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
        .filter(tickets::status.eq_any(AWAITED))
        .filter(ticket_returns::signed_in_at.is_not_null())
        .order((ticket_returns::signed_in_at, tickets::id))
        .select(TicketRow::as_select());
    let rows = scoped!(query, tickets::merchant_id, scope).limit(LIST_LIMIT).load(connection)?;
    dressed(connection, rows)
}

/// Tickets whose goods are counted and not inspected, the longest waiting first.
pub fn to_inspect(connection: &mut Conn, scope: &Scope) -> Result<Vec<ReceivingTicket>, DbError> {
    let query = tickets::table
        .filter(tickets::status.eq(Status::Received))
        .order((tickets::status_since, tickets::id))
        .select(TicketRow::as_select());
    let rows = scoped!(query, tickets::merchant_id, scope).limit(LIST_LIMIT).load(connection)?;
    dressed(connection, rows)
}

/// Outbounds, joined with their tickets, whose goods may leave now: a replacement waits until the returned goods are accepted, and from an
/// exception only those goods leave.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn may_leave() -> _ {
    let reserved: OutboundState = OutboundState::Reserved;
    let back: OutboundKind = OutboundKind::ReturnToBuyer;
    let (shippable, exception): ([Status; 2], Status) = (SHIPPABLE, Status::InspectionException);
    let goes_back = outbounds::kind.eq(back);
    let is_exception = tickets::status.eq(exception);
    outbounds::state.eq(reserved).and(tickets::status.eq_any(shippable)).and(goes_back.eq(is_exception))
}

/// Tickets with goods to ship, the longest waiting first.
pub fn to_dispatch(connection: &mut Conn, scope: &Scope) -> Result<Vec<ReceivingTicket>, DbError> {
    let query = tickets::table
        .inner_join(outbounds::table.on(outbounds::ticket_id.eq(tickets::id)))
        .filter(may_leave())
        .order((tickets::status_since, tickets::id))
        .select(TicketRow::as_select());
    let rows = scoped!(query, tickets::merchant_id, scope).limit(LIST_LIMIT).load(connection)?;
    dressed(connection, rows)
}

/// The parcels signed in last.
pub fn recent_parcels(connection: &mut Conn, scope: &Scope, limit: i64) -> Result<Vec<ReceivingParcel>, DbError> {
    let query = parcels::table
        .filter(parcels::contents.eq(""))
        .filter(parcels::state.ne(ParcelState::Void))
        .order((parcels::signed_in_at.desc(), parcels::id.desc()))
        .select(ParcelRow::as_select());
    let rows: Vec<ParcelRow> = scoped!(query, parcels::merchant_id, scope).limit(limit).load(connection)?;
    rows.into_iter().map(|parcel| with_tickets(connection, parcel)).collect()
}

/// A parcel with the tickets in it.
pub fn with_tickets(connection: &mut Conn, parcel: ParcelRow) -> Result<ReceivingParcel, DbError> {
    let inside = tickets_in(connection, parcel.id)?;
    Ok(ReceivingParcel { tickets: dressed(connection, inside)?, parcel })
}

/// The other tickets in a ticket's parcels whose goods are not counted yet.
pub fn waiting_beside(
    connection: &mut Conn,
    scope: &Scope,
    ticket: &TicketRow,
) -> Result<Vec<ReceivingTicket>, DbError> {
    let boxes = parcel_tickets::table.filter(parcel_tickets::ticket_id.eq(ticket.id)).select(parcel_tickets::parcel_id);
    let boxes: Vec<i64> = boxes.load(connection)?;
    let query = tickets::table
        .inner_join(parcel_tickets::table.on(parcel_tickets::ticket_id.eq(tickets::id)))
        .filter(parcel_tickets::parcel_id.eq_any(boxes))
        .filter(tickets::id.ne(ticket.id))
        .filter(tickets::status.eq_any(AWAITED))
        .order(tickets::id)
        .select(TicketRow::as_select());
    let mut rows: Vec<TicketRow> = scoped!(query, tickets::merchant_id, scope).load(connection)?;
    rows.dedup_by_key(|row| row.id);
    dressed(connection, rows)
}

/// The tickets that a number may mean (8.1): the ticket itself in any status, else tickets with business at the warehouse, by the number
/// of the way back, of the way out or of the order, or by a phone, whole or its last four digits.
pub fn find(
    connection: &mut Conn,
    scope: &Scope,
    typed: &str,
    tracking: Option<&str>,
) -> Result<Vec<ReceivingTicket>, DbError> {
    if let Some(ticket) = by_no(connection, scope, typed)? {
        return dressed(connection, vec![ticket]);
    }
    let mut ids: Vec<i64> = Vec::new();
    if let Some(number) = tracking {
        ids.extend(ids_by_parcel(connection, number)?);
    }
    if ids.is_empty() {
        ids.extend(ids_by_order_no(connection, typed.trim())?);
    }
    if ids.is_empty()
        && let [word] = search_text::words(typed).as_slice()
        && let Some(phone) = phone_key(word)
    {
        ids.extend(ids_by_phone(connection, &phone)?);
    }
    let query = tickets::table
        .filter(tickets::id.eq_any(ids))
        .filter(tickets::status.eq_any(HERE))
        .order((tickets::status_since, tickets::id))
        .select(TicketRow::as_select());
    let rows = scoped!(query, tickets::merchant_id, scope).limit(LIST_LIMIT).load(connection)?;
    dressed(connection, rows)
}

/// Whose number it is that no ticket waits for.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In any status, the last one first.
    pub tickets: Vec<ReceivingTicket>,
    /// Numbers of orders that were sent under it and have no ticket.
    pub orders: Vec<String>,
}

/// How much is said of one number at most.
const KNOWN_LIMIT: i64 = 5;

/// The tickets and orders that a parcel's number belongs to or belonged to.
pub fn known(connection: &mut Conn, scope: &Scope, number: &str) -> Result<Known, DbError> {
    let ids = ids_by_parcel(connection, number)?;
    let query = tickets::table.filter(tickets::id.eq_any(ids)).order(tickets::id.desc()).select(TicketRow::as_select());
    let rows: Vec<TicketRow> = scoped!(query, tickets::merchant_id, scope).limit(KNOWN_LIMIT).load(connection)?;
    let with_tickets: Vec<i64> = rows.iter().map(|ticket| ticket.order_id).collect();
    let query = orders::table
        .inner_join(shipments::table.on(shipments::order_id.eq(orders::id)))
        .filter(shipments::tracking_no.eq(number))
        .filter(orders::id.ne_all(with_tickets))
        .select(orders::order_no)
        .distinct();
    let orders = scoped!(query, orders::merchant_id, scope).limit(KNOWN_LIMIT).load(connection)?;
    Ok(Known { tickets: dressed(connection, rows)?, orders })
}

/// Statuses in which the warehouse may have something to do or to answer.
const HERE: [Status; 6] = [
    Status::PendingReturn,
    Status::Returning,
    Status::Received,
    Status::InspectionException,
    Status::PendingExchange,
    Status::ExchangeShipped,
];

fn ids_by_parcel(connection: &mut Conn, number: &str) -> Result<Vec<i64>, DbError> {
    let mut ids: Vec<i64> = ticket_returns::table
        .filter(ticket_returns::tracking_no.eq(number))
        .select(ticket_returns::ticket_id)
        .load(connection)?;
    ids.extend(
        parcel_tickets::table
            .inner_join(parcels::table.on(parcels::id.eq(parcel_tickets::parcel_id)))
            .filter(parcels::tracking_no.eq(number))
            .select(parcel_tickets::ticket_id)
            .load::<i64>(connection)?,
    );
    ids.extend(
        tickets::table
            .inner_join(shipments::table.on(shipments::order_id.eq(tickets::order_id)))
            .filter(shipments::tracking_no.eq(number))
            .select(tickets::id)
            .load::<i64>(connection)?,
    );
    Ok(ids)
}

fn ids_by_order_no(connection: &mut Conn, order_no: &str) -> Result<Vec<i64>, DbError> {
    Ok(tickets::table
        .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
        .filter(orders::order_no.eq(order_no))
        .select(tickets::id)
        .load(connection)?)
}

/// By all digits of a phone, or its last four.
fn ids_by_phone(connection: &mut Conn, phone: &str) -> Result<Vec<i64>, DbError> {
    Ok(tickets::table
        .inner_join(ticket_keys::table.on(ticket_keys::ticket_id.eq(tickets::id)))
        .filter(ticket_keys::kind.eq(KeyKind::Phone))
        .filter(ticket_keys::value.eq(phone))
        .filter(tickets::status.eq_any(HERE))
        .select(tickets::id)
        .load(connection)?)
}

/// Carrier and number of a returned parcel, when it was signed in, where the goods are, and the warehouse that they are sent to.
type WayBack = (String, String, Option<Timestamp>, GoodsState, Option<i64>);

/// Tickets as the warehouse sees them, in the order given.
fn dressed(connection: &mut Conn, rows: Vec<TicketRow>) -> Result<Vec<ReceivingTicket>, DbError> {
    let ids: Vec<i64> = rows.iter().map(|ticket| ticket.id).collect();
    let goods: Vec<(i64, String, String, i64, Option<i64>)> = ticket_lines::table
        .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
        .filter(ticket_lines::ticket_id.eq_any(&ids))
        .filter(order_lines::kind.eq(LineKind::Goods))
        .order((ticket_lines::ticket_id, ticket_lines::line_no))
        .select((
            ticket_lines::ticket_id,
            order_lines::sku,
            order_lines::name,
            ticket_lines::quantity,
            ticket_lines::settled_qty,
        ))
        .load(connection)?;
    let backs: Vec<(i64, WayBack)> = ticket_returns::table
        .filter(ticket_returns::ticket_id.eq_any(&ids))
        .select((
            ticket_returns::ticket_id,
            (
                ticket_returns::carrier,
                ticket_returns::tracking_no,
                ticket_returns::signed_in_at,
                ticket_returns::goods_state,
                ticket_returns::warehouse_id,
            ),
        ))
        .load(connection)?;
    let sold: Vec<(i64, String, String)> = orders::table
        .filter(orders::id.eq_any(rows.iter().map(|ticket| ticket.order_id).collect::<Vec<_>>()))
        .select((orders::id, orders::order_no, orders::receiver_phone))
        .load(connection)?;
    let mut goods_of: HashMap<i64, Vec<ReceivingGoods>> = HashMap::new();
    for (ticket_id, sku, name, quantity, settled) in goods {
        let quantity = settled.unwrap_or(quantity);
        goods_of.entry(ticket_id).or_default().push(ReceivingGoods { sku, name, quantity });
    }
    let mut backs: HashMap<i64, WayBack> = backs.into_iter().collect();
    let sold: HashMap<i64, (String, String)> = sold.into_iter().map(|(id, no, phone)| (id, (no, phone))).collect();
    Ok(rows
        .into_iter()
        .map(|ticket| {
            let no_return = (String::new(), String::new(), None, GoodsState::WithBuyer, None);
            let (carrier, tracking_no, signed_in_at, goods_state, sent_to) =
                backs.remove(&ticket.id).unwrap_or(no_return);
            let (order_no, receiver_phone) = sold.get(&ticket.order_id).cloned().unwrap_or_default();
            let goods = goods_of.remove(&ticket.id).unwrap_or_default();
            ReceivingTicket {
                ticket,
                order_no,
                receiver_phone,
                carrier,
                tracking_no,
                signed_in_at,
                goods_state,
                sent_to,
                goods,
            }
        })
        .collect())
}
