//! Who is logged in where. The cookie carries a token, the row its hash, so that the server can end a session at once and a copy of the
//! database opens none.

use diesel::prelude::*;

use super::prepared::prepared;
use super::schema::{login_failures, staff, staff_sessions};
use super::staff::StaffRow;
use super::{Conn, DbError, Tx};
use crate::domain::time::Timestamp;

/// The active member of staff behind an open session.
pub fn staff_of(connection: &mut Conn, token_hash: &str) -> Result<Option<StaffRow>, DbError> {
    Ok(prepared!(
        connection,
        get_result,
        staff_sessions::table
            .inner_join(staff::table.on(staff::id.eq(staff_sessions::staff_id)))
            .filter(staff_sessions::token_hash.eq(token_hash))
            .filter(staff_sessions::ended_at.is_null())
            .filter(staff::active)
            .select(StaffRow::as_select())
    )
    .optional()?)
}

/// Opens a session.
pub fn open(tx: &mut Tx<'_>, token_hash: &str, staff_id: i64) -> Result<(), DbError> {
    let now = tx.now();
    diesel::insert_into(staff_sessions::table)
        .values((
            staff_sessions::token_hash.eq(token_hash),
            staff_sessions::staff_id.eq(staff_id),
            staff_sessions::created_at.eq(now),
            staff_sessions::seen_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Ends one session.
pub fn end(tx: &mut Tx<'_>, token_hash: &str) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(staff_sessions::table.filter(staff_sessions::token_hash.eq(token_hash)))
        .set(staff_sessions::ended_at.eq(Some(now)))
        .execute(tx.connection())?;
    Ok(())
}

/// Ends all sessions of somebody; how many were open.
pub fn end_all(tx: &mut Tx<'_>, staff_id: i64) -> Result<usize, DbError> {
    let now = tx.now();
    Ok(diesel::update(
        staff_sessions::table.filter(staff_sessions::staff_id.eq(staff_id)).filter(staff_sessions::ended_at.is_null()),
    )
    .set(staff_sessions::ended_at.eq(Some(now)))
    .execute(tx.connection())?)
}

/// An open session.
#[derive(Clone, Debug, Queryable)]
pub struct SessionRow {
    pub token_hash: String,
    pub created_at: Timestamp,
}

/// Somebody's open sessions, the newest first.
pub fn open_of(connection: &mut Conn, staff_id: i64) -> Result<Vec<SessionRow>, DbError> {
    Ok(staff_sessions::table
        .filter(staff_sessions::staff_id.eq(staff_id))
        .filter(staff_sessions::ended_at.is_null())
        .order((staff_sessions::created_at.desc(), staff_sessions::token_hash))
        .select((staff_sessions::token_hash, staff_sessions::created_at))
        .load(connection)?)
}

/// Ends one session of somebody; `false` if it was not open or not his.
pub fn end_own(tx: &mut Tx<'_>, staff_id: i64, token_hash: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let ended = diesel::update(
        staff_sessions::table
            .filter(staff_sessions::token_hash.eq(token_hash))
            .filter(staff_sessions::staff_id.eq(staff_id))
            .filter(staff_sessions::ended_at.is_null()),
    )
    .set(staff_sessions::ended_at.eq(Some(now)))
    .execute(tx.connection())?;
    Ok(ended == 1)
}

/// Ends all sessions of somebody but one; how many were open.
pub fn end_others(tx: &mut Tx<'_>, staff_id: i64, kept_hash: &str) -> Result<usize, DbError> {
    let now = tx.now();
    Ok(diesel::update(
        staff_sessions::table
            .filter(staff_sessions::staff_id.eq(staff_id))
            .filter(staff_sessions::token_hash.ne(kept_hash))
            .filter(staff_sessions::ended_at.is_null()),
    )
    .set(staff_sessions::ended_at.eq(Some(now)))
    .execute(tx.connection())?)
}

/// Until when log-ins under a user name are refused, if they are.
pub fn locked_until(connection: &mut Conn, username: &str) -> Result<Option<Timestamp>, DbError> {
    Ok(login_failures::table
        .filter(login_failures::username.eq(username))
        .select(login_failures::locked_until)
        .first::<Option<Timestamp>>(connection)
        .optional()?
        .flatten())
}

/// Counts a failed log-in; at `limit` failures the name is locked for `seconds` and the count starts again.
pub fn count_failure(tx: &mut Tx<'_>, username: &str, limit: i32, seconds: i64) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO login_failures (username, failures, locked_until) VALUES ($1, 1, NULL) \
         ON CONFLICT (username) DO UPDATE SET failures = login_failures.failures + 1",
    )
    .bind::<diesel::sql_types::Text, _>(username)
    .execute(tx.connection())?;
    let until = tx.now().plus_seconds(seconds);
    diesel::update(
        login_failures::table.filter(login_failures::username.eq(username)).filter(login_failures::failures.ge(limit)),
    )
    .set((login_failures::failures.eq(0), login_failures::locked_until.eq(Some(until))))
    .execute(tx.connection())?;
    Ok(())
}

/// Forgets failed log-ins after a good one.
pub fn forget_failures(tx: &mut Tx<'_>, username: &str) -> Result<(), DbError> {
    diesel::delete(login_failures::table.filter(login_failures::username.eq(username))).execute(tx.connection())?;
    Ok(())
}
