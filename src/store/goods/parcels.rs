//! Parcels at the warehouse, by the number on their label, and the tickets they belong to.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::goods::movement::ParcelState;
use crate::domain::people::contact::compact_number;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::locked;
use crate::store::list::{Cursor, Order, Predicate, Relational};
use crate::store::schema::{orders, parcel_tickets, parcels, shipments, ticket_returns, tickets};
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError, Scope, Tx};

/// A parcel that was signed in; one that belongs to no ticket yet is unclaimed.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = parcels, treat_none_as_null = true)]
pub struct ParcelRow {
    pub id: i64,
    pub parcel_no: String,
    pub merchant_id: i64,
    pub warehouse_id: i64,
    pub tracking_no: String,
    pub carrier: String,
    /// Known contents: ticket, SKU and units of goods that no ticket claims.
    pub contents: String,
    pub state: ParcelState,
    pub signed_in_at: Timestamp,
    pub signed_in_by: Option<i64>,
    pub version: i32,
}

/// The parcels that belong to no ticket yet.
pub struct Unclaimed;

/// By the moment they were signed in.
pub const BY_ARRIVAL: Order = Order::number("parcels.signed_in_at");

impl Relational for Unclaimed {
    type Row = ParcelRow;

    const FROM: &'static str = "parcels";
    const ID: &'static str = "parcels.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        let unclaimed = Predicate::any_of("parcels.state", [ParcelState::Unclaimed.code()]);
        vec![unclaimed, Predicate::seen("parcels.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<ParcelRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let found: Vec<ParcelRow> =
            parcels::table.filter(parcels::id.eq_any(ids.clone())).select(ParcelRow::as_select()).load(connection)?;
        let seen = found.into_iter().filter(|parcel| scope.sees(parcel.merchant_id));
        let mut by_id: HashMap<i64, ParcelRow> = seen.map(|parcel| (parcel.id, parcel)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// Parcels with a text in their number, the number on their label, or the words of their contents.
pub fn marked(part: &str) -> Predicate {
    let own = Predicate::contains(&["parcels.parcel_no", "UPPER(parcels.contents)"], &part.to_uppercase());
    own.or(Predicate::contains(&["UPPER(parcels.tracking_no)"], &compact_number(part)))
}

/// Parcels signed in at or after an instant, and before another.
pub fn arrived(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between("parcels.signed_in_at", from, before)
}

/// Adds a parcel.
pub fn insert(tx: &mut Tx<'_>, row: &ParcelRow) -> Result<(), DbError> {
    diesel::insert_into(parcels::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Locks a parcel until the transaction ends and reads it. Its version is counted up by `save`.
pub fn claim(tx: &mut Tx<'_>, id: i64) -> Result<ParcelRow, DbError> {
    Ok(match tx.connection() {
        Conn::Postgres(inner) => locked!(inner, parcels::table.find(id).select(ParcelRow::as_select()))?,
        connection => parcels::table.find(id).select(ParcelRow::as_select()).first(connection)?,
    })
}

/// Saves a claimed parcel under its next version.
pub fn save(tx: &mut Tx<'_>, row: &mut ParcelRow) -> Result<(), DbError> {
    row.version += 1;
    diesel::update(parcels::table.find(row.id)).set(&*row).execute(tx.connection())?;
    Ok(())
}

/// By its own number, in scope.
pub fn by_no(connection: &mut Conn, scope: &Scope, parcel_no: &str) -> Result<Option<ParcelRow>, DbError> {
    let found: Option<ParcelRow> = parcels::table
        .filter(parcels::parcel_no.eq(parcel_no))
        .select(ParcelRow::as_select())
        .first(connection)
        .optional()?;
    Ok(found.filter(|parcel| scope.sees(parcel.merchant_id)))
}

/// The parcel that was signed in under a number, in scope; of several the first. Void ones do not count.
pub fn by_tracking(connection: &mut Conn, scope: &Scope, tracking_no: &str) -> Result<Option<ParcelRow>, DbError> {
    let found: Vec<ParcelRow> = parcels::table
        .filter(parcels::tracking_no.eq(tracking_no))
        .filter(parcels::state.ne(ParcelState::Void))
        .order(parcels::id)
        .select(ParcelRow::as_select())
        .load(connection)?;
    Ok(found.into_iter().find(|parcel| scope.sees(parcel.merchant_id)))
}

/// The parcels of a ticket, oldest first.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<ParcelRow>, DbError> {
    Ok(parcels::table
        .inner_join(parcel_tickets::table.on(parcel_tickets::parcel_id.eq(parcels::id)))
        .filter(parcel_tickets::ticket_id.eq(ticket_id))
        .order((parcels::signed_in_at, parcels::id))
        .select(ParcelRow::as_select())
        .load(connection)?)
}

/// Goods of a ticket's box that no ticket settles, still unclaimed.
pub fn leftovers_of(connection: &mut Conn, ticket: &TicketRow) -> Result<Vec<ParcelRow>, DbError> {
    Ok(parcels::table
        .filter(parcels::state.eq(ParcelState::Unclaimed))
        .filter(parcels::merchant_id.eq(ticket.merchant_id))
        .filter(parcels::contents.like(format!("{} %", ticket.ticket_no.replace(['%', '_', '\\'], "_"))))
        .order(parcels::id)
        .select(ParcelRow::as_select())
        .load(connection)?)
}

/// The parcel that the rest of an inbound's box became, whatever became of it since.
pub fn leftover_from(
    connection: &mut Conn,
    ticket: &TicketRow,
    received_at: Timestamp,
) -> Result<Option<ParcelRow>, DbError> {
    let found: Vec<ParcelRow> = parcels::table
        .filter(parcels::merchant_id.eq(ticket.merchant_id))
        .filter(parcels::signed_in_at.eq(received_at))
        .filter(parcels::state.ne(ParcelState::Void))
        .select(ParcelRow::as_select())
        .load(connection)?;
    let prefix = format!("{} ", ticket.ticket_no);
    Ok(found.into_iter().find(|parcel| parcel.contents.starts_with(&prefix)))
}

/// The tickets in a parcel, oldest first.
pub fn tickets_in(connection: &mut Conn, parcel_id: i64) -> Result<Vec<TicketRow>, DbError> {
    Ok(tickets::table
        .inner_join(parcel_tickets::table.on(parcel_tickets::ticket_id.eq(tickets::id)))
        .filter(parcel_tickets::parcel_id.eq(parcel_id))
        .order(tickets::id)
        .select(TicketRow::as_select())
        .load(connection)?)
}

/// Puts a ticket into a parcel.
pub fn link(tx: &mut Tx<'_>, parcel_id: i64, ticket_id: i64) -> Result<(), DbError> {
    diesel::insert_into(parcel_tickets::table)
        .values((parcel_tickets::parcel_id.eq(parcel_id), parcel_tickets::ticket_id.eq(ticket_id)))
        .execute(tx.connection())?;
    Ok(())
}

/// The tickets that wait for a parcel of this number, in the order they are locked: by the number the buyer sent it under, or else by the
/// number its order went out with (refused deliveries come back under it, 8.7).
pub fn awaited_under(connection: &mut Conn, scope: &Scope, tracking_no: &str) -> Result<Vec<TicketRow>, DbError> {
    let mut found = waiting_by_return_number(connection, tracking_no)?;
    if found.is_empty() {
        found = waiting_by_outgoing_number(connection, tracking_no)?;
    }
    found.retain(|ticket| scope.sees(ticket.merchant_id));
    found.sort_by_key(|ticket| (ticket.order_id, ticket.id));
    found.dedup_by_key(|ticket| ticket.id);
    Ok(found)
}

const AWAITED: [Status; 2] = [Status::PendingReturn, Status::Returning];

fn waiting_by_return_number(connection: &mut Conn, tracking_no: &str) -> Result<Vec<TicketRow>, DbError> {
    Ok(tickets::table
        .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
        .filter(ticket_returns::tracking_no.eq(tracking_no))
        .filter(tickets::status.eq_any(AWAITED))
        .select(TicketRow::as_select())
        .load(connection)?)
}

fn waiting_by_outgoing_number(connection: &mut Conn, tracking_no: &str) -> Result<Vec<TicketRow>, DbError> {
    Ok(tickets::table
        .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
        .inner_join(shipments::table.on(shipments::order_id.eq(orders::id)))
        .filter(shipments::tracking_no.eq(tracking_no))
        .filter(tickets::status.eq_any(AWAITED))
        .select(TicketRow::as_select())
        .load(connection)?)
}
