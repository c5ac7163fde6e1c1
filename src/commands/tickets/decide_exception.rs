//! The exits of an inspection exception (4.7): accept as it is, with a deduction the buyer agreed to, in part, or send the goods back. Where
//! nothing came, nothing goes back: the ticket ends at once.

use crate::commands::goods::exchange_stock;
use crate::commands::goods::inspect::{counted, go_on};
use crate::commands::goods::put_away::{by_bucket, put_away};
use crate::commands::goods::receive::insert_leftover;
use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::{AcceptedLine, Event};
use crate::domain::goods::condition::{Bucket, ExceptionOutcome};
use crate::domain::goods::movement::{InboundState, MoveKind, OutboundKind, OutboundState};
use crate::domain::money::Money;
use crate::domain::money::allocation::by_largest_remainder;
use crate::domain::money::approval::ApprovalProblem;
use crate::domain::money::refund_amount::partial;
use crate::domain::money::states::AdjustmentKind;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::kind::GoodsState;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::zone;
use crate::store::Tx;
use crate::store::engine::numbers;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow};
use crate::store::goods::outbounds;
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::tickets::parts::{AdjustmentRow, TicketLineRow};
use crate::store::tickets::{TicketRow, parts};

/// The form that decides an exception.
#[derive(Clone, Debug)]
pub struct Decision {
    pub outcome: ExceptionOutcome,
    /// For a deduction: a line's new amount, lower only.
    pub amounts: Vec<(i64, Money)>,
    /// For a deduction: one amount, split over the lines.
    pub deduction: Option<Money>,
    pub buyer_agreed: bool,
    /// For an acceptance in part: units accepted of a line; a line that is not named is accepted as received.
    pub accepted: Vec<(i64, i64)>,
    pub note: String,
}

/// The least a reason says.
const NOTE_LEAST: usize = 2;

/// Decides about a ticket whose goods are not as they should be.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    decision: &Decision,
) -> Result<TicketRow, CommandError> {
    let (action, needs_note) = match decision.outcome {
        ExceptionOutcome::Accept => (Action::Accept, false),
        ExceptionOutcome::Deduct => (Action::Deduct, true),
        ExceptionOutcome::Partial => (Action::AcceptPart, false),
        ExceptionOutcome::SendBack => (Action::SendBack, true),
    };
    let step = step::begin(tx, actor, ticket_no, Some(version), action)?;
    if needs_note && decision.note.chars().count() < NOTE_LEAST {
        return Err(invalid("note", Refusal::TooShort(NOTE_LEAST)));
    }
    match decision.outcome {
        ExceptionOutcome::Accept => accept(tx, actor, step, decision),
        ExceptionOutcome::Deduct => deduct(tx, actor, step, decision),
        ExceptionOutcome::Partial => accept_part(tx, actor, step, decision),
        ExceptionOutcome::SendBack => send_back(tx, actor, step, &decision.note),
    }
}

fn accept(tx: &mut Tx<'_>, actor: &Actor, mut step: Step, decision: &Decision) -> Result<TicketRow, CommandError> {
    let (mut inbound, lines) = counted(tx.connection(), &step.ticket)?;
    put_away(tx, actor, &mut step, &mut inbound, &lines)?;
    go_on(tx, actor, step, Event::ExceptionAccepted, &decision.note)
}

fn deduct(tx: &mut Tx<'_>, actor: &Actor, mut step: Step, decision: &Decision) -> Result<TicketRow, CommandError> {
    if !decision.buyer_agreed {
        return Err(invalid("buyer_agreed", Refusal::Required));
    }
    let mut lines = parts::lines(tx.connection(), step.ticket.id)?;
    let before = step.ticket.approved_minor.unwrap_or(Money::ZERO);
    let deducted = lower(&mut lines, decision)?;
    if deducted >= before {
        return Err(invalid("deduction", Refusal::Approval(ApprovalProblem::NothingApproved)));
    }
    for line in &lines {
        parts::save_line(tx, line)?;
    }
    let now = tx.now();
    let adjustment = AdjustmentRow {
        id: tx.next_id()?,
        ticket_id: step.ticket.id,
        round: step.stages.decision.round,
        kind: AdjustmentKind::DiminishedValue,
        amount_minor: -deducted,
        note: decision.note.clone(),
        staff_id: actor.staff_id,
        created_at: now,
    };
    parts::insert_adjustment(tx, &adjustment)?;
    step.stages.decision.buyer_agreed_at = Some(now);
    step.ticket.approved_minor = Some(before - deducted);
    let (mut inbound, counted_lines) = counted(tx.connection(), &step.ticket)?;
    put_away(tx, actor, &mut step, &mut inbound, &counted_lines)?;
    let event = Event::ExceptionDeducted { deducted, approved: before - deducted };
    go_on(tx, actor, step, event, &decision.note)
}

