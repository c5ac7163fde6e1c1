//! The buyer asks for a superior (R172).

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::tickets::{TicketRow, entries};

/// Leaves the decision to a manager: whoever worked on the ticket gives it back, and nobody else decides.
///
/// # Errors
/// Refused where nothing is to be decided, and a second time.
pub fn escalate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    words: &str,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Escalate)?;
    step.stages.decision.is_escalated = true;
    entries::assign(tx, step.ticket.id, 0)?;
    step.remark(tx, actor, Event::Escalated, words)
}
