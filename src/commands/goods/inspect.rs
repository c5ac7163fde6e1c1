//! The inspection of counted goods: it passes and the ticket goes on (B8, C5), or it deviates and a reviewer decides (B9).

use crate::commands::goods::put_away::put_away;
use crate::commands::money::refund_order;
use crate::commands::orders::order_mark;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::{Event, Inspected};
use crate::domain::goods::condition::{Grade, QualityFault, Verdict};
use crate::domain::goods::movement::ReturnMethod;
use crate::domain::money::Money;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::decide::{Outlook, decide};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::goods::inbounds;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow, InspectionRow};
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts;
use crate::store::{Conn, DbError, Tx};

/// The inspection form.
#[derive(Clone, Debug)]
pub struct Inspection {
    pub verdict: Verdict,
    /// Ticket line number and grade; a line without one has the default.
    pub grades: Vec<(i64, Grade)>,
    pub packaging_ok: bool,
    pub goods_ok: bool,
    pub unused: bool,
    pub parts_complete: bool,
    pub resalable: bool,
    pub quality_fault: QualityFault,
    pub finding: String,
}

/// The least a finding says.
pub const FINDING_LEAST: usize = 2;

/// The grade goods have unless somebody says otherwise: a refused delivery was outside, so it is not sold as new (8.7).
pub fn default_grade(method: Option<ReturnMethod>) -> Grade {
    match method {
        Some(ReturnMethod::RefusedDelivery) => Grade::Opened,
        Some(ReturnMethod::SelfShip | ReturnMethod::Pickup) | None => Grade::LikeNew,
    }
}

/// Inspects a ticket's goods.
pub fn inspect(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    inspection: &Inspection,
) -> Result<TicketRow, CommandError> {
    let action = match inspection.verdict {
        Verdict::Pass => Action::InspectPass,
        Verdict::Deviates => Action::InspectDeviate,
    };
    let mut step = step::begin(tx, actor, ticket_no, Some(version), action)?;
    let (mut inbound, mut lines) = counted(tx.connection(), &step.ticket)?;
    grade(tx, &step, &mut lines, &inspection.grades)?;
    check(tx.connection(), &step.ticket, &lines, inspection)?;
    record(tx, actor, &step.ticket, &inbound, inspection)?;
    step.return_of().inspected_at = Some(tx.now());
    let inspected = Inspected { inbound_no: inbound.inbound_no.clone(), quality_fault: inspection.quality_fault };
    match inspection.verdict {
        Verdict::Deviates => {
            let event = Event::InspectionDeviated(inspected);
            step.finish(tx, actor, Status::InspectionException, event, &inspection.finding)
        }
        Verdict::Pass => {
            put_away(tx, actor, &mut step, &mut inbound, &lines)?;
            go_on(tx, actor, step, Event::InspectionPassed(inspected), &inspection.finding)
        }
    }
}

/// The inbound a ticket's goods were counted on, with its lines.
pub fn counted(connection: &mut Conn, ticket: &TicketRow) -> Result<(InboundRow, Vec<InboundLineRow>), CommandError> {
    let inbound = inbounds::last_of(connection, ticket.id)?.ok_or(Refusal::GoodsNotHere)?;
    let lines = inbounds::lines(connection, inbound.id)?;
    Ok((inbound, lines))
}

/// After accepted goods comes the money, the replacement, or nothing where nothing was paid in money.
pub fn go_on(tx: &mut Tx<'_>, actor: &Actor, step: Step, event: Event, note: &str) -> Result<TicketRow, CommandError> {
    let outlook = Outlook { to_pay: step.ticket.approved_minor.unwrap_or(Money::ZERO), return_of: None };
    let to = decide(step.ticket.kind, step.action, outlook);
    if to == Status::PendingRefund {
        refund_order::open(tx, &step, false)?;
    }
    let ticket = step.finish(tx, actor, to, event, note)?;
    if to == Status::Completed {
        order_mark::completed(tx, ticket.order_id, Money::ZERO)?;
    }
    Ok(ticket)
}

fn grade(
    tx: &mut Tx<'_>,
    step: &Step,
    lines: &mut [InboundLineRow],
    grades: &[(i64, Grade)],
) -> Result<(), CommandError> {
    let method = step.stages.return_of.as_ref().and_then(|back| back.method);
    let numbers = line_numbers(tx.connection(), &step.ticket)?;
    for line in lines {
        let line_no = number_of(&numbers, line);
        let given = grades.iter().find(|(no, _)| *no == line_no).map(|(_, grade)| *grade);
        line.grade = Some(given.unwrap_or_else(|| default_grade(method)));
        inbounds::save_line(tx, line)?;
    }
    Ok(())
}

/// Checks an inspection. A pass needs all goods to be here and ours, and a reason for scrapped ones; a deviation needs a finding.
fn check(
    connection: &mut Conn,
    ticket: &TicketRow,
    lines: &[InboundLineRow],
    inspection: &Inspection,
) -> Result<(), CommandError> {
    let short_finding = inspection.finding.chars().count() < FINDING_LEAST;
    let mut errors = Vec::new();
    if inspection.verdict == Verdict::Deviates {
        if short_finding {
            errors.push(FieldError::at("finding", Refusal::TooShort(FINDING_LEAST)));
        }
    } else {
        let numbers = line_numbers(connection, ticket)?;
        if lines.iter().any(|line| line.received_qty != line.expected_qty) {
            errors.push(FieldError::at("verdict", Refusal::CountsDiffer));
        }
        for line in lines {
            match line.grade {
                Some(Grade::WrongItem | Grade::Missing) => {
                    let field = format!("grade_{}", number_of(&numbers, line));
                    errors.push(FieldError::at(field, Refusal::GradeDeviates));
                }
                Some(Grade::Scrap) if short_finding => {
                    errors.push(FieldError::at("finding", Refusal::TooShort(FINDING_LEAST)));
                }
                _ => {}
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(CommandError::Invalid(errors)) }
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: &TicketRow,
    inbound: &InboundRow,
    inspection: &Inspection,
) -> Result<(), CommandError> {
    let row = InspectionRow {
        id: tx.next_id()?,
        ticket_id: ticket.id,
        inbound_id: inbound.id,
        verdict: inspection.verdict,
        packaging_ok: inspection.packaging_ok,
        goods_ok: inspection.goods_ok,
        unused: inspection.unused,
        parts_complete: inspection.parts_complete,
        resalable: inspection.resalable,
        quality_fault: inspection.quality_fault,
        finding: inspection.finding.clone(),
        staff_id: actor.staff_id,
        created_at: tx.now(),
    };
    Ok(inbounds::insert_inspection(tx, &row)?)
}

/// Ticket line ids with their numbers, by which forms name them.
fn line_numbers(connection: &mut Conn, ticket: &TicketRow) -> Result<Vec<(i64, i64)>, DbError> {
    Ok(parts::lines(connection, ticket.id)?.into_iter().map(|line| (line.id, line.line_no)).collect())
}

fn number_of(numbers: &[(i64, i64)], line: &InboundLineRow) -> i64 {
    numbers.iter().find(|(id, _)| *id == line.ticket_line_id).map_or(0, |(_, line_no)| *line_no)
}
