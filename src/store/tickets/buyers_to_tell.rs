//! Tickets whose buyer has yet to hear what became of them.

use diesel::prelude::*;

use crate::store::engine::prepared::{change, prepared};
use crate::store::engine::scope::scoped;
use crate::store::schema::{buyers_to_tell, tickets};
use crate::store::{Conn, DbError, Scope, Tx};

/// Tickets that a list names at most, the oldest first.
const MOST: i64 = 2_000;

/// The tickets in scope whose buyer is to be told.
///
/// # Errors
/// The database cannot be read.
pub fn ids(connection: &mut Conn, scope: &Scope) -> Result<Vec<i64>, DbError> {
    let query = buyers_to_tell::table
        .inner_join(tickets::table.on(tickets::id.eq(buyers_to_tell::ticket_id)))
        .select(tickets::id)
        .order((tickets::status_since, tickets::id))
        .limit(MOST);
    Ok(scoped!(query, tickets::merchant_id, scope).load(connection)?)
}

/// Whether a ticket's buyer is to be told.
///
/// # Errors
/// The database cannot be read.
pub fn is_one(connection: &mut Conn, ticket_id: i64) -> Result<bool, DbError> {
    let found: Option<i64> =
        prepared!(connection, get_result, buyers_to_tell::table.find(ticket_id).select(buyers_to_tell::ticket_id))
            .optional()?;
    Ok(found.is_some())
}

/// Keeps whether the buyer of a claimed ticket is to be told.
///
/// # Errors
/// The database cannot be written.
pub fn put(tx: &mut Tx<'_>, ticket_id: i64, is_to_be_told: bool) -> Result<(), DbError> {
    if is_to_be_told {
        let row = buyers_to_tell::ticket_id.eq(ticket_id);
        change!(tx.connection(), diesel::insert_into(buyers_to_tell::table).values(row).on_conflict_do_nothing())?;
    } else {
        change!(tx.connection(), diesel::delete(buyers_to_tell::table.find(ticket_id)))?;
    }
    Ok(())
}
