//! The clocks of a ticket follow it: whatever changes where a ticket stands brings its terms to what its facts call for, in the same
//! transaction. What the buyer, or a hold, has to come before stands still meanwhile, and goes on with what was left. Another term length
//! moves no term that runs; another calendar or another time zone moves its end.

use std::sync::Arc;

use crate::commands::CommandError;
use crate::domain::policy::cause::Cause;
use crate::domain::term::calendar::{Calendar, Counted};
use crate::domain::term::facts::{TermFacts, Wanted, wanted};
use crate::domain::term::kind::{AtEnd, TermKind, TermState};
use crate::domain::term::length::{Length, LengthUnit};
use crate::domain::term::period;
use crate::domain::term::period::{SpecialPeriod, TermPlace};
use crate::domain::time::{Timestamp, zone};
use crate::store::dispute::disputes;
use crate::store::house::merchants;
use crate::store::policy::ticket_rules;
use crate::store::term::calendars::Calendars;
use crate::store::term::rules::Rules;
use crate::store::term::terms::TermRow;
use crate::store::term::{periods, platforms, rules, terms};
use crate::store::tickets::stages::Stages;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{Conn, DbError, Tx};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Brings the clocks of a claimed ticket to what its facts call for. A ticket that was open before there were clocks gets them from now on.
pub fn follow(tx: &mut Tx<'_>, ticket: &TicketRow, stages: &Stages) -> Result<(), CommandError> {
    let (now, mut rows) = (tx.now(), terms::of_ticket(tx.connection(), ticket.id)?);
    let facts = facts(tx.connection(), ticket, stages, &rows)?;
    let wanted = wanted(&facts).unwrap_or_default();
    let is_first = rows.is_empty();
    let calling_for = |row: &TermRow| wanted.iter().find(|term| term.kind == row.kind && term.basis == row.basis);
    let mut counting = None;
    for row in rows.iter_mut().filter(|row| row.is_open()) {
        let after = match calling_for(row) {
            None => TermRow { state: TermState::Done, ended_at: Some(now), acts_at: None, ..row.clone() },
            Some(term) if term.due.is_some_and(|due| due != row.due_at) => row.clone().ending(term.due),
            Some(term) if term.is_paused == (row.state == TermState::Paused) => continue,
            Some(term) => {
                let counting = Counting::once(&mut counting, tx.connection(), ticket, stages, now)?;
                if term.is_paused { counting.paused(row.clone(), now) } else { counting.resumed(row.clone(), now) }
            }
        };
        *row = after;
        terms::save(tx, row)?;
    }
    let is_there = |rows: &[TermRow], term: &Wanted| {
        let same = rows.iter().filter(|row| row.kind == term.kind && row.basis == term.basis);
        let mut known = same.filter(|row| match row.state {
            TermState::Running | TermState::Paused => true,
            // A time that ran out does not begin again while nothing moves.
            TermState::Expired => row.started_at >= term.start,
            TermState::Done => false,
        });
        known.next().is_some()
    };
    let missing: Vec<&Wanted> = wanted.iter().filter(|term| !is_there(&rows, term)).collect();
    if !missing.is_empty() {
        let counting = Counting::once(&mut counting, tx.connection(), ticket, stages, now)?;
        for term in missing {
            let number = rows.last().map_or(0, |row| row.number) + 1;
            // Of a ticket without a past, what is called for began just now; of one from before there were clocks it begins now.
            let start = if is_first && ticket.submitted_at != Some(now) { now } else { term.start };
            let row = counting.begun(ticket.id, number, term, start);
            let row = match term.kind {
                TermKind::LegalRefund => counting.within(row, ticket_rules::refund_within(tx.connection(), ticket.id)?),
                _ => row,
            };
            let row = if term.is_paused { counting.paused(row, now) } else { row };
            terms::insert(tx, &row)?;
            rows.push(row);
        }
    }
    Ok(terms::set_clock(tx, ticket.id, &rows)?)
}

/// Counts the running terms of a claimed ticket again by its merchant's calendars; its terms then, `None` where no end moved.
pub fn count_again(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    stages: &Stages,
    by: Arc<CountedBy>,
) -> Result<Option<Vec<TermRow>>, CommandError> {
    let mut rows = terms::of_ticket(tx.connection(), ticket.id)?;
    let counting = Counting::with(by, ticket, stages);
    let mut has_moved = false;
    for row in rows.iter_mut().filter(|row| row.is_open()) {
        let counted = counting.counted(row.clone());
        has_moved |= counted.due_at != row.due_at;
        if counted != *row {
            *row = counted;
            terms::save(tx, row)?;
        }
    }
    terms::set_clock(tx, ticket.id, &rows)?;
    Ok(has_moved.then_some(rows))
}

