//! Goods that came damaged: how they were signed for (R201), and the steps of the damage procedure (R202).

use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::service::delivery::{DamageStep, SignedAs, may_be_damage};
use crate::domain::service::problem::ServiceProblem;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::service::deliveries;
use crate::store::service::deliveries::{DamageStepRow, DeliveryRow};
use crate::store::tickets::{TicketRow, parts};

/// A ticket about goods that may have come damaged, claimed for an action.
fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    action: Action,
    field: &str,
) -> Result<Step, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), action)?;
    let causes = parts::causes(tx.connection(), step.ticket.id)?;
    match causes.into_iter().any(may_be_damage) {
        true => Ok(step),
        false => Err(invalid(field, Refusal::Service(ServiceProblem::NoDamage))),
    }
}

/// Keeps how the buyer signed for the parcel.
///
/// # Errors
/// Refused for a ticket without damage or fault, and for one that has ended.
pub fn record_delivery(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    signed_as: SignedAs,
) -> Result<TicketRow, CommandError> {
    let step = begin(tx, actor, ticket_no, version, Action::RecordDelivery, "signed_as")?;
    let known = deliveries::of_ticket(tx.connection(), step.ticket.id)?;
    if known.is_some_and(|known| known.signed_as == signed_as) {
        return Ok(step.ticket);
    }
    let row = DeliveryRow { ticket_id: step.ticket.id, signed_as, recorded_by: actor.staff_id, recorded_at: tx.now() };
    deliveries::put(tx, &row)?;
    step.remark(tx, actor, Event::DeliveryRecorded { signed_as }, "")
}

/// Notes which steps of the damage procedure are done; one that was done before keeps who did it and when.
///
/// # Errors
/// As `record_delivery`.
pub fn check_steps(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    done: &[DamageStep],
) -> Result<TicketRow, CommandError> {
    let step = begin(tx, actor, ticket_no, version, Action::CheckDamage, "")?;
    let (ticket_id, now) = (step.ticket.id, tx.now());
    let known: Vec<DamageStep> =
        deliveries::steps_of(tx.connection(), ticket_id)?.into_iter().map(|row| row.step).collect();
    let mut steps = Vec::new();
    for of_procedure in DamageStep::ALL.iter().copied() {
        let is_done = done.contains(&of_procedure);
        if is_done == known.contains(&of_procedure) {
            continue;
        }
        match is_done {
            true => {
                let row = DamageStepRow { ticket_id, step: of_procedure, done_by: actor.staff_id, done_at: now };
                deliveries::insert_step(tx, &row)?;
            }
            false => deliveries::delete_step(tx, ticket_id, of_procedure)?,
        }
        steps.push((of_procedure, is_done));
    }
    if steps.is_empty() {
        return Ok(step.ticket);
    }
    step.remark(tx, actor, Event::DamageStepsChecked { steps }, "")
}
