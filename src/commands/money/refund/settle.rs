//! A refund of which nobody knows whether it was paid is settled by two persons: one records the gateway's statement, another confirms it.
//! Until then nothing else pays the ticket.

use crate::commands::money::refund::claimed::{Claimed, claim_in_any_state, complete, figures};
use crate::commands::money::refund::queue::job_key;
use crate::commands::money::refund_order;
use crate::commands::orders::order_mark;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::{Event, RefundFigures};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::money::Money;
use crate::domain::money::settlement::{Settled, SettlementVerdict, UnclearCause, amount_paid, check, settled};
use crate::domain::money::states::{AttemptOutcome, RefundState};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::jobs::outbox;
use crate::store::money::refunds;
use crate::store::money::refunds::{RefundRow, SettlementRow};
use crate::store::tickets::TicketRow;
use crate::store::{Tx, orders};

/// The statement about a refund, as one person read it.
#[derive(Clone, Debug)]
pub struct Statement {
    pub verdict: SettlementVerdict,
    /// The amount, where it is another than the refund's, in minor units of the refund's currency.
    pub paid: Option<Money>,
    /// Where it stands in the statement.
    pub reference: String,
    pub reason: String,
}

/// Records the statement. Recorded again, the later one counts, so that a mistake is put right before anybody confirms it. A refund that
/// failed or waits for a transfer is unclear from now on. `version` is the refund's.
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund_no: &str,
    version: i32,
    statement: &Statement,
) -> Result<TicketRow, CommandError> {
    let Claimed { step, mut refund } = claim_in_any_state(tx, actor, refund_no, version, Action::RecordSettlement)?;
    let facts = refunds::settlement_facts(tx.connection(), &refund)?;
    check(Action::RecordSettlement, &facts, actor.staff_id)?;
    let order = orders::by_id(tx.connection(), refund.order_id)?;
    let paid = amount_paid(statement.verdict, refund.amount_minor, statement.paid, order.paid_minor)
        .map_err(|refusal| invalid("paid_amount", refusal))?;
    if statement.reference.is_empty() {
        return Err(invalid("reference", Refusal::Required));
    }
    if statement.reason.chars().count() < 2 {
        return Err(invalid("reason", Refusal::TooShort(2)));
    }
    let Some(recorded_by) = actor.staff_id else { return Err(Refusal::NothingToSettle.into()) };
    let row = SettlementRow {
        id: tx.next_id()?,
        refund_id: refund.id,
        verdict: statement.verdict,
        paid_minor: paid,
        reference: statement.reference.clone(),
        reason: statement.reason.clone(),
        recorded_by,
        recorded_at: tx.now(),
        confirmed_by: None,
        confirmed_at: None,
        superseded_at: None,
    };
    refunds::supersede_settlements(tx, refund.id)?;
    refunds::insert_settlement(tx, &row)?;
    let has_ended = matches!(refund.state, RefundState::Succeeded | RefundState::Cancelled);
    if !has_ended {
        refund.state = RefundState::Unclear;
    }
    refund.unclear = refund.unclear.or(Some(UnclearCause::Statement));
    refunds::save(tx, &mut refund)?;
    let told = describe(&refund, &row);
    note(tx, actor, &refund, AuditKind::SettlementRecorded, &told, row.verdict)?;
    let event = Event::SettlementRecorded { refund: told, verdict: row.verdict };
    match has_ended {
        true => step.remark(tx, actor, event, &row.reason),
        false => step.finish(tx, actor, Status::Refunding, event, &row.reason),
    }
}

