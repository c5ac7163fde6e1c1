//! A manager lets the late lines of a draft through: a rule holds no more for them, as they stand. Who files submits the draft then; another
//! cause, another type or more units ask the rule again.

use crate::commands::orders::order_facts;
use crate::commands::tickets::{open_ticket, step};
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::house::reasons;
use crate::store::policy::ticket_rules;
use crate::store::policy::ticket_rules::OverrideRow;
use crate::store::tickets::TicketRow;
use crate::store::{Tx, orders};

/// Lets the lines of a draft through that a rule, by its policy's code, refuses; empty for lines that no policy is about. Refused at `rule`
/// where it refuses none.
pub fn let_through(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    rule: &str,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::Override)?;
    let order = orders::by_id(tx.connection(), step.ticket.order_id)?;
    let application = open_ticket::application_of(tx, &step.ticket)?;
    let (now, id) = (tx.now(), step.ticket.id);
    let (facts, _) = order_facts::load(tx.connection(), &order, &step.merchant, now, Some(id))?;
    let reasons = reasons::list(tx.connection(), order.merchant_id)?;
    let mut lines = Vec::new();
    for applied in &application.lines {
        let Some(line) = facts.lines.iter().find(|line| line.line_no == applied.line_no) else { continue };
        let reason_row = reasons.iter().find(|row| row.code == applied.reason_code);
        let cause = reason_row.map_or(Cause::Other, |row| row.cause);
        let code = facts.check(application.kind, line, cause).map_or(String::new(), |check| check.code);
        if code != rule || facts.problem(application.kind, line, cause).is_none() {
            continue;
        }
        ticket_rules::put_override(
            tx,
            &OverrideRow {
                ticket_id: id,
                line_no: line.line_no,
                kind: application.kind,
                cause,
                quantity: applied.quantity,
                staff_id: actor.staff_id,
                reason: reason.to_owned(),
                overridden_at: now,
            },
        )?;
        lines.push(line.line_no);
    }
    if lines.is_empty() {
        return Err(invalid("rule", Refusal::Policy(PolicyProblem::NothingToOverride)));
    }
    step.finish(tx, actor, Status::Draft, Event::PolicyOverridden { rule: rule.to_owned(), lines }, reason)
}
