//! Which fees the rules of a ticket's lines allow to hold back.

use crate::commands::CommandError;
use crate::domain::money::Money;
use crate::domain::money::approval::FeeKind;
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::refusal::{FieldError, Refusal};
use crate::store::Tx;
use crate::store::policy::{policies, ticket_rules};
use crate::store::tickets::parts::TicketLineRow;

/// Refuses fees, each at its field, that no line may bear by its rule; a line without a rule may bear any.
pub fn check(
    tx: &mut Tx<'_>,
    ticket_id: i64,
    lines: &[TicketLineRow],
    fees: &[(FeeKind, &'static str, Money)],
) -> Result<(), CommandError> {
    if fees.iter().all(|(.., amount)| amount.is_zero()) {
        return Ok(());
    }
    let rows = ticket_rules::of_ticket(tx.connection(), ticket_id)?;
    let mut rules = Vec::new();
    for line in lines.iter().filter(|line| line.responsibility.may_bear_fee()) {
        let Some(row) = rows.iter().find(|row| row.line_no == line.line_no) else { return Ok(()) };
        let policy = policies::version(tx.connection(), row.policy_id, row.version)?;
        let Some(rule) = policy.as_ref().and_then(|policy| policy.terms.rule(line.cause)) else { return Ok(()) };
        rules.push((policy.as_ref().map(|policy| policy.terms.name.clone()).unwrap_or_default(), rule.fees));
    }
    let refused = fees.iter().filter(|(_, _, amount)| !amount.is_zero()).filter_map(|(fee, field, _)| {
        let (name, _) = rules.first()?;
        let is_allowed = rules.iter().any(|(_, fees)| fees.allow(*fee));
        let problem = Refusal::Policy(PolicyProblem::FeeNotAllowed(name.clone()));
        (!is_allowed).then(|| FieldError::at(*field, problem))
    });
    let refused: Vec<FieldError> = refused.collect();
    if refused.is_empty() { Ok(()) } else { Err(CommandError::Invalid(refused)) }
}
