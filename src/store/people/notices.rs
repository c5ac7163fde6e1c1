//! Notices: word to one person about an entry of a ticket's timeline. Who wrote the entry and its note stand in the timeline alone.

use diesel::prelude::*;

use crate::domain::event::EventKind;
use crate::domain::people::notice::NoticeKind;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::engine::scope::scoped;
use crate::store::schema::{events, notice_mutes, notices, staff, tickets};
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError, Scope, Tx};

/// Unread notices that are counted at most.
pub const COUNTED: i64 = 100;

/// A notice with its entry.
#[derive(Clone, Debug, Queryable)]
pub struct NoticeRow {
    pub id: i64,
    pub kind: NoticeKind,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
    pub ticket_no: String,
    pub entry: EventKind,
    /// Empty for the system.
    pub who: Option<String>,
    pub note: String,
}

/// Writes a notice about the last entry of a ticket for some people, without those who are not here any more or muted its kind.
pub fn put(tx: &mut Tx<'_>, ticket: &TicketRow, kind: NoticeKind, people: &[i64]) -> Result<(), DbError> {
    let muted = notice_mutes::table.filter(notice_mutes::staff_id.eq(staff::id)).filter(notice_mutes::kind.eq(kind));
    let told: Vec<i64> = staff::table
        .filter(staff::id.eq_any(people.to_vec()))
        .filter(staff::active.eq(true))
        .filter(diesel::dsl::not(diesel::dsl::exists(muted)))
        .order(staff::id)
        .select(staff::id)
        .load(tx.connection())?;
    let now = tx.now();
    for staff_id in told {
        let row = (
            notices::id.eq(tx.next_id()?),
            notices::staff_id.eq(staff_id),
            notices::merchant_id.eq(ticket.merchant_id),
            notices::ticket_id.eq(ticket.id),
            notices::seq.eq(ticket.event_seq),
            notices::kind.eq(kind),
            notices::created_at.eq(now),
        );
        change!(tx.connection(), diesel::insert_into(notices::table).values(row))?;
    }
    Ok(())
}

/// How many unread notices of tickets in scope a person has, `COUNTED` at most.
pub fn unread(connection: &mut Conn, staff_id: i64, scope: &Scope) -> Result<i64, DbError> {
    let unread = notices::table.filter(notices::staff_id.eq(staff_id)).filter(notices::read_at.is_null());
    let merchants: Vec<i64> = prepared!(connection, load, unread.select(notices::merchant_id).limit(COUNTED))?;
    let count = merchants.iter().filter(|merchant_id| scope.sees(**merchant_id)).count();
    Ok(i64::try_from(count).unwrap_or(COUNTED))
}

/// A person's notices of tickets in scope, the newest first, from one before a place (time and id) on.
pub fn newest(
    connection: &mut Conn,
    staff_id: i64,
    scope: &Scope,
    before: Option<(Timestamp, i64)>,
    most: i64,
) -> Result<Vec<NoticeRow>, DbError> {
    let rows = notices::table
        .inner_join(tickets::table.on(tickets::id.eq(notices::ticket_id)))
        .inner_join(events::table.on(events::ticket_id.eq(notices::ticket_id).and(events::seq.eq(notices::seq))))
        .left_join(staff::table.on(events::staff_id.eq(staff::id.nullable())))
        .filter(notices::staff_id.eq(staff_id))
        .order((notices::created_at.desc(), notices::id.desc()))
        .limit(most)
        .select((
            notices::id,
            notices::kind,
            notices::created_at,
            notices::read_at,
            tickets::ticket_no,
            events::kind,
            staff::display_name.nullable(),
            events::note,
        ));
    let rows = scoped!(rows, notices::merchant_id, scope);
    Ok(match before {
        Some((at, id)) => rows
            .filter(notices::created_at.le(at))
            .filter(notices::created_at.lt(at).or(notices::id.lt(id)))
            .load(connection)?,
        None => rows.load(connection)?,
    })
}

/// Notes that a person read the notices written up to an instant; how many.
pub fn read_until(tx: &mut Tx<'_>, staff_id: i64, until: Timestamp) -> Result<usize, DbError> {
    let now = Some(tx.now());
    let unread = notices::table.filter(notices::staff_id.eq(staff_id)).filter(notices::read_at.is_null());
    Ok(diesel::update(unread.filter(notices::created_at.le(until)))
        .set(notices::read_at.eq(now))
        .execute(tx.connection())?)
}

/// Whether there is something that a person did not read yet about a ticket.
pub fn has_unread(connection: &mut Conn, staff_id: i64, ticket_id: i64) -> Result<bool, DbError> {
    let unread = notices::table
        .filter(notices::staff_id.eq(staff_id))
        .filter(notices::ticket_id.eq(ticket_id))
        .filter(notices::read_at.is_null());
    let found: Option<i64> = prepared!(connection, get_result, unread.select(notices::id).limit(1)).optional()?;
    Ok(found.is_some())
}

/// Notes that a person read what was written about a ticket.
pub fn read_of_ticket(tx: &mut Tx<'_>, staff_id: i64, ticket_id: i64) -> Result<(), DbError> {
    let now = Some(tx.now());
    let unread = notices::table.filter(notices::staff_id.eq(staff_id)).filter(notices::ticket_id.eq(ticket_id));
    diesel::update(unread.filter(notices::read_at.is_null())).set(notices::read_at.eq(now)).execute(tx.connection())?;
    Ok(())
}

/// The kinds that a person muted.
pub fn muted(connection: &mut Conn, staff_id: i64) -> Result<Vec<NoticeKind>, DbError> {
    let own = notice_mutes::table.filter(notice_mutes::staff_id.eq(staff_id));
    Ok(own.order(notice_mutes::kind).select(notice_mutes::kind).load(connection)?)
}

/// Mutes these kinds for a person, and no others.
pub fn mute(tx: &mut Tx<'_>, staff_id: i64, kinds: &[NoticeKind]) -> Result<(), DbError> {
    diesel::delete(notice_mutes::table.filter(notice_mutes::staff_id.eq(staff_id))).execute(tx.connection())?;
    for kind in kinds {
        let row = (notice_mutes::staff_id.eq(staff_id), notice_mutes::kind.eq(*kind));
        change!(tx.connection(), diesel::insert_into(notice_mutes::table).values(row).on_conflict_do_nothing())?;
    }
    Ok(())
}
