//! What the worker reports about a gateway: a call that is about to be made, and its answer. Both may come twice or late.

use super::super::step::{self, Step};
use super::super::{Actor, CommandError};
use super::{Claimed, complete, figures, last_attempt, reread};
use crate::domain::codes::{AttemptOutcome, GatewayKind, RefundState, Status};
use crate::domain::event::EventKind;
use crate::domain::refund::{Answer, Call, Effect, RefundRequest, effect_of, next_call};
use crate::domain::workflow::Action;
use crate::store::refunds::{self, AttemptRow, RefundRow};
use crate::store::{Conn, DbError, Tx, orders, tickets};

/// What the worker does next for a refund, and the request it would send.
pub struct Task {
    pub refund_id: i64,
    pub gateway: GatewayKind,
    pub request: RefundRequest,
    pub call: Call,
}

/// The task of a refund; `None` when there is no such refund.
pub fn task(connection: &mut Conn, refund_id: i64) -> Result<Option<Task>, DbError> {
    let Some(refund) = refunds::by_id(connection, refund_id)? else { return Ok(None) };
    let ticket = tickets::by_id(connection, refund.ticket_id)?;
    let payments = orders::payments(connection, refund.order_id)?;
    let payment = payments.into_iter().find(|payment| Some(payment.id) == refund.payment_id);
    let last = last_attempt(connection, &refund)?.map(|attempt| attempt.outcome);
    Ok(Some(Task {
        refund_id,
        gateway: refund.gateway,
        call: next_call(refund.state, last),
        request: RefundRequest {
            refund_no: refund.refund_no,
            request_no: refund.request_no,
            payment_reference: payment.map(|payment| payment.reference).unwrap_or_default(),
            amount: refund.amount_minor,
            currency: refund.currency,
            reason: ticket.ticket_no,
        },
    }))
}

/// Notes that a request is about to be sent, before it is sent: after a crash the gateway is asked about it first. `false` when the
/// refund is not to be sent any more.
pub fn attempt_started(tx: &mut Tx<'_>, refund_id: i64, request_no: &str) -> Result<bool, CommandError> {
    let Some(mut refund) = claim_by_id(tx, refund_id)? else { return Ok(false) };
    let under_way = matches!(refund.state, RefundState::Queued | RefundState::Processing);
    if !under_way || refund.request_no != request_no {
        return Ok(false);
    }
    let now = tx.now();
    if refund.state == RefundState::Queued {
        refund.state = RefundState::Processing;
        refund.submitted_at = Some(now);
        refunds::save(tx, &mut refund)?;
    }
    let attempt_no = refunds::attempts(tx.connection(), refund.id)?.last().map_or(0, |last| last.attempt_no) + 1;
    let id = tx.next_id()?;
    let attempt = AttemptRow {
        id,
        refund_id: refund.id,
        attempt_no,
        request_no: request_no.to_owned(),
        outcome: AttemptOutcome::Sent,
        code: String::new(),
        created_at: now,
    };
    refunds::insert_attempt(tx, &attempt)?;
    Ok(true)
}

/// A gateway's answer about a request number. The first definitive one ends the refund, well or ill; every later one, and one for a
/// number that was replaced, changes nothing. Whether the gateway need not be asked again.
pub fn gateway_answered(
    tx: &mut Tx<'_>,
    refund_id: i64,
    request_no: &str,
    answer: Answer,
) -> Result<bool, CommandError> {
    let Some(refund) = claim_by_id(tx, refund_id)? else { return Ok(true) };
    match effect_of(refund.state, &refund.request_no, refund.amount_minor, request_no, answer) {
        Effect::Ignore => Ok(true),
        Effect::Wait(outcome) => note(tx, &refund, outcome, "").map(|()| false),
        Effect::Succeed => {
            note(tx, &refund, AttemptOutcome::Succeeded, "")?;
            let step = begin(tx, &refund, Action::GatewaySucceeded)?;
            complete(tx, &Actor::system(), Claimed { step, refund }, EventKind::RefundSucceeded, "")?;
            Ok(true)
        }
        Effect::Fail { code, closed } => {
            let outcome = if closed { AttemptOutcome::Closed } else { AttemptOutcome::Failed };
            note(tx, &refund, outcome, &code)?;
            fail(tx, refund, code)?;
            Ok(true)
        }
    }
}

fn fail(tx: &mut Tx<'_>, mut refund: RefundRow, code: String) -> Result<(), CommandError> {
    let step = begin(tx, &refund, Action::GatewayFailed)?;
    refund.state = RefundState::Failed;
    refund.fail_code = code;
    refunds::save(tx, &mut refund)?;
    let detail = figures(&refund);
    step.finish(tx, &Actor::system(), Status::RefundFailed, EventKind::RefundFailed, "", detail)?;
    Ok(())
}

fn claim_by_id(tx: &mut Tx<'_>, refund_id: i64) -> Result<Option<RefundRow>, CommandError> {
    match refunds::by_id(tx.connection(), refund_id)? {
        Some(found) => reread(tx, &found).map(Some),
        None => Ok(None),
    }
}

fn begin(tx: &mut Tx<'_>, refund: &RefundRow, action: Action) -> Result<Step, CommandError> {
    let ticket = tickets::by_id(tx.connection(), refund.ticket_id)?;
    step::begin(tx, &Actor::system(), &ticket.ticket_no, None, action)
}

/// Keeps what the last attempt under the present number came to.
fn note(tx: &mut Tx<'_>, refund: &RefundRow, outcome: AttemptOutcome, code: &str) -> Result<(), CommandError> {
    if let Some(mut attempt) = last_attempt(tx.connection(), refund)? {
        attempt.outcome = outcome;
        attempt.code = code.to_owned();
        refunds::save_attempt(tx, &attempt)?;
    }
    Ok(())
}
