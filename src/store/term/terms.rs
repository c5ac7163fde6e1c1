//! The terms of tickets. Several of a ticket may run; each stands in its own row, and the one that ends first in the ticket's list entry.

use diesel::prelude::*;

use crate::domain::term::kind::{Basis, Side, TermKind, TermState};
use crate::domain::term::length::{Length, LengthUnit};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::{backfills, ticket_entries, ticket_terms, tickets};
use crate::store::tickets::entries;
use crate::store::{Conn, DbError, Tx};

/// The row of `backfills` for tickets that were open before there were clocks.
const BACKFILL: &str = "ticket_terms";

/// A term of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_terms, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(ticket_id, number))]
pub struct TermRow {
    pub ticket_id: i64,
    /// From 1 for each ticket.
    pub number: i32,
    pub kind: TermKind,
    pub basis: Basis,
    pub state: TermState,
    pub started_at: Timestamp,
    pub length: i32,
    pub unit: LengthUnit,
    /// Length of the target, in the same unit.
    pub target: i32,
    pub target_at: Timestamp,
    pub due_at: Timestamp,
    /// It ends in a year whose holidays nobody entered yet.
    pub is_provisional: bool,
    /// When the end of the time does something by itself.
    pub acts_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl TermRow {
    /// How long it is.
    pub fn length(&self) -> Length {
        Length { count: self.length.unsigned_abs(), unit: self.unit }
    }

    /// Its kind, when it turns amber, and when its time is over.
    pub fn ends(&self) -> (TermKind, Timestamp, Timestamp) {
        (self.kind, self.target_at, self.due_at)
    }

    /// After how long it turns amber.
    pub fn target(&self) -> Length {
        Length { count: self.target.unsigned_abs(), unit: self.unit }
    }
}

/// The terms of a ticket, as they began.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<TermRow>, DbError> {
    let rows = ticket_terms::table.filter(ticket_terms::ticket_id.eq(ticket_id)).order(ticket_terms::number);
    Ok(prepared!(connection, load, rows.select(TermRow::as_select()))?)
}

/// The clock of a ticket: of its running terms the merchant's that ends first, else the buyer's.
pub fn clock(rows: &[TermRow]) -> Option<&TermRow> {
    let running = || rows.iter().filter(|row| row.state == TermState::Running);
    let of = |side: Side| running().filter(|row| row.kind.side() == side).min_by_key(|row| row.due_at);
    of(Side::Merchant).or_else(|| of(Side::Buyer))
}

/// Adds a term.
pub fn insert(tx: &mut Tx<'_>, row: &TermRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::insert_into(ticket_terms::table).values(row))?;
    Ok(())
}

/// Saves a term.
pub fn save(tx: &mut Tx<'_>, row: &TermRow) -> Result<(), DbError> {
    diesel::update(ticket_terms::table.find((row.ticket_id, row.number))).set(row).execute(tx.connection())?;
    Ok(())
}

/// Writes a ticket's clock into its list entry; `None` for one without a clock.
pub fn set_clock(tx: &mut Tx<'_>, ticket_id: i64, clock: Option<&TermRow>) -> Result<(), DbError> {
    entries::set_clock(tx, ticket_id, clock.map(TermRow::ends))
}

/// The tickets whose terms act at or before an instant, by number, the earliest first.
pub fn due(connection: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<String>, DbError> {
    let due = ticket_terms::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_terms::ticket_id)))
        .filter(ticket_terms::acts_at.le(Some(now)))
        .order((ticket_terms::acts_at, ticket_terms::ticket_id))
        .limit(most)
        .select(tickets::ticket_no);
    let mut numbers: Vec<String> = due.load(connection)?;
    numbers.dedup();
    Ok(numbers)
}

/// Whether a term acts at or before an instant.
pub fn is_due(connection: &mut Conn, now: Timestamp) -> Result<bool, DbError> {
    Ok(!due(connection, now, 1)?.is_empty())
}

/// How far the tickets that were open before there were clocks have theirs; `None` where all have.
pub fn gathered(connection: &mut Conn) -> Result<Option<i64>, DbError> {
    Ok(backfills::table.find(BACKFILL).select(backfills::last_id).first(connection).optional()?)
}

/// Notes how far these tickets have their clocks; `None`: all have.
pub fn note_gathered(tx: &mut Tx<'_>, last: Option<i64>) -> Result<(), DbError> {
    let row = backfills::table.find(BACKFILL);
    match last {
        Some(id) => diesel::update(row).set(backfills::last_id.eq(id)).execute(tx.connection())?,
        None => diesel::delete(row).execute(tx.connection())?,
    };
    Ok(())
}

/// Tickets behind an id that may want a clock and never had one: id and number.
pub fn without_terms(connection: &mut Conn, after: i64, most: i64) -> Result<Vec<(i64, String)>, DbError> {
    use crate::domain::ticket::status::Status;
    let open: Vec<Status> = Status::ALL.iter().copied().filter(|status| !status.is_terminal()).collect();
    let terms = ticket_terms::table.filter(ticket_terms::ticket_id.eq(ticket_entries::ticket_id));
    Ok(ticket_entries::table
        .filter(ticket_entries::ticket_id.gt(after))
        .filter(ticket_entries::status.eq_any(open))
        .filter(diesel::dsl::not(diesel::dsl::exists(terms)))
        .order(ticket_entries::ticket_id)
        .limit(most)
        .select((ticket_entries::ticket_id, ticket_entries::ticket_no))
        .load(connection)?)
}

/// Tickets of a merchant behind an id with terms that run: id and number.
pub fn running(connection: &mut Conn, merchant_id: i64, after: i64, most: i64) -> Result<Vec<(i64, String)>, DbError> {
    Ok(ticket_terms::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_terms::ticket_id)))
        .filter(ticket_terms::state.eq(TermState::Running))
        .filter(ticket_terms::ticket_id.gt(after))
        .filter(tickets::merchant_id.eq(merchant_id))
        .order(tickets::id)
        .limit(most)
        .select((tickets::id, tickets::ticket_no))
        .distinct()
        .load(connection)?)
}