/// Confirms another person's record: a payment completes the ticket with the true amount, without a payment another way may be tried.
/// `version` is the refund's.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, refund_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let Claimed { step, mut refund } = claim_in_any_state(tx, actor, refund_no, version, Action::ConfirmSettlement)?;
    let facts = refunds::settlement_facts(tx.connection(), &refund)?;
    check(Action::ConfirmSettlement, &facts, actor.staff_id)?;
    let row = refunds::open_settlement(tx.connection(), refund.id)?.ok_or(Refusal::NoStatementRecorded)?;
    refunds::confirm_settlement(tx, row.id, actor.staff_id)?;
    keep_with_attempts(tx, &refund, &row)?;
    refund.unclear = None;
    outbox::settle(tx, &job_key(&refund.refund_no))?;
    let told = describe(&refund, &row);
    note(tx, actor, &refund, AuditKind::SettlementConfirmed, &told, row.verdict)?;
    let other = refunds::open_of(tx.connection(), refund.ticket_id)?.filter(|other| other.id != refund.id);
    let event = Event::SettlementConfirmed { refund: told, verdict: Some(row.verdict) };
    match settled(refund.state, row.verdict, step.ticket.status, other.map(|other| other.state)) {
        Settled::Complete => {
            if refund.state == RefundState::Cancelled {
                refund_order::cancel(tx, &step.ticket)?;
            }
            let event = |refund| Event::SettlementConfirmed { refund, verdict: None };
            complete(tx, actor, Claimed { step, refund }, row.paid_minor, event, &row.reason)
        }
        Settled::Count => count(tx, actor, step, refund, &row, event),
        Settled::Fail => {
            // A transfer that was recorded before still waits for its confirmation.
            let waits = refund.offline_by.is_some();
            refund.state = if waits { RefundState::ManualPending } else { RefundState::Failed };
            refunds::save(tx, &mut refund)?;
            step.finish(tx, actor, Status::RefundFailed, event, &row.reason)
        }
        Settled::Nothing => {
            refunds::save(tx, &mut refund)?;
            step.remark(tx, actor, event, &row.reason)
        }
    }
}

/// Money that was paid under a refund that had ended: counted in refund, ticket and order, so that no limit forgets it.
fn count(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut step: Step,
    mut refund: RefundRow,
    row: &SettlementRow,
    event: Event,
) -> Result<TicketRow, CommandError> {
    refund.paid_minor += row.paid_minor;
    refunds::save(tx, &mut refund)?;
    step.ticket.refunded_minor += row.paid_minor;
    let ticket = step.remark(tx, actor, event, &row.reason)?;
    order_mark::completed(tx, ticket.order_id, row.paid_minor)?;
    Ok(ticket)
}

/// Writes the finding to the attempts of an open refund, so that a repeated answer of the gateway opens nothing again and a retry knows
/// which number is used up. A payment that the gateway never spoke of is the last attempt's.
fn keep_with_attempts(tx: &mut Tx<'_>, refund: &RefundRow, row: &SettlementRow) -> Result<(), CommandError> {
    use AttemptOutcome as A;
    if matches!(refund.state, RefundState::Succeeded | RefundState::Cancelled) {
        return Ok(());
    }
    let mut attempts = refunds::attempts(tx.connection(), refund.id)?;
    if row.verdict == SettlementVerdict::NotPaid {
        for attempt in attempts.iter_mut().filter(|attempt| attempt.outcome != A::Closed) {
            attempt.outcome = A::NotPaid;
            refunds::save_attempt(tx, attempt)?;
        }
    } else if attempts.iter().all(|attempt| attempt.paid_minor.is_none())
        && let Some(last) = attempts.last_mut()
    {
        last.outcome = A::Succeeded;
        last.paid_minor = Some(row.paid_minor);
        refunds::save_attempt(tx, last)?;
    }
    Ok(())
}

fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund: &RefundRow,
    kind: AuditKind,
    told: &RefundFigures,
    verdict: SettlementVerdict,
) -> Result<(), CommandError> {
    let detail = AuditDetail::Settlement(told, verdict);
    Ok(audit::append(tx, actor.staff_id, Some(refund.merchant_id), kind, &refund.refund_no, detail)?)
}

/// The figures of a refund with those of the statement.
fn describe(refund: &RefundRow, row: &SettlementRow) -> RefundFigures {
    RefundFigures { said_paid: Some(row.paid_minor), reference: row.reference.clone(), ..figures(refund) }
}