/// Gives the buyer more time for the return of a claimed ticket, so many days of the kind in which it is counted; its new end, `None` where
/// no return runs.
pub fn extend_return(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    stages: &Stages,
    days: i32,
) -> Result<Option<Timestamp>, CommandError> {
    let (now, mut rows) = (tx.now(), terms::of_ticket(tx.connection(), ticket.id)?);
    let counting = Counting::of(tx.connection(), ticket, stages, now)?;
    let Some(row) = rows.iter_mut().find(|row| row.kind == TermKind::Return && row.is_open()) else { return Ok(None) };
    *row = counting.longer(row.clone(), days);
    let due_at = row.due_at;
    terms::save(tx, row)?;
    terms::set_clock(tx, ticket.id, &rows)?;
    Ok(Some(due_at))
}

fn facts(connection: &mut Conn, ticket: &TicketRow, stages: &Stages, rows: &[TermRow]) -> Result<TermFacts, DbError> {
    let timed_out = |row: &TermRow| row.kind == TermKind::Return && row.state == TermState::Expired;
    let signed_in_at = stages.return_of.as_ref().and_then(|back| back.signed_in_at);
    let is_no_reason = match signed_in_at {
        Some(_) if ticket.kind.refunds_money() => {
            let causes = parts::causes(connection, ticket.id)?;
            !causes.is_empty() && causes.iter().all(|cause| *cause == Cause::NoReason)
        }
        _ => false,
    };
    let case = if ticket.on_hold { disputes::open_of(connection, ticket.id)? } else { None };
    let awaited = case.filter(|case| case.evidence_at.is_none());
    let evidence = awaited.and_then(|case| Some((case.opened_at, case.evidence_due_at?)));
    Ok(TermFacts {
        kind: ticket.kind,
        status: ticket.status,
        status_since: ticket.status_since,
        submitted_at: ticket.submitted_at,
        round: stages.decision.round,
        signed_in_at,
        is_no_reason,
        sending_back: stages.decision.sending_back,
        was_reopened: rows.iter().any(timed_out),
        platform_due: platforms::of_ticket(connection, ticket.id)?.and_then(|platform| platform.due_at),
        on_hold: ticket.on_hold,
        evidence,
    })
}

/// What a merchant's terms are counted by, read once for many tickets.
pub struct CountedBy {
    calendars: Calendars,
    rules: Rules,
    periods: Vec<SpecialPeriod>,
}

impl CountedBy {
    /// As the merchant's calendars, lengths and periods are now.
    ///
    /// # Errors
    /// The database's.
    pub fn of_merchant(connection: &mut Conn, merchant_id: i64, now: Timestamp) -> Result<Arc<Self>, DbError> {
        let merchant = merchants::get(connection, merchant_id)?;
        let today = now.date_in(zone(&merchant.timezone));
        Ok(Arc::new(Self {
            calendars: Calendars::load(connection, &merchant, today)?,
            rules: rules::of_merchant(connection, merchant.id)?,
            periods: periods::lasting(connection, merchant.id)?,
        }))
    }
}

/// What a ticket's terms are counted by.
pub struct Counting {
    by: Arc<CountedBy>,
    shop_id: i64,
    warehouse_id: Option<i64>,
}

impl Counting {
    /// For tickets of a shop whose goods come back to a warehouse.
    pub fn new(by: Arc<CountedBy>, shop_id: i64, warehouse_id: Option<i64>) -> Self {
        Self { by, shop_id, warehouse_id }
    }

    fn with(by: Arc<CountedBy>, ticket: &TicketRow, stages: &Stages) -> Self {
        Self::new(by, ticket.shop_id, stages.return_of.as_ref().and_then(|back| back.warehouse_id))
    }

    fn of(connection: &mut Conn, ticket: &TicketRow, stages: &Stages, now: Timestamp) -> Result<Self, DbError> {
        Ok(Self::with(CountedBy::of_merchant(connection, ticket.merchant_id, now)?, ticket, stages))
    }

