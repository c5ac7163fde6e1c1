//! A set of rules is tried on the tickets of the last 90 days: a job counts what each would have matched. Nothing is assigned by it.

use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::work::JobKind;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::assignment::trials::{LineRow, TrialRow};
use crate::store::assignment::{rules, trials};
use crate::store::jobs::outbox;

/// Seconds of the past on which rules are tried.
const PAST: i64 = 90 * 86_400;

/// Orders a trial of some of a merchant's rules, in their order, as if they were switched on and no others were.
pub fn start(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, rule_ids: &[i64]) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let known = rules::list(tx.connection(), merchant.id)?;
    if rule_ids.is_empty() {
        return Err(invalid("rule", Refusal::Required));
    }
    if rule_ids.iter().any(|id| !known.iter().any(|rule| rule.row.id == *id)) {
        return Err(invalid("rule", Refusal::UnknownValue));
    }
    let (now, trial_id) = (tx.now(), tx.next_id()?);
    let ids: Vec<String> = rule_ids.iter().map(i64::to_string).collect();
    let row = TrialRow {
        merchant_id: merchant.id,
        trial_id,
        rules: ids.join(","),
        since_at: now.plus_seconds(-PAST),
        started_at: now,
        finished_at: None,
        rows_done: 0,
        rows_total: 0,
        unmatched: 0,
    };
    trials::begin(tx, &row)?;
    let key = format!("try_rules:{trial_id}");
    Ok(outbox::put(tx, JobKind::TryRules, &key, &merchant.id.to_string(), now, Some(merchant.id))?)
}

/// Keeps how far a trial is, and at its end what its rules did; `false` where another trial took its place.
pub fn note(tx: &mut Tx<'_>, row: &TrialRow, lines: &[LineRow]) -> Result<bool, CommandError> {
    Ok(trials::save(tx, row, lines)?)
}
