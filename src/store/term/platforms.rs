//! What platforms show of tickets that buyers filed there: their own number, and when they act by themselves.

use diesel::prelude::*;

use crate::domain::term::kind::PlatformAction;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::ticket_platforms;
use crate::store::{Conn, DbError, Tx};

/// A ticket as its platform shows it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_platforms, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(ticket_id))]
pub struct PlatformRow {
    pub ticket_id: i64,
    /// The platform's number of it; empty where only its time is known.
    pub platform_ticket_no: String,
    /// When the platform acts by itself.
    pub due_at: Option<Timestamp>,
    /// What it does then.
    pub consequence: PlatformAction,
}

/// What is known of a ticket.
///
/// # Errors
/// The database's.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Option<PlatformRow>, DbError> {
    Ok(prepared!(connection, get_result, ticket_platforms::table.find(ticket_id).select(PlatformRow::as_select()))
        .optional()?)
}

/// Keeps what a platform shows.
///
/// # Errors
/// The database's.
pub fn put(tx: &mut Tx<'_>, row: &PlatformRow) -> Result<(), DbError> {
    change!(
        tx.connection(),
        diesel::insert_into(ticket_platforms::table)
            .values(row)
            .on_conflict(ticket_platforms::ticket_id)
            .do_update()
            .set(row)
    )?;
    Ok(())
}
