//! The terms of tickets. Several of a ticket may run; each stands in its own row, and the one that ends first in the ticket's list entry.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::domain::term::kind::{AtEnd, Basis, Side, TermKind, TermState};
use crate::domain::term::length::{Length, LengthUnit};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::{backfills, ticket_entries, ticket_terms, tickets};
use crate::store::tickets::entries::PAUSED_CLOCK;
use crate::store::tickets::{TicketRow, entries};
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
    /// What its end does.
    pub at_end: AtEnd,
    /// Since when it stands still.
    pub paused_at: Option<Timestamp>,
    /// When it went on after its last pause.
    pub resumed_at: Option<Timestamp>,
    /// Minutes that were left until the end, at the last pause: office time of working days, else of any kind.
    pub left_minutes: Option<i64>,
    /// As many until the target.
    pub target_left_minutes: Option<i64>,
    /// The buyer was given more time.
    pub is_extended: bool,
}

impl TermRow {
    /// The row with an end that was typed; as it is without one.
    pub fn ending(self, due: Option<Timestamp>) -> Self {
        match due {
            Some(due) => Self { due_at: due, target_at: due, ..self },
            None => self,
        }
    }

    /// How long it is.
    pub fn length(&self) -> Length {
        Length { count: self.length.unsigned_abs(), unit: self.unit }
    }

    /// Its kind, when it turns amber, and when its time is over: beyond all times while it stands still.
    pub fn ends(&self) -> (TermKind, Timestamp, Timestamp) {
        match self.state {
            TermState::Paused => (self.kind, PAUSED_CLOCK, PAUSED_CLOCK),
            _ => (self.kind, self.target_at, self.due_at),
        }
    }

    /// Whether it runs or stands still.
    pub fn is_open(&self) -> bool {
        matches!(self.state, TermState::Running | TermState::Paused)
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

/// The clock of a ticket: of its running terms the merchant's that ends first, else the buyer's; where none runs, one that stands still.
pub fn clock(rows: &[TermRow]) -> Option<&TermRow> {
    let of = |state: TermState, side: Side| {
        let theirs = rows.iter().filter(|row| row.state == state && row.kind.side() == side);
        theirs.min_by_key(|row| row.due_at)
    };
    let by_state = |state| of(state, Side::Merchant).or_else(|| of(state, Side::Buyer));
    by_state(TermState::Running).or_else(|| by_state(TermState::Paused))
}

/// When the platform acts by itself, or wants our evidence, where its time runs; the earlier of them.
pub fn platform_at(rows: &[TermRow]) -> Option<Timestamp> {
    let running = rows.iter().filter(|row| row.state == TermState::Running && row.kind.side() == Side::Platform);
    running.map(|row| row.due_at).min()
}

/// Whether the buyer was given more time for the return that runs, and whether the ticket was closed because the goods were not sent.
pub fn return_facts(connection: &mut Conn, ticket: &TicketRow) -> Result<(bool, bool), DbError> {
    let rows = of_ticket(connection, ticket.id)?;
    let last = rows.iter().rfind(|row| row.kind == TermKind::Return);
    let timed_out = last.is_some_and(|row| {
        row.state == TermState::Expired && ticket.status == Status::Closed && row.ended_at == Some(ticket.status_since)
    });
    Ok((last.is_some_and(|row| row.is_open() && row.is_extended), timed_out))
}

/// Whether the last time for an appeal ran out.
pub fn appeal_over(connection: &mut Conn, ticket_id: i64) -> Result<bool, DbError> {
    let rows = of_ticket(connection, ticket_id)?;
    let last = rows.iter().rfind(|row| row.kind == TermKind::Appeal);
    Ok(last.is_some_and(|row| row.state == TermState::Expired))
}

/// Adds a term.
pub fn insert(tx: &mut Tx<'_>, row: &TermRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::insert_into(ticket_terms::table).values(row))?;
    Ok(())
}

/// Saves a term.
pub fn save(tx: &mut Tx<'_>, row: &TermRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::update(ticket_terms::table.find((row.ticket_id, row.number))).set(row))?;
    Ok(())
}

/// Writes a ticket's clock, and the platform's, into its list entry.
pub fn set_clock(tx: &mut Tx<'_>, ticket_id: i64, rows: &[TermRow]) -> Result<(), DbError> {
    entries::set_clock(tx, ticket_id, clock(rows).map(TermRow::ends), platform_at(rows))
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

/// The next `most` terms that run or stand still, of tickets behind an id: the id of the last of them, and the numbers of their tickets that
/// are a merchant's; `None` where there is no such term.
pub fn running(
    connection: &mut Conn,
    merchant_id: i64,
    after: i64,
    most: i64,
) -> Result<Option<(i64, Vec<String>)>, DbError> {
    let ids: Vec<i64> = ticket_terms::table
        // In the words of the index, which holds no other terms.
        .filter(sql::<Bool>("ticket_terms.state IN ('RUNNING', 'PAUSED')"))
        .filter(ticket_terms::ticket_id.gt(after))
        .order(ticket_terms::ticket_id)
        .limit(most)
        .select(ticket_terms::ticket_id)
        .load(connection)?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let numbers = tickets::table
        .filter(tickets::id.eq_any(ids))
        .filter(tickets::merchant_id.eq(merchant_id))
        .order(tickets::id)
        .select(tickets::ticket_no);
    Ok(Some((last, numbers.load(connection)?)))
}
