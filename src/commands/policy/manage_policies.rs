//! Policies: added, taken over from a profile, changed, taken out of use. A change is a new version; tickets keep the one they were
//! submitted under.

use std::fmt::Display;

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, taken};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::permission::Permission;
use crate::domain::policy::period::Period;
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::{Policy, PolicyTerms, Rule, ScopeKind, Window};
use crate::domain::refusal::{FieldError, Refusal};
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{audit, merchants};
use crate::store::policy::policies;
use crate::store::{Tx, orders};

fn subject(merchant: &MerchantRow, code: &str) -> String {
    format!("{} {code}", merchant.code)
}

/// The field of a form in which a scope's key is typed.
pub fn key_field(scope: ScopeKind) -> &'static str {
    match scope {
        ScopeKind::Merchant => "scope",
        ScopeKind::Shop => "shop",
        ScopeKind::Category => "category",
        ScopeKind::Product => "sku",
        ScopeKind::Contract => "account",
    }
}

/// Everything that is wrong with a policy of a merchant, each at its field; `own` is the policy itself.
fn check(tx: &mut Tx<'_>, merchant: &MerchantRow, terms: &PolicyTerms, own: Option<i64>) -> Result<(), CommandError> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, refusal: Refusal| problems.push(FieldError::at(field, refusal));
    let backwards = || Refusal::Policy(PolicyProblem::EndsBeforeItBegins);
    if terms.paid.is_backwards() {
        refuse("paid_until", backwards());
    }
    if terms.valid.is_backwards() {
        refuse("valid_until", backwards());
    }
    if terms.rules.is_empty() {
        refuse("rules", Refusal::Policy(PolicyProblem::NoRule));
    }
    let field = key_field(terms.scope);
    let key = &terms.scope_key;
    match terms.scope {
        ScopeKind::Merchant => {}
        ScopeKind::Shop => {
            let shops = merchants::shops_of(tx.connection(), merchant.id)?;
            if !shops.iter().any(|shop| shop.id.to_string() == *key) {
                refuse(field, Refusal::UnknownValue);
            }
        }
        _ if key.is_empty() => refuse(field, Refusal::Required),
        ScopeKind::Product if orders::product(tx.connection(), merchant.id, key)?.is_none() => {
            refuse(field, Refusal::UnknownSku);
        }
        ScopeKind::Category | ScopeKind::Product | ScopeKind::Contract => {}
    }
    let all = policies::of_merchant(tx.connection(), merchant.id)?;
    let others = all.iter().filter(|policy| Some(policy.id) != own);
    if let Some(other) = others.clone().find(|policy| policy.terms.collides(terms)) {
        let field = if terms.paid.is_bounded() {
            "paid_from"
        } else if terms.valid.is_bounded() {
            "valid_from"
        } else {
            field
        };
        refuse(field, Refusal::Policy(PolicyProblem::SamePlace(other.terms.name.clone())));
    }
    if problems.is_empty() { Ok(()) } else { Err(CommandError::Invalid(problems)) }
}

/// Adds a policy; its id.
pub fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    code: &str,
    terms: &PolicyTerms,
) -> Result<i64, CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    check(tx, &merchant, terms, None)?;
    let id = policies::insert(tx, merchant.id, code, terms).map_err(taken("code"))?;
    let (kind, about) = (AuditKind::PolicyAdded, subject(&merchant, code));
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &about, terms.name.as_str())?;
    Ok(id)
}

/// Makes a profile the policy of a whole merchant, in place of the one that is in use; its id.
pub fn adopt(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    profile: Profile,
    name: &str,
) -> Result<i64, CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let terms = profile.terms(name);
    let all = policies::of_merchant(tx.connection(), merchant.id)?;
    for other in all.iter().filter(|policy| policy.code != profile.code() && policy.terms.collides(&terms)) {
        put(tx, actor, &merchant, other, &PolicyTerms { active: false, ..other.terms.clone() })?;
    }
    match all.iter().find(|policy| policy.code == profile.code()) {
        Some(known) => {
            put(tx, actor, &merchant, known, &terms)?;
            Ok(known.id)
        }
        None => add(tx, actor, merchant_code, profile.code(), &terms),
    }
}

