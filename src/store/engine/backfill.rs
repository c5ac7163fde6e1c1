//! Rows that a migration left to the program: written a batch a transaction, and on from where it was ended.

use diesel::prelude::*;

use crate::store::engine::conn::Conn;
use crate::store::engine::db_error::DbError;
use crate::store::schema::backfills;

/// Runs what is open of a backfill. `batch` writes the rows behind an id and gives the last id it came to; `None` where none were left,
/// which ends the backfill for good.
pub(in crate::store) fn run(
    connection: &mut Conn,
    name: &str,
    batch: impl Fn(&mut Conn, i64) -> Result<Option<i64>, DbError>,
) -> Result<(), DbError> {
    while connection.transaction(|connection| step(connection, name, &batch))? {}
    Ok(())
}

/// One batch; whether there may be another.
fn step(
    connection: &mut Conn,
    name: &str,
    batch: impl Fn(&mut Conn, i64) -> Result<Option<i64>, DbError>,
) -> Result<bool, DbError> {
    let row = backfills::table.find(name);
    // Written first, so that two processes that start together take turns.
    let open = diesel::update(row).set(backfills::last_id.eq(backfills::last_id)).execute(connection)?;
    if open == 0 {
        return Ok(false);
    }
    let after: i64 = row.select(backfills::last_id).first(connection)?;
    let last = batch(connection, after)?;
    match last {
        Some(id) => diesel::update(row).set(backfills::last_id.eq(id)).execute(connection)?,
        None => diesel::delete(row).execute(connection)?,
    };
    Ok(last.is_some())
}
