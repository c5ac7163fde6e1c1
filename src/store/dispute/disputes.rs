//! The cases about a ticket, oldest first; at most one of them is open.

use diesel::prelude::*;

use crate::domain::dispute::case::DisputeKind;
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::domain::money::Money;
use crate::domain::time::Timestamp;
use crate::store::schema::disputes;
use crate::store::{Conn, DbError, Tx};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = disputes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct DisputeRow {
    pub id: i64,
    pub ticket_id: i64,
    pub kind: DisputeKind,
    /// The number of the case there.
    pub reference: String,
    /// Who decides, where that is no platform.
    pub body: String,
    /// What the buyer asks for.
    pub words: String,
    pub opened_by: Option<i64>,
    pub opened_at: Timestamp,
    /// When our evidence has to be there.
    pub evidence_due_at: Option<Timestamp>,
    /// When we gave evidence first.
    pub evidence_at: Option<Timestamp>,
    /// `None` while the case is open.
    pub ruling: Option<Ruling>,
    pub ruling_words: String,
    pub remedy: Option<Remedy>,
    pub payer: Option<Payer>,
    /// In minor units of the ticket's currency.
    pub amount_minor: Option<Money>,
    pub ruled_by: Option<i64>,
    pub ruled_at: Option<Timestamp>,
    /// The last moment in which the ruling can be objected to.
    pub objection_until: Option<Timestamp>,
}

/// The cases about a ticket, oldest first.
///
/// # Errors
/// The database's.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<DisputeRow>, DbError> {
    Ok(disputes::table
        .filter(disputes::ticket_id.eq(ticket_id))
        .order(disputes::id)
        .select(DisputeRow::as_select())
        .load(connection)?)
}

/// The open case about a ticket.
///
/// # Errors
/// The database's.
pub fn open_of(connection: &mut Conn, ticket_id: i64) -> Result<Option<DisputeRow>, DbError> {
    Ok(of_ticket(connection, ticket_id)?.pop().filter(|row| row.ruling.is_none()))
}

/// Adds a case.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx<'_>, row: &DisputeRow) -> Result<(), DbError> {
    diesel::insert_into(disputes::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a case.
///
/// # Errors
/// The database's.
pub fn save(tx: &mut Tx<'_>, row: &DisputeRow) -> Result<(), DbError> {
    diesel::update(disputes::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}
