//! What buyers were asked for and offered, and what they answered.

use diesel::prelude::*;

use crate::domain::money::Money;
use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::ticket::request::{BuyerAnswer, RequestKind};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::schema::ticket_requests;
use crate::store::{Conn, DbError, Tx};

/// A request to the buyer of a ticket, or an offer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_requests, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(ticket_id, number))]
pub struct RequestRow {
    pub ticket_id: i64,
    /// From 1 for each ticket.
    pub number: i32,
    pub kind: RequestKind,
    /// Kinds of evidence, with commas; read by `wanted`.
    pub wanted: String,
    /// What is offered.
    pub amount_minor: Option<Money>,
    pub words: String,
    pub asked_by: Option<i64>,
    pub asked_at: Timestamp,
    /// `None` until the buyer answered, or the ticket went on without.
    pub answer: Option<BuyerAnswer>,
    pub answer_words: String,
    pub answered_by: Option<i64>,
    pub answered_at: Option<Timestamp>,
}

impl RequestRow {
    /// The kinds of evidence that are wanted.
    pub fn wanted(&self) -> Vec<EvidenceKind> {
        self.wanted.split(',').filter_map(EvidenceKind::parse).collect()
    }

    /// The amount that the buyer took.
    pub fn accepted(&self) -> Option<Money> {
        self.amount_minor.filter(|_| self.answer == Some(BuyerAnswer::Accepted))
    }
}

/// The requests of a ticket, oldest first.
///
/// # Errors
/// The database's.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<RequestRow>, DbError> {
    let rows = ticket_requests::table.filter(ticket_requests::ticket_id.eq(ticket_id)).order(ticket_requests::number);
    Ok(prepared!(connection, load, rows.select(RequestRow::as_select()))?)
}

/// Adds a request.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx<'_>, row: &RequestRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_requests::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves what came back of a request.
///
/// # Errors
/// The database's.
pub fn save(tx: &mut Tx<'_>, row: &RequestRow) -> Result<(), DbError> {
    diesel::update(ticket_requests::table.find((row.ticket_id, row.number))).set(row).execute(tx.connection())?;
    Ok(())
}
