//! Policies and their versions. A version never changes; the policy's row says which is the latest.

use diesel::prelude::*;

use crate::domain::policy::cause::Cause;
use crate::domain::policy::period::Period;
use crate::domain::policy::rule::{
    Exclusion, Fees, FreightBearer, Policy, PolicyTerms, Proof, Rule, ScopeKind, Starting, Window, Windows,
};
use crate::store::schema::{policies, policy_rules, policy_versions};
use crate::store::{Conn, DbError, Scope, Tx};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = policies)]
struct PolicyRow {
    id: i64,
    merchant_id: i64,
    code: String,
    version: i32,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = policy_versions)]
struct VersionRow {
    policy_id: i64,
    version: i32,
    name: String,
    active: bool,
    scope: ScopeKind,
    scope_key: String,
    paid_from: Option<String>,
    paid_until: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
    starting: Starting,
    past_holidays: bool,
    attempts_most: i64,
    exclusions: String,
    accessories: String,
    note: String,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = policy_rules)]
struct RuleRow {
    policy_id: i64,
    version: i32,
    cause: Cause,
    refund_only_days: Option<i32>,
    return_refund_days: Option<i32>,
    exchange_days: Option<i32>,
    freight: FreightBearer,
    fees: Fees,
    refund_within: Option<i32>,
    proofs: String,
    note: String,
}

/// Comma-separated codes.
fn codes<T: std::fmt::Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn parsed<T>(codes: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    codes.split(',').filter_map(parse).collect()
}

fn period(from: &Option<String>, until: &Option<String>) -> Period {
    let date = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
    Period { from: date(from), until: date(until) }
}

impl RuleRow {
    fn of(policy_id: i64, version: i32, rule: &Rule) -> Self {
        Self {
            policy_id,
            version,
            cause: rule.cause,
            refund_only_days: rule.windows.refund_only.days(),
            return_refund_days: rule.windows.return_refund.days(),
            exchange_days: rule.windows.exchange.days(),
            freight: rule.freight,
            fees: rule.fees,
            refund_within: rule.refund_within.and_then(|days| i32::try_from(days).ok()),
            proofs: codes(&rule.proofs),
            note: rule.note.clone(),
        }
    }

    fn rule(&self) -> Rule {
        Rule {
            cause: self.cause,
            windows: Windows {
                refund_only: Window::from_days(self.refund_only_days),
                return_refund: Window::from_days(self.return_refund_days),
                exchange: Window::from_days(self.exchange_days),
            },
            freight: self.freight,
            fees: self.fees,
            refund_within: self.refund_within.map(i32::unsigned_abs),
            proofs: parsed(&self.proofs, Proof::parse),
            note: self.note.clone(),
        }
    }
}

impl VersionRow {
    fn of(policy_id: i64, version: i32, terms: &PolicyTerms) -> Self {
        let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        Self {
            policy_id,
            version,
            name: terms.name.clone(),
            active: terms.active,
            scope: terms.scope,
            scope_key: terms.scope_key.clone(),
            paid_from: date(terms.paid.from),
            paid_until: date(terms.paid.until),
            valid_from: date(terms.valid.from),
            valid_until: date(terms.valid.until),
            starting: terms.starting,
            past_holidays: terms.past_holidays,
            attempts_most: terms.attempts_most,
            exclusions: codes(&terms.exclusions),
            accessories: terms.accessories.clone(),
            note: terms.note.clone(),
        }
    }

    fn policy(self, code: String, rules: &[RuleRow]) -> Policy {
        let own = rules.iter().filter(|rule| (rule.policy_id, rule.version) == (self.policy_id, self.version));
        let mut rules: Vec<Rule> = own.map(RuleRow::rule).collect();
        rules.sort_by_key(|rule| rule.cause);
        Policy {
            id: self.policy_id,
            code,
            version: self.version,
            terms: PolicyTerms {
                name: self.name,
                active: self.active,
                scope: self.scope,
                scope_key: self.scope_key,
                paid: period(&self.paid_from, &self.paid_until),
                valid: period(&self.valid_from, &self.valid_until),
                starting: self.starting,
                past_holidays: self.past_holidays,
                attempts_most: self.attempts_most,
                exclusions: parsed(&self.exclusions, Exclusion::parse),
                accessories: self.accessories,
                note: self.note,
                rules,
            },
        }
    }
}

