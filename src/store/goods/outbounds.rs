//! Goods that leave the warehouse for a ticket: replacements and goods sent back, with their lines.

use diesel::prelude::*;

use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::{OutboundKind, OutboundState};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::change;
use crate::store::schema::{outbound_lines, outbounds};
use crate::store::{Conn, DbError, Tx};

/// An after-sale outbound (R150).
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = outbounds, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct OutboundRow {
    pub id: i64,
    pub outbound_no: String,
    pub kind: OutboundKind,
    pub ticket_id: i64,
    pub merchant_id: i64,
    pub warehouse_id: i64,
    pub carrier: String,
    pub tracking_no: String,
    pub state: OutboundState,
    pub created_at: Timestamp,
    pub shipped_at: Option<Timestamp>,
    pub shipped_by: Option<i64>,
}

/// Goods of an outbound; the bucket they leave from is empty for goods that were never shelved.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = outbound_lines, treat_none_as_default_value = false)]
pub struct OutboundLineRow {
    pub id: i64,
    pub outbound_id: i64,
    pub ticket_line_id: i64,
    pub sku: String,
    pub name: String,
    pub bucket: String,
    pub quantity: i64,
}

impl OutboundLineRow {
    /// Where the goods leave from; `None` for goods that were never shelved.
    pub fn from_bucket(&self) -> Option<Bucket> {
        Bucket::parse(&self.bucket)
    }
}

/// Adds an outbound.
pub fn insert(tx: &mut Tx<'_>, row: &OutboundRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::insert_into(outbounds::table).values(row))?;
    Ok(())
}

/// Saves an outbound of a claimed ticket.
pub fn save(tx: &mut Tx<'_>, row: &OutboundRow) -> Result<(), DbError> {
    diesel::update(outbounds::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// Adds a line.
pub fn insert_line(tx: &mut Tx<'_>, row: &OutboundLineRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::insert_into(outbound_lines::table).values(row))?;
    Ok(())
}

/// Saves a line that is not shipped yet; one without units is removed.
pub fn save_line(tx: &mut Tx<'_>, row: &OutboundLineRow) -> Result<(), DbError> {
    if row.quantity == 0 {
        diesel::delete(outbound_lines::table.find(row.id)).execute(tx.connection())?;
    } else {
        diesel::update(outbound_lines::table.find(row.id)).set(row).execute(tx.connection())?;
    }
    Ok(())
}

/// A ticket's outbounds, oldest first.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<OutboundRow>, DbError> {
    Ok(outbounds::table
        .filter(outbounds::ticket_id.eq(ticket_id))
        .order((outbounds::created_at, outbounds::id))
        .select(OutboundRow::as_select())
        .load(connection)?)
}

/// A ticket's outbound of a kind that is reserved and not shipped yet.
pub fn reserved_of(connection: &mut Conn, ticket_id: i64, kind: OutboundKind) -> Result<Option<OutboundRow>, DbError> {
    Ok(of_ticket(connection, ticket_id)?
        .into_iter()
        .find(|outbound| outbound.kind == kind && outbound.state == OutboundState::Reserved))
}

/// An outbound's lines, by SKU: the order in which their stock is locked.
pub fn lines(connection: &mut Conn, outbound_id: i64) -> Result<Vec<OutboundLineRow>, DbError> {
    Ok(outbound_lines::table
        .filter(outbound_lines::outbound_id.eq(outbound_id))
        .order((outbound_lines::sku, outbound_lines::id))
        .select(OutboundLineRow::as_select())
        .load(connection)?)
}
