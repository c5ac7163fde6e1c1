//! The bell's page: word to one person, read and muted by that person.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::people::notices as command;
use crate::domain::event::EventKind;
use crate::domain::money::Currency;
use crate::domain::people::notice::NoticeKind;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::people::notices::Notices;
use crate::store::people::notices;
use crate::store::people::notices::NoticeRow;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::{Bell, Frame};
use crate::web::framework::html::{ok, page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};

/// Notices of a page.
const SHOWN: i64 = 50;

/// Registers the addresses.
pub(super) fn routes(config: &mut Addresses) {
    config
        .route(get("/notices", Right::Staff, Whose::Own).to(show))
        .route(get("/notices/count", Right::Staff, Whose::Own).to(count))
        .route(post("/notices/read", Right::Staff, Whose::Own).to(read))
        .route(post("/notices/kinds", Right::Staff, Whose::Own).to(choose));
}

/// A notice as the page shows it.
struct Row {
    of: NoticeRow,
    name: &'static str,
    note: String,
}

/// A kind to choose.
struct Kind {
    code: &'static str,
    name: &'static str,
    wanted: bool,
}

#[derive(Template)]
#[template(path = "account/notices.html")]
struct NoticesPage {
    f: Frame,
    t: &'static Notices,
    echo: Echo,
    rows: Vec<Row>,
    kinds: Vec<Kind>,
    /// The instant up to which this page shows notices, in microseconds.
    until: i64,
    older: Option<String>,
    is_older: bool,
}

#[derive(Template)]
#[template(path = "account/bell.html")]
struct BellPart {
    bell: Bell,
}

/// `GET /notices`, from an older one on where the address says so.
async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    render(&app, &staff, &query, StatusCode::OK, Echo::default()).await
}

/// A place in the list, `time-id`.
fn place(text: &str) -> Option<(Timestamp, i64)> {
    let (at, id) = text.split_once('-')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}

async fn render(
    app: &App,
    staff: &Staff,
    query: &Fields,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Notices::of(staff.lang);
    let f = Frame::new(app, staff, "notices", t.title).await?.with_echo(&echo);
    let (viewer, before) = (staff.viewer.clone(), place(query.raw("before")));
    let (mut found, muted) = app
        .db
        .read(move |connection| {
            let found = notices::newest(connection, viewer.id, &viewer.scope, before, SHOWN + 1)?;
            Ok::<_, PageError>((found, notices::muted(connection, viewer.id)?))
        })
        .await?;
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let has_more = found.len() > shown;
    found.truncate(shown);
    let older = found.last().filter(|_| has_more).map(|last| format!("{}-{}", last.created_at.micros(), last.id));
    let until = found.first().map_or(0, |first| first.created_at.micros());
    let rows = found.into_iter().map(|row| Row {
        name: row.kind.name(staff.lang),
        // The note of such an entry is the name of who has the ticket now.
        note: match row.entry {
            EventKind::TicketAssigned | EventKind::RuleApplied => String::new(),
            _ => staff.reads(&row.note).into_owned(),
        },
        of: row,
    });
    let kinds = NoticeKind::ALL.iter().map(|kind| Kind {
        code: kind.code(),
        name: kind.name(staff.lang),
        wanted: !muted.contains(kind),
    });
    let (rows, kinds) = (rows.collect(), kinds.collect());
    page(status, &NoticesPage { f, t, echo, rows, kinds, until, older, is_older: before.is_some() })
}

/// `GET /notices/count`: the bell alone, which open pages fetch each minute.
async fn count(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    let viewer = staff.viewer.clone();
    let unread = app.db.read(move |connection| notices::unread(connection, viewer.id, &viewer.scope)).await?;
    ok(&BellPart { bell: Bell::of(unread, staff.lang) })
}

/// `POST /notices/read`: those that the page showed, and older ones.
async fn read(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let until = reader.code("until", |text| text.parse().ok().map(Timestamp::from_micros)).unwrap_or_default();
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "read", &form, Currency::CNY, error)?,
        Ok(()) => {
            submit(&app, &staff, "read", &form, Currency::CNY, move |tx, actor| {
                command::read(tx, actor, until)?;
                Ok("/notices".to_owned())
            })
            .await?
        }
    };
    answer(&app, &staff, sent, Notices::of(staff.lang).said_read).await
}

/// `POST /notices/kinds`: the kinds that the person wants.
async fn choose(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let mut wanted = Vec::new();
    for code in form.fields.all("kind") {
        match NoticeKind::parse(code) {
            Some(kind) => wanted.push(kind),
            None => reader.refuse("kind", Refusal::UnknownValue),
        }
    }
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "kinds", &form, Currency::CNY, error)?,
        Ok(()) => {
            submit(&app, &staff, "kinds", &form, Currency::CNY, move |tx, actor| {
                command::choose(tx, actor, &wanted)?;
                Ok("/notices".to_owned())
            })
            .await?
        }
    };
    answer(&app, &staff, sent, Common::of(staff.lang).saved).await
}

async fn answer(app: &App, staff: &Staff, sent: Sent, said: &str) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(said);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(app, staff, &Fields::default(), status, echo).await,
    }
}
