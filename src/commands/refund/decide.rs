//! What finance decides: approve, bounce to a second review, try a failed refund again.

use super::super::step::Step;
use super::super::{Actor, CommandError, invalid, order_facts};
use super::queue::queue;
use super::{claim, figures, last_attempt};
use crate::domain::caps::{self, CapBreach};
use crate::domain::codes::{RefundState, Scene, Status};
use crate::domain::event::EventKind;
use crate::domain::money::Money;
use crate::domain::refund::retry_number;
use crate::domain::refund_amount::ClaimKind;
use crate::domain::refusal::Refusal;
use crate::domain::workflow::Action;
use crate::store::refunds::{self, RefundRow};
use crate::store::tickets::TicketRow;
use crate::store::{Tx, orders, ticket_parts};

/// Approves a refund (A9): the limits of the order are looked at once more under its lock, then the money is on its way.
/// `version` is the refund's.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, refund_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let mut claimed = claim(tx, actor, refund_no, version, Action::FinanceApprove)?;
    check_caps(tx, &claimed.step, &claimed.refund)?;
    claimed.refund.approved_by = actor.staff_id;
    claimed.refund.approved_at = Some(tx.now());
    queue(tx, actor, claimed.step, claimed.refund, EventKind::RefundApproved)
}

/// The caps of `domain::caps`: the ticket's approved amount, the order's money and freight, each line's money.
fn check_caps(tx: &mut Tx<'_>, step: &Step, refund: &RefundRow) -> Result<(), CommandError> {
    let ticket = &step.ticket;
    let connection = tx.connection();
    let order = orders::by_id(connection, ticket.order_id)?;
    let order_lines = orders::lines(connection, order.id)?;
    let others = ticket_parts::claims_on(connection, order.id, Some(ticket.id))?;
    let lines = ticket_parts::lines(connection, ticket.id)?;
    let order_caps = order_facts::caps(connection, &order, &order_lines, Some(ticket.id))?;
    let approved = ticket.approved_minor.unwrap_or(Money::ZERO);
    caps::check_ticket(approved, ticket.refunded_minor, refund.amount_minor).map_err(refused)?;
    order_caps.check(refund.amount_minor, ticket.freight_minor).map_err(refused)?;
    for line in &lines {
        let Some(sold) = order_lines.iter().find(|sold| sold.id == line.order_line_id) else { continue };
        let taken = others
            .iter()
            .filter(|(order_line_id, _)| *order_line_id == line.order_line_id)
            .map(|(_, claim)| match claim.kind {
                ClaimKind::Exchanged => claim.computed,
                ClaimKind::Returned | ClaimKind::Kept => claim.approved.unwrap_or(claim.computed),
            })
            .sum();
        let this = line.approved_minor.unwrap_or(line.computed_minor);
        caps::check_line(line.line_no, sold.paid_minor, taken, this).map_err(refused)?;
    }
    Ok(())
}

fn refused(breach: CapBreach) -> CommandError {
    CommandError::Refused(match breach {
        CapBreach::Order { left } | CapBreach::Freight { left } | CapBreach::Ticket { left } => {
            Refusal::OrderLeft(left)
        }
        CapBreach::Line { line_no, left } => Refusal::LineMoneyLeft(line_no, left),
        CapBreach::Quantity { left, .. } => Refusal::LineLeft(left),
    })
}

/// Bounces a refund that is not paid (A11, A16, B14, R74): the ticket goes to a second review with nothing approved; goods that are here
/// stay booked in. What the earlier round decided stays in its reviews, adjustments and events. `version` is the refund's.
pub fn bounce(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund_no: &str,
    version: i32,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let claimed = claim(tx, actor, refund_no, version, Action::Bounce)?;
    if reason.chars().count() < 2 {
        return Err(invalid("reason", Refusal::TooShort(2)));
    }
    let (mut step, mut refund) = (claimed.step, claimed.refund);
    refund.state = RefundState::Cancelled;
    refunds::save(tx, &mut refund)?;
    let mut detail = figures(&refund);
    detail["round"] = serde_json::Value::from(step.ticket.review_round);
    for mut line in ticket_parts::lines(tx.connection(), step.ticket.id)? {
        line.approved_minor = None;
        line.lowered_minor = Money::ZERO;
        line.fee_minor = Money::ZERO;
        ticket_parts::save_line(tx, &line)?;
    }
    let ticket = &mut step.ticket;
    ticket.bounce_count += 1;
    ticket.review_round += 1;
    ticket.approved_minor = None;
    ticket.reviewer_id = None;
    if ticket.scene != Scene::Unshipped {
        // Only the freight of an order that was never shipped comes by itself; the switch is the reviewer's to set again.
        ticket.freight_minor = Money::ZERO;
    }
    step.finish(tx, actor, Status::PendingReview, EventKind::RefundBounced, reason, detail)
}

/// Sends a failed refund to its gateway again (A14), under the same request number unless the gateway closed that one.
/// `version` is the refund's.
pub fn retry(tx: &mut Tx<'_>, actor: &Actor, refund_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let mut claimed = claim(tx, actor, refund_no, version, Action::Retry)?;
    let last = last_attempt(tx.connection(), &claimed.refund)?.map(|attempt| attempt.outcome);
    let refund = &mut claimed.refund;
    refund.request_no = retry_number(&refund.refund_no, &refund.request_no, last);
    queue(tx, actor, claimed.step, claimed.refund, EventKind::RefundRetried)
}
