//! Sessions. The cookie carries a token, the row its hash, so that the server can end a session at once and a copy of the database opens
//! none.

use diesel::prelude::*;

use crate::domain::people::device::Place;
use crate::domain::people::session_limits::SessionLimits;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::people::staff::StaffRow;
use crate::store::schema::{staff, staff_sessions};
use crate::store::{Conn, DbError, Tx};

/// Seconds between two notes that a session is used.
pub const SEEN_SECONDS: i64 = 60;

/// The active member of staff behind a session that holds, and when it was last seen to be used.
pub fn staff_of(
    connection: &mut Conn,
    token_hash: &str,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Option<(StaffRow, Timestamp)>, DbError> {
    Ok(prepared!(
        connection,
        get_result,
        staff_sessions::table
            .inner_join(staff::table.on(staff::id.eq(staff_sessions::staff_id)))
            .filter(staff_sessions::token_hash.eq(token_hash))
            .filter(staff_sessions::ended_at.is_null())
            .filter(staff_sessions::created_at.gt(limits.begun_after(now)))
            .filter(staff_sessions::seen_at.gt(limits.seen_after(now)))
            .filter(staff::active)
            .select((StaffRow::as_select(), staff_sessions::seen_at))
    )
    .optional()?)
}

/// Notes that a session is used, unless that was noted less than `SEEN_SECONDS` ago.
pub fn see(tx: &mut Tx<'_>, token_hash: &str) -> Result<(), DbError> {
    let now = tx.now();
    let open = staff_sessions::table.filter(staff_sessions::token_hash.eq(token_hash));
    let open = open.filter(staff_sessions::ended_at.is_null());
    diesel::update(open.filter(staff_sessions::seen_at.le(now.plus_seconds(-SEEN_SECONDS))))
        .set(staff_sessions::seen_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// Opens a session.
pub fn open(tx: &mut Tx<'_>, token_hash: &str, staff_id: i64, place: &Place) -> Result<(), DbError> {
    let now = tx.now();
    diesel::insert_into(staff_sessions::table)
        .values((
            staff_sessions::token_hash.eq(token_hash),
            staff_sessions::staff_id.eq(staff_id),
            staff_sessions::created_at.eq(now),
            staff_sessions::seen_at.eq(now),
            staff_sessions::address.eq(&place.address),
            staff_sessions::device.eq(&place.device),
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

/// A session that holds.
#[derive(Clone, Debug, Queryable)]
pub struct SessionRow {
    pub token_hash: String,
    pub created_at: Timestamp,
    /// When it was last seen to be used, within `SEEN_SECONDS`.
    pub seen_at: Timestamp,
    /// From where it was opened; empty for sessions of earlier versions.
    pub address: String,
    pub device: String,
}

/// Somebody's sessions that hold, the newest first.
pub fn open_of(
    connection: &mut Conn,
    staff_id: i64,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Vec<SessionRow>, DbError> {
    Ok(staff_sessions::table
        .filter(staff_sessions::staff_id.eq(staff_id))
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff_sessions::created_at.gt(limits.begun_after(now)))
        .filter(staff_sessions::seen_at.gt(limits.seen_after(now)))
        .order((staff_sessions::created_at.desc(), staff_sessions::token_hash))
        .select((
            staff_sessions::token_hash,
            staff_sessions::created_at,
            staff_sessions::seen_at,
            staff_sessions::address,
            staff_sessions::device,
        ))
        .load(connection)?)
}

/// Ends one session of a person; `false` if it was not open or belongs to somebody else.
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