/// Changes a policy: a new version.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, terms: &PolicyTerms) -> Result<(), CommandError> {
    let (merchant, policy) = begin(tx, actor, id, version)?;
    check(tx, &merchant, terms, Some(id))?;
    put(tx, actor, &merchant, &policy, terms)
}

/// Takes a policy out of use, or back in.
pub fn set_active(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, active: bool) -> Result<(), CommandError> {
    let (merchant, policy) = begin(tx, actor, id, version)?;
    let terms = PolicyTerms { active, ..policy.terms.clone() };
    check(tx, &merchant, &terms, Some(id))?;
    put(tx, actor, &merchant, &policy, &terms)
}

/// A policy that nobody changed since `version`, with its merchant claimed.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<(MerchantRow, Policy), CommandError> {
    actor.require(Permission::ManageSettings)?;
    let (merchant_id, _) = policies::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    merchants::claim(tx, merchant_id)?;
    let merchant = merchants::get(tx.connection(), merchant_id)?;
    let (_, latest) = policies::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    let policy = policies::version(tx.connection(), id, latest)?.ok_or(CommandError::NotFound)?;
    if latest != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &policy.code))?);
    }
    Ok((merchant, policy))
}

/// Adds a version where something changed.
fn put(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant: &MerchantRow,
    policy: &Policy,
    to: &PolicyTerms,
) -> Result<(), CommandError> {
    let changes = changes(&policy.terms, to);
    if changes.is_empty() {
        return Ok(());
    }
    let about = subject(merchant, &policy.code);
    if !policies::add_version(tx, policy.id, policy.version, to)? {
        return Err(conflict(tx, AuditGroup::Settings, &about)?);
    }
    audit::append(tx, actor.staff_id, Some(merchant.id), AuditKind::PolicyChanged, &about, changes.detail())?;
    Ok(())
}

fn changes(from: &PolicyTerms, to: &PolicyTerms) -> Changes {
    let mut changes = Changes::default();
    changes.field("name", &from.name, &to.name);
    changes.field("active", from.active, to.active);
    changes.field("scope", from.scope, to.scope);
    changes.field("scope_key", &from.scope_key, &to.scope_key);
    changes.field("paid", span(from.paid), span(to.paid));
    changes.field("valid", span(from.valid), span(to.valid));
    changes.field("starting", from.starting, to.starting);
    changes.field("past_holidays", from.past_holidays, to.past_holidays);
    changes.field("attempts_most", from.attempts_most, to.attempts_most);
    changes.field("exclusions", codes(&from.exclusions), codes(&to.exclusions));
    changes.field("accessories", &from.accessories, &to.accessories);
    changes.field("note", &from.note, &to.note);
    for cause in crate::domain::policy::cause::Cause::ALL {
        let text = |terms: &PolicyTerms| terms.rule(*cause).map_or(String::new(), rule_text);
        changes.field(cause.code(), text(from), text(to));
    }
    changes
}

fn span(period: Period) -> String {
    let date = |date: Option<chrono::NaiveDate>| date.map_or(String::new(), |date| date.to_string());
    if period.is_bounded() { format!("{}–{}", date(period.from), date(period.until)) } else { String::new() }
}

fn codes<T: Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// A rule in one line: days of the remedies, `∞` without a limit, then the other terms by their codes.
fn rule_text(rule: &Rule) -> String {
    let days = |window: Window| window.days().map_or_else(|| "∞".to_owned(), |days| days.to_string());
    let windows = rule.windows;
    let parts = [
        [windows.refund_only, windows.return_refund, windows.exchange].map(days).join("/"),
        rule.freight.to_string(),
        rule.fees.to_string(),
        rule.refund_within.map_or_else(String::new, |days| days.to_string()),
        codes(&rule.proofs),
        rule.note.clone(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
