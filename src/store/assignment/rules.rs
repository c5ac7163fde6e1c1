//! The rules of merchants, in their order, with their conditions.

use diesel::prelude::*;

use crate::domain::assignment::rule::{Condition, ConditionKind, Priority, Strategy};
use crate::store::engine::prepared::prepared;
use crate::store::schema::{assignment_conditions, assignment_rules};
use crate::store::{Conn, DbError, Scope, Tx};

/// A rule.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = assignment_rules, treat_none_as_null = true)]
pub struct RuleRow {
    pub id: i64,
    pub merchant_id: i64,
    pub position: i32,
    pub name: String,
    pub active: bool,
    pub queue_id: Option<i64>,
    pub priority: Priority,
    pub strategy: Strategy,
    /// The person of a rule that names one.
    pub staff_id: Option<i64>,
    pub version: i32,
}

/// A rule with its conditions.
#[derive(Clone, Debug)]
pub struct Rule {
    pub row: RuleRow,
    pub conditions: Vec<Condition>,
}

/// The rules of a merchant, in their order.
pub fn list(connection: &mut Conn, merchant_id: i64) -> Result<Vec<Rule>, DbError> {
    let rows: Vec<RuleRow> = prepared!(
        &mut *connection,
        load,
        assignment_rules::table
            .filter(assignment_rules::merchant_id.eq(merchant_id))
            .order((assignment_rules::position, assignment_rules::id))
            .select(RuleRow::as_select())
    )?;
    with_conditions(connection, rows)
}

/// A rule in scope.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<Rule>, DbError> {
    let row: Option<RuleRow> =
        assignment_rules::table.find(id).select(RuleRow::as_select()).first(connection).optional()?;
    let rows = row.filter(|row| scope.sees(row.merchant_id)).into_iter().collect();
    Ok(with_conditions(connection, rows)?.pop())
}

fn with_conditions(connection: &mut Conn, rows: Vec<RuleRow>) -> Result<Vec<Rule>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let found: Vec<(i64, ConditionKind, String)> = assignment_conditions::table
        .filter(assignment_conditions::rule_id.eq_any(ids))
        .order((assignment_conditions::rule_id, assignment_conditions::kind, assignment_conditions::value))
        .select((assignment_conditions::rule_id, assignment_conditions::kind, assignment_conditions::value))
        .load(connection)?;
    let of = |id: i64| {
        let own = found.iter().filter(|(rule_id, ..)| *rule_id == id);
        own.map(|(_, kind, value)| Condition { kind: *kind, value: value.clone() }).collect()
    };
    Ok(rows.into_iter().map(|row| Rule { conditions: of(row.id), row }).collect())
}

/// Adds a rule.
pub fn insert(tx: &mut Tx<'_>, rule: &Rule) -> Result<(), DbError> {
    diesel::insert_into(assignment_rules::table).values(&rule.row).execute(tx.connection())?;
    set_conditions(tx, rule)
}

/// Saves a rule if nobody changed it since `version`; `row.version` is the new one.
pub fn save(tx: &mut Tx<'_>, rule: &Rule, version: i32) -> Result<bool, DbError> {
    let row = assignment_rules::table.find(rule.row.id).filter(assignment_rules::version.eq(version));
    let saved = diesel::update(row).set(&rule.row).execute(tx.connection())?;
    set_conditions(tx, rule)?;
    Ok(saved == 1)
}

fn set_conditions(tx: &mut Tx<'_>, rule: &Rule) -> Result<(), DbError> {
    let own = assignment_conditions::table.filter(assignment_conditions::rule_id.eq(rule.row.id));
    diesel::delete(own).execute(tx.connection())?;
    for condition in &rule.conditions {
        diesel::insert_into(assignment_conditions::table)
            .values((
                assignment_conditions::rule_id.eq(rule.row.id),
                assignment_conditions::kind.eq(condition.kind),
                assignment_conditions::value.eq(&condition.value),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Puts a rule at a place in the order.
pub fn set_position(tx: &mut Tx<'_>, id: i64, position: i32) -> Result<(), DbError> {
    diesel::update(assignment_rules::table.find(id))
        .set(assignment_rules::position.eq(position))
        .execute(tx.connection())?;
    Ok(())
}

/// Deletes a rule; tickets keep its name in their timelines.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    diesel::delete(assignment_conditions::table.filter(assignment_conditions::rule_id.eq(id)))
        .execute(tx.connection())?;
    diesel::delete(assignment_rules::table.find(id)).execute(tx.connection())?;
    Ok(())
}
