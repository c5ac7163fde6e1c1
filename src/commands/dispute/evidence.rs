//! The evidence of both sides of a case.

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::dispute::case::DisputeSide;
use crate::domain::event::Event;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::dispute::disputes;
use crate::store::dispute::disputes::DisputeRow;
use crate::store::tickets::TicketRow;

/// Keeps what a side says in an open case. With our own the time for evidence is met.
///
/// # Errors
/// Refused where no case is open.
pub fn add_evidence(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    side: DisputeSide,
    words: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::AddEvidence)?;
    let case = disputes::open_of(tx.connection(), step.ticket.id)?.ok_or(CommandError::NotFound)?;
    if side == DisputeSide::Merchant && case.evidence_at.is_none() {
        disputes::save(tx, &DisputeRow { evidence_at: Some(tx.now()), ..case })?;
    }
    step.with_clocks().remark(tx, actor, Event::DisputeEvidenceAdded { side }, words)
}
