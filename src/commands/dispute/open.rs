//! A case comes before somebody else (A19): the ticket is on hold from then on.

use chrono::NaiveDateTime;

use crate::commands::tickets::step;
use crate::commands::tickets::withdraw::check_units;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::dispute::case::{ANSWER_SECONDS, DisputeKind, evidence_due};
use crate::domain::event::Event;
use crate::domain::money::states::RefundState;
use crate::domain::refusal::Refusal;
use crate::domain::term::kind::PlatformAction;
use crate::domain::term::problem::TermProblem;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::{Timestamp, instant_of, zone};
use crate::store::Tx;
use crate::store::dispute::disputes;
use crate::store::dispute::disputes::DisputeRow;
use crate::store::money::refunds;
use crate::store::term::platforms;
use crate::store::term::platforms::PlatformRow;
use crate::store::tickets::TicketRow;

/// The form that opens a case. Times are the merchant's local ones; a platform's own count where none is typed.
#[derive(Clone, Debug)]
pub struct Opening {
    pub kind: DisputeKind,
    pub reference: String,
    pub body: String,
    pub words: String,
    /// When it decides without our answer.
    pub due: Option<NaiveDateTime>,
    /// When our evidence has to be there.
    pub evidence_due: Option<NaiveDateTime>,
}

/// Opens a case: nothing of the ticket is decided, sent or paid by us until the ruling. A refund that waits for its gateway or its transfer
/// waits for finance again; one that the gateway has runs to its end. A rejected ticket holds its units and money again.
///
/// # Errors
/// Refused for a ticket that has ended, a second case, a time that has passed, and where another ticket has taken the units meanwhile.
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    opening: &Opening,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::OpenDispute)?;
    let (now, local) = (tx.now(), zone(&step.merchant.timezone));
    let typed = |field: &str, time: Option<NaiveDateTime>| {
        let at = time.map(|time| instant_of(time, local));
        match at.filter(|at| *at <= now) {
            Some(_) => Err(invalid(field, Refusal::Term(TermProblem::PastTime))),
            None => Ok(at),
        }
    };
    let (due, evidence_at) = (typed("due_at", opening.due)?, typed("evidence_due_at", opening.evidence_due)?);
    let is_platform = opening.kind == DisputeKind::Platform;
    let usual = |at: Timestamp| Some(at).filter(|_| is_platform);
    let due_at = due.or(usual(now.plus_seconds(ANSWER_SECONDS)));
    let evidence_due_at = evidence_at.or(usual(evidence_due(now, local)));
    if step.ticket.status == Status::Rejected {
        check_units(tx, &step.ticket, "text")?;
    }
    let halted = halt(tx, &step.ticket)?;
    let to = if halted { Status::PendingRefund } else { step.ticket.status };
    let id = tx.next_id()?;
    let case = DisputeRow {
        id,
        ticket_id: step.ticket.id,
        kind: opening.kind,
        reference: opening.reference.clone(),
        body: opening.body.clone(),
        words: opening.words.clone(),
        opened_by: actor.staff_id,
        opened_at: now,
        evidence_due_at,
        evidence_at: None,
        ruling: None,
        ruling_words: String::new(),
        remedy: None,
        payer: None,
        amount_minor: None,
        ruled_by: None,
        ruled_at: None,
        objection_until: None,
    };
    disputes::insert(tx, &case)?;
    if due_at.is_some() {
        let known = platforms::of_ticket(tx.connection(), step.ticket.id)?;
        let number = known.map_or(String::new(), |known| known.platform_ticket_no);
        let (ticket_id, consequence) = (step.ticket.id, PlatformAction::Decide);
        platforms::put(tx, &PlatformRow { ticket_id, platform_ticket_no: number, due_at, consequence })?;
    }
    step.ticket.on_hold = true;
    let event = Event::DisputeOpened { kind: opening.kind, reference: opening.reference.clone(), due_at, halted };
    step.with_clocks().finish(tx, actor, to, event, &opening.words)
}

/// Takes the approval of a refund back that nobody has sent yet; whether there was one.
fn halt(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<bool, CommandError> {
    let Some(mut refund) = refunds::open_of(tx.connection(), ticket.id)? else { return Ok(false) };
    let waits = match refund.state {
        RefundState::Queued => true,
        RefundState::ManualPending => refund.offline_by.is_none(),
        _ => false,
    };
    if waits && ticket.status == Status::Refunding {
        refund.state = RefundState::PendingApproval;
        (refund.approved_by, refund.approved_at, refund.is_auto) = (None, None, false);
        refunds::save(tx, &mut refund)?;
        return Ok(true);
    }
    Ok(false)
}
