//! From an application to the ticket that it makes: its lines with their amounts, checked, and the rows that hang on it.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::commands::CommandError;
use crate::commands::orders::order_facts;
use crate::commands::tickets::application::{Application, AppliedLine, Intent};
use crate::domain::money::Money;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::rule::{Proof, ProofState};
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::eligibility::{Judgement, Wish, judge};
use crate::domain::ticket::kind::TicketType;
use crate::domain::time::zone;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::reasons;
use crate::store::house::reasons::ReasonRow;
use crate::store::orders::{OrderLineRow, OrderRow};
use crate::store::policy::proofs::ProofRow;
use crate::store::policy::ticket_rules::TicketRuleRow;
use crate::store::policy::{proofs, ticket_rules};
use crate::store::tickets::parts::TicketLineRow;
use crate::store::tickets::stages::{DecisionRow, IntakeRow};
use crate::store::tickets::{TicketRow, parts, stages};
use crate::store::{Tx, orders};

/// The lines of an application with the sold lines and the reasons; their amounts for a submission alone.
pub struct Prepared {
    pub judgement: Option<Judgement>,
    pub lines: Vec<(AppliedLine, OrderLineRow, ReasonRow)>,
}

impl Prepared {
    /// Writes the judgement into the row of the ticket.
    pub fn judge_into(&self, ticket: &mut TicketRow) {
        let Some(judgement) = &self.judgement else { return };
        ticket.scene = judgement.scene;
        if ticket.kind.refunds_money() {
            ticket.freight_minor = judgement.freight.automatic;
            ticket.computed_minor = judgement.computed();
        }
    }
}

/// Checks the lines and, for a submission, judges the application as a whole.
pub fn prepare(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    merchant: &MerchantRow,
    application: &Application,
    intent: Intent,
    except: Option<i64>,
) -> Result<Prepared, CommandError> {
    let now = tx.now();
    let (facts, order_lines) = order_facts::load(tx.connection(), order, merchant, now, except)?;
    let reasons = reasons::list(tx.connection(), order.merchant_id)?;
    let mut problems = application.unread.clone();
    if application.requested_on.is_some_and(|day| day > now.date_in(zone(&merchant.timezone))) {
        problems.push(FieldError::at("requested_on", Refusal::DateInFuture));
    }
    if !reasons.iter().any(|reason| reason.visible && reason.applies(application.kind)) {
        problems.push(FieldError::at("", Refusal::NoReasonsVisible));
    }
    let overrides = match except {
        Some(id) => ticket_rules::overrides(tx.connection(), id)?,
        None => Vec::new(),
    };
    let mut lines = Vec::new();
    let mut wishes = Vec::new();
    for applied in &application.lines {
        let Some(order_line) = order_lines.iter().find(|line| line.line_no == applied.line_no) else {
            problems.push(FieldError::at(format!("qty_{}", applied.line_no), Refusal::UnknownValue));
            continue;
        };
        let reason = reasons
            .iter()
            .find(|reason| reason.code == applied.reason_code && reason.visible && reason.applies(application.kind));
        let mut applied = applied.clone();
        let other_price = match other_sku(application.kind, &applied, order_line) {
            None => None,
            Some(sku) => match orders::product_typed(tx.connection(), order.merchant_id, sku)? {
                Some(product) => {
                    applied.exchange_sku = Some(product.sku);
                    Some(product.unit_price_scaled)
                }
                None => {
                    problems.push(FieldError::at(format!("exchange_sku_{}", applied.line_no), Refusal::UnknownSku));
                    None
                }
            },
        };
        let cause = reason.map_or(Cause::Other, |reason| reason.cause);
        let (line_no, quantity) = (applied.line_no, applied.quantity);
        let mut of_line = overrides.iter().filter(|row| row.line_no == line_no);
        let overridden = of_line.any(|row| row.means(application.kind, cause, quantity));
        wishes.push(Wish { line_no, quantity, other_price, cause, overridden });
        match reason {
            Some(reason) => lines.push((applied, order_line.clone(), reason.clone())),
            None => problems.push(FieldError::at(format!("reason_{}", order_line.line_no), Refusal::UnknownReason)),
        }
    }
    let judgement = match intent {
        Intent::Draft => None,
        Intent::Submit => match judge(application.kind, &facts, &wishes) {
            Ok(judgement) => Some(judgement),
            Err(more) => {
                problems.extend(more);
                None
            }
        },
    };
    if let (Some(judgement), true) = (&judgement, application.kind.refunds_money()) {
        let caps = order_facts::caps(tx.connection(), order, &order_lines, except)?;
        if caps.check(judgement.computed(), judgement.freight.automatic).is_err() {
            problems.push(FieldError::at("", Refusal::OrderLeft(caps.left())));
        }
    }
    // One thing at a time for a field: what cannot be read is wrong in other ways too.
    let mut named = HashSet::new();
    problems.retain(|problem| problem.field.is_empty() || named.insert(problem.field.clone()));
    if problems.is_empty() { Ok(Prepared { judgement, lines }) } else { Err(CommandError::Invalid(problems)) }
}