    /// The same, read when it is first needed.
    fn once<'a>(
        slot: &'a mut Option<Self>,
        connection: &mut Conn,
        ticket: &TicketRow,
        stages: &Stages,
        now: Timestamp,
    ) -> Result<&'a Self, DbError> {
        let counting = match slot.take() {
            Some(counting) => counting,
            None => Self::of(connection, ticket, stages, now)?,
        };
        Ok(slot.insert(counting))
    }

    /// A term of a ticket that begins at an instant.
    pub fn begun(&self, ticket_id: i64, number: i32, term: &Wanted, start: Timestamp) -> TermRow {
        let rule = self.by.rules.of(term.kind, term.basis);
        let count = |length: Length| i32::try_from(length.count).unwrap_or(i32::MAX);
        self.counted(TermRow {
            ticket_id,
            number,
            kind: term.kind,
            basis: term.basis,
            state: TermState::Running,
            started_at: start,
            length: count(rule.length),
            unit: rule.length.unit,
            target: count(rule.target),
            target_at: start,
            due_at: start,
            is_provisional: false,
            acts_at: (rule.at_end != AtEnd::Alarm).then_some(start),
            ended_at: None,
            at_end: rule.at_end,
            paused_at: None,
            resumed_at: None,
            left_minutes: None,
            target_left_minutes: None,
            is_extended: false,
        })
        .ending(term.due)
    }

    /// The row ending after so many days at most, where the rule that its ticket was filed under promises that.
    fn within(&self, row: TermRow, promised: Option<i32>) -> TermRow {
        match promised.filter(|days| row.unit == LengthUnit::Days && *days < row.length) {
            Some(days) => self.counted(TermRow { length: days, target: row.target.min(days), ..row }),
            None => row,
        }
    }

    fn calendar_of(&self, row: &TermRow) -> Option<&Calendar> {
        self.by.calendars.of(row.kind.team(), self.shop_id, self.warehouse_id)
    }

    /// The row standing still from an instant on, with what is left of it. What a special period adds is not part of that: it is added to
    /// the end that the row has once it goes on.
    pub fn paused(&self, row: TermRow, now: Timestamp) -> TermRow {
        let calendar = self.calendar_of(&row);
        let left = |until| calendar.map(|calendar| row.unit.minutes_left(now, until, calendar));
        let ends = calendar.map(|calendar| ends(&row, calendar));
        TermRow {
            state: TermState::Paused,
            paused_at: Some(now),
            left_minutes: ends.and_then(|(_, due)| left(due.at)),
            target_left_minutes: ends.and_then(|(target, _)| left(target.at)),
            acts_at: None,
            ..row
        }
    }

    /// The row with so many days more of the kind in which it is counted.
    fn longer(&self, row: TermRow, days: i32) -> TermRow {
        let (units, day) = match (row.unit, self.calendar_of(&row)) {
            (LengthUnit::WorkingDays, Some(calendar)) => (days, calendar.hours.minutes()),
            (LengthUnit::Hours, _) => (days * 24, DAY),
            _ => (days, DAY),
        };
        let more = |left: Option<i64>| left.map(|left| left + i64::from(days) * day);
        self.counted(TermRow {
            length: row.length + units,
            target: row.target + units,
            left_minutes: more(row.left_minutes),
            target_left_minutes: more(row.target_left_minutes),
            acts_at: (row.at_end != AtEnd::Alarm).then_some(row.due_at),
            is_extended: true,
            ..row
        })
    }

    /// The row going on with what was left of it; one whose time was over stays so.
    fn resumed(&self, row: TermRow, now: Timestamp) -> TermRow {
        let resumed_at = row.left_minutes.filter(|left| *left > 0).map(|_| now);
        let acts_at = (row.at_end != AtEnd::Alarm).then_some(row.due_at);
        self.counted(TermRow { state: TermState::Running, paused_at: None, resumed_at, acts_at, ..row })
    }

    /// The row with its ends, as far as they are counted; what stands still has none.
    fn counted(&self, row: TermRow) -> TermRow {
        let Some(calendar) = self.calendar_of(&row) else { return row };
        if row.state == TermState::Paused || row.unit == LengthUnit::Typed {
            return row;
        }
        let place = TermPlace { kind: row.kind, shop_id: self.shop_id, warehouse_id: self.warehouse_id };
        let (target, due) = ends(&row, calendar);
        let due = period::moved(&self.by.periods, place, row.unit, due, calendar);
        TermRow {
            target_at: target.at.min(due.at),
            due_at: due.at,
            is_provisional: due.is_provisional,
            acts_at: row.acts_at.map(|_| due.at),
            ..row
        }
    }
}

/// Target and end of a term by its length, or by what was left of it at its last pause.
fn ends(row: &TermRow, calendar: &Calendar) -> (Counted, Counted) {
    let end = |length: Length, left: Option<i64>| match row.resumed_at {
        Some(from) => row.unit.after_minutes(from, left.unwrap_or_default(), calendar),
        None => length.end(row.started_at, calendar),
    };
    (end(row.target(), row.target_left_minutes), end(row.length(), row.left_minutes))
}
