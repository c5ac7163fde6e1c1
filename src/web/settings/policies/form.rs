//! The form of a policy: its fields as they start, and how they are read.

use crate::commands::policy::manage_policies::key_field;
use crate::domain::lengths;
use crate::domain::money::parse_quantity;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::period::Period;
use crate::domain::policy::rule::{
    ATTEMPTS_MOST, ATTEMPTS_USUAL, DAYS_MOST, Exclusion, Fees, FreightBearer, PolicyTerms, Proof, Rule, ScopeKind,
    Starting, Window, Windows,
};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::TicketType;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::settings::policies::PolicyWords;
use crate::store::house::merchants::ShopRow;
use crate::web::framework::form::{Echo, Fields, Reader};

/// Name of the form among those of its page.
pub(super) const FORM: &str = "policy";
/// Characters of a policy's name at most.
const NAME_MOST: usize = 40;
/// Characters of a rule's word for staff at most.
const RULE_NOTE_MOST: usize = 200;

/// A box to tick: value, name, whether it starts ticked.
pub(super) struct Tick {
    pub code: &'static str,
    pub name: &'static str,
    pub on: bool,
}

/// The fields of a cause.
pub(super) struct CauseFields {
    pub code: &'static str,
    pub name: &'static str,
    pub speaks: bool,
    /// Field, label, value.
    pub windows: Vec<(String, &'static str, String)>,
    pub freight: &'static str,
    pub fees: &'static str,
    pub within: String,
    pub proofs: Vec<Tick>,
    pub note: String,
}

/// The fields of the form as they start.
pub(super) struct FormFields {
    pub scopes: Vec<Tick>,
    /// The keys as they start, each in the field of its scope.
    pub shop: String,
    pub category: String,
    pub sku: String,
    pub account: String,
    pub exclusions: Vec<Tick>,
    pub causes: Vec<CauseFields>,
}

fn date(date: Option<chrono::NaiveDate>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}

/// The values of a closed list to choose from.
pub(super) fn options<T: Named + Copy>(
    all: &[T],
    lang: Lang,
    code: impl Fn(T) -> &'static str,
) -> Vec<(&'static str, &'static str)> {
    all.iter().map(|value| (code(*value), value.name(lang))).collect()
}

/// The shops to choose from, none first.
pub(super) fn shop_choices(shops: &[ShopRow], lang: Lang) -> Vec<(String, String)> {
    let none = (String::new(), PolicyWords::of(lang).none_chosen.to_owned());
    let named = shops.iter().filter(|shop| shop.active).map(|shop| (shop.id.to_string(), shop.name.clone()));
    std::iter::once(none).chain(named).collect()
}

impl FormFields {
    /// The fields for what a policy says.
    pub fn new(terms: &PolicyTerms, echo: &Echo, lang: Lang) -> Self {
        let key = |scope| if terms.scope == scope { terms.scope_key.clone() } else { String::new() };
        let ticks = |field: &str, all: Vec<(&'static str, &'static str, bool)>| {
            let tick = |(code, name, on)| Tick { code, name, on: echo.chosen(FORM, field, code, on) };
            all.into_iter().map(tick).collect::<Vec<Tick>>()
        };
        let scopes = ScopeKind::ALL.iter().map(|scope| (scope.code(), scope.name(lang), *scope == terms.scope));
        let exclusions =
            Exclusion::ALL.iter().map(|value| (value.code(), value.name(lang), terms.exclusions.contains(value)));
        Self {
            scopes: ticks("scope", scopes.collect()),
            shop: key(ScopeKind::Shop),
            category: key(ScopeKind::Category),
            sku: key(ScopeKind::Product),
            account: key(ScopeKind::Contract),
            exclusions: ticks("exclusion", exclusions.collect()),
            causes: Cause::ALL.iter().map(|cause| cause_fields(*cause, terms, echo, lang)).collect(),
        }
    }

