//! The decisions of finance: approve, bounce to a second review, try a failed refund again.

use crate::commands::money::refund::claimed::{claim, figures, last_attempt};
use crate::commands::money::refund::guards::{check_caps, check_currency, check_not_paid};
use crate::commands::money::refund::queue::queue;
use crate::commands::tickets::withdraw::reopen;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::money::refund::retry_number;
use crate::domain::money::states::RefundState;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::money::refunds;
use crate::store::tickets::TicketRow;

/// Approves a refund (A9): the limits of the order are looked at once more under its lock, then the money is on its way.
/// `version` is the refund's.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, refund_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let mut claimed = claim(tx, actor, refund_no, version, Action::FinanceApprove)?;
    check_currency(tx, &claimed)?;
    check_caps(tx, &claimed)?;
    claimed.refund.approved_by = actor.staff_id;
    claimed.refund.approved_at = Some(tx.now());
    queue(tx, actor, claimed.step, claimed.refund, Event::RefundApproved)
}

/// Bounces a refund that is not paid (A11, A16, B14, R74): the ticket goes to a second review with nothing approved; goods that are here
/// stay booked in. The decisions of the earlier round stay in its reviews, adjustments and events. `version` is the refund's.
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
    check_not_paid(tx, &claimed.refund)?;
    let (mut step, mut refund) = (claimed.step, claimed.refund);
    refund.state = RefundState::Cancelled;
    refunds::save(tx, &mut refund)?;
    let event = Event::RefundBounced { refund: figures(&refund), round: step.stages.decision.round };
    reopen(tx, &mut step)?;
    step.stages.decision.bounce_count += 1;
    step.finish(tx, actor, Status::PendingReview, event, reason)
}

/// Sends a failed refund to its gateway again (A14), to the payment that the refund holds, under the same request number unless that one
/// is used up. `version` is the refund's.
pub fn retry(tx: &mut Tx<'_>, actor: &Actor, refund_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let mut claimed = claim(tx, actor, refund_no, version, Action::Retry)?;
    check_currency(tx, &claimed)?;
    check_caps(tx, &claimed)?;
    check_not_paid(tx, &claimed.refund)?;
    let last = last_attempt(tx.connection(), &claimed.refund)?.map(|attempt| attempt.outcome);
    let attempts = refunds::attempts(tx.connection(), claimed.refund.id)?;
    let refund = &mut claimed.refund;
    let said_paid = attempts.iter().any(|a| a.request_no == refund.request_no && a.paid_minor.is_some());
    refund.request_no = retry_number(&refund.refund_no, &refund.request_no, last, said_paid);
    queue(tx, actor, claimed.step, claimed.refund, Event::RefundRetried)
}