/// Keeps the rule of each line that was submitted, with what it said, and what the rules want to be shown.
fn write_rules(tx: &mut Tx<'_>, ticket_id: i64, prepared: &Prepared) -> Result<(), CommandError> {
    let Some(judgement) = &prepared.judgement else { return Ok(()) };
    let mut wanted: Vec<Proof> = judgement.checks.iter().flatten().flat_map(|check| check.proofs.clone()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    for proof in wanted {
        proofs::insert(tx, &ProofRow { ticket_id, proof, state: ProofState::Missing })?;
    }
    for ((applied, ..), check) in prepared.lines.iter().zip(&judgement.checks) {
        let Some(check) = check else { continue };
        ticket_rules::insert(
            tx,
            &TicketRuleRow {
                ticket_id,
                line_no: applied.line_no,
                policy_id: check.policy_id,
                version: check.version,
                basis: check.basis,
                start_on: check.start_on.map(|date| date.to_string()),
                open_until: check.until,
                verdict: check.verdict.code().to_owned(),
            },
        )?;
    }
    Ok(())
}

/// The SKU wanted instead, when it is another than the one bought.
pub fn other_sku<'a>(kind: TicketType, applied: &'a AppliedLine, bought: &OrderLineRow) -> Option<&'a str> {
    let sku = applied.exchange_sku.as_deref().map(str::trim).filter(|sku| !sku.is_empty())?;
    (kind.ships_replacement() && sku != bought.sku).then_some(sku)
}

/// Who files an application, and when the buyer asked.
#[derive(Clone, Copy, Debug)]
pub struct Filing {
    pub requested_on: NaiveDate,
    pub filed_by: Option<i64>,
}

/// Writes the rows that hang on the ticket: its lines, its application, a blank decision.
pub fn write_parts(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    application: &Application,
    filing: Filing,
    prepared: &Prepared,
) -> Result<(), CommandError> {
    for (index, (applied, order_line, reason)) in prepared.lines.iter().enumerate() {
        let value = prepared.judgement.as_ref().and_then(|judgement| judgement.values.get(index));
        let exchange_sku = ticket
            .kind
            .ships_replacement()
            .then(|| other_sku(ticket.kind, applied, order_line).unwrap_or(&order_line.sku).to_owned());
        let id = tx.next_id()?;
        parts::insert_line(
            tx,
            &TicketLineRow {
                id,
                ticket_id: ticket.id,
                order_line_id: order_line.id,
                line_no: applied.line_no,
                quantity: applied.quantity,
                settled_qty: None,
                reason_id: reason.id,
                reason_zh: reason.name_zh.clone(),
                reason_en: reason.name_en.clone(),
                responsibility: reason.responsibility,
                remaining_minor: value.map_or(Money::ZERO, |value| value.remaining_value),
                remaining_qty: value.map_or(0, |value| value.remaining_quantity),
                computed_minor: value.map_or(Money::ZERO, |value| value.value),
                lowered_minor: Money::ZERO,
                fee_minor: Money::ZERO,
                approved_minor: None,
                exchange_sku,
                received_qty: 0,
                good_qty: 0,
                defective_qty: 0,
                cause: reason.cause,
            },
        )?;
    }
    write_rules(tx, ticket.id, prepared)?;
    stages::put_intake(
        tx,
        &IntakeRow {
            ticket_id: ticket.id,
            particulars: application.particulars.clone(),
            requested_on: filing.requested_on.to_string(),
            filed_by: filing.filed_by,
        },
    )?;
    stages::put_decision(tx, &DecisionRow::blank(ticket.id))?;
    Ok(())
}
