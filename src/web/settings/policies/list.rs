//! `GET /policies`: a merchant's policies, and the profiles to begin with.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::PolicyTerms;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::settings::policies::{PolicyWords, window};
use crate::store::DbError;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::policy::policies;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::{MerchantTab, chosen, tabs};
use crate::web::settings::policies::view;
use crate::web::settings::policies::view::address;

struct Line {
    address: String,
    code: String,
    name: String,
    about: String,
    paid: String,
    valid: String,
    no_reason: String,
    faults: String,
    active: bool,
    version: String,
}

struct ProfileLine {
    code: &'static str,
    name: &'static str,
    no_reason: String,
    faults: String,
    begin: String,
}

#[derive(Template)]
#[template(path = "settings/policies/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static PolicyWords,
    tabs: Vec<MerchantTab>,
    merchant: String,
    new_address: String,
    lines: Vec<Line>,
    profiles: Vec<ProfileLine>,
    may_manage: bool,
}

/// `GET /policies`.
pub(super) async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, query.raw("merchant"))?.clone();
    render(&app, &staff, &merchant, StatusCode::OK, Echo::default()).await
}

/// Days for no reason, and for faults: return and exchange.
fn figures(terms: &PolicyTerms, lang: Lang) -> (String, String) {
    let windows = |cause| terms.rule(cause).map(|rule| rule.windows);
    let dash = || "—".to_owned();
    let no_reason = windows(Cause::NoReason).map_or_else(dash, |windows| window(windows.return_refund, lang));
    let faults = windows(Cause::Quality).map_or_else(dash, |windows| {
        format!("{} / {}", window(windows.return_refund, lang), window(windows.exchange, lang))
    });
    (no_reason, faults)
}

/// The page, with the alarm of a refused form.
pub(super) async fn render(
    app: &App,
    staff: &Staff,
    merchant: &MerchantRow,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let (t, lang, id) = (PolicyWords::of(staff.lang), staff.lang, merchant.id);
    let (all, shops) = app
        .db
        .read(move |connection| {
            Ok::<_, DbError>((policies::of_merchant(connection, id)?, merchants::shops_of(connection, id)?))
        })
        .await?;
    let new_address = address(&merchant.code).replace("/policies?", "/policies/new?");
    let lines = all
        .iter()
        .map(|policy| {
            let (no_reason, faults) = figures(&policy.terms, lang);
            Line {
                address: format!("/policies/{}", policy.id),
                code: policy.code.clone(),
                name: policy.terms.name.clone(),
                about: view::about(&policy.terms, &shops, lang),
                paid: view::period(policy.terms.paid, lang),
                valid: view::period(policy.terms.valid, lang),
                no_reason,
                faults,
                active: policy.terms.active,
                version: view::version_label(policy, lang),
            }
        })
        .collect();
    let profiles = Profile::ALL
        .iter()
        .map(|profile| {
            let (no_reason, faults) = figures(&profile.terms(""), lang);
            let begin = format!("{new_address}&profile={profile}");
            ProfileLine { code: profile.code(), name: profile.name(lang), no_reason, faults, begin }
        })
        .collect();
    let body = IndexPage {
        f: Frame::new(app, staff, "policies.index", t.title).await?.with_echo(&echo),
        t,
        tabs: tabs(staff, merchant, address),
        merchant: merchant.code.clone(),
        new_address,
        lines,
        profiles,
        may_manage: staff.may(Permission::ManageSettings),
    };
    page(status, &body)
}
