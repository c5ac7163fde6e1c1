//! My account: name, language, password, open sessions.

pub mod login;
mod password;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::App;
use crate::commands::people::account;
use crate::commands::people::manage_staff::NAME_MOST;
use crate::domain::money::Currency;
use crate::i18n::Lang;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::people::account::Account;
use crate::i18n::refusals::Wording;
use crate::store::people::{sessions, staff};
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page, see_other};
use crate::web::framework::session::{Staff, token_hash};
use crate::web::framework::submit::{Sent, refused, submit};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/account", Right::Staff, Whose::Own).to(show))
        .route(post("/account", Right::Staff, Whose::Own).to(change))
        .route(get("/account/password", Right::AnyStaff, Whose::Own).to(password::show_due))
        .route(post("/account/password", Right::AnyStaff, Whose::Own).to(password::change_due))
        .route(post("/account/sessions-end", Right::Staff, Whose::Own).to(end_sessions));
}

struct OpenSession {
    key: String,
    since: Html,
    seen: Html,
    until: Html,
    end_label: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    f: Frame,
    t: &'static Account,
    echo: Echo,
    username: String,
    version: i32,
    language: &'static str,
    languages: Vec<(&'static str, &'static str)>,
    sessions: Vec<OpenSession>,
    others: bool,
}

async fn show(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    render(&app, &staff, StatusCode::OK, Echo::default()).await
}

pub(super) async fn render(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Account::of(staff.lang);
    let f = Frame::new(app, staff, "account", t.title).await?.with_echo(&echo);
    let (id, limits, now) = (staff.id, app.config.sessions, f.now);
    let (row, open) = app
        .db
        .read(move |connection| {
            let row = staff::by_id(connection, id)?;
            Ok::<_, PageError>((row, sessions::open_of(connection, id, limits, now)?))
        })
        .await?;
    let row = row.ok_or(PageError::NotFound)?;
    let current = staff.cookie.token().map(|token| token_hash(&token)).unwrap_or_default();
    let wording = Wording { lang: staff.lang, currency: Currency::CNY, zone: staff.zone() };
    let sessions: Vec<OpenSession> = open
        .into_iter()
        .map(|session| OpenSession {
            since: f.time(&session.created_at),
            seen: f.time(&session.seen_at),
            until: f.time(&limits.ends_at(session.created_at, session.seen_at)),
            end_label: fill(t.end_one, &[("when", &wording.time(session.created_at))]),
            current: session.token_hash == current,
            key: session.token_hash,
        })
        .collect();
    page(
        status,
        &AccountPage {
            t,
            echo,
            username: row.username,
            version: row.version,
            language: staff.lang.code(),
            languages: Lang::ALL.iter().map(|(lang, name)| (lang.code(), *name)).collect(),
            others: sessions.iter().any(|session| !session.current),
            sessions,
            f,
        },
    )
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

/// Ends one session (`session`), or without that field all but the one at hand.
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
