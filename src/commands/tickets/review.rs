//! The reviewer's decisions: approve with amounts, fees and switches; reject with a reason; close what needs no decision.

use crate::commands::goods::{exchange_stock, parcel_arrival};
use crate::commands::money::refund_order;
use crate::commands::orders::order_facts;
use crate::commands::policy::fees;
use crate::commands::tickets::begin_return::{has_goods, next_status};
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::money::approval::{
    ApprovalLine, ApprovalProblem, ApprovalRequest, Approved, FeeKind, approve as judge, as_asked,
};
use crate::domain::money::caps::{CapBreach, check_line, one_currency};
use crate::domain::money::refund_amount::LineClaim;
use crate::domain::money::states::AdjustmentKind;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::kind::Scene;
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::status::{ReviewDecision, ReviewResult, Status};
use crate::domain::ticket::workflow::Action;
use crate::store::orders::{OrderLineRow, OrderRow};
use crate::store::tickets::parts::{AdjustmentRow, ReviewRow, TicketLineRow};
use crate::store::tickets::stages::DecisionRow;
use crate::store::tickets::{TicketRow, parts, stages};
use crate::store::{DbError, Tx, orders};

/// The approval form.
#[derive(Clone, Debug, Default)]
pub struct Approval {
    /// Amounts the reviewer typed, by line number; a line without one keeps the computed amount.
    pub amounts: Vec<(i64, Money)>,
    pub service_fee: Money,
    pub packaging_fee: Money,
    /// Freight of the way back that the seller advanced and the buyer bears.
    pub return_freight_fee: Money,
    pub buyer_agreed: bool,
    pub allow_freight: bool,
    pub allow_coupon: bool,
    pub allow_virtual: bool,
    /// A return station; the shop's own or else the merchant's default when absent.
    pub station_id: Option<i64>,
    pub ground: Option<Ground>,
    pub note: String,
}

/// Approves a ticket (R50, R54–R58).
pub fn approve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    approval: &Approval,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::Approve)?;
    approve_claimed(tx, actor, step, approval)
}

/// Approves a claimed ticket, by a review or by a ruling.
///
/// # Errors
/// Amounts, fees and a ground that the form does not allow, and where another ticket has taken money or units meanwhile.
pub fn approve_claimed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut step: Step,
    approval: &Approval,
) -> Result<TicketRow, CommandError> {
    let has_goods = settle(tx, actor, &mut step, approval)?;
    let to = next_status(tx, actor, &mut step, has_goods, approval)?;
    if to == Status::PendingRefund {
        refund_order::open(tx, &step, false)?;
    }
    let event = approved(&step);
    let ticket = step.finish(tx, actor, to, event, &approval.note)?;
    parcel_arrival::find_here(tx, actor, ticket)
}

/// The entry of an approval.
pub fn approved(step: &Step) -> Event {
    let decision = &step.stages.decision;
    Event::TicketApproved {
        computed: step.ticket.computed_minor,
        approved: step.ticket.approved_minor,
        ground: decision.ground,
    }
}

/// Writes the decision and its amounts to a claimed ticket, and keeps it in the history of rounds; whether any line of it is goods.
///
/// # Errors
/// As `approve_claimed`.
pub fn settle(tx: &mut Tx<'_>, actor: &Actor, step: &mut Step, approval: &Approval) -> Result<bool, CommandError> {
    let order = orders::by_id(tx.connection(), step.ticket.order_id)?;
    one_currency(order.currency, &[step.ticket.currency])
        .map_err(|(order, other)| Refusal::CurrenciesDiffer(order, other))?;
    let sold = orders::lines(tx.connection(), order.id)?;
    let lines = parts::lines(tx.connection(), step.ticket.id)?;
    if step.ticket.kind.needs_ground(step.ticket.scene) && approval.ground.is_none() {
        return Err(crate::commands::invalid("ground", Refusal::GroundNeeded));
    }
    let claims = parts::claims_on(tx.connection(), order.id, Some(step.ticket.id))?;
    order_facts::check_units(&step.ticket, &sold, &lines, &claims)?;
    if step.ticket.kind.refunds_money() {
        let approved = judge_amounts(tx, step, &order, (&sold, &lines, &claims), approval)?;
        settle_lines(tx, actor, step, &lines, &approved)?;
        step.ticket.freight_minor = approved.freight;
        step.ticket.approved_minor = Some(approved.total);
    }
    let now = tx.now();
    step.stages.decision = DecisionRow {
        allow_freight: approval.allow_freight,
        allow_coupon: approval.allow_coupon,
        allow_virtual: approval.allow_virtual,
        buyer_agreed_at: approval.buyer_agreed.then_some(now),
        ground: approval.ground,
        note: approval.note.clone(),
        sending_back: false,
        result: ReviewResult::Passed,
        reviewer_id: actor.staff_id,
        reviewed_at: Some(now),
        is_escalated: false,
        ..step.stages.decision
    };
    record_review(tx, step, ReviewDecision::Approve, None, &approval.note, false)?;
    Ok(has_goods(&sold, &lines))
}