/// Lowers the lines' approved amounts, by their own new amounts or by one deduction split over them; gives the total deduction.
fn lower(lines: &mut [TicketLineRow], decision: &Decision) -> Result<Money, CommandError> {
    let mut errors = Vec::new();
    let mut deducted = Money::ZERO;
    for line in lines.iter_mut() {
        let before = line.approved_minor.unwrap_or(Money::ZERO);
        let Some((line_no, amount)) = decision.amounts.iter().find(|(no, _)| *no == line.line_no).copied() else {
            continue;
        };
        if amount > before {
            let raised = Refusal::Approval(ApprovalProblem::LineRaised { line_no, cap: before });
            errors.push(FieldError::at(format!("amount_{line_no}"), raised));
        } else {
            line.approved_minor = Some(amount);
            deducted += before - amount;
        }
    }
    let one = decision.deduction.unwrap_or(Money::ZERO);
    if !one.is_zero() && !deducted.is_zero() {
        errors.push(FieldError::at("deduction", Refusal::NotAllowedHere));
    }
    if errors.is_empty() && one.is_zero() && deducted.is_zero() {
        errors.push(FieldError::at("deduction", Refusal::Required));
    }
    if !errors.is_empty() {
        return Err(CommandError::Invalid(errors));
    }
    if !one.is_zero() {
        let bases: Vec<Money> = lines.iter().map(|line| line.approved_minor.unwrap_or(Money::ZERO)).collect();
        let cap: Money = bases.iter().copied().sum();
        let shares = by_largest_remainder(one, &bases).filter(|_| one <= cap);
        let too_high = || invalid("deduction", Refusal::Approval(ApprovalProblem::FeesTooHigh { cap }));
        for ((line, base), share) in lines.iter_mut().zip(&bases).zip(shares.ok_or_else(too_high)?) {
            line.approved_minor = Some(*base - share);
        }
        deducted = one;
    }
    Ok(deducted)
}

fn accept_part(tx: &mut Tx<'_>, actor: &Actor, mut step: Step, decision: &Decision) -> Result<TicketRow, CommandError> {
    let (mut inbound, mut counted_lines) = counted(tx.connection(), &step.ticket)?;
    let mut lines = parts::lines(tx.connection(), step.ticket.id)?;
    let accepted = accepted(&lines, &counted_lines, decision)?;
    let before = step.ticket.approved_minor;
    let claimed: Vec<i64> = lines.iter().map(TicketLineRow::effective_qty).collect();
    let mut leftover = Vec::new();
    for (line_id, units) in &accepted {
        let counted = counted_lines.iter_mut().find(|counted| counted.ticket_line_id == *line_id);
        let line = lines.iter_mut().find(|line| line.id == *line_id);
        let (Some(line), Some(counted)) = (line, counted) else { continue };
        settle(&mut step.ticket, line, *units);
        parts::save_line(tx, line)?;
        let rest = take(counted, *units);
        if rest > 0 {
            leftover.push(format!("{} ×{rest}", counted.sku));
        }
    }
    exchange_stock::shrink(tx, actor, &step.ticket)?;
    let was_counted = inbound.state == InboundState::Received;
    put_away(tx, actor, &mut step, &mut inbound, &counted_lines)?;
    if was_counted && !leftover.is_empty() {
        let contents = format!("{} {}", step.ticket.ticket_no, leftover.join(", "));
        insert_leftover(tx, actor, &step.ticket, &inbound, contents)?;
    }
    let units = lines.iter().zip(claimed).map(|(line, claimed)| AcceptedLine {
        line_no: line.line_no,
        accepted: line.settled_qty,
        claimed: Some(claimed),
    });
    let approved = step.ticket.approved_minor;
    let event = Event::ExceptionPartlyAccepted { lines: units.collect(), before, approved };
    go_on(tx, actor, step, event, &decision.note)
}

/// Units accepted by goods line, none above what was received and not nothing in all.
fn accepted(
    lines: &[TicketLineRow],
    counted: &[InboundLineRow],
    decision: &Decision,
) -> Result<Vec<(i64, i64)>, CommandError> {
    let mut errors = Vec::new();
    let mut accepted = Vec::new();
    for counted in counted {
        let Some(line) = lines.iter().find(|line| line.id == counted.ticket_line_id) else { continue };
        let field = format!("accepted_{}", line.line_no);
        let given = decision.accepted.iter().find(|(no, _)| *no == line.line_no).map(|(_, units)| *units);
        let units = given.unwrap_or(counted.received_qty);
        if (0..=counted.received_qty).contains(&units) {
            accepted.push((line.id, units));
        } else {
            errors.push(FieldError::at(field, Refusal::AtMostReceived(counted.received_qty)));
        }
    }
    if errors.is_empty() && accepted.iter().all(|(_, units)| *units == 0) {
        errors.push(FieldError::at("outcome", Refusal::NothingAccepted));
    }
    if errors.is_empty() { Ok(accepted) } else { Err(CommandError::Invalid(errors)) }
}

