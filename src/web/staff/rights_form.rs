//! The roles and merchants of somebody, as the forms of staff offer and read them.

use std::collections::BTreeSet;

use crate::domain::money::Currency;
use crate::domain::permission::Role;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::people::staff::Staff as Texts;
use crate::i18n::refusals::Wording;
use crate::person::Person;
use crate::store::people::staff_list::StaffListRow;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::identity::session::Staff;

/// A box of the role or merchant list.
pub struct Choice {
    pub value: String,
    pub name: String,
    pub chosen: bool,
}

/// The word and colour of somebody's state.
pub struct State {
    pub tone: &'static str,
    pub text: String,
}

/// Whether a person may log in, in words and colour.
pub fn state_of(now: Timestamp, reader: &Person, person: &StaffListRow, locked: Option<Timestamp>) -> State {
    let t = Texts::of(reader.lang);
    if !person.row.active {
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
            chosen: echo.chosen(form, "role", role.code(), held.contains(role)),
        })
        .collect()
}

/// The merchants that an administrator may grant: their own.
pub fn merchant_choices(staff: &Staff, echo: &Echo, form: &str, member_of: &BTreeSet<String>) -> Vec<Choice> {
    staff
        .merchants
        .iter()
        .map(|merchant| Choice {
            value: merchant.code.clone(),
            name: merchant.name.clone(),
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