    /// First or last date of a period, as a field starts.
    pub fn date(date_of: &Option<chrono::NaiveDate>) -> String {
        date(*date_of)
    }
}

fn cause_fields(cause: Cause, terms: &PolicyTerms, echo: &Echo, lang: Lang) -> CauseFields {
    let rule = terms.rule(cause);
    let windows = rule.map(|rule| rule.windows).unwrap_or_default();
    let value = |field: &str, start: String| echo.value(FORM, &format!("{field}_{cause}"), start);
    let proofs = Proof::ALL.iter().map(|proof| {
        let on = rule.is_some_and(|rule| rule.proofs.contains(proof));
        let on = echo.chosen(FORM, &format!("proofs_{cause}"), proof.code(), on);
        Tick { code: proof.code(), name: proof.name(lang), on }
    });
    let days = |kind: &TicketType| {
        let field = format!("days_{kind}_{cause}");
        let start = echo.value(FORM, &field, windows.of(*kind).text());
        (field, kind.name(lang), start)
    };
    let freight = value("freight", rule.map_or(FreightBearer::SellerFirst, |rule| rule.freight).to_string());
    let fees = value("fees", rule.map_or(Fees::None, |rule| rule.fees).to_string());
    CauseFields {
        code: cause.code(),
        name: cause.name(lang),
        speaks: echo.chosen(FORM, "speaks", cause.code(), rule.is_some()),
        windows: TicketType::ALL.iter().map(days).collect(),
        freight: FreightBearer::parse(&freight).unwrap_or(FreightBearer::SellerFirst).code(),
        fees: Fees::parse(&fees).unwrap_or(Fees::None).code(),
        within: value(
            "within",
            rule.and_then(|rule| rule.refund_within).map_or(String::new(), |days| days.to_string()),
        ),
        proofs: proofs.collect(),
        note: value("note", rule.map_or(String::new(), |rule| rule.note.clone())),
    }
}

/// A number of days; `None` where the field is empty or wrong.
fn days(reader: &mut Reader<'_>, field: &str) -> Option<i32> {
    let typed = reader.text(field, 20);
    if typed.is_empty() {
        return None;
    }
    let days = parse_quantity(&typed).ok().filter(|days| (0..=DAYS_MOST).contains(days));
    if days.is_none() {
        reader.refuse(field, Refusal::DaysRange(DAYS_MOST));
    }
    days.and_then(|days| i32::try_from(days).ok())
}

fn several<T>(reader: &mut Reader<'_>, fields: &Fields, field: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut values = Vec::new();
    for code in fields.all(field) {
        match parse(code) {
            Some(value) => values.push(value),
            None => reader.refuse(field, Refusal::UnknownValue),
        }
    }
    values
}

fn rule(reader: &mut Reader<'_>, fields: &Fields, cause: Cause) -> Rule {
    let windows = TicketType::ALL.iter().fold(Windows::default(), |windows, kind| {
        windows.with(*kind, Window::from_days(days(reader, &format!("days_{kind}_{cause}"))))
    });
    Rule {
        cause,
        windows,
        freight: reader.code(&format!("freight_{cause}"), FreightBearer::parse).unwrap_or(FreightBearer::SellerFirst),
        fees: reader.code(&format!("fees_{cause}"), Fees::parse).unwrap_or(Fees::None),
        refund_within: days(reader, &format!("within_{cause}")).map(i32::unsigned_abs),
        proofs: several(reader, fields, &format!("proofs_{cause}"), Proof::parse),
        note: reader.text(&format!("note_{cause}"), RULE_NOTE_MOST),
    }
}

/// Reads the form.
pub(super) fn read(reader: &mut Reader<'_>, fields: &Fields, active: bool) -> PolicyTerms {
    let scope = reader.code("scope", ScopeKind::parse).unwrap_or(ScopeKind::Merchant);
    let scope_key = match scope {
        ScopeKind::Merchant => String::new(),
        _ => reader.text(key_field(scope), lengths::SKU),
    };
    let causes = several(reader, fields, "speaks", Cause::parse);
    let attempts = reader.quantity("attempts_most").unwrap_or(ATTEMPTS_USUAL);
    if !(1..=ATTEMPTS_MOST).contains(&attempts) {
        reader.refuse("attempts_most", Refusal::DaysRange(ATTEMPTS_MOST));
    }
    PolicyTerms {
        name: reader.required("name", 1, NAME_MOST),
        active,
        scope,
        scope_key,
        paid: Period { from: reader.date("paid_from"), until: reader.date("paid_until") },
        valid: Period { from: reader.date("valid_from"), until: reader.date("valid_until") },
        starting: reader.code("starting", Starting::parse).unwrap_or(Starting::Receipt),
        past_holidays: reader.ticked("past_holidays"),
        attempts_most: attempts,
        exclusions: several(reader, fields, "exclusion", Exclusion::parse),
        accessories: reader.text("accessories", lengths::SPEC),
        note: reader.text("note", lengths::NOTE),
        rules: causes.into_iter().map(|cause| rule(reader, fields, cause)).collect(),
    }
}
