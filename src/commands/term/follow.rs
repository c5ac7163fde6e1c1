//! The clocks of a ticket follow it: whatever changes where a ticket stands brings its terms to what its facts call for, in the same
//! transaction. Another term length moves no term that runs; another calendar or another time zone moves its end.

use crate::commands::CommandError;
use crate::domain::policy::cause::Cause;
use crate::domain::term::facts::{TermFacts, Wanted, wanted};
use crate::domain::term::kind::{AtEnd, TermState};
use crate::domain::term::length::Length;
use crate::domain::time::{Timestamp, zone};
use crate::store::house::merchants;
use crate::store::term::calendars::Calendars;
use crate::store::term::terms;
use crate::store::term::terms::TermRow;
use crate::store::tickets::stages::Stages;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{Conn, DbError, Tx};

/// Brings the clocks of a claimed ticket to what its facts call for. A ticket that was open before there were clocks gets them from now on.
pub fn follow(tx: &mut Tx<'_>, ticket: &TicketRow, stages: &Stages) -> Result<(), CommandError> {
    let (now, mut rows) = (tx.now(), terms::of_ticket(tx.connection(), ticket.id)?);
    let facts = facts(tx.connection(), ticket, stages)?;
    let wanted = wanted(&facts).unwrap_or_default();
    let is_first = rows.is_empty();
    let calls_for = |row: &TermRow| wanted.iter().any(|term| term.kind == row.kind && term.basis == row.basis);
    for row in rows.iter_mut().filter(|row| row.state == TermState::Running) {
        if !calls_for(row) {
            *row = TermRow { state: TermState::Done, ended_at: Some(now), acts_at: None, ..row.clone() };
            terms::save(tx, row)?;
        }
    }
    let is_there = |rows: &[TermRow], term: &Wanted| {
        let same = rows.iter().filter(|row| row.kind == term.kind && row.basis == term.basis);
        let mut known = same.filter(|row| match row.state {
            TermState::Running => true,
            // A time that ran out does not begin again while nothing moves.
            TermState::Expired => row.started_at >= term.start,
            TermState::Done => false,
        });
        known.next().is_some()
    };
    let missing: Vec<&Wanted> = wanted.iter().filter(|term| !is_there(&rows, term)).collect();
    if !missing.is_empty() {
        let counting = Counting::of(tx.connection(), ticket, stages, now)?;
        for term in missing {
            let number = rows.last().map_or(0, |row| row.number) + 1;
            // Of a ticket without a past, what is called for began just now; of one from before there were clocks it begins now.
            let start = if is_first && ticket.submitted_at != Some(now) { now } else { term.start };
            let row = counting.begun(ticket.id, number, term, start);
            terms::insert(tx, &row)?;
            rows.push(row);
        }
    }
    Ok(terms::set_clock(tx, ticket.id, terms::clock(&rows))?)
}

/// Counts the running terms of a claimed ticket again by the calendars as they are now; whether an end moved.
pub fn count_again(tx: &mut Tx<'_>, ticket: &TicketRow, stages: &Stages) -> Result<bool, CommandError> {
    let mut rows = terms::of_ticket(tx.connection(), ticket.id)?;
    let now = tx.now();
    let counting = Counting::of(tx.connection(), ticket, stages, now)?;
    let mut has_moved = false;
    for row in rows.iter_mut().filter(|row| row.state == TermState::Running) {
        let counted = counting.counted(row.clone());
        has_moved |= counted.due_at != row.due_at;
        if counted != *row {
            *row = counted;
            terms::save(tx, row)?;
        }
    }
    terms::set_clock(tx, ticket.id, terms::clock(&rows))?;
    Ok(has_moved)
}

fn facts(connection: &mut Conn, ticket: &TicketRow, stages: &Stages) -> Result<TermFacts, DbError> {
    let signed_in_at = stages.return_of.as_ref().and_then(|back| back.signed_in_at);
    let is_no_reason = match signed_in_at {
        Some(_) if ticket.kind.refunds_money() => {
            let causes = parts::causes(connection, ticket.id)?;
            !causes.is_empty() && causes.iter().all(|cause| *cause == Cause::NoReason)
        }
        _ => false,
    };
    Ok(TermFacts {
        kind: ticket.kind,
        status: ticket.status,
        status_since: ticket.status_since,
        submitted_at: ticket.submitted_at,
        bounces: stages.decision.bounce_count,
        signed_in_at,
        is_no_reason,
        sending_back: stages.decision.sending_back,
    })
}

/// What a ticket's terms are counted by.
struct Counting {
    calendars: Calendars,
    shop_id: i64,
    warehouse_id: Option<i64>,
}

impl Counting {
    fn of(connection: &mut Conn, ticket: &TicketRow, stages: &Stages, now: Timestamp) -> Result<Self, DbError> {
        let merchant = merchants::get(connection, ticket.merchant_id)?;
        let today = now.date_in(zone(&merchant.timezone));
        Ok(Self {
            calendars: Calendars::load(connection, &merchant, today)?,
            shop_id: ticket.shop_id,
            warehouse_id: stages.return_of.as_ref().and_then(|back| back.warehouse_id),
        })
    }

    fn begun(&self, ticket_id: i64, number: i32, term: &Wanted, start: Timestamp) -> TermRow {
        let rule = term.kind.usual(term.basis);
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
        })
    }

    /// The row with its ends.
    fn counted(&self, row: TermRow) -> TermRow {
        let Some(calendar) = self.calendars.of(row.kind.team(), self.shop_id, self.warehouse_id) else { return row };
        let due = row.length().end(row.started_at, calendar);
        TermRow {
            target_at: row.target().end(row.started_at, calendar).at.min(due.at),
            due_at: due.at,
            is_provisional: due.is_provisional,
            acts_at: row.acts_at.map(|_| due.at),
            ..row
        }
    }
}
