//! The rules of a ticket as its page needs them: of a draft as they are now, of a submitted ticket as they were then.

use crate::commands::CommandError;
use crate::commands::orders::order_facts;
use crate::domain::policy::check::{Check, Verdict};
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::policy::rule::{PolicyTerms, Rule};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::Conn;
use crate::store::house::merchants::MerchantRow;
use crate::store::orders::{OrderLineRow, OrderRow};
use crate::store::policy::proofs::ProofRow;
use crate::store::policy::ticket_rules::{OverrideRow, TicketRuleRow};
use crate::store::policy::{policies, product_terms, proofs, ticket_rules};
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts::TicketLineRow;

/// A line with its rule.
pub struct LineRule {
    pub line_no: i64,
    pub name: String,
    pub check: Option<Check>,
    pub rule: Option<Rule>,
    /// The policy's text for staff.
    pub note: String,
    /// What a complete return holds.
    pub accessories: String,
    /// Why the line cannot be submitted now.
    pub problem: Option<PolicyProblem>,
    pub let_through: Option<OverrideRow>,
}

/// The rules of a ticket.
pub struct Rules {
    pub lines: Vec<LineRule>,
    pub proofs: Vec<ProofRow>,
}

impl Rules {
    /// The people that it names.
    pub fn people(&self) -> Vec<i64> {
        self.lines.iter().filter_map(|line| line.let_through.as_ref()?.staff_id).collect()
    }
}

fn with_terms(line: LineRule, terms: &PolicyTerms) -> LineRule {
    let rule = line.check.as_ref().and_then(|check| terms.rule(check.cause)).cloned();
    let accessories = if line.accessories.is_empty() { terms.accessories.clone() } else { line.accessories };
    LineRule { rule, note: terms.note.clone(), accessories, ..line }
}

/// Reads the rules of a ticket with its lines.
pub fn load(
    connection: &mut Conn,
    ticket: &TicketRow,
    order: &OrderRow,
    merchant: &MerchantRow,
    lines: &[(TicketLineRow, OrderLineRow)],
    now: Timestamp,
) -> Result<Rules, CommandError> {
    let overrides = ticket_rules::overrides(connection, ticket.id)?;
    let skus: Vec<&str> = lines.iter().map(|(_, sold)| sold.sku.as_str()).collect();
    let said = product_terms::of_skus(connection, merchant.id, &skus)?;
    let blank = |line: &TicketLineRow, sold: &OrderLineRow| LineRule {
        line_no: line.line_no,
        name: sold.name.clone(),
        check: None,
        rule: None,
        note: String::new(),
        accessories: said.iter().find(|it| it.sku == sold.sku).map(|it| it.accessories.clone()).unwrap_or_default(),
        problem: None,
        let_through: overrides
            .iter()
            .find(|row| row.line_no == line.line_no && row.means(ticket.kind, line.cause, line.quantity))
            .cloned(),
    };
    let mut ruled = Vec::new();
    if ticket.status == Status::Draft {
        let (facts, _) = order_facts::load(connection, order, merchant, now, Some(ticket.id))?;
        for (line, sold) in lines {
            let Some(of_order) = facts.lines.iter().find(|other| other.line_no == line.line_no) else { continue };
            let check = facts.check(ticket.kind, of_order, line.cause);
            let problem = facts.problem(ticket.kind, of_order, line.cause);
            let id = check.as_ref().map(|check| check.policy_id);
            let policy = facts.policies.all.iter().find(|policy| Some(policy.id) == id);
            let line = LineRule { check, problem, ..blank(line, sold) };
            ruled.push(match policy {
                Some(policy) => with_terms(line, &policy.terms),
                None => line,
            });
        }
    } else {
        let rows = ticket_rules::of_ticket(connection, ticket.id)?;
        for (line, sold) in lines {
            let Some(row) = rows.iter().find(|row| row.line_no == line.line_no) else { continue };
            ruled.extend(kept(connection, ticket, row, line, blank(line, sold))?);
        }
    }
    Ok(Rules { lines: ruled, proofs: proofs::of_ticket(connection, ticket.id)? })
}

/// A line of a submitted ticket under the rule that was kept with it.
fn kept(
    connection: &mut Conn,
    ticket: &TicketRow,
    row: &TicketRuleRow,
    line: &TicketLineRow,
    blank: LineRule,
) -> Result<Option<LineRule>, CommandError> {
    let Some(policy) = policies::version(connection, row.policy_id, row.version)? else { return Ok(None) };
    let start_on = row.start_on.as_ref().and_then(|date| date.parse().ok());
    let Some(verdict) = Verdict::parse(&row.verdict) else { return Ok(None) };
    let check = Check::kept(&policy, line.cause, ticket.kind, verdict, (row.basis, start_on, row.open_until));
    Ok(Some(with_terms(LineRule { check, ..blank }, &policy.terms)))
}
