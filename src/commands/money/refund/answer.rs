//! Reports about a gateway: a call that is about to be made, and its answer. Both may come twice or late; an answer belongs to its attempt,
//! whoever reports it and however late.

use crate::commands::money::refund::claimed::{Claimed, complete, figures, last_attempt, reread};
use crate::commands::money::refund::queue::job_key;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::money::gateway_answer::{AnsweredAttempt, Effect, effect_of, is_definitive};
use crate::domain::money::refund::{Answer, Call, RefundRequest, next_call};
use crate::domain::money::settlement::UnclearCause;
use crate::domain::money::states::{AttemptOutcome, GatewayKind, RefundState};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::jobs::outbox;
use crate::store::money::refunds;
use crate::store::money::refunds::{AttemptRow, RefundRow};
use crate::store::{Conn, DbError, Tx, tickets};

/// The worker's next task for a refund, and the request it would send.
pub struct Task {
    pub refund_id: i64,
    pub gateway: GatewayKind,
    pub request: RefundRequest,
    pub call: Call,
    /// The attempt that a query is about: the last one under the present request number.
    pub attempt_no: Option<i32>,
    /// The gateway was queried often and gave no definite answer: it is only queried now, nothing is sent.
    pub is_silent: bool,
}

/// The refund stands still because its gateway gives no definite answer.
fn is_silent(refund: &RefundRow) -> bool {
    refund.state == RefundState::Unclear && refund.unclear == Some(UnclearCause::Silent)
}

/// The task of a refund; `None` when there is no such refund. The request holds the refund's own values: an order file that comes in
/// meanwhile does not change it.
pub fn task(connection: &mut Conn, refund_id: i64) -> Result<Option<Task>, DbError> {
    let Some(refund) = refunds::by_id(connection, refund_id)? else { return Ok(None) };
    let ticket = tickets::by_id(connection, refund.ticket_id)?;
    let last = last_attempt(connection, &refund)?;
    Ok(Some(Task {
        refund_id,
        gateway: refund.gateway,
        call: match is_silent(&refund) {
            true => Call::Query,
            false => next_call(refund.state, last.as_ref().map(|attempt| attempt.outcome)),
        },
        is_silent: is_silent(&refund),
        attempt_no: last.map(|attempt| attempt.attempt_no),
        request: RefundRequest {
            refund_no: refund.refund_no,
            request_no: refund.request_no,
            payment_reference: refund.payment_reference,
            amount: refund.amount_minor,
            currency: refund.currency,
            reason: ticket.ticket_no,
        },
    }))
}

/// A request number that was sent once, and its last attempt.
pub struct SentRequest {
    pub gateway: GatewayKind,
    pub request_no: String,
    pub attempt_no: i32,
}

/// Every request number of a refund that was ever sent; none while the refund is on its way, when its job queries.
pub fn sent_requests(connection: &mut Conn, refund_id: i64) -> Result<Vec<SentRequest>, DbError> {
    let Some(refund) = refunds::by_id(connection, refund_id)? else { return Ok(Vec::new()) };
    if matches!(refund.state, RefundState::Queued | RefundState::Processing) {
        return Ok(Vec::new());
    }
    let attempts = last_of_each(refunds::attempts(connection, refund_id)?);
    let sent = |attempt: AttemptRow| SentRequest {
        gateway: refund.gateway,
        request_no: attempt.request_no,
        attempt_no: attempt.attempt_no,
    };
    Ok(attempts.into_iter().map(sent).collect())
}

/// The last attempt of each request number.
pub(super) fn last_of_each(attempts: Vec<AttemptRow>) -> Vec<AttemptRow> {
    let mut last: Vec<AttemptRow> = Vec::new();
    for attempt in attempts {
        last.retain(|earlier| earlier.request_no != attempt.request_no);
        last.push(attempt);
    }
    last
}

/// Notes that a request is about to be sent, before it is sent: after a crash the gateway is queried about it first. Gives the number of
/// the attempt, which its answer names; `None` when the refund is not to be sent any more.
pub fn attempt_started(tx: &mut Tx<'_>, refund_id: i64, request_no: &str) -> Result<Option<i32>, CommandError> {
    let Some(mut refund) = claim_by_id(tx, refund_id)? else { return Ok(None) };
    let under_way = matches!(refund.state, RefundState::Queued | RefundState::Processing);
    if !under_way || refund.request_no != request_no {
        return Ok(None);
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
        paid_minor: None,
        questions: 0,
        denied_at: None,
    };
    refunds::insert_attempt(tx, &attempt)?;
    Ok(Some(attempt_no))
}

/// The consequence of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The gateway need not be queried again.
    Ended,
    AskAgain,
    /// Two persons settle it.
    Unclear(UnclearCause),
}

