//! Attempts to resolve a case without a return (R26).

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::tickets::TicketRow;

/// Logs an attempt with its result; the ticket stays where it is, also where the buyer keeps the goods.
///
/// # Errors
/// Refused once the ticket is decided, and while its case is before somebody else.
pub fn log(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    (way, result): (AttemptWay, AttemptResult),
    words: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::LogAttempt)?;
    step.remark(tx, actor, Event::AttemptLogged { way, result }, words)
}
