//! My account: name, language, password, open sessions.

pub mod login;
mod notices;
pub mod page;
mod password;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono_tz::Tz;

use crate::commands::assignment::absence;
use crate::commands::people::account;
use crate::commands::people::manage_staff::NAME_MOST;
use crate::domain::assignment::problem::AssignmentProblem;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Timestamp, start_of_day};
use crate::i18n::Lang;
use crate::i18n::common::Common;
use crate::i18n::people::account::Account;
use crate::web::account::page::{render, show};
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::identity::token::token_hash;
use crate::web::framework::submit::{Sent, refused, submit};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/account", Right::Staff, Whose::Own).to(show))
        .route(post("/account", Right::Staff, Whose::Own).to(change))
        .route(get("/account/password", Right::AnyStaff, Whose::Own).to(password::show_due))
        .route(post("/account/password", Right::AnyStaff, Whose::Own).to(password::change_due))
        .route(post("/account/sessions-end", Right::Staff, Whose::Own).to(end_sessions))
        .route(post("/account/absence", Right::Staff, Whose::Own).to(be_away))
        .configure(notices::routes);
}

/// The page has two forms at one address; the present password tells them apart.
async fn change(app: Data<App>, request: HttpRequest, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    if form.fields.has("current_password") {
        return password::change(&app, &request, &staff, &form).await;
    }
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let display_name = reader.required("display_name", 1, NAME_MOST);
    let language = reader.optional_code("language", Lang::parse);
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "profile", &form, Currency::CNY, error)?,
        Ok(()) => {
            submit(&app, &staff, "profile", &form, Currency::CNY, move |tx, actor| {
                account::change_profile(tx, actor, version, &display_name, language.map(Lang::code))?;
                Ok("/account".to_owned())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(language.unwrap_or(staff.lang)).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, status, echo).await,
    }
}

/// Until when one is away oneself.
async fn be_away(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let until = away_until(&mut reader, staff.zone(), app.db.clock().now());
    let id = staff.id;
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "absence", &form, Currency::CNY, error)?,
        Ok(()) => {
            submit(&app, &staff, "absence", &form, Currency::CNY, move |tx, actor| {
                absence::set_away(tx, actor, id, version, until)?;
                Ok("/account".to_owned())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, status, echo).await,
    }
}

/// The end of the last day away, which is typed in `away_until`; `None` where it is empty.
pub fn away_until(reader: &mut Reader<'_>, zone: Tz, now: Timestamp) -> Option<Timestamp> {
    let day = reader.date("away_until")?;
    if day < now.date_in(zone) {
        reader.refuse("away_until", Refusal::Assignment(AssignmentProblem::DayIsOver));
    }
    day.succ_opt().map(|next| start_of_day(next, zone))
}

/// The last day away as its field shows it; empty for somebody who is here.
pub fn away_day(until: Option<Timestamp>, zone: Tz, now: Timestamp) -> String {
    let last = until.filter(|until| *until > now).map(|until| until.plus_seconds(-1).date_in(zone));
    last.map(|day| day.to_string()).unwrap_or_default()
}

/// Ends one session (`session`), or without that field all but the current one.
async fn end_sessions(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let t = Account::of(staff.lang);
    let mut reader = Reader::new(&form.fields);
    let one = reader.text("session", 64);
    let (username, kept) = (staff.username.clone(), staff.cookie.token().map(|token| token_hash(&token)));
    let kept = kept.unwrap_or_default();
    let all = one.is_empty();
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "sessions", &form, Currency::CNY, error)?,
        Ok(()) => {
            submit(&app, &staff, "sessions", &form, Currency::CNY, move |tx, actor| {
                if one.is_empty() {
                    account::end_other_sessions(tx, actor, &username, &kept)?;
                } else {
                    account::end_session(tx, actor, &username, &one)?;
                }
                Ok("/account".to_owned())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(if all { t.sessions_ended } else { t.session_ended });
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, status, echo).await,
    }
}