/// Rejects a ticket (R51, R53).
pub fn reject(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    category: RejectCategory,
    reason: &str,
    show_buyer: bool,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Reject)?;
    let decision = &mut step.stages.decision;
    decision.is_escalated = false;
    decision.result = ReviewResult::Refused;
    decision.reviewed_at = Some(tx.now());
    decision.reviewer_id = actor.staff_id;
    record_review(tx, &step, ReviewDecision::Reject, Some(category), reason, show_buyer)?;
    step.finish(tx, actor, Status::Rejected, Event::TicketRejected { category, show_buyer }, reason)
}

/// Cancels a ticket for the buyer: money, units and reserved stock are free again.
pub fn cancel(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::Cancel)?;
    exchange_stock::release(tx, actor, &step.ticket)?;
    refund_order::cancel(tx, &step.ticket)?;
    step.finish(tx, actor, Status::Cancelled, Event::TicketCancelled, reason)
}

/// Closes a ticket without a decision: a duplicate, an answered query (R25).
pub fn close(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::Close)?;
    exchange_stock::release(tx, actor, &step.ticket)?;
    step.finish(tx, actor, Status::Closed, Event::TicketClosed, reason)
}

/// Keeps the step's decision in the history of rounds.
pub fn record_review(
    tx: &mut Tx<'_>,
    step: &Step,
    decision: ReviewDecision,
    category: Option<RejectCategory>,
    reason: &str,
    show_buyer: bool,
) -> Result<(), DbError> {
    let row = ReviewRow {
        id: tx.next_id()?,
        ticket_id: step.ticket.id,
        round: step.stages.decision.round,
        decision,
        computed_minor: step.ticket.computed_minor,
        approved_minor: step.ticket.approved_minor,
        category,
        reason: reason.to_owned(),
        show_buyer,
        reviewer_id: step.stages.decision.reviewer_id,
        reviewed_at: tx.now(),
    };
    parts::insert_review(tx, &row)
}

fn judge_amounts(
    tx: &mut Tx<'_>,
    step: &Step,
    order: &OrderRow,
    (sold, lines, claims): (&[OrderLineRow], &[TicketLineRow], &[(i64, LineClaim)]),
    approval: &Approval,
) -> Result<Approved, CommandError> {
    let own = [
        (FeeKind::Service, "service_fee", approval.service_fee),
        (FeeKind::Packaging, "packaging_fee", approval.packaging_fee),
    ];
    fees::check(tx, step.ticket.id, lines, &own)?;
    let caps = order_facts::caps(tx.connection(), order, sold, Some(step.ticket.id))?;
    let automatic = if step.ticket.scene == Scene::Unshipped { step.ticket.freight_minor } else { Money::ZERO };
    let freight = if approval.allow_freight { caps.freight_left() } else { automatic };
    let typed = |line_no: i64| approval.amounts.iter().find(|(line, _)| *line == line_no).map(|(_, amount)| *amount);
    let amounts: Vec<Money> = lines.iter().map(|line| typed(line.line_no).unwrap_or(line.computed_minor)).collect();
    let has_note = !approval.note.trim().is_empty() || is_as_asked(tx, step, automatic, lines, &amounts)?;
    let request = ApprovalRequest {
        lines: lines
            .iter()
            .map(|line| ApprovalLine {
                line_no: line.line_no,
                computed: line.computed_minor,
                may_bear_fee: line.responsibility.may_bear_fee(),
                lowered_to: typed(line.line_no).filter(|amount| *amount != line.computed_minor),
            })
            .collect(),
        service_fee: approval.service_fee,
        packaging_fee: approval.packaging_fee,
        return_freight_fee: approval.return_freight_fee,
        buyer_agreed: approval.buyer_agreed,
        freight,
        freight_cap: caps.freight_left(),
        has_note,
        paid_nothing: lines.iter().all(|line| line.computed_minor.is_zero()),
    };
    let approved = judge(&request)
        .map_err(|problems| CommandError::Invalid(problems.into_iter().map(problem_at_field).collect()))?;
    check_caps(sold, lines, claims, &approved, &caps)?;
    Ok(approved)
}

