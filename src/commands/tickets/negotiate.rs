//! What the buyer is asked for, or offered, before a decision (R45, R92; A6, A7): the review waits with its clock, and goes on with the
//! answer. An amount that the buyer took is where the next decision starts.

use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::domain::term::problem::TermProblem;
use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::ticket::request::{BuyerAnswer, RequestKind};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::tickets::TicketRow;
use crate::store::tickets::requests;
use crate::store::tickets::requests::RequestRow;

/// Asks the buyer for evidence, in the agent's words.
///
/// # Errors
/// Refused outside a review.
pub fn request_supplement(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    wanted: &[EvidenceKind],
    words: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::RequestSupplement)?;
    let codes: Vec<&str> = wanted.iter().map(|kind| kind.code()).collect();
    ask(tx, actor, &step, RequestKind::Supplement, codes.join(","), None, words)?;
    step.finish(tx, actor, Status::AwaitingBuyer, Event::SupplementRequested { wanted: wanted.to_vec() }, words)
}

/// Offers the buyer an amount, at most what was computed.
///
/// # Errors
/// Refused outside a review, and for an amount of nothing or above what was computed.
pub fn offer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    amount: Money,
    words: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::Offer)?;
    if amount.is_zero() {
        return Err(invalid("amount", Refusal::Term(TermProblem::OfferOfNothing)));
    }
    if amount > step.ticket.computed_minor {
        return Err(invalid("amount", Refusal::Term(TermProblem::OfferAbove(step.ticket.computed_minor))));
    }
    ask(tx, actor, &step, RequestKind::Offer, String::new(), Some(amount), words)?;
    step.finish(tx, actor, Status::AwaitingBuyer, Event::OfferMade { amount }, words)
}

/// Keeps what the buyer supplied or answered; the review goes on.
///
/// # Errors
/// Refused where nothing waits for the buyer, and for an answer that does not fit what was asked.
pub fn record_answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    answer: BuyerAnswer,
    words: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::RecordAnswer)?;
    let asked = requests::of_ticket(tx.connection(), step.ticket.id)?.pop();
    let Some(asked) = asked.filter(|asked| asked.answer.is_none()) else { return Err(CommandError::NotFound) };
    if !asked.kind.answers().contains(&answer) {
        return Err(invalid("answer", Refusal::UnknownValue));
    }
    let answered = RequestRow {
        answer: Some(answer),
        answer_words: words.to_owned(),
        answered_by: actor.staff_id,
        answered_at: Some(tx.now()),
        ..asked
    };
    requests::save(tx, &answered)?;
    let event = Event::BuyerAnswered { answer, amount: answered.amount_minor };
    step.finish(tx, actor, Status::PendingReview, event, words)
}

fn ask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: &Step,
    kind: RequestKind,
    wanted: String,
    amount_minor: Option<Money>,
    words: &str,
) -> Result<(), CommandError> {
    let number = requests::of_ticket(tx.connection(), step.ticket.id)?.last().map_or(0, |row| row.number) + 1;
    let row = RequestRow {
        ticket_id: step.ticket.id,
        number,
        kind,
        wanted,
        amount_minor,
        words: words.to_owned(),
        asked_by: actor.staff_id,
        asked_at: tx.now(),
        answer: None,
        answer_words: String::new(),
        answered_by: None,
        answered_at: None,
    };
    Ok(requests::insert(tx, &row)?)
}