/// Cuts a line to the accepted units: quantity and money of the rest are free again (edge case 46).
fn settle(ticket: &mut TicketRow, line: &mut TicketLineRow, units: i64) {
    let claimed = line.effective_qty();
    let cut = |amount: Money| partial(amount, units, claimed);
    let (computed, approved) = (cut(line.computed_minor), line.approved_minor.map(cut));
    ticket.computed_minor -= line.computed_minor - computed;
    if let (Some(total), Some(before), Some(after)) = (ticket.approved_minor, line.approved_minor, approved) {
        ticket.approved_minor = Some(total - (before - after));
    }
    line.computed_minor = computed;
    line.approved_minor = approved;
    line.lowered_minor = cut(line.lowered_minor);
    line.fee_minor = cut(line.fee_minor);
    line.settled_qty = Some(units);
}

/// Leaves the accepted units of a counted line for the shelf, good ones first; gives the units that remain the buyer's.
fn take(counted: &mut InboundLineRow, units: i64) -> i64 {
    let rest = counted.good_qty + counted.defective_qty - units;
    counted.good_qty = counted.good_qty.min(units);
    counted.defective_qty = units - counted.good_qty;
    rest
}

/// Sends the goods of a claimed ticket back to the buyer, for the reason in `note`.
///
/// # Errors
/// Refused where no goods came.
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, mut step: Step, note: &str) -> Result<TicketRow, CommandError> {
    let (inbound, counted_lines) = counted(tx.connection(), &step.ticket)?;
    exchange_stock::release(tx, actor, &step.ticket)?;
    if counted_lines.iter().all(|line| line.received_qty == 0) {
        return refuse_empty(tx, actor, step, note);
    }
    step.stages.decision.sending_back = true;
    let now = tx.now();
    let outbound_no = numbers::next(tx, "RO", now.date_in(zone(&step.merchant.timezone)))?;
    let outbound = OutboundRow {
        id: tx.next_id()?,
        outbound_no,
        kind: OutboundKind::ReturnToBuyer,
        ticket_id: step.ticket.id,
        merchant_id: step.ticket.merchant_id,
        warehouse_id: inbound.warehouse_id,
        carrier: String::new(),
        tracking_no: String::new(),
        state: OutboundState::Reserved,
        created_at: now,
        shipped_at: None,
        shipped_by: None,
    };
    outbounds::insert(tx, &outbound)?;
    for line in &counted_lines {
        for (bucket, quantity) in leaving(&inbound, line) {
            add_leaving(tx, actor, &outbound, line, bucket, quantity)?;
        }
    }
    let event = Event::SendBackDecided { outbound_no: outbound.outbound_no };
    step.finish(tx, actor, Status::InspectionException, event, note)
}

/// Refuses a box in which nothing was. An outbound without goods that was opened for it earlier is void.
fn refuse_empty(tx: &mut Tx<'_>, actor: &Actor, mut step: Step, note: &str) -> Result<TicketRow, CommandError> {
    let hollow = outbounds::reserved_of(tx.connection(), step.ticket.id, OutboundKind::ReturnToBuyer)?;
    if let Some(outbound) = hollow {
        outbounds::save(tx, &OutboundRow { state: OutboundState::Void, ..outbound })?;
    }
    step.stages.decision.sending_back = false;
    step.return_of().goods_state = GoodsState::WithBuyer;
    step.finish(tx, actor, Status::Closed, Event::EmptyParcelRefused, note)
}

/// The places that a counted line's units leave from: their buckets once shelved, none before; in the end all received units.
fn leaving(inbound: &InboundRow, line: &InboundLineRow) -> Vec<(Option<Bucket>, i64)> {
    let shelved: Vec<(Bucket, i64)> = if inbound.state == InboundState::Shelved { by_bucket(line) } else { Vec::new() };
    let loose = line.received_qty - shelved.iter().map(|(_, quantity)| quantity).sum::<i64>();
    let mut leaving: Vec<(Option<Bucket>, i64)> =
        shelved.into_iter().map(|(bucket, quantity)| (Some(bucket), quantity)).collect();
    leaving.push((None, loose));
    leaving.retain(|(_, quantity)| *quantity > 0);
    leaving
}

/// Adds a line to the goods that go back, and holds its stock until it is shipped.
fn add_leaving(
    tx: &mut Tx<'_>,
    actor: &Actor,
    outbound: &OutboundRow,
    line: &InboundLineRow,
    bucket: Option<Bucket>,
    quantity: i64,
) -> Result<(), CommandError> {
    let row = OutboundLineRow {
        id: tx.next_id()?,
        outbound_id: outbound.id,
        ticket_line_id: line.ticket_line_id,
        sku: line.sku.clone(),
        name: line.name.clone(),
        bucket: bucket.map_or(String::new(), |bucket| bucket.code().to_owned()),
        quantity,
    };
    outbounds::insert_line(tx, &row)?;
    let Some(bucket) = bucket else { return Ok(()) };
    let change = StockMove {
        warehouse_id: outbound.warehouse_id,
        sku: &row.sku,
        bucket,
        qty: 0,
        reserved: quantity,
        ref_kind: MoveKind::Reserve,
        ref_no: &outbound.outbound_no,
        note: "",
    };
    move_stock(tx, actor, &change)
}
