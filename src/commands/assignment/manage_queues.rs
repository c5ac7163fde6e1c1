//! Queues of a merchant: their names and members. A queue is never deleted, because tickets name it; one without members gets no ticket to
//! a person.

use std::collections::HashMap;

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::assignment::problem::AssignmentProblem;
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::refusal::Refusal;
use crate::store::assignment::queues;
use crate::store::assignment::queues::QueueRow;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{audit, list_choices};
use crate::store::people::staff;
use crate::store::{Scope, Tx};

/// Queues of a merchant at most.
const MOST: usize = 50;

/// A queue as it is to be.
#[derive(Clone, Debug)]
pub struct QueueText {
    pub name: String,
    pub members: Vec<i64>,
}

fn subject(merchant: &MerchantRow, name: &str) -> String {
    format!("{} {name}", merchant.code)
}

/// The names of people who may be given tickets of a merchant, by id; refused at a field for anybody else.
pub(super) fn named(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    ids: &[i64],
    field: &str,
) -> Result<HashMap<i64, String>, CommandError> {
    let people = list_choices::people(tx.connection(), &Scope::Of(vec![merchant.id]))?;
    let mut names = HashMap::new();
    for id in ids {
        if let Some(person) = people.iter().find(|person| person.id == *id) {
            names.insert(*id, person.name.clone());
            continue;
        }
        let row = staff::by_id(tx.connection(), *id)?;
        let problem = match row {
            Some(row) if !row.active => AssignmentProblem::PersonDisabled(row.display_name),
            Some(row) if staff::scope_of(tx.connection(), &row)?.sees(merchant.id) => {
                AssignmentProblem::PersonUnfit(row.display_name)
            }
            // Somebody of another house is nobody here.
            _ => return Err(invalid(field, Refusal::UnknownAssignee)),
        };
        return Err(invalid(field, Refusal::Assignment(problem)));
    }
    Ok(names)
}

fn listed(names: &HashMap<i64, String>) -> String {
    let mut names: Vec<&str> = names.values().map(String::as_str).collect();
    names.sort_unstable();
    names.join(", ")
}

/// Adds a queue.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, new: &QueueText) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    if queues::list(tx.connection(), &Scope::Of(vec![merchant.id]))?.len() >= MOST {
        return Err(invalid("name", Refusal::Assignment(AssignmentProblem::TooMany(MOST))));
    }
    let names = named(tx, &merchant, &new.members, "member")?;
    let row = QueueRow {
        id: tx.next_id()?,
        merchant_id: merchant.id,
        name: new.name.clone(),
        last_staff_id: None,
        version: 1,
    };
    queues::insert(tx, &row).map_err(taken("name"))?;
    queues::set_members(tx, row.id, &new.members)?;
    let (kind, subject) = (AuditKind::AssignmentQueueAdded, subject(&merchant, &row.name));
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &subject, &listed(&names))?;
    Ok(())
}

/// Renames a queue and replaces its members.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    id: i64,
    version: i32,
    to: &QueueText,
) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let scope = Scope::Of(vec![merchant.id]);
    let row = queues::find(tx.connection(), &scope, id)?.ok_or(CommandError::NotFound)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    let names = named(tx, &merchant, &to.members, "member")?;
    let before = queues::members(tx.connection(), &[id])?;
    let before = before.into_iter().map(|member| (member.staff_id, member.name)).collect();
    let mut changes = Changes::default();
    changes.field("name", &row.name, &to.name);
    changes.field("members", listed(&before), listed(&names));
    if changes.is_empty() {
        return Ok(());
    }
    if !queues::rename(tx, id, &to.name, version).map_err(taken("name"))? {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    queues::set_members(tx, id, &to.members)?;
    let (kind, subject) = (AuditKind::AssignmentQueueChanged, subject(&merchant, &to.name));
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &subject, changes.detail())?;
    Ok(())
}
