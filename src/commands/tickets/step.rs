//! The way every change of a ticket begins and ends: find in scope, claim order and ticket, ask the guards; then save state and event
//! together.

use crate::commands::{Actor, CommandError, Conflict};
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::shaping::Shaper;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::{Action, TicketFacts, check, targets};
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::tickets::events::{NewEvent, append, last};
use crate::store::tickets::shapers;
use crate::store::tickets::{self, TicketRow};
use crate::store::{Conn, DbError, Tx};

/// A ticket that is claimed for one action: nobody else can change it or its order until the transaction ends.
pub struct Step {
    pub ticket: TicketRow,
    pub merchant: MerchantRow,
    pub facts: TicketFacts,
    pub action: Action,
    from: Status,
}

/// Claims a ticket for an action. 404 for what the actor may not see, the right before the version, the version before the state.
/// `version` is `None` for the system and for scanners, which act on what is there.
pub fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: Option<i32>,
    action: Action,
) -> Result<Step, CommandError> {
    let found = tickets::by_no(tx.connection(), &actor.scope, ticket_no)?.ok_or(CommandError::NotFound)?;
    if let Some(permission) = action.permission() {
        // Photos of an inspection are attached by those who inspect; `check` knows.
        if action != Action::Attach {
            actor.require(permission)?;
        }
    }
    let Some(ticket) = tickets::claim(tx, found.clone(), version)? else {
        return Err(CommandError::Conflict(conflict(tx.connection(), &found)?));
    };
    let merchant = merchants::get(tx.connection(), ticket.merchant_id)?;
    let facts = tickets::facts(tx.connection(), &ticket, merchant.filer_may_review)?;
    check(action, &facts, actor.viewer())?;
    let from = ticket.status;
    Ok(Step { ticket, merchant, facts, action, from })
}

/// Who was first: the ticket's last event.
pub fn conflict(connection: &mut Conn, ticket: &TicketRow) -> Result<Conflict, DbError> {
    let event = last(connection, ticket.id)?;
    Ok(match event {
        Some(event) => Conflict {
            who: event.staff_name,
            at: event.created_at,
            what: event.kind.code().to_owned(),
            status: Some(event.to_status),
        },
        None => Conflict { who: None, at: ticket.updated_at, what: String::new(), status: None },
    })
}

impl Step {
    /// Moves the ticket on, with its event, and keeps who shaped it. The table of `workflow` has the last word: a target it does not list is a mistake in the
    /// command and undoes everything.
    pub fn finish(
        mut self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        to: Status,
        event: Event,
        note: &str,
    ) -> Result<TicketRow, CommandError> {
        let listed = targets(self.ticket.kind, self.from, self.action);
        if !listed.contains(&to) {
            return Err(Refusal::NotInThisStatus(self.from).into());
        }
        if let (Some(shaping), Some(staff_id)) = (self.action.shaping(), actor.staff_id) {
            shapers::add(tx, self.ticket.id, Shaper { staff_id, round: self.ticket.review_round, shaping })?;
        }
        let now = tx.now();
        if to != self.from {
            self.ticket.status_since = now;
        }
        if to == Status::Completed {
            self.ticket.completed_at = Some(now);
        }
        self.ticket.status = to;
        let event = NewEvent { event, staff_id: actor.staff_id, from: Some(self.from), note };
        append(tx, &mut self.ticket, event)?;
        tickets::save(tx, &mut self.ticket)?;
        Ok(self.ticket)
    }

    /// Adds an event that leaves the status as it is (a note, evidence).
    pub fn remark(
        mut self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        event: Event,
        note: &str,
    ) -> Result<TicketRow, CommandError> {
        let event = NewEvent { event, staff_id: actor.staff_id, from: Some(self.from), note };
        append(tx, &mut self.ticket, event)?;
        tickets::save(tx, &mut self.ticket)?;
        Ok(self.ticket)
    }
}
