//! A case is ruled (A20): the hold ends, and the ticket goes where the ruling sends it.

use crate::commands::goods::exchange_stock;
use crate::commands::goods::inspect::counted;
use crate::commands::goods::put_away::put_away;
use crate::commands::money::refund::claimed::{Claimed, complete, figures};
use crate::commands::money::refund_order;
use crate::commands::orders::{order_facts, order_mark};
use crate::commands::tickets::decide_exception::send_back;
use crate::commands::tickets::review::{Approval, approve_claimed, approved, settle};
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::dispute::case::OBJECTION_DAYS;
use crate::domain::dispute::problem::DisputeProblem;
use crate::domain::dispute::ruling::{Consequence, Payer, Ruled, Ruling, Standing, consequence};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::money::allocation::by_largest_remainder;
use crate::domain::money::states::RefundState;
use crate::domain::refusal::Refusal;
use crate::domain::term::kind::PlatformAction;
use crate::domain::ticket::kind::Scene;
use crate::domain::ticket::reason::Ground;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::dispute::disputes;
use crate::store::dispute::disputes::DisputeRow;
use crate::store::money::refunds;
use crate::store::term::platforms;
use crate::store::term::platforms::PlatformRow;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{Tx, orders};

/// The form that records a ruling.
#[derive(Clone, Debug)]
pub struct RulingForm {
    pub ruled: Ruled,
    /// What the buyer gets; what was computed where none is typed.
    pub amount: Option<Money>,
    pub words: String,
}

/// Records how the open case of a ticket ended, ends the hold and does what follows. Money that we are to pay takes the usual signatures;
/// what the platform paid is recorded, and never paid again.
///
/// # Errors
/// Refused where no case is open, for what does not follow where the ticket stands, and for an amount of nothing or above what is left.
pub fn rule(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    form: &RulingForm,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::RecordRuling)?;
    let case = disputes::open_of(tx.connection(), step.ticket.id)?.ok_or(CommandError::NotFound)?;
    let follows = follows(&step, form.ruled)?;
    let pays = matches!(follows, Consequence::Approves | Consequence::Refunds | Consequence::RefundsBeforeGoods);
    let (ruling, remedy, payer) = match form.ruled {
        Ruled::ForBuyer(remedy, payer) => (Ruling::Buyer, Some(remedy), Some(payer)),
        Ruled::ForMerchant => (Ruling::Merchant, None, None),
        Ruled::Withdrawn => (Ruling::Withdrawn, None, None),
    };
    if pays && form.amount.is_none() && matches!(form.ruled, Ruled::ForBuyer(_, Payer::Platform)) {
        // What the platform paid is a fact of its own, whatever was computed here.
        return Err(invalid("amount", Refusal::Required));
    }
    let approval = match pays && step.ticket.kind.refunds_money() {
        true => Some(approval(tx, &step, form)?),
        false => None,
    };
    let amount = approval.as_ref().map(|(_, amount)| *amount);
    let now = tx.now();
    let ruled = DisputeRow {
        ruling: Some(ruling),
        ruling_words: form.words.clone(),
        remedy,
        payer,
        amount_minor: amount,
        ruled_by: actor.staff_id,
        ruled_at: Some(now),
        objection_until: (ruling != Ruling::Withdrawn).then(|| now.plus_seconds(OBJECTION_DAYS * 86_400)),
        ..case
    };
    disputes::save(tx, &ruled)?;
    end_platform_clock(tx, step.ticket.id)?;
    step.ticket.on_hold = false;
    let mut step = step.with_clocks();
    let event = Event::DisputeRuled { kind: ruled.kind, ruling, remedy, payer, amount };
    if follows == Consequence::Stays {
        let to = step.ticket.status;
        return step.finish(tx, actor, to, event, &form.words);
    }
    step.note(tx, actor, event, &form.words)?;
    let approval = approval.map(|(approval, _)| approval).unwrap_or_else(|| blank(form));
    match follows {
        Consequence::Closes => {
            exchange_stock::release(tx, actor, &step.ticket)?;
            refund_order::cancel(tx, &step.ticket)?;
            step.finish(tx, actor, Status::Closed, Event::TicketClosed, "")
        }
        Consequence::SendsBack => {
            refund_order::cancel(tx, &step.ticket)?;
            send_back(tx, actor, step, "")
        }
        Consequence::Approves => approve_claimed(tx, actor, step, &approval),
        Consequence::Refunds => refund(tx, actor, step, &approval, &ruled),
        Consequence::RefundsBeforeGoods | Consequence::Stays => refund_before_goods(tx, actor, step, &approval, &ruled),
    }
}

