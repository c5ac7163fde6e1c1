//! The page of one's own account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::domain::money::Currency;
use crate::domain::people::device::short_name;
use crate::domain::permission::Permission;
use crate::i18n::people::account::Account;
use crate::i18n::people::assignment::Assignment;
use crate::i18n::refusals::Wording;
use crate::i18n::{Lang, fill};
use crate::store::people::{sessions, staff};
use crate::web::account::away_day;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::identity::token::token_hash;

struct OpenSession {
    key: String,
    since: Html,
    seen: Html,
    until: Html,
    address: String,
    device: String,
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
    a: &'static Assignment,
    /// The last day away; `None` for who is given no tickets anyway.
    away: Option<String>,
}

/// `GET /account`.
pub async fn show(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
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
            device: short_name(&session.device),
            address: session.address,
            key: session.token_hash,
        })
        .collect();
    page(
        status,
        &AccountPage {
            t,
            echo,
            a: Assignment::of(staff.lang),
            away: staff.may(Permission::WorkTickets).then(|| away_day(row.away_until, staff.zone(), now)),
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
