//! A refund that is claimed for one step, and how a paid one completes its ticket.

use crate::commands::orders::order_mark;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::{Event, RefundFigures};
use crate::domain::money::Money;
use crate::domain::money::states::RefundState;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError, Tx, tickets};

/// A refund and its ticket, both claimed.
pub struct Claimed {
    pub step: Step,
    pub refund: RefundRow,
}

/// Claims a refund for an action of a person: 404 out of scope; the right is checked before the version, the version before the state.
/// `version` is the refund's own, wherever its form stands: on the finance pages or on the ticket's. Refused for a cancelled refund.
pub fn claim(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund_no: &str,
    version: i32,
    action: Action,
) -> Result<Claimed, CommandError> {
    let claimed = claim_in_any_state(tx, actor, refund_no, version, action)?;
    if claimed.refund.state == RefundState::Cancelled {
        return Err(Refusal::RefundCancelled.into());
    }
    Ok(claimed)
}

/// `claim` for actions that concern cancelled refunds too.
pub fn claim_in_any_state(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund_no: &str,
    version: i32,
    action: Action,
) -> Result<Claimed, CommandError> {
    let found = refunds::by_no(tx.connection(), &actor.scope, refund_no)?.ok_or(CommandError::NotFound)?;
    if let Some(permission) = action.permission() {
        actor.require(permission)?;
    }
    let refund = reread(tx, &found)?;
    let ticket = tickets::by_id(tx.connection(), refund.ticket_id)?;
    if refund.version != version {
        return Err(CommandError::Conflict(step::conflict(tx.connection(), &ticket)?));
    }
    let step = step::begin(tx, actor, &ticket.ticket_no, None, action)?;
    Ok(Claimed { step, refund })
}

/// Locks the refund's order and reads the refund as it is then.
pub fn reread(tx: &mut Tx<'_>, found: &RefundRow) -> Result<RefundRow, CommandError> {
    tickets::claim_order(tx, found.order_id)?;
    refunds::by_id(tx.connection(), found.id)?.ok_or(CommandError::NotFound)
}

/// The money has moved, `paid` of it: ends the refund and its ticket and marks the order (A12, R88).
pub fn complete(
    tx: &mut Tx<'_>,
    actor: &Actor,
    claimed: Claimed,
    paid: Money,
    event: impl FnOnce(RefundFigures) -> Event,
    note: &str,
) -> Result<TicketRow, CommandError> {
    let Claimed { mut step, mut refund } = claimed;
    refund.state = RefundState::Succeeded;
    refund.succeeded_at = Some(tx.now());
    refund.fail_code = String::new();
    refund.unclear = None;
    refund.paid_minor += paid;
    refunds::save(tx, &mut refund)?;
    step.ticket.refunded_minor += paid;
    let ticket = step.finish(tx, actor, Status::Completed, event(figures(&refund)), note)?;
    order_mark::completed(tx, ticket.order_id, paid)?;
    Ok(ticket)
}

/// The figures of a refund for its entries in the timeline and the audit log.
pub fn figures(refund: &RefundRow) -> RefundFigures {
    let is_other = !refund.paid_minor.is_zero() && refund.paid_minor != refund.amount_minor;
    RefundFigures {
        refund_no: refund.refund_no.clone(),
        amount: refund.amount_minor,
        currency: refund.currency,
        gateway: refund.gateway,
        said_paid: is_other.then_some(refund.paid_minor),
        fail_code: refund.fail_code.clone(),
        reference: refund.offline_reference.clone(),
        paid_on: refund.offline_paid_on.clone(),
    }
}

/// The last attempt under the refund's present request number.
pub fn last_attempt(connection: &mut Conn, refund: &RefundRow) -> Result<Option<refunds::AttemptRow>, DbError> {
    let attempts = refunds::attempts(connection, refund.id)?;
    Ok(attempts.into_iter().rfind(|attempt| attempt.request_no == refund.request_no))
}
