//! Locks by name for as long as a transaction lasts, where no row stands for what must not happen twice at once.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::store::{Conn, DbError, Tx};

/// Waits until no other transaction holds the name, and holds it. Whoever claims several does so in one order. On SQLite a transaction
/// is alone from its beginning.
pub(in crate::store) fn claim(tx: &mut Tx<'_>, name: &str) -> Result<(), DbError> {
    if let Conn::Postgres(connection) = tx.connection() {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<Text, _>(name)
            .execute(connection)?;
    }
    Ok(())
}