/// Versions as policies, with their rules.
fn whole(connection: &mut Conn, found: Vec<(String, VersionRow)>) -> Result<Vec<Policy>, DbError> {
    let ids: Vec<i64> = found.iter().map(|(_, row)| row.policy_id).collect();
    let rules: Vec<RuleRow> = policy_rules::table
        .filter(policy_rules::policy_id.eq_any(ids))
        .select(RuleRow::as_select())
        .load(connection)?;
    Ok(found.into_iter().map(|(code, row)| row.policy(code, &rules)).collect())
}

/// A merchant's policies as they are now, those in use first, then as particular as they are.
pub fn of_merchant(connection: &mut Conn, merchant_id: i64) -> Result<Vec<Policy>, DbError> {
    let found: Vec<(String, VersionRow)> = policies::table
        .inner_join(policy_versions::table.on(policy_versions::policy_id.eq(policies::id)))
        .filter(policies::merchant_id.eq(merchant_id))
        .filter(policy_versions::version.eq(policies::version))
        .select((policies::code, VersionRow::as_select()))
        .load(connection)?;
    let mut all = whole(connection, found)?;
    all.sort_by(|one, other| {
        let place = |policy: &Policy| (!policy.terms.active, policy.terms.scope, policy.id);
        place(one).cmp(&place(other))
    });
    Ok(all)
}

/// A merchant's policies in use that are about the whole merchant, or about one of these: shops by id, categories, SKUs, accounts.
pub fn about(connection: &mut Conn, merchant_id: i64, keys: Vec<String>) -> Result<Vec<Policy>, DbError> {
    let keys: Vec<String> = keys.into_iter().chain([String::new()]).collect();
    let found: Vec<(String, VersionRow)> = policies::table
        .inner_join(policy_versions::table.on(policy_versions::policy_id.eq(policies::id)))
        .filter(policies::merchant_id.eq(merchant_id))
        .filter(policy_versions::version.eq(policies::version))
        .filter(policy_versions::active.eq(true))
        .filter(policy_versions::scope_key.eq_any(keys))
        .select((policies::code, VersionRow::as_select()))
        .load(connection)?;
    whole(connection, found)
}

/// The merchant and the latest version of a policy in scope.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<(i64, i32)>, DbError> {
    let found: Option<PolicyRow> =
        policies::table.find(id).select(PolicyRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|row| scope.sees(row.merchant_id)).map(|row| (row.merchant_id, row.version)))
}

/// A version of a policy; `None` where there is none.
pub fn version(connection: &mut Conn, id: i64, version: i32) -> Result<Option<Policy>, DbError> {
    let found: Vec<(String, VersionRow)> = policies::table
        .inner_join(policy_versions::table.on(policy_versions::policy_id.eq(policies::id)))
        .filter(policies::id.eq(id))
        .filter(policy_versions::version.eq(version))
        .select((policies::code, VersionRow::as_select()))
        .load(connection)?;
    Ok(whole(connection, found)?.pop())
}

fn insert_version(tx: &mut Tx<'_>, id: i64, version: i32, terms: &PolicyTerms) -> Result<(), DbError> {
    diesel::insert_into(policy_versions::table).values(&VersionRow::of(id, version, terms)).execute(tx.connection())?;
    for rule in &terms.rules {
        diesel::insert_into(policy_rules::table).values(&RuleRow::of(id, version, rule)).execute(tx.connection())?;
    }
    Ok(())
}

/// Adds a policy with its first version; its id.
pub fn insert(tx: &mut Tx<'_>, merchant_id: i64, code: &str, terms: &PolicyTerms) -> Result<i64, DbError> {
    let row = PolicyRow { id: tx.next_id()?, merchant_id, code: code.to_owned(), version: 1 };
    diesel::insert_into(policies::table).values(&row).execute(tx.connection())?;
    insert_version(tx, row.id, row.version, terms)?;
    Ok(row.id)
}

/// Adds a version to a policy if `version` is its latest; `false` where another one is.
pub fn add_version(tx: &mut Tx<'_>, id: i64, version: i32, terms: &PolicyTerms) -> Result<bool, DbError> {
    let moved = diesel::update(policies::table.find(id).filter(policies::version.eq(version)))
        .set(policies::version.eq(version + 1))
        .execute(tx.connection())?;
    if moved == 1 {
        insert_version(tx, id, version + 1, terms)?;
    }
    Ok(moved == 1)
}
