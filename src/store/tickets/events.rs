//! A ticket's timeline. Append-only: nothing here updates or deletes.

use diesel::prelude::*;

use crate::domain::event::{Event, EventKind};
use crate::domain::money::Currency;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::change;
use crate::store::schema::{events, staff};
use crate::store::tickets::TicketRow;
use crate::store::tickets::event_json;
use crate::store::tickets::event_json::UnreadableEvent;
use crate::store::{Conn, DbError, Tx};

/// A timeline entry; `staff_name` is empty for the system.
#[derive(Clone, Debug, Queryable)]
pub struct EventRow {
    pub seq: i64,
    pub created_at: Timestamp,
    pub staff_name: Option<String>,
    pub kind: EventKind,
    pub from_status: Option<Status>,
    pub to_status: Status,
    pub note: String,
    detail: String,
}

impl EventRow {
    /// The event of the entry; `currency` is the ticket's. `None` where it keeps its kind alone, as those of a made-up business do.
    ///
    /// # Errors
    /// A row whose detail does not fit its kind.
    pub fn event(&self, currency: Currency) -> Result<Option<Event>, UnreadableEvent> {
        event_json::read(self.kind, &self.detail, currency)
    }
}

/// An entry to append.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    pub event: Event,
    pub staff_id: Option<i64>,
    pub from: Option<Status>,
    pub note: &'a str,
}

/// Appends an entry; the ticket's present status is the one it leads to. The ticket row is to be saved afterwards.
pub fn append(tx: &mut Tx<'_>, ticket: &mut TicketRow, event: NewEvent<'_>) -> Result<(), DbError> {
    let id = tx.next_id()?;
    let now = tx.now();
    ticket.event_seq += 1;
    let detail = event_json::write(&event.event).to_string();
    let row = (
        events::id.eq(id),
        events::ticket_id.eq(ticket.id),
        events::seq.eq(ticket.event_seq),
        events::created_at.eq(now),
        events::staff_id.eq(event.staff_id),
        events::kind.eq(event.event.kind()),
        events::from_status.eq(event.from),
        events::to_status.eq(ticket.status),
        events::note.eq(event.note),
        events::detail.eq(&detail),
    );
    change!(tx.connection(), diesel::insert_into(events::table).values(row))?;
    Ok(())
}

/// The entries of some kinds in a ticket's timeline, newest first.
pub fn of_kinds(connection: &mut Conn, ticket_id: i64, kinds: &[EventKind]) -> Result<Vec<EventRow>, DbError> {
    Ok(rows(ticket_id).filter(events::kind.eq_any(kinds)).order(events::seq.desc()).load(connection)?)
}

/// The newest entries of a ticket's timeline, oldest first: at most `most` of them, of one kind only where one is given.
pub fn newest(
    connection: &mut Conn,
    ticket_id: i64,
    kind: Option<EventKind>,
    most: i64,
) -> Result<Vec<EventRow>, DbError> {
    let newest = rows(ticket_id).order(events::seq.desc()).limit(most);
    let mut found: Vec<EventRow> = match kind {
        Some(kind) => newest.filter(events::kind.eq(kind)).load(connection)?,
        None => newest.load(connection)?,
    };
    found.reverse();
    Ok(found)
}

/// The entries after one of this number, oldest first.
pub fn since(connection: &mut Conn, ticket_id: i64, seq: i64) -> Result<Vec<EventRow>, DbError> {
    Ok(rows(ticket_id).filter(events::seq.gt(seq)).order(events::seq.asc()).load(connection)?)
}

/// The last entry.
pub fn last(connection: &mut Conn, ticket_id: i64) -> Result<Option<EventRow>, DbError> {
    Ok(rows(ticket_id).order(events::seq.desc()).first(connection).optional()?)
}

#[diesel::dsl::auto_type]
fn rows(ticket_id: i64) -> _ {
    events::table
        .left_join(staff::table.on(events::staff_id.eq(staff::id.nullable())))
        .filter(events::ticket_id.eq(ticket_id))
        .select((
            events::seq,
            events::created_at,
            staff::display_name.nullable(),
            events::kind,
            events::from_status,
            events::to_status,
            events::note,
            events::detail,
        ))
}