/// Whether the amounts are those that the buyer asked for: the wish says why they are lower.
fn is_as_asked(
    tx: &mut Tx<'_>,
    step: &Step,
    freight: Money,
    lines: &[TicketLineRow],
    amounts: &[Money],
) -> Result<bool, CommandError> {
    let computed: Vec<Money> = lines.iter().map(|line| line.computed_minor).collect();
    if amounts == computed {
        return Ok(false);
    }
    let asked = stages::intake(tx.connection(), step.ticket.id)?.particulars.claimed_minor;
    Ok(as_asked(asked, freight, &computed).as_deref() == Some(amounts))
}

/// The limits under the order's lock: what other tickets hold may have changed since the application.
fn check_caps(
    sold: &[OrderLineRow],
    lines: &[TicketLineRow],
    claims: &[(i64, LineClaim)],
    approved: &Approved,
    caps: &crate::domain::money::caps::OrderCaps,
) -> Result<(), CommandError> {
    let mut problems = Vec::new();
    for (line, approved_line) in lines.iter().zip(&approved.lines) {
        let Some(sold) = sold.iter().find(|sold| sold.id == line.order_line_id) else { continue };
        let others = order_facts::ledger(sold, claims);
        if let Err(CapBreach::Line { left, .. }) = check_line(line.line_no, &others, approved_line.approved) {
            problems.push(FieldError::at(format!("amount_{}", line.line_no), Refusal::OrderLeft(left)));
        }
    }
    match caps.check(approved.total, approved.freight) {
        Ok(()) => {}
        Err(CapBreach::Freight { left }) => {
            problems.push(FieldError::at(
                "allow_freight",
                Refusal::Approval(ApprovalProblem::FreightTooHigh { cap: left }),
            ));
        }
        Err(_) => problems.push(FieldError::at("", Refusal::OrderLeft(caps.left()))),
    }
    if problems.is_empty() { Ok(()) } else { Err(CommandError::Invalid(problems)) }
}

fn problem_at_field(problem: ApprovalProblem) -> FieldError {
    let field = match problem {
        ApprovalProblem::LineNegative { line_no } | ApprovalProblem::LineRaised { line_no, .. } => {
            format!("amount_{line_no}")
        }
        ApprovalProblem::NoteMissing { .. } => "note".to_owned(),
        ApprovalProblem::FeeNegative { fee } | ApprovalProblem::FeeNotAgreed { fee } => match fee {
            FeeKind::Service => "service_fee".to_owned(),
            FeeKind::Packaging => "packaging_fee".to_owned(),
            FeeKind::ReturnFreight => "return_freight_fee".to_owned(),
        },
        ApprovalProblem::NoLineBearsFees | ApprovalProblem::FeesTooHigh { .. } => "service_fee".to_owned(),
        ApprovalProblem::FreightNegative | ApprovalProblem::FreightTooHigh { .. } => "allow_freight".to_owned(),
        ApprovalProblem::NoLines | ApprovalProblem::NothingApproved => String::new(),
    };
    FieldError::at(field, Refusal::Approval(problem))
}

fn settle_lines(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: &Step,
    lines: &[TicketLineRow],
    approved: &Approved,
) -> Result<(), CommandError> {
    for (line, settled) in lines.iter().zip(&approved.lines) {
        let mut line = line.clone();
        line.lowered_minor = settled.lowered_by;
        line.fee_minor = settled.fee_share;
        line.approved_minor = Some(settled.approved);
        parts::save_line(tx, &line)?;
    }
    let mut adjustments: Vec<(AdjustmentKind, Money)> = approved
        .deductions
        .iter()
        .map(|(fee, amount)| {
            let kind = match fee {
                FeeKind::Service => AdjustmentKind::ServiceFee,
                FeeKind::Packaging => AdjustmentKind::PackagingFee,
                FeeKind::ReturnFreight => AdjustmentKind::ReturnFreight,
            };
            (kind, -*amount)
        })
        .collect();
    if !approved.freight.is_zero() {
        adjustments.push((AdjustmentKind::Freight, approved.freight));
    }
    for (kind, amount_minor) in adjustments {
        let row = AdjustmentRow {
            id: tx.next_id()?,
            ticket_id: step.ticket.id,
            round: step.stages.decision.round,
            kind,
            amount_minor,
            note: String::new(),
            staff_id: actor.staff_id,
            created_at: tx.now(),
        };
        parts::insert_adjustment(tx, &row)?;
    }
    Ok(())
}
