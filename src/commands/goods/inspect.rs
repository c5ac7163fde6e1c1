//! The inspection of counted goods: it passes and the ticket goes on (B8, C5), or it deviates and a reviewer decides (B9).

use crate::commands::goods::put_away::put_away;
use crate::commands::money::refund_order;
use crate::commands::orders::order_mark;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::{Event, Inspected};
use crate::domain::goods::condition::{Grade, QualityFault, Verdict};
use crate::domain::goods::inspection::{Answers, Counts, Gap, Place, contradictions};
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
    /// Ticket line number and grade; a line without one has the usual grade of its counts.
    pub grades: Vec<(i64, Grade)>,
    pub packaging_ok: bool,
    pub goods_ok: bool,
    pub unused: bool,
    pub parts_complete: bool,
    pub resalable: bool,
    pub quality_fault: QualityFault,
    pub finding: String,
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

/// Passes goods by the form that counted them. Counts that forbid it are refused at the line they are about.
pub fn pass_as_counted(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: &TicketRow,
    inspection: &Inspection,
) -> Result<TicketRow, CommandError> {
    let (_, lines) = counted(tx.connection(), ticket)?;
    let numbers = line_numbers(tx.connection(), ticket)?;
    let gaps: Vec<(i64, Gap)> =
        lines.iter().filter_map(|line| Some((number_of(&numbers, line), counts(line).gap()?))).collect();
    if gaps.is_empty() {
        return inspect(tx, actor, &ticket.ticket_no, ticket.version, inspection);
    }
    let refusal = |gap: Gap| Refusal::CannotPassAsCounted { missing: gap.missing, defective: gap.defective };
    let all = gaps.iter().fold(Gap { missing: 0, defective: 0 }, |all, (_, gap)| Gap {
        missing: all.missing + gap.missing,
        defective: all.defective + gap.defective,
    });
    let of_lines = gaps.into_iter().map(|(line_no, gap)| FieldError::at(format!("received_{line_no}"), refusal(gap)));
    Err(CommandError::Invalid(of_lines.chain([FieldError::at("", refusal(all))]).collect()))
}

/// The inbound a ticket's goods were counted on, with its lines.
pub fn counted(connection: &mut Conn, ticket: &TicketRow) -> Result<(InboundRow, Vec<InboundLineRow>), CommandError> {
    let inbound = inbounds::last_of(connection, ticket.id)?.ok_or(Refusal::GoodsNotHere)?;
    let lines = inbounds::lines(connection, inbound.id)?;
    Ok((inbound, lines))
}

/// After accepted goods comes the money, the replacement, or nothing where nothing was paid in money.
pub fn go_on(tx: &mut Tx<'_>, actor: &Actor, step: Step, event: Event, note: &str) -> Result<TicketRow, CommandError> {
    // A platform may have paid before the goods came.
    let approved = step.ticket.approved_minor.unwrap_or(Money::ZERO);
    let to_pay = (approved - step.ticket.refunded_minor).max(Money::ZERO);
    let to = decide(step.ticket.kind, step.action, Outlook { to_pay, return_of: None });
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
        line.grade = Some(given.unwrap_or_else(|| counts(line).usual_grade(method)));
        inbounds::save_line(tx, line)?;
    }
    Ok(())
}

/// The counts of a line.
fn counts(line: &InboundLineRow) -> Counts {
    Counts {
        expected: line.expected_qty,
        received: line.received_qty,
        good: line.good_qty,
        defective: line.defective_qty,
    }
}

/// Refuses answers that the counts of graded lines contradict, each at its field.
fn check(
    connection: &mut Conn,
    ticket: &TicketRow,
    lines: &[InboundLineRow],
    inspection: &Inspection,
) -> Result<(), CommandError> {
    let graded: Vec<(Counts, Grade)> =
        lines.iter().filter_map(|line| line.grade.map(|grade| (counts(line), grade))).collect();
    let judged = [inspection.goods_ok, inspection.unused, inspection.parts_complete, inspection.resalable];
    let answers = Answers {
        verdict: inspection.verdict,
        goods_judged: judged.contains(&true),
        finding: inspection.finding.chars().count(),
    };
    let found = contradictions(&graded, answers);
    if found.is_empty() {
        return Ok(());
    }
    let numbers = line_numbers(connection, ticket)?;
    let field = |place: Place| match place {
        Place::Verdict => "verdict".to_owned(),
        Place::Grade(at) => lines.get(at).map_or(String::new(), |line| format!("grade_{}", number_of(&numbers, line))),
        Place::Conditions => "goods_ok".to_owned(),
        Place::Finding => "finding".to_owned(),
    };
    Err(CommandError::Invalid(found.into_iter().map(|(at, refusal)| FieldError::at(field(at), refusal)).collect()))
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
