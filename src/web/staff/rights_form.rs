//! The roles and merchants of somebody, as the forms of staff offer and read them.

use std::collections::BTreeSet;

use crate::domain::money::Currency;
use crate::domain::people::staffing;
use crate::domain::people::staffing::Risk;
use crate::domain::permission::Role;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::people::staff::Staff as Texts;
use crate::i18n::refusals::Wording;
use crate::i18n::rights::{permission_name, role_about};
use crate::i18n::{Lang, fill};
use crate::store::people::staff_list::StaffListRow;
use crate::viewer::Viewer;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::identity::session::Staff;

/// A box of the role or merchant list.
pub struct Choice {
    pub value: String,
    pub name: String,
    /// What it brings, in a few words; empty for a merchant.
    pub about: &'static str,
    pub chosen: bool,
}

/// Two roles that are better held by two people.
pub struct Pair {
    /// Their codes, with a blank between.
    pub roles: String,
    pub text: String,
    pub is_held: bool,
}

/// The word and colour of somebody's state.
pub struct State {
    pub tone: &'static str,
    pub text: String,
}

/// Whether a person may log in, in words and colour.
pub fn state_of(now: Timestamp, reader: &Viewer, viewer: &StaffListRow, locked: Option<Timestamp>) -> State {
    let t = Texts::of(reader.lang);
    if !viewer.row.active {
        return State { tone: "ended", text: t.disabled.to_owned() };
    }
    match locked.filter(|until| *until > now) {
        Some(until) => {
            let wording = Wording { lang: reader.lang, currency: Currency::CNY, zone: reader.zone() };
            State { tone: "refused", text: fill(t.locked_until, &[("when", &wording.time(until))]) }
        }
        None => State { tone: "done", text: t.active.to_owned() },
    }
}

/// The boxes of the roles: as they were sent, else as they are held.
pub fn role_choices(staff: &Staff, echo: &Echo, form: &str, held: &[Role]) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| Choice {
            value: role.code().to_owned(),
            name: role.name(staff.lang).to_owned(),
            about: role_about(*role, staff.lang),
            chosen: echo.chosen(form, "role", role.code(), held.contains(role)),
        })
        .collect()
}

/// The pairs of roles that a form warns of; those that are held, as they were sent or else as they are, stand open.
pub fn pairs(staff: &Staff, echo: &Echo, form: &str, held: &[Role]) -> Vec<Pair> {
    let is_held = |role: Role| echo.chosen(form, "role", role.code(), held.contains(&role));
    staffing::risky_pairs()
        .into_iter()
        .map(|risk| Pair {
            roles: format!("{} {}", risk.roles.0.code(), risk.roles.1.code()),
            text: risk_text(&risk, staff.lang),
            is_held: is_held(risk.roles.0) && is_held(risk.roles.1),
        })
        .collect()
}

/// Why two roles are better held by two people.
pub fn risk_text(risk: &Risk, lang: Lang) -> String {
    let names = [risk.roles.0.name(lang), risk.roles.1.name(lang)];
    let rights = [risk.rights.0, risk.rights.1].map(|right| permission_name(right, lang));
    let parts = [("first", names[0]), ("second", names[1]), ("one", rights[0]), ("other", rights[1])];
    fill(Texts::of(lang).risky_pair, &parts)
}

/// The merchants that an administrator may grant: their own.
pub fn merchant_choices(staff: &Staff, echo: &Echo, form: &str, member_of: &BTreeSet<String>) -> Vec<Choice> {
    staff
        .merchants
        .iter()
        .map(|merchant| Choice {
            value: merchant.code.clone(),
            name: merchant.name.clone(),
            about: "",
            chosen: echo.chosen(form, "merchant", &merchant.code, member_of.contains(&merchant.code)),
        })
        .collect()
}

/// Roles and merchant codes of a form; no codes mean all merchants.
pub fn read_rights(fields: &Fields, errors: &mut Vec<FieldError>) -> (Vec<Role>, Vec<String>) {
    let mut roles = Vec::new();
    for code in fields.all("role") {
        match Role::parse(code) {
            Some(role) => roles.push(role),
            None => errors.push(FieldError::at("role", Refusal::UnknownValue)),
        }
    }
    if roles.is_empty() && errors.is_empty() {
        errors.push(FieldError::at("role", Refusal::Required));
    }
    if fields.raw("all_merchants") == "1" {
        return (roles, Vec::new());
    }
    let codes: Vec<String> = fields.all("merchant").map(str::to_owned).collect();
    if codes.is_empty() {
        errors.push(FieldError::at("merchant", Refusal::Required));
    }
    (roles, codes)
}
