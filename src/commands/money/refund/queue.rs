//! Sends an approved refund on its way: to its gateway by a job, or to the people who transfer it by hand.

use crate::commands::money::refund::claimed::figures;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::{Event, RefundFigures};
use crate::domain::house::work::JobKind;
use crate::domain::money::states::{GatewayKind, RefundState};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::jobs::outbox;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::tickets::TicketRow;

/// The key of a refund's job.
pub(super) fn job_key(refund_no: &str) -> String {
    format!("refund:{refund_no}")
}

/// Sends the refund of a ticket that the system approved by itself (A2) on its way, in the transaction of that approval: the ticket is
/// PENDING_REFUND and becomes REFUNDING, without finance.
pub fn queue_automatic(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<TicketRow, CommandError> {
    let actor = Actor::system();
    let step = step::begin(tx, &actor, &ticket.ticket_no, None, Action::FinanceApprove)?;
    let refund = refunds::open_of(tx.connection(), ticket.id)?.ok_or(CommandError::NotFound)?;
    queue(tx, &actor, step, refund, Event::RefundApproved)
}

/// Queues a refund for its gateway, or hands it to finance for a transfer where the gateway is `manual`; the ticket is REFUNDING then.
pub(super) fn queue(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: Step,
    mut refund: RefundRow,
    event: fn(RefundFigures) -> Event,
) -> Result<TicketRow, CommandError> {
    refund.fail_code = String::new();
    refund.state = match refund.gateway {
        GatewayKind::Manual | GatewayKind::Platform => RefundState::ManualPending,
        GatewayKind::Simulated => RefundState::Queued,
    };
    refunds::save(tx, &mut refund)?;
    let ticket = step.finish(tx, actor, Status::Refunding, event(figures(&refund)), "")?;
    if refund.state == RefundState::Queued {
        let now = tx.now();
        let (key, payload) = (job_key(&refund.refund_no), refund.id.to_string());
        outbox::put(tx, JobKind::Refund, &key, &payload, now, Some(refund.merchant_id))?;
    }
    Ok(ticket)
}