fn follows(step: &Step, ruled: Ruled) -> Result<Consequence, CommandError> {
    let standing = Standing {
        kind: step.ticket.kind,
        status: step.ticket.status,
        goods: step.facts.goods,
        signed_in: step.facts.signed_in,
    };
    match (step.facts.sending_back, ruled) {
        (true, Ruled::ForMerchant | Ruled::Withdrawn) => Ok(Consequence::Stays),
        (true, Ruled::ForBuyer(..)) => Err(Refusal::SendBackDecided.into()),
        (false, _) => consequence(standing, ruled).map_err(|problem| match problem {
            DisputeProblem::OtherRemedy => invalid("next", Refusal::Dispute(problem)),
            DisputeProblem::PlatformRefunds => invalid("payer", Refusal::Dispute(problem)),
            problem => invalid("ruling", Refusal::Dispute(problem)),
        }),
    }
}

/// The platform decided: it waits for nothing any more.
fn end_platform_clock(tx: &mut Tx<'_>, ticket_id: i64) -> Result<(), CommandError> {
    let known = platforms::of_ticket(tx.connection(), ticket_id)?;
    match known.filter(|known| known.consequence == PlatformAction::Decide) {
        Some(known) => Ok(platforms::put(tx, &PlatformRow { due_at: None, ..known })?),
        None => Ok(()),
    }
}

fn blank(form: &RulingForm) -> Approval {
    Approval { note: form.words.clone(), ground: Some(Ground::Ruling), ..Approval::default() }
}

/// The approval that a ruling comes to, with its amount: at most what is computed and the freight that is left. What is more than the lines
/// is freight.
fn approval(tx: &mut Tx<'_>, step: &Step, form: &RulingForm) -> Result<(Approval, Money), CommandError> {
    let ticket = &step.ticket;
    let lines = parts::lines(tx.connection(), ticket.id)?;
    let computed: Vec<Money> = lines.iter().map(|line| line.computed_minor).collect();
    let order = orders::by_id(tx.connection(), ticket.order_id)?;
    let sold = orders::lines(tx.connection(), order.id)?;
    let caps = order_facts::caps(tx.connection(), &order, &sold, Some(ticket.id))?;
    let automatic = if ticket.scene == Scene::Unshipped { ticket.freight_minor } else { Money::ZERO };
    let goods: Money = computed.iter().copied().sum();
    let most = goods + caps.freight_left();
    let amount = form.amount.unwrap_or(goods + automatic);
    if amount > most {
        return Err(invalid("amount", Refusal::Dispute(DisputeProblem::AtMost(most))));
    }
    if amount <= Money::ZERO {
        return Err(invalid("amount", Refusal::Dispute(DisputeProblem::Nothing)));
    }
    let allow_freight = amount > goods + automatic;
    let freight = if allow_freight { caps.freight_left() } else { automatic };
    let shares = by_largest_remainder((amount - freight).max(Money::ZERO), &computed).unwrap_or_default();
    let amounts = lines.iter().zip(shares).map(|(line, share)| (line.line_no, share)).collect();
    Ok((Approval { amounts, allow_freight, ..blank(form) }, amount))
}

/// The money without more goods: those that are here are put away as they are.
fn refund(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut step: Step,
    approval: &Approval,
    case: &DisputeRow,
) -> Result<TicketRow, CommandError> {
    refund_order::cancel(tx, &step.ticket)?;
    settle(tx, actor, &mut step, approval)?;
    if step.ticket.status == Status::InspectionException {
        let (mut inbound, lines) = counted(tx.connection(), &step.ticket)?;
        put_away(tx, actor, &mut step, &mut inbound, &lines)?;
    }
    let event = approved(&step);
    if case.payer == Some(Payer::Platform) {
        let refund = refund_order::paid_by_platform(tx, &step, &case.reference)?;
        let paid = refund.amount_minor;
        step.note(tx, actor, event, "")?;
        return complete(tx, actor, Claimed { step, refund }, paid, Event::RefundSucceeded, "");
    }
    refund_order::open(tx, &step, false)?;
    step.finish(tx, actor, Status::PendingRefund, event, "")
}

/// The money that the platform paid while goods are on their way: they are taken in as ever, and nothing is paid for them then.
fn refund_before_goods(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut step: Step,
    approval: &Approval,
    case: &DisputeRow,
) -> Result<TicketRow, CommandError> {
    settle(tx, actor, &mut step, approval)?;
    let mut refund = refund_order::paid_by_platform(tx, &step, &case.reference)?;
    let paid = refund.amount_minor;
    refund.state = RefundState::Succeeded;
    refund.succeeded_at = Some(tx.now());
    refund.paid_minor = paid;
    refunds::save(tx, &mut refund)?;
    step.ticket.refunded_minor += paid;
    order_mark::completed(tx, step.ticket.order_id, paid)?;
    let (to, event) = (step.ticket.status, Event::RefundSucceeded(figures(&refund)));
    step.finish(tx, actor, to, event, "")
}
