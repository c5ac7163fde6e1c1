//! A reviewer takes the own decision back, while finance has not signed and no parcel moves.

use crate::commands::goods::exchange_stock;
use crate::commands::money::refund_order;
use crate::commands::orders::order_facts;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::money::caps::one_currency;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::Scene;
use crate::domain::ticket::status::{ReviewResult, Status};
use crate::domain::ticket::workflow::Action;
use crate::store::tickets::stages::ReturnRow;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{DbError, Tx, orders};

/// The least a reason says.
const REASON_LEAST: usize = 2;

/// Takes the decision back: the ticket waits for review in a new round, the refund that was not signed is cancelled, the reserved stock is
/// free. What was decided stays in reviews, adjustments and events.
///
/// # Errors
/// Refused for somebody else's decision, after finance signed, once goods move, and where another ticket has taken the units meanwhile.
pub fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Withdraw)?;
    if reason.chars().count() < REASON_LEAST {
        return Err(invalid("reason", Refusal::TooShort(REASON_LEAST)));
    }
    check_units(tx, &step.ticket, "reason")?;
    exchange_stock::release(tx, actor, &step.ticket)?;
    refund_order::cancel(tx, &step.ticket)?;
    reopen(tx, &mut step)?;
    step.stages.decision.result = ReviewResult::None;
    if step.stages.return_of.is_some() && !step.facts.goods.with_seller() {
        step.stages.return_of = Some(ReturnRow::blank(step.ticket.id));
    }
    step.finish(tx, actor, Status::PendingReview, Event::DecisionWithdrawn, reason)
}

/// A ticket that held nothing of its order for a while can hold it again: no other one has taken its units, and the order's currency is
/// still its own.
///
/// # Errors
/// An invalid `field` that names what is left; refused where the order has another currency now.
pub fn check_units(tx: &mut Tx<'_>, ticket: &TicketRow, field: &str) -> Result<(), CommandError> {
    let order = orders::by_id(tx.connection(), ticket.order_id)?;
    if !ticket.holds_claim() {
        one_currency(order.currency, &[ticket.currency])
            .map_err(|(order, other)| Refusal::CurrenciesDiffer(order, other))?;
    }
    let sold = orders::lines(tx.connection(), order.id)?;
    let lines = parts::lines(tx.connection(), ticket.id)?;
    let claims = parts::claims_on(tx.connection(), order.id, Some(ticket.id))?;
    order_facts::check_units(ticket, &sold, &lines, &claims).map_err(|error| match error {
        CommandError::Invalid(problems) => {
            let first = problems.into_iter().next();
            first.map_or(CommandError::Invalid(Vec::new()), |problem| invalid(field, problem.refusal))
        }
        error => error,
    })
}

/// Begins the next round of review with nothing approved.
///
/// # Errors
/// The database cannot be written.
pub fn reopen(tx: &mut Tx<'_>, step: &mut Step) -> Result<(), DbError> {
    for mut line in parts::lines(tx.connection(), step.ticket.id)? {
        line.approved_minor = None;
        line.lowered_minor = Money::ZERO;
        line.fee_minor = Money::ZERO;
        parts::save_line(tx, &line)?;
    }
    step.stages.decision.round += 1;
    step.stages.decision.reviewer_id = None;
    step.stages.decision.appeal_against = None;
    step.stages.decision.is_escalated = false;
    let ticket = &mut step.ticket;
    ticket.approved_minor = None;
    if ticket.scene != Scene::Unshipped {
        // Only the freight of an order that was never shipped comes by itself; the switch is the reviewer's to set again.
        ticket.freight_minor = Money::ZERO;
    }
    Ok(())
}
