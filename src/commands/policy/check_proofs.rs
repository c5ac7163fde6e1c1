//! What a ticket's rules want to be shown: received, missing or not needed.

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::policy::rule::{Proof, ProofState};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::policy::proofs;
use crate::store::policy::proofs::ProofRow;
use crate::store::tickets::TicketRow;

/// Notes which of the wanted proofs came; one that is not wanted is refused at its field.
pub fn check(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    states: &[(Proof, ProofState)],
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::CheckProofs)?;
    let known = proofs::of_ticket(tx.connection(), step.ticket.id)?;
    let mut changed = Vec::new();
    for (proof, state) in states {
        let Some(row) = known.iter().find(|row| row.proof == *proof) else {
            return Err(invalid(format!("proof_{proof}"), Refusal::UnknownValue));
        };
        if row.state != *state {
            proofs::set_state(tx, &ProofRow { state: *state, ..row.clone() })?;
            changed.push((*proof, *state));
        }
    }
    if changed.is_empty() {
        return Ok(step.ticket);
    }
    step.remark(tx, actor, Event::ProofsChecked { proofs: changed }, "")
}
