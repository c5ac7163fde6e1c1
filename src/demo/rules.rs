//! Who works on new tickets of a sample merchant: a queue, and the rules that put tickets into it.

use super::cast::Cast;
use crate::commands::assignment::manage_queues::QueueText;
use crate::commands::assignment::manage_rules::RuleText;
use crate::commands::assignment::{manage_queues, manage_rules};
use crate::commands::{Actor, CommandError};
use crate::domain::assignment::rule::{Condition, ConditionKind, Priority, Strategy};
use crate::domain::permission::Role;
use crate::store::assignment::{queues, rules};
use crate::store::house::merchants;
use crate::store::{Scope, Tx};

/// The queue.
const QUEUE: &str = "售后一组";

fn of(kind: ConditionKind, values: &[&str]) -> Vec<Condition> {
    values.iter().map(|value| Condition { kind, value: (*value).to_owned() }).collect()
}

/// Makes the queue and its rules, and switches them on.
pub fn set_up(tx: &mut Tx<'_>, merchant_id: i64, cast: &Cast) -> Result<(), CommandError> {
    let system = Actor::system();
    let code = merchants::get(tx.connection(), merchant_id)?.code;
    let members = [Role::Agent, Role::Reviewer].iter().filter_map(|role| cast.actor(*role).staff_id).collect();
    manage_queues::add(tx, &system, &code, &QueueText { name: QUEUE.to_owned(), members })?;
    let queue = queues::list(tx.connection(), &Scope::Of(vec![merchant_id]))?.pop();
    let queue_id = queue.map(|queue| queue.id);
    let mut faults = of(ConditionKind::Reason, &["QUALITY", "TRANSIT_DAMAGE", "NOT_AS_DESCRIBED"]);
    // From 50 yuan on.
    faults.extend(of(ConditionKind::AmountFrom, &["5000"]));
    let texts = [
        RuleText {
            name: "50 元以上的质量与破损".to_owned(),
            conditions: faults,
            queue_id,
            priority: Priority::High,
            strategy: Strategy::Fixed,
            staff_id: cast.actor(Role::Reviewer).staff_id,
        },
        RuleText {
            name: "华东轮流".to_owned(),
            conditions: of(ConditionKind::Region, &["浙江", "江苏", "上海", "安徽"]),
            queue_id,
            priority: Priority::Usual,
            strategy: Strategy::InTurn,
            staff_id: None,
        },
    ];
    for text in &texts {
        manage_rules::add(tx, &system, &code, text)?;
    }
    for rule in rules::list(tx.connection(), merchant_id)? {
        manage_rules::switch(tx, &system, &code, rule.row.id, rule.row.version, true)?;
    }
    Ok(())
}
