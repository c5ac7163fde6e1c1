//! The refund order of a ticket: made when everything before the money is done, cancelled when the ticket goes back.

use crate::commands::CommandError;
use crate::commands::tickets::step::Step;
use crate::domain::money::Money;
use crate::domain::money::states::{GatewayKind, RefundState};
use crate::domain::time::zone;
use crate::store::engine::numbers;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::tickets::TicketRow;
use crate::store::{Tx, orders};

/// Opens the refund of a step's ticket for its approved amount, waiting for finance. Gateway and reference of the order's payment are
/// copied: finance sees the values that are sent, whatever a later file says of the payment.
pub fn open(tx: &mut Tx<'_>, step: &Step, is_auto: bool) -> Result<RefundRow, CommandError> {
    let (ticket, merchant) = (&step.ticket, &step.merchant);
    let payment = orders::payments(tx.connection(), ticket.order_id)?.into_iter().next();
    let now = tx.now();
    let id = tx.next_id()?;
    let refund_no = numbers::next(tx, "RF", now.date_in(zone(&merchant.timezone)))?;
    let row = RefundRow {
        id,
        request_no: refund_no.clone(),
        refund_no,
        ticket_id: ticket.id,
        order_id: ticket.order_id,
        merchant_id: ticket.merchant_id,
        payment_id: payment.as_ref().map(|payment| payment.id),
        amount_minor: ticket.approved_minor.unwrap_or(Money::ZERO),
        currency: ticket.currency,
        state: RefundState::PendingApproval,
        gateway: payment.as_ref().map_or(merchant.gateway, |payment| payment.gateway),
        is_auto,
        round: step.stages.decision.round,
        approved_by: None,
        approved_at: None,
        submitted_at: None,
        succeeded_at: None,
        fail_code: String::new(),
        offline_reference: String::new(),
        offline_paid_on: String::new(),
        offline_by: None,
        version: 1,
        created_at: now,
        updated_at: now,
        payment_reference: payment.map(|payment| payment.reference).unwrap_or_default(),
        paid_minor: Money::ZERO,
        unclear: None,
    };
    refunds::insert(tx, &row)?;
    Ok(row)
}

/// The refund of a step's ticket that its platform paid by itself, under the number of its case there; nothing is sent.
///
/// # Errors
/// The database's.
pub fn paid_by_platform(tx: &mut Tx<'_>, step: &Step, reference: &str) -> Result<RefundRow, CommandError> {
    let mut row = open(tx, step, false)?;
    row.gateway = GatewayKind::Platform;
    reference.clone_into(&mut row.payment_reference);
    Ok(row)
}

/// Cancels the ticket's refund that is not cancelled yet, if there is one.
pub fn cancel(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<(), CommandError> {
    if let Some(mut refund) = refunds::open_of(tx.connection(), ticket.id)? {
        refund.state = RefundState::Cancelled;
        refunds::save(tx, &mut refund)?;
    }
    Ok(())
}
