//! `GET /policies/{id}`: a policy in one of its versions, with the form that makes the next one; `GET /policies/new`: the form of a new one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::{Fees, FreightBearer, Policy, PolicyTerms, Starting};
use crate::domain::ticket::kind::TicketType;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::settings::policies::{PolicyWords, window};
use crate::store::DbError;
use crate::store::house::merchants;
use crate::store::house::merchants::{MerchantRow, ShopRow};
use crate::store::policy::{policies, product_terms};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::chosen;
use crate::web::settings::policies::form::{FormFields, options, shop_choices};
use crate::web::settings::policies::view;
use crate::web::settings::policies::view::address;

struct RuleLine {
    code: &'static str,
    cause: &'static str,
    windows: Vec<(&'static str, String)>,
    freight: &'static str,
    fees: &'static str,
    within: String,
    proofs: String,
    note: String,
}

/// A policy as people read it.
struct Shown {
    code: String,
    active: bool,
    version: i32,
    version_label: String,
    /// That another version is the present one.
    older: Option<String>,
    versions: Vec<(i32, String)>,
    about: String,
    paid: String,
    valid: String,
    starting: &'static str,
    exclusions: String,
    rules: Vec<RuleLine>,
}

#[derive(Template)]
#[template(path = "settings/policies/show.html")]
struct PolicyPage {
    f: Frame,
    t: &'static PolicyWords,
    echo: Echo,
    back: String,
    may_see_list: bool,
    merchant: String,
    id: i64,
    terms: PolicyTerms,
    shown: Option<Shown>,
    /// The form, for those who may send it.
    form_fields: Option<FormFields>,
    categories: Vec<String>,
    shops: Vec<(String, String)>,
    startings: Vec<(&'static str, &'static str)>,
    freights: Vec<(&'static str, &'static str)>,
    fees: Vec<(&'static str, &'static str)>,
    action: String,
}

/// `GET /policies/new`.
pub(super) async fn new(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, query.raw("merchant"))?.clone();
    let profile = Profile::parse(query.raw("profile"));
    new_page(&app, &staff, &merchant, profile, StatusCode::OK, Echo::default()).await
}

/// The form of a new policy.
pub(super) async fn new_page(
    app: &App,
    staff: &Staff,
    merchant: &MerchantRow,
    profile: Option<Profile>,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let lang = staff.lang;
    let t = PolicyWords::of(lang);
    let name = profile.map_or("", |profile| profile.name(lang));
    let terms = profile.unwrap_or(Profile::CnStandard).terms(name);
    let id = merchant.id;
    let (shops, categories) = app
        .db
        .read(move |connection| {
            Ok::<_, DbError>((merchants::shops_of(connection, id)?, product_terms::categories(connection, id)?))
        })
        .await?;
    let body = PolicyPage {
        f: Frame::new(app, staff, "policies.new", t.add).await?.with_echo(&echo),
        t,
        back: address(&merchant.code),
        may_see_list: true,
        merchant: merchant.code.clone(),
        id: 0,
        form_fields: Some(FormFields::new(&terms, &echo, lang)),
        terms,
        shown: None,
        categories,
        shops: shop_choices(&shops, lang),
        startings: options(Starting::ALL, lang, Starting::code),
        freights: options(FreightBearer::ALL, lang, FreightBearer::code),
        fees: options(Fees::ALL, lang, Fees::code),
        action: "/policies".to_owned(),
        echo,
    };
    page(status, &body)
}

/// `GET /policies/{id}`.
pub(super) async fn show(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    query: Fields,
) -> Result<HttpResponse, PageError> {
    let version = query.raw("version").parse().ok();
    render(&app, &staff, *id, version, StatusCode::OK, Echo::default()).await
}

/// A policy in a version, the latest where none is named, with a refused form shown again.
pub(super) async fn render(
    app: &App,
    staff: &Staff,
    id: i64,
    version: Option<i32>,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let (t, lang, scope) = (PolicyWords::of(staff.lang), staff.lang, staff.scope.clone());
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some((merchant_id, latest)) = policies::find(connection, &scope, id)? else { return Ok(None) };
            let Some(policy) = policies::version(connection, id, version.unwrap_or(latest))? else { return Ok(None) };
            let shops = merchants::shops_of(connection, merchant_id)?;
            let categories = product_terms::categories(connection, merchant_id)?;
            Ok(Some((merchants::get(connection, merchant_id)?, latest, policy, shops, categories)))
        })
        .await?;
    let Some((merchant, latest, policy, shops, categories)) = found else { return Err(PageError::NotFound) };
    let may_change = staff.may(Permission::ManageSettings) && policy.version == latest;
    let shown = shown(&policy, latest, &shops, staff);
    let body = PolicyPage {
        f: Frame::new(app, staff, "policies.show", policy.terms.name.clone()).await?.with_echo(&echo),
        t,
        back: address(&merchant.code),
        may_see_list: staff.may(Permission::ViewSettings),
        merchant: merchant.code,
        id,
        form_fields: may_change.then(|| FormFields::new(&policy.terms, &echo, lang)),
        terms: policy.terms,
        shown: Some(shown),
        categories,
        shops: shop_choices(&shops, lang),
        startings: options(Starting::ALL, lang, Starting::code),
        freights: options(FreightBearer::ALL, lang, FreightBearer::code),
        fees: options(Fees::ALL, lang, Fees::code),
        action: format!("/policies/{id}"),
        echo,
    };
    page(status, &body)
}

fn shown(policy: &Policy, latest: i32, shops: &[ShopRow], staff: &Staff) -> Shown {
    let (lang, terms) = (staff.lang, &policy.terms);
    let t = PolicyWords::of(lang);
    let number = |text: &str, version: i32| fill(text, &[("n", &version.to_string())]);
    let rules = terms.rules.iter().map(|rule| RuleLine {
        code: rule.cause.code(),
        cause: rule.cause.name(lang),
        windows: TicketType::ALL.iter().map(|kind| (kind.name(lang), window(rule.windows.of(*kind), lang))).collect(),
        freight: rule.freight.name(lang),
        fees: rule.fees.name(lang),
        within: rule.refund_within.map_or_else(|| "—".to_owned(), |days| number(t.days, days.try_into().unwrap_or(0))),
        proofs: view::names(&rule.proofs, lang),
        note: rule.note.clone(),
    });
    let older = fill(t.older, &[("n", &policy.version.to_string()), ("now", &latest.to_string())]);
    Shown {
        code: policy.code.clone(),
        active: terms.active,
        version: policy.version,
        version_label: view::version_label(policy, lang),
        older: (policy.version != latest).then_some(older),
        versions: (1..=latest).rev().take(20).map(|version| (version, number(t.version, version))).collect(),
        about: view::about(terms, shops, lang),
        paid: view::period(terms.paid, lang),
        valid: view::period(terms.valid, lang),
        starting: terms.starting.name(lang),
        exclusions: view::names(&terms.exclusions, lang),
        rules: rules.collect(),
    }
}
