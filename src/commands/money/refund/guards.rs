//! Checks before money moves: the limits of the order, one currency, and the gateway's word that it did not pay already.

use crate::commands::CommandError;
use crate::commands::money::refund::answer::last_of_each;
use crate::commands::money::refund::claimed::Claimed;
use crate::commands::orders::order_facts;
use crate::domain::money::caps::CapBreach;
use crate::domain::money::states::AttemptOutcome;
use crate::domain::money::{Money, caps};
use crate::domain::refusal::Refusal;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::tickets::parts;
use crate::store::{Tx, orders};

/// Seconds for which the gateway's word that nothing was paid counts: the way from its answer to the action that waited for it.
const DENIAL_COUNTS: i64 = 60;

/// Order, ticket and refund have one currency.
pub(super) fn check_currency(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<(), CommandError> {
    let order = orders::by_id(tx.connection(), claimed.refund.order_id)?;
    let others = [claimed.step.ticket.currency, claimed.refund.currency];
    caps::one_currency(order.currency, &others).map_err(|(order, other)| Refusal::CurrenciesDiffer(order, other).into())
}

/// Checks the ticket's approved amount against the sum paid already, where the money moves by hand and the order's limits held it before.
pub(super) fn check_ticket(claimed: &Claimed) -> Result<(), CommandError> {
    let ticket = &claimed.step.ticket;
    let approved = ticket.approved_minor.unwrap_or(Money::ZERO);
    caps::check_ticket(approved, ticket.refunded_minor, claimed.refund.amount_minor).map_err(refused)
}

/// A refund that was ever sent goes another way only when the gateway has just said, of every request number, that it paid nothing, or when
/// two persons found so in its statement. The caller of such a command queries the gateway first, outside of any transaction, and reports
/// the answer through `gateway_answered`. Two servers cannot slip between answer and action: a success that either of them hears marks the
/// refund and counts its version up, so the action is refused, and nobody sends a refund that has failed without such an action.
pub(super) fn check_not_paid(tx: &mut Tx<'_>, refund: &RefundRow) -> Result<(), CommandError> {
    let since = tx.now().plus_seconds(-DENIAL_COUNTS);
    let attempts = last_of_each(refunds::attempts(tx.connection(), refund.id)?);
    let is_sure = attempts.iter().all(|attempt| {
        attempt.outcome == AttemptOutcome::NotPaid || attempt.denied_at.is_some_and(|denied_at| denied_at >= since)
    });
    if is_sure { Ok(()) } else { Err(Refusal::GatewayNotSure.into()) }
}

/// The caps of `domain::caps`: the ticket's approved amount, the order's money and freight, each line's money.
pub(super) fn check_caps(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<(), CommandError> {
    let Claimed { step, refund } = claimed;
    let ticket = &step.ticket;
    let connection = tx.connection();
    let order = orders::by_id(connection, ticket.order_id)?;
    let order_lines = orders::lines(connection, order.id)?;
    let others = parts::claims_on(connection, order.id, Some(ticket.id))?;
    let lines = parts::lines(connection, ticket.id)?;
    let order_caps = order_facts::caps(connection, &order, &order_lines, Some(ticket.id))?;
    let approved = ticket.approved_minor.unwrap_or(Money::ZERO);
    caps::check_ticket(approved, ticket.refunded_minor, refund.amount_minor).map_err(refused)?;
    order_caps.check(refund.amount_minor, ticket.freight_minor).map_err(refused)?;
    for line in &lines {
        let Some(sold) = order_lines.iter().find(|sold| sold.id == line.order_line_id) else { continue };
        let this = line.approved_minor.unwrap_or(line.computed_minor);
        caps::check_line(line.line_no, &order_facts::ledger(sold, &others), this).map_err(refused)?;
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
