//! `GET /terms`: how long a merchant's terms are, when ended tickets are put away, and its special periods.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::term::manage_terms::{field, rule_text};
use crate::domain::permission::Permission;
use crate::domain::term::kind::{Basis, Rule, TermKind};
use crate::domain::term::length::LengthUnit;
use crate::i18n::Lang;
use crate::i18n::codes::{Choice, Named};
use crate::i18n::term::settings::TermSettings;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::term::periods::PeriodRow;
use crate::store::term::rules::Rules;
use crate::store::term::{archiving, periods, rules};
use crate::store::{Conn, DbError};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::{MerchantTab, chosen, tabs};

/// The units in which people set a length.
pub(super) const UNITS: [LengthUnit; 3] = [LengthUnit::WorkingDays, LengthUnit::Days, LengthUnit::Hours];

/// The terms whose length is set, each with what it counts from.
pub(super) fn settable() -> impl Iterator<Item = (TermKind, Basis)> {
    let kinds = TermKind::ALL.iter().filter(|kind| kind.is_settable());
    kinds.flat_map(|kind| kind.bases().iter().map(|basis| (*kind, *basis)))
}

/// A term of the form.
struct Line {
    key: String,
    name: String,
    length: (String, String),
    unit: String,
    unit_code: &'static str,
    target: (String, String),
    end: String,
    ends: Vec<Choice>,
    end_code: &'static str,
    was: (String, String),
}

struct PeriodLine {
    row: PeriodRow,
    kinds: String,
    places: String,
}

/// Something to tick: value, name, whether it is ticked.
type Box = (String, String, bool);

#[derive(Template)]
#[template(path = "calendar/terms.html")]
struct TermsPage {
    f: Frame,
    t: &'static TermSettings,
    echo: Echo,
    merchants: Vec<MerchantTab>,
    merchant: String,
    lines: Vec<Line>,
    units: Vec<Choice>,
    archive: String,
    periods: Vec<PeriodLine>,
    kinds: Vec<Box>,
    shops: Vec<Box>,
    warehouses: Vec<Box>,
    /// How many tickets a period that was typed would move.
    touched: Option<String>,
    may_manage: bool,
}

/// The address of a merchant's terms.
pub(super) fn address(merchant: &str) -> String {
    let merchant: String = form_urlencoded::byte_serialize(merchant.as_bytes()).collect();
    format!("/terms?merchant={merchant}")
}

/// `GET /terms`.
pub(super) async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    render(&app, &staff, query.raw("merchant"), StatusCode::OK, Echo::default(), None).await
}

struct Loaded {
    rules: Rules,
    archive: Option<i32>,
    periods: Vec<PeriodRow>,
    shops: Vec<(i64, String)>,
    warehouses: Vec<(i64, String)>,
}

fn load(connection: &mut Conn, merchant: &MerchantRow) -> Result<Loaded, DbError> {
    let shops = merchants::shops_of(connection, merchant.id)?.into_iter().map(|shop| (shop.id, shop.name));
    let places = merchants::warehouses_of(connection, merchant.id)?.into_iter().map(|place| (place.id, place.name));
    Ok(Loaded {
        rules: rules::of_merchant(connection, merchant.id)?,
        archive: archiving::of_merchant(connection, merchant.id)?,
        periods: periods::of_merchant(connection, merchant.id)?,
        shops: shops.collect(),
        warehouses: places.collect(),
    })
}

/// The page, with a refused form shown again; `touched` is how many tickets a typed period would move, in words.
pub(super) async fn render(
    app: &App,
    staff: &Staff,
    merchant: &str,
    status: StatusCode,
    echo: Echo,
    touched: Option<String>,
) -> Result<HttpResponse, PageError> {
    let (t, lang) = (TermSettings::of(staff.lang), staff.lang);
    let merchant = chosen(staff, merchant)?.clone();
    let of = merchant.clone();
    let loaded = app.db.read(move |connection| load(connection, &of)).await?;
    let ticked = |name: &str, value: &str| echo.is("declare") && echo.fields.all(name).any(|sent| sent == value);
    let boxes = |name: &str, all: &[(i64, String)]| -> Vec<Box> {
        all.iter().map(|(id, label)| (id.to_string(), label.clone(), ticked(name, &id.to_string()))).collect()
    };
    let kinds = TermKind::ALL.iter().filter(|kind| kind.is_settable());
    let body = TermsPage {
        f: Frame::new(app, staff, "terms.index", t.title).await?.with_echo(&echo),
        t,
        merchants: tabs(staff, &merchant, address),
        merchant: merchant.code.clone(),
        lines: settable().map(|(kind, basis)| line(kind, basis, loaded.rules.of(kind, basis), lang)).collect(),
        units: UNITS.iter().map(|unit| (unit.code(), unit.name(lang))).collect(),
        archive: loaded.archive.map_or(String::new(), |days| days.to_string()),
        kinds: kinds.map(|kind| (kind.to_string(), kind.name(lang).to_owned(), ticked("kinds", kind.code()))).collect(),
        shops: boxes("shops", &loaded.shops),
        warehouses: boxes("warehouses", &loaded.warehouses),
        periods: loaded.periods.iter().map(|row| period_line(row, &loaded, lang)).collect(),
        touched,
        may_manage: staff.may(Permission::ManageSettings),
        echo,
    };
    page(status, &body)
}

fn line(kind: TermKind, basis: Basis, rule: Rule, lang: Lang) -> Line {
    let name = match kind.bases().len() {
        1 => kind.name(lang).to_owned(),
        _ => format!("{} · {}", kind.name(lang), basis.name(lang)),
    };
    Line {
        key: format!("{kind}_{basis}"),
        name,
        length: (field("length", kind, basis), rule.length.count.to_string()),
        unit: field("unit", kind, basis),
        unit_code: rule.length.unit.code(),
        target: (field("target", kind, basis), rule.target.count.to_string()),
        end: field("end", kind, basis),
        ends: kind.outcomes().iter().map(|end| (end.code(), end.name(lang))).collect(),
        end_code: rule.at_end.code(),
        was: (field("was", kind, basis), rule_text(rule)),
    }
}

fn period_line(row: &PeriodRow, loaded: &Loaded, lang: Lang) -> PeriodLine {
    let t = TermSettings::of(lang);
    let joined = |names: Vec<String>| match names.is_empty() {
        true => t.all.to_owned(),
        false => names.join(lang.pick("、", ", ")),
    };
    let named = |ids: &[i64], all: &[(i64, String)]| -> Vec<String> {
        all.iter().filter(|(id, _)| ids.contains(id)).map(|(_, name)| name.clone()).collect()
    };
    let period = row.period();
    let kinds = period.iter().flat_map(|period| &period.kinds).map(|kind| kind.name(lang).to_owned()).collect();
    let places = period.iter().flat_map(|period| {
        named(&period.shops, &loaded.shops).into_iter().chain(named(&period.warehouses, &loaded.warehouses))
    });
    PeriodLine { kinds: joined(kinds), places: joined(places.collect()), row: row.clone() }
}
