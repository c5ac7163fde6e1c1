//! What the end of a term does: a return that was not sent closes its ticket (B6), an exchange that nobody objects to is complete (C8), the
//! time for an appeal lapses. Whether it is so is asked again under the ticket's lock: whoever was first is right.

use std::sync::Arc;

use crate::commands::goods::exchange_stock;
use crate::commands::term::follow;
use crate::commands::term::follow::CountedBy;
use crate::commands::tickets::confirm_receipt;
use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::term::kind::{AtEnd, TermState};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::term::terms::TermRow;
use crate::store::term::{platforms, terms};
use crate::store::tickets::events::{NewEvent, append};
use crate::store::tickets::{self, TicketRow, stages};
use crate::store::{Scope, Tx};

/// Claims a ticket by its number.
fn claim(tx: &mut Tx<'_>, ticket_no: &str) -> Result<Option<TicketRow>, CommandError> {
    match tickets::by_no(tx.connection(), &Scope::All, ticket_no)? {
        Some(found) => Ok(tickets::claim(tx, found, None)?),
        None => Ok(None),
    }
}

/// Ends the term of a ticket whose time ran out, if it still runs; what its end cannot do any more it leaves to people.
pub fn end_due(tx: &mut Tx<'_>, ticket_no: &str) -> Result<(), CommandError> {
    let Some(ticket) = claim(tx, ticket_no)? else { return Ok(()) };
    let now = tx.now();
    let rows = terms::of_ticket(tx.connection(), ticket.id)?;
    let Some(row) = rows.into_iter().find(|row| row.acts_at.is_some_and(|at| at <= now)) else { return Ok(()) };
    let (at_end, kind) = (row.at_end, row.kind);
    // Where the buyer filed it on a platform, the platform's time decides, and ours only warns.
    let platform = platforms::of_ticket(tx.connection(), ticket.id)?;
    if platform.is_some_and(|platform| !platform.platform_ticket_no.is_empty()) {
        return Ok(terms::save(tx, &TermRow { acts_at: None, ..row })?);
    }
    let action = match at_end {
        AtEnd::Close | AtEnd::Complete => Action::TimeOut,
        AtEnd::Lapse | AtEnd::Alarm => return expire(tx, &ticket, row),
    };
    let system = Actor::system();
    let step = match step::begin(tx, &system, ticket_no, None, action) {
        Ok(step) => step,
        // The goods came meanwhile: people see that the time is over, and nothing else happens.
        Err(CommandError::Refused(_)) => return Ok(terms::save(tx, &TermRow { acts_at: None, ..row })?),
        Err(error) => return Err(error),
    };
    let event = Event::TermExpired { term: kind };
    terms::save(tx, &ended(row, now))?;
    match at_end {
        AtEnd::Complete => confirm_receipt::complete(tx, &system, step, event).map(|_| ()),
        _ => {
            exchange_stock::release(tx, &system, &step.ticket)?;
            step.finish(tx, &system, Status::Closed, event, "").map(|_| ())
        }
    }
}

/// Leaves the terms of a ticket that are due to people: they stand as overdue, and nothing ends by itself any more.
pub fn leave_to_people(tx: &mut Tx<'_>, ticket_no: &str) -> Result<(), CommandError> {
    let Some(ticket) = claim(tx, ticket_no)? else { return Ok(()) };
    let now = tx.now();
    for row in terms::of_ticket(tx.connection(), ticket.id)? {
        if row.acts_at.is_some_and(|at| at <= now) {
            terms::save(tx, &TermRow { acts_at: None, ..row })?;
        }
    }
    Ok(())
}

fn ended(row: TermRow, now: crate::domain::time::Timestamp) -> TermRow {
    TermRow { state: TermState::Expired, ended_at: Some(now), acts_at: None, ..row }
}

/// Ends a term that changes nothing else.
fn expire(tx: &mut Tx<'_>, ticket: &TicketRow, row: TermRow) -> Result<(), CommandError> {
    let now = tx.now();
    terms::save(tx, &ended(row, now))?;
    let rows = terms::of_ticket(tx.connection(), ticket.id)?;
    Ok(terms::set_clock(tx, ticket.id, &rows)?)
}

/// Gives a ticket that was open before there were clocks the clocks of its status, from now on; its timeline says so.
pub fn start_clocks(tx: &mut Tx<'_>, ticket_no: &str) -> Result<(), CommandError> {
    let Some(mut ticket) = claim(tx, ticket_no)? else { return Ok(()) };
    if !terms::of_ticket(tx.connection(), ticket.id)?.is_empty() {
        return Ok(());
    }
    let stages = stages::of_ticket(tx.connection(), ticket.id)?;
    follow::follow(tx, &ticket, &stages)?;
    if terms::of_ticket(tx.connection(), ticket.id)?.is_empty() {
        return Ok(());
    }
    note(tx, &mut ticket, Event::ClocksStarted)
}

/// Counts the running terms of some tickets of a merchant again; where an end moved the ticket's timeline says to when. All of them are one
/// transaction, which keeps other writes waiting while it lasts, so there are not to be many.
pub fn count_again(tx: &mut Tx<'_>, merchant_id: i64, ticket_nos: &[String]) -> Result<(), CommandError> {
    let now = tx.now();
    let by = CountedBy::of_merchant(tx.connection(), merchant_id, now)?;
    for ticket_no in ticket_nos {
        let Some(mut ticket) = claim(tx, ticket_no)? else { continue };
        let stages = stages::of_ticket(tx.connection(), ticket.id)?;
        let Some(rows) = follow::count_again(tx, &ticket, &stages, Arc::clone(&by))? else { continue };
        if let Some(due_at) = terms::clock(&rows).map(|clock| clock.due_at) {
            note(tx, &mut ticket, Event::ClocksCountedAgain { due_at })?;
        }
    }
    Ok(())
}

/// Adds an entry to the timeline; the ticket's version stays, so that nobody's open form is refused for it.
fn note(tx: &mut Tx<'_>, ticket: &mut TicketRow, event: Event) -> Result<(), CommandError> {
    let from = Some(ticket.status);
    append(tx, ticket, NewEvent { event, staff_id: None, from, note: "" })?;
    Ok(tickets::save_event_seq(tx, ticket)?)
}
