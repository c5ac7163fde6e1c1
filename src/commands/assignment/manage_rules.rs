//! A merchant's rules: added, changed, moved, switched on and off, deleted. They decide about tickets that are filed from then on.

use crate::commands::assignment::manage_queues::named;
use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::assignment::problem::AssignmentProblem;
use crate::domain::assignment::rule::{Condition, ConditionKind, Priority, RiskAnswer, Strategy, is_region};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::policy::cause::Cause;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::store::assignment::rules::{Rule, RuleRow};
use crate::store::assignment::{queues, rules};
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{audit, merchants, reasons};
use crate::store::{Scope, Tx};

/// Rules of a merchant at most.
const MOST: usize = 100;

/// A rule as it is to be.
#[derive(Clone, Debug)]
pub struct RuleText {
    pub name: String,
    pub conditions: Vec<Condition>,
    pub queue_id: Option<i64>,
    pub priority: Priority,
    pub strategy: Strategy,
    /// The person of a rule that names one.
    pub staff_id: Option<i64>,
}

fn subject(merchant: &MerchantRow, name: &str) -> String {
    format!("{} {name}", merchant.code)
}

fn conditions_text(conditions: &[Condition]) -> String {
    let mut texts: Vec<String> =
        conditions.iter().map(|condition| format!("{}={}", condition.kind, condition.value)).collect();
    texts.sort();
    texts.join(", ")
}

/// What the audit log keeps of where a rule sends tickets: names instead of ids.
struct Names {
    queue: String,
    person: String,
}

fn check(tx: &mut Tx<'_>, merchant: &MerchantRow, text: &RuleText) -> Result<Names, CommandError> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, refusal: Refusal| problems.push(FieldError::at(field, refusal));
    let shops = merchants::shops_of(tx.connection(), merchant.id)?;
    let reasons = reasons::list(tx.connection(), merchant.id)?;
    for Condition { kind, value } in &text.conditions {
        let is_known = match kind {
            ConditionKind::Type => TicketType::parse(value).is_some(),
            ConditionKind::Scene => Scene::parse(value).is_some(),
            ConditionKind::Cause => Cause::parse(value).is_some(),
            ConditionKind::Risk => RiskAnswer::parse(value).is_some(),
            ConditionKind::Reason => reasons.iter().any(|reason| reason.code == *value),
            ConditionKind::Shop => shops.iter().any(|shop| shop.id.to_string() == *value),
            ConditionKind::AmountFrom | ConditionKind::AmountTo => value.parse::<i64>().is_ok(),
            ConditionKind::Region => {
                if !is_region(value) {
                    refuse("region", Refusal::Assignment(AssignmentProblem::RegionUnclear(value.clone())));
                }
                true
            }
        };
        if !is_known {
            refuse(kind.code(), Refusal::UnknownValue);
        }
    }
    let bound =
        |kind| text.conditions.iter().find(|one| one.kind == kind).and_then(|one| one.value.parse::<i64>().ok());
    if bound(ConditionKind::AmountFrom).zip(bound(ConditionKind::AmountTo)).is_some_and(|(from, to)| from > to) {
        refuse("amount_to", Refusal::Assignment(AssignmentProblem::AmountsCross));
    }
    let needs_queue = matches!(text.strategy, Strategy::LeastOpen | Strategy::InTurn);
    if needs_queue && text.queue_id.is_none() {
        refuse("queue", Refusal::Assignment(AssignmentProblem::QueueNeeded));
    }
    if text.strategy == Strategy::Fixed && text.staff_id.is_none() {
        refuse("staff", Refusal::Assignment(AssignmentProblem::PersonNeeded));
    }
    let queue = match text.queue_id {
        Some(id) => queues::find(tx.connection(), &Scope::Of(vec![merchant.id]), id)?,
        None => None,
    };
    if text.queue_id.is_some() && queue.is_none() {
        refuse("queue", Refusal::UnknownValue);
    }
    let ids: Vec<i64> = text.staff_id.into_iter().collect();
    let person = match named(tx, merchant, &ids, "staff") {
        Ok(names) => names.into_values().next().unwrap_or_default(),
        Err(CommandError::Invalid(more)) => {
            problems.extend(more);
            String::new()
        }
        Err(error) => return Err(error),
    };
    match problems.is_empty() {
        true => Ok(Names { queue: queue.map(|queue| queue.name).unwrap_or_default(), person }),
        false => Err(CommandError::Invalid(problems)),
    }
}

/// Adds a rule behind the others; it is off until somebody switches it on.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, new: &RuleText) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let known = rules::list(tx.connection(), merchant.id)?;
    if known.len() >= MOST {
        return Err(invalid("name", Refusal::Assignment(AssignmentProblem::TooMany(MOST))));
    }
    check(tx, &merchant, new)?;
    let row = RuleRow {
        id: tx.next_id()?,
        merchant_id: merchant.id,
        position: known.last().map_or(0, |rule| rule.row.position) + 1,
        name: new.name.clone(),
        active: false,
        queue_id: new.queue_id,
        priority: new.priority,
        strategy: new.strategy,
        staff_id: new.staff_id,
        version: 1,
    };
    let rule = Rule { row, conditions: new.conditions.clone() };
    rules::insert(tx, &rule).map_err(taken("name"))?;
    note(tx, actor, &merchant, AuditKind::AssignmentRuleAdded, &new.name, &conditions_text(&new.conditions))
}

fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant: &MerchantRow,
    kind: AuditKind,
    name: &str,
    detail: &str,
) -> Result<(), CommandError> {
    Ok(audit::append(tx, actor.staff_id, Some(merchant.id), kind, &subject(merchant, name), detail)?)
}

/// A rule that nobody changed since `version`, its merchant claimed.
fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    id: i64,
    version: i32,
) -> Result<(MerchantRow, Rule), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let rule = rules::find(tx.connection(), &Scope::Of(vec![merchant.id]), id)?.ok_or(CommandError::NotFound)?;
    if rule.row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &rule.row.name))?);
    }
    Ok((merchant, rule))
}

fn save(tx: &mut Tx<'_>, merchant: &MerchantRow, mut rule: Rule) -> Result<(), CommandError> {
    let version = rule.row.version;
    rule.row.version = version + 1;
    if rules::save(tx, &rule, version).map_err(taken("name"))? {
        return Ok(());
    }
    Err(conflict(tx, AuditGroup::Settings, &subject(merchant, &rule.row.name))?)
}

/// Changes a rule.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    id: i64,
    version: i32,
    to: &RuleText,
) -> Result<(), CommandError> {
    let (merchant, rule) = begin(tx, actor, merchant_code, id, version)?;
    let names = check(tx, &merchant, to)?;
    let old_queue = match rule.row.queue_id {
        Some(id) => queues::find(tx.connection(), &Scope::All, id)?.map(|queue| queue.name).unwrap_or_default(),
        None => String::new(),
    };
    let old_ids: Vec<i64> = rule.row.staff_id.into_iter().collect();
    let old_person = crate::store::people::staff::names(tx.connection(), &old_ids)?.into_values().next();
    let mut changes = Changes::default();
    changes.field("name", &rule.row.name, &to.name);
    changes.field("conditions", conditions_text(&rule.conditions), conditions_text(&to.conditions));
    changes.field("queue", old_queue, names.queue);
    changes.field("priority", rule.row.priority, to.priority);
    changes.field("strategy", rule.row.strategy, to.strategy);
    changes.field("person", old_person.unwrap_or_default(), names.person);
    if changes.is_empty() {
        return Ok(());
    }
    let row = RuleRow {
        name: to.name.clone(),
        queue_id: to.queue_id,
        priority: to.priority,
        strategy: to.strategy,
        staff_id: to.staff_id,
        ..rule.row
    };
    save(tx, &merchant, Rule { row, conditions: to.conditions.clone() })?;
    note(tx, actor, &merchant, AuditKind::AssignmentRuleChanged, &to.name, &changes.detail().text())
}

/// Switches a rule on or off. A rule that names somebody who is not here any more is not switched on.
pub fn switch(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    id: i64,
    version: i32,
    active: bool,
) -> Result<(), CommandError> {
    let (merchant, mut rule) = begin(tx, actor, merchant_code, id, version)?;
    let mut changes = Changes::default();
    changes.field("active", rule.row.active, active);
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = rule.row.staff_id.filter(|_| active).into_iter().collect();
    named(tx, &merchant, &ids, &format!("active_{id}"))?;
    rule.row.active = active;
    let name = rule.row.name.clone();
    save(tx, &merchant, rule)?;
    note(tx, actor, &merchant, AuditKind::AssignmentRuleChanged, &name, &changes.detail().text())
}

/// Moves a rule one place up or down; at the end of the list nothing happens.
pub fn shift(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    id: i64,
    version: i32,
    up: bool,
) -> Result<(), CommandError> {
    let (merchant, rule) = begin(tx, actor, merchant_code, id, version)?;
    let mut ids: Vec<i64> = rules::list(tx.connection(), merchant.id)?.into_iter().map(|rule| rule.row.id).collect();
    let from = ids.iter().position(|other| *other == id).ok_or(CommandError::NotFound)?;
    let to = if up { from.checked_sub(1) } else { Some(from + 1).filter(|to| *to < ids.len()) };
    let Some(to) = to else { return Ok(()) };
    ids.swap(from, to);
    let name = rule.row.name.clone();
    save(tx, &merchant, rule)?;
    for (place, id) in (1..).zip(ids) {
        rules::set_position(tx, id, place)?;
    }
    let mut changes = Changes::default();
    changes.field("position", from + 1, to + 1);
    note(tx, actor, &merchant, AuditKind::AssignmentRuleChanged, &name, &changes.detail().text())
}

/// Deletes a rule; tickets keep its name in their timelines.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, id: i64, version: i32) -> Result<(), CommandError> {
    let (merchant, rule) = begin(tx, actor, merchant_code, id, version)?;
    rules::delete(tx, id)?;
    note(tx, actor, &merchant, AuditKind::AssignmentRuleDeleted, &rule.row.name, &conditions_text(&rule.conditions))
}
