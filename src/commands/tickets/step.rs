//! The way every change of a ticket begins and ends: find in scope, claim order and ticket, ask the guards; then save state and event
//! together.

use crate::commands::people::notices::tell;
use crate::commands::term::follow::follow;
use crate::commands::tickets::amount_log;
use crate::commands::{Actor, CommandError, Conflict};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::facts::TicketFacts;
use crate::domain::ticket::shaping::Shaper;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::{Action, check, targets};
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::tickets::events::{NewEvent, append, last};
use crate::store::tickets::stages::{ReturnRow, Stages};
use crate::store::tickets::{self, TicketRow, buyers_to_tell, shapers, stages};
use crate::store::{Conn, DbError, Tx};

/// A ticket that is claimed for one action: nobody else can change it or its order until the transaction ends.
pub struct Step {
    pub ticket: TicketRow,
    pub stages: Stages,
    pub merchant: MerchantRow,
    pub facts: TicketFacts,
    pub action: Action,
    from: Status,
    /// The approved amount when the step began.
    approved: Option<Money>,
    /// The stages as they were when the step began.
    before: Stages,
    /// Something beside the stages changed that clocks go by.
    moves_clocks: bool,
}

/// Claims a ticket for an action. Not found for a ticket out of the actor's scope; the right is checked before the version, the version
/// before the state. `version` is `None` for the system and for scanners, which act on the present version.
pub fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: Option<i32>,
    action: Action,
) -> Result<Step, CommandError> {
    let found = tickets::by_no(tx.connection(), &actor.scope, ticket_no)?.ok_or(CommandError::NotFound)?;
    if let Some(permission) = action.permission() {
        // Photos of an inspection are attached, and withdrawn, by those who inspect; `check` knows.
        if !matches!(action, Action::Attach | Action::WithdrawFile) {
            actor.require(permission)?;
        }
    }
    let Some(ticket) = tickets::claim(tx, found.clone(), version)? else {
        return Err(CommandError::Conflict(conflict(tx.connection(), &found)?));
    };
    let merchant = merchants::get(tx.connection(), ticket.merchant_id)?;
    let stages = stages::of_ticket(tx.connection(), ticket.id)?;
    let facts = tickets::facts(tx.connection(), &ticket, &stages, merchant.filer_may_review)?;
    check(action, &facts, actor.principal())?;
    let (from, approved, before) = (ticket.status, ticket.approved_minor, stages.clone());
    Ok(Step { ticket, stages, merchant, facts, action, from, approved, before, moves_clocks: false })
}

/// The conflict with the person who was first, by the ticket's last event.
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
    /// The way back of the goods, begun if it is not yet.
    pub fn return_of(&mut self) -> &mut ReturnRow {
        self.stages.return_of.get_or_insert_with(|| ReturnRow::blank(self.ticket.id))
    }

    /// The step, after which the clocks follow even where the ticket stands as it stood.
    pub fn with_clocks(self) -> Self {
        Self { moves_clocks: true, ..self }
    }

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
            shapers::add(tx, self.ticket.id, Shaper { staff_id, round: self.stages.decision.round, shaping })?;
        }
        let now = tx.now();
        if to != self.from {
            self.ticket.status_since = now;
        }
        if to == Status::Completed {
            self.ticket.completed_at = Some(now);
        }
        self.ticket.status = to;
        amount_log::note(tx, actor, &self.ticket, self.approved, &event, note)?;
        if to != self.from {
            buyers_to_tell::put(tx, self.ticket.id, event.concerns_buyer(to))?;
        }
        self.enter(tx, actor, event, note)
    }

    /// Adds an entry to the timeline before the one with which the step ends.
    ///
    /// # Errors
    /// The database's.
    pub fn note(&mut self, tx: &mut Tx<'_>, actor: &Actor, event: Event, note: &str) -> Result<(), CommandError> {
        let entry = NewEvent { event: event.clone(), staff_id: actor.staff_id, from: Some(self.from), note };
        append(tx, &mut self.ticket, entry)?;
        tell(tx, actor, &self.ticket, &event)
    }

    /// Adds an event that leaves the status as it is (a note, evidence).
    pub fn remark(self, tx: &mut Tx<'_>, actor: &Actor, event: Event, note: &str) -> Result<TicketRow, CommandError> {
        self.enter(tx, actor, event, note)
    }

    /// Adds the entry to the timeline, tells whom it concerns, and saves.
    fn enter(mut self, tx: &mut Tx<'_>, actor: &Actor, event: Event, note: &str) -> Result<TicketRow, CommandError> {
        self.note(tx, actor, event, note)?;
        self.save(tx)
    }

    /// Saves the ticket and its changed stages; where it stands elsewhere now, its clocks follow.
    fn save(mut self, tx: &mut Tx<'_>) -> Result<TicketRow, CommandError> {
        let decision = Some(&self.stages.decision).filter(|decision| **decision != self.before.decision);
        let is_elsewhere = decision.is_some() || self.ticket.status != self.from || self.moves_clocks;
        tickets::save(tx, &mut self.ticket, decision)?;
        let back = self.stages.return_of.as_ref().filter(|back| self.before.return_of.as_ref() != Some(*back));
        if let Some(back) = back {
            stages::put_return(tx, back)?;
        }
        if is_elsewhere || back.is_some() {
            follow(tx, &self.ticket, &self.stages)?;
        }
        Ok(self.ticket)
    }
}
