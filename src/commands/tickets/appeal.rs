//! The buyer objects to a rejection (R171, A18): the ticket is reviewed once more, by somebody else where there is somebody.

use crate::commands::tickets::step;
use crate::commands::tickets::withdraw::{check_units, reopen};
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::{ReviewResult, Status};
use crate::domain::ticket::workflow::Action;
use crate::store::house::list_choices::people_who;
use crate::store::tickets::TicketRow;
use crate::store::{Scope, Tx};

/// Takes the buyer's appeal: the ticket holds its units again and waits for its next review. Where no other reviewer is active the entry
/// says so, and who rejected it may decide.
///
/// # Errors
/// Refused for a ticket that is not rejected, once its time is over, and where another ticket has taken the units meanwhile.
pub fn appeal(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    words: &str,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Appeal)?;
    check_units(tx, &step.ticket, "text")?;
    let rejected_by = step.stages.decision.reviewer_id;
    reopen(tx, &mut step)?;
    let scope = Scope::Of(vec![step.ticket.merchant_id]);
    let reviewers = people_who(tx.connection(), &scope, Permission::Review)?;
    let has_other = reviewers.iter().any(|person| Some(person.id) != rejected_by);
    step.stages.decision.result = ReviewResult::None;
    step.stages.decision.appeal_against = rejected_by.filter(|_| has_other);
    step.finish(tx, actor, Status::PendingReview, Event::Appealed { has_other }, words)
}
