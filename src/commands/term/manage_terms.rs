//! How long a merchant's terms are and what their ends do; when ended tickets are put away; special periods. A term that runs keeps the
//! length by which it began; a special period moves it, and lets the running terms be counted again.

use std::fmt::Display;

use chrono::NaiveDate;

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::term::recount;
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::term::kind::{Basis, LONGEST_DAYS, Rule, RulePart, TermKind};
use crate::domain::term::period::{MOST_DAYS, SpecialPeriod};
use crate::domain::term::problem::TermProblem;
use crate::store::Tx;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{audit, merchants};
use crate::store::term::periods::PeriodRow;
use crate::store::term::{archiving, periods, rules};

/// A rule as it is to be, and as the form showed it.
#[derive(Clone, Copy, Debug)]
pub struct RuleChange {
    pub kind: TermKind,
    pub basis: Basis,
    pub was: Rule,
    pub rule: Rule,
}

/// How fields of a term are named in forms, in problems and in the audit log: `length_REVIEW_STATUS`.
pub fn field(part: &str, kind: TermKind, basis: Basis) -> String {
    format!("{part}_{kind}_{basis}")
}

/// A rule in one line, as forms carry it along and the audit log keeps it: `3 WORKING_DAYS 1 ALARM`.
pub fn rule_text(rule: Rule) -> String {
    format!("{} {} {} {}", rule.length.count, rule.length.unit, rule.target.count, rule.at_end)
}

/// What is wrong with a rule, each at its field.
fn problems(change: &RuleChange) -> Vec<FieldError> {
    let RuleChange { kind, basis, rule, .. } = *change;
    let at = |part: RulePart, problem| FieldError::at(field(part.code(), kind, basis), Refusal::Term(problem));
    rule.problems(kind).into_iter().map(|(part, problem)| at(part, problem)).collect()
}

/// Changes the lengths of terms, and after how many days ended tickets are put away (`None`: never), each with what the form showed.
///
/// # Errors
/// A length of nothing or above a year, a target after the end, an end that is not the term's; a conflict where somebody else changed one
/// of them meanwhile.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    changes: &[RuleChange],
    archive: (Option<i32>, Option<i32>),
) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let mut bad: Vec<FieldError> = changes.iter().flat_map(problems).collect();
    let most = i32::try_from(LONGEST_DAYS).unwrap_or(i32::MAX);
    if archive.1.is_some_and(|days| !(1..=most).contains(&days)) {
        bad.push(FieldError::at("archive", Refusal::Term(TermProblem::BadLength(LONGEST_DAYS))));
    }
    if !bad.is_empty() {
        return Err(CommandError::Invalid(bad));
    }
    let (was_archive, archive) = archive;
    let known = rules::of_merchant(tx.connection(), merchant.id)?;
    let known_archive = archiving::of_merchant(tx.connection(), merchant.id)?;
    let is_stale = |change: &RuleChange| known.of(change.kind, change.basis) != change.was && change.rule != change.was;
    if changes.iter().any(is_stale) || (known_archive != was_archive && archive != was_archive) {
        return Err(conflict(tx, AuditGroup::Settings, &merchant.code)?);
    }
    let mut noted = Changes::default();
    for change in changes.iter().filter(|change| change.rule != change.was) {
        let name = format!("{}_{}", change.kind, change.basis);
        noted.field(&name, rule_text(change.was), rule_text(change.rule));
        rules::put(tx, merchant.id, change.kind, change.basis, change.rule)?;
    }
    if archive != was_archive {
        let text = |days: Option<i32>| days.map_or(String::new(), |days| days.to_string());
        noted.field("archive_after", text(was_archive), text(archive));
        archiving::put(tx, merchant.id, archive)?;
    }
    if noted.is_empty() {
        return Ok(());
    }
    note(tx, actor, &merchant, AuditKind::TermsChanged, &merchant.code, &noted.detail().text())
}

/// A period as it is to be declared.
#[derive(Clone, Debug)]
pub struct PeriodText {
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub kinds: Vec<TermKind>,
    pub shops: Vec<i64>,
    pub warehouses: Vec<i64>,
    pub days: u32,
}

impl PeriodText {
    /// As terms are counted by it.
    pub fn period(&self) -> SpecialPeriod {
        let Self { first, last, kinds, shops, warehouses, days, .. } = self.clone();
        SpecialPeriod { first, last, kinds, shops, warehouses, days }
    }
}

fn listed<T: Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

/// What is wrong with a period by itself.
///
/// # Errors
/// It ends before it begins, or adds no days or too many.
pub fn check(text: &PeriodText) -> Result<(), CommandError> {
    if text.last < text.first {
        return Err(invalid("last", Refusal::Term(TermProblem::EndsBeforeItBegins)));
    }
    if !(1..=MOST_DAYS).contains(&text.days) {
        return Err(invalid("days", Refusal::Term(TermProblem::BadLength(MOST_DAYS))));
    }
    Ok(())
}

/// Declares a special period; the terms that run are counted again.
///
/// # Errors
/// As `check`; a name that the merchant has already; shops and warehouses of others.
pub fn declare(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, text: &PeriodText) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    check(text)?;
    let shops: Vec<i64> = merchants::shops_of(tx.connection(), merchant.id)?.iter().map(|shop| shop.id).collect();
    let places: Vec<i64> =
        merchants::warehouses_of(tx.connection(), merchant.id)?.iter().map(|place| place.id).collect();
    for (field, asked, own) in [("shops", &text.shops, shops), ("warehouses", &text.warehouses, places)] {
        if asked.iter().any(|id| !own.contains(id)) {
            return Err(invalid(field, Refusal::UnknownValue));
        }
    }
    let row = PeriodRow {
        id: tx.next_id()?,
        merchant_id: merchant.id,
        name: text.name.clone(),
        first_day: text.first.to_string(),
        last_day: text.last.to_string(),
        kinds: listed(&text.kinds),
        shops: listed(&text.shops),
        warehouses: listed(&text.warehouses),
        days: i32::try_from(text.days).unwrap_or(i32::MAX),
        declared_at: tx.now(),
        revoked_at: None,
    };
    periods::insert(tx, &row).map_err(taken("name"))?;
    let subject = format!("{} {}", merchant.code, row.name);
    let detail = format!("{}–{} +{}", row.first_day, row.last_day, row.days);
    note(tx, actor, &merchant, AuditKind::PeriodDeclared, &subject, &detail)?;
    recount::order(tx, merchant.id)
}

/// Takes a special period back; the terms that run are counted again without it.
///
/// # Errors
/// Not found for a period of a merchant out of scope.
pub fn revoke(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<(), CommandError> {
    let found = periods::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    let code = merchants::get(tx.connection(), found.merchant_id)?.code;
    let merchant = claimed(tx, actor, &code)?;
    let row = periods::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    if row.revoked_at.is_some() {
        return Ok(());
    }
    periods::revoke(tx, id)?;
    let subject = format!("{} {}", merchant.code, row.name);
    note(tx, actor, &merchant, AuditKind::PeriodRevoked, &subject, "")?;
    recount::order(tx, merchant.id)
}

fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant: &MerchantRow,
    kind: AuditKind,
    subject: &str,
    detail: &str,
) -> Result<(), CommandError> {
    Ok(audit::append(tx, actor.staff_id, Some(merchant.id), kind, subject, detail)?)
}