/// A gateway's answer about an attempt. The first definitive one of the last attempt ends the refund, well or ill. A success that the
/// refund did not expect is kept in any state and marks the refund; the failure of an older attempt changes nothing.
pub fn gateway_answered(
    tx: &mut Tx<'_>,
    refund_id: i64,
    attempt_no: i32,
    answer: Answer,
) -> Result<Followed, CommandError> {
    let Some(refund) = claim_by_id(tx, refund_id)? else { return Ok(Followed::Ended) };
    let attempts = refunds::attempts(tx.connection(), refund.id)?;
    let Some(mut attempt) = attempts.iter().find(|attempt| attempt.attempt_no == attempt_no).cloned() else {
        return Ok(Followed::Ended);
    };
    let was_silent = is_silent(&refund);
    let goes_on = was_silent && matches!(answer, Answer::Open(_));
    let effect = effect_of(&answered(&refund, &attempts, &attempt), answer);
    if was_silent && effect != Effect::Ignore {
        // Its job need not query any more.
        outbox::settle(tx, &job_key(&refund.refund_no))?;
    }
    match effect {
        Effect::Ignore if goes_on => Ok(Followed::AskAgain),
        Effect::Ignore => Ok(Followed::Ended),
        Effect::Deny => {
            attempt.denied_at = Some(tx.now());
            refunds::save_attempt(tx, &attempt)?;
            Ok(Followed::Ended)
        }
        Effect::Wait(outcome) => {
            attempt.outcome = outcome;
            attempt.questions += 1;
            refunds::save_attempt(tx, &attempt)?;
            Ok(Followed::AskAgain)
        }
        Effect::Succeed => {
            attempt.outcome = AttemptOutcome::Succeeded;
            attempt.paid_minor = Some(refund.amount_minor);
            refunds::save_attempt(tx, &attempt)?;
            let step = begin(tx, &refund, Action::GatewaySucceeded)?;
            let paid = refund.amount_minor;
            complete(tx, &Actor::system(), Claimed { step, refund }, paid, Event::RefundSucceeded, "")?;
            Ok(Followed::Ended)
        }
        Effect::Fail { code, closed } => {
            attempt.outcome = if closed { AttemptOutcome::Closed } else { AttemptOutcome::Failed };
            attempt.code.clone_from(&code);
            refunds::save_attempt(tx, &attempt)?;
            fail(tx, refund, code)?;
            Ok(Followed::Ended)
        }
        Effect::Mark { cause, paid } => {
            match paid {
                Some(paid) => {
                    attempt.paid_minor = Some(paid);
                    let in_full = paid == refund.amount_minor;
                    attempt.outcome = if in_full { AttemptOutcome::Succeeded } else { AttemptOutcome::AmountDiffers };
                }
                None => attempt.questions += 1,
            }
            refunds::save_attempt(tx, &attempt)?;
            mark(tx, refund, cause, paid, &attempt)?;
            Ok(Followed::Unclear(cause))
        }
    }
}

/// The facts that decide the meaning of an answer about an attempt.
fn answered(refund: &RefundRow, attempts: &[AttemptRow], attempt: &AttemptRow) -> AnsweredAttempt {
    let under_number = || attempts.iter().filter(|other| other.request_no == attempt.request_no);
    let since_queued = attempts.iter().rev().take_while(|attempt| !is_definitive(attempt.outcome));
    AnsweredAttempt {
        state: refund.state,
        unclear: refund.unclear,
        amount: refund.amount_minor,
        is_present: attempt.request_no == refund.request_no,
        is_last: attempts.iter().all(|other| other.attempt_no <= attempt.attempt_no),
        outcome: attempt.outcome,
        known: under_number().filter_map(|attempt| attempt.paid_minor).next_back(),
        questions: since_queued.map(|attempt| attempt.questions).sum(),
    }
}

fn fail(tx: &mut Tx<'_>, mut refund: RefundRow, code: String) -> Result<(), CommandError> {
    let step = begin(tx, &refund, Action::GatewayFailed)?;
    refund.state = RefundState::Failed;
    refund.fail_code = code;
    refunds::save(tx, &mut refund)?;
    step.finish(tx, &Actor::system(), Status::RefundFailed, Event::RefundFailed(figures(&refund)), "")?;
    Ok(())
}

/// Marks a refund as unclear. One that is open stands still; one that ended stays as it is, with the mark, and holds up every other payment
/// of its ticket.
fn mark(
    tx: &mut Tx<'_>,
    mut refund: RefundRow,
    cause: UnclearCause,
    paid: Option<Money>,
    attempt: &AttemptRow,
) -> Result<(), CommandError> {
    let step = begin(tx, &refund, Action::GatewayUnclear)?;
    let has_ended = matches!(refund.state, RefundState::Succeeded | RefundState::Cancelled);
    refund.unclear = Some(cause);
    refunds::supersede_settlements(tx, refund.id)?;
    if !has_ended {
        refund.state = RefundState::Unclear;
    }
    refunds::save(tx, &mut refund)?;
    let mut figures = figures(&refund);
    figures.said_paid = paid.or(figures.said_paid);
    let request_no = (attempt.request_no != refund.refund_no).then(|| attempt.request_no.clone());
    let (system, event) = (Actor::system(), Event::RefundUnclear { refund: figures, cause, request_no });
    match has_ended {
        true => step.remark(tx, &system, event, "")?,
        false => step.finish(tx, &system, Status::Refunding, event, "")?,
    };
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
