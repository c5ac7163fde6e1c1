//! Who has how many open tickets, and who is away, for those who give tickets to others. A figure leads to the list, where rows are given
//! to somebody else in bulk.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::assignment::absence;
use crate::domain::lists::due::Due;
use crate::domain::money::Currency;
use crate::domain::permission::Permission as P;
use crate::domain::time::Timestamp;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::people::assignment::Assignment;
use crate::store::DbError;
use crate::store::assignment::load;
use crate::store::assignment::load::Load;
use crate::store::house::list_choices;
use crate::store::people::{staff as people, staff_list};
use crate::web::account::{away_day, away_until};
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};

/// Registers the addresses.
pub(super) fn routes(config: &mut Addresses) {
    config
        .route(get("/workload", P::AssignTickets, Whose::List).to(show))
        .route(post("/workload/absence", P::AssignTickets, Whose::List).to(set_away));
}

/// Somebody with open tickets, or who may be given some.
struct Line {
    /// The person as filters of the list name them.
    key: String,
    name: String,
    load: Load,
    /// The last day away; empty for who is here.
    away: String,
    away_now: Option<String>,
    away_label: String,
    /// The version of the person, where the viewer may say that they are away.
    version: Option<i32>,
    is_refused: bool,
}

#[derive(Template)]
#[template(path = "staff/workload.html")]
struct WorkloadPage {
    f: Frame,
    t: &'static Assignment,
    echo: Echo,
    lines: Vec<Line>,
    /// Narrows the list to tickets that wait for somebody.
    open: String,
}

/// `GET /workload`.
async fn show(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    render(&app, &staff, None, StatusCode::OK, Echo::default()).await
}

/// A person of the page: id, name, version and absence where the viewer may change that.
type Known = (i64, String, Option<(i32, Option<Timestamp>)>);

async fn render(
    app: &App,
    staff: &Staff,
    changed: Option<i64>,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Assignment::of(staff.lang);
    let f = Frame::new(app, staff, "workload", t.workload).await?.with_echo(&echo);
    let (scope, now, zone) = (staff.scope.clone(), f.now, staff.zone());
    let midnight = Due::Today.range(now, zone).1.unwrap_or(now);
    let (known, loads) = app
        .db
        .read(move |connection| {
            let loads = load::of_all(connection, &scope, now, midnight)?;
            let manageable = staff_list::list(connection, &scope)?;
            let of = |id: i64| manageable.iter().find(|person| person.row.id == id && person.row.active);
            let mut known: Vec<Known> = Vec::new();
            for person in list_choices::people(connection, &scope)? {
                let row = of(person.id).map(|person| (person.row.version, person.row.away_until));
                known.push((person.id, person.name, row));
            }
            let others: Vec<i64> =
                loads.keys().copied().filter(|id| *id > 0 && !known.iter().any(|(known, ..)| known == id)).collect();
            known.extend(people::names(connection, &others)?.into_iter().map(|(id, name)| (id, name, None)));
            Ok::<_, DbError>((known, loads))
        })
        .await?;
    let load = |id: i64| loads.get(&id).copied().unwrap_or_default();
    let line = |(id, name, row): Known| {
        let away = away_day(row.and_then(|(_, until)| until), zone, now);
        Line {
            key: id.to_string(),
            load: load(id),
            away_now: (!away.is_empty()).then(|| fill(t.away_now, &[("day", &away)])),
            away_label: fill(t.away_of, &[("name", &name)]),
            away,
            version: row.map(|(version, _)| version),
            is_refused: changed == Some(id),
            name,
        }
    };
    let nobody = Line {
        key: "none".to_owned(),
        name: t.unassigned.to_owned(),
        load: load(0),
        away: String::new(),
        away_now: None,
        away_label: String::new(),
        version: None,
        is_refused: false,
    };
    let lines = std::iter::once(nobody).chain(known.into_iter().map(line)).collect();
    let open = load::open().iter().map(|status| format!("&status={status}")).collect();
    page(status, &WorkloadPage { f, t, echo, lines, open })
}

/// `POST /workload/absence`: until when somebody is away.
async fn set_away(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let id: i64 = reader.code("person", |text| text.parse().ok()).unwrap_or_default();
    let version = reader.version();
    let until = away_until(&mut reader, staff.zone(), app.db.clock().now());
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "absence", &form, Currency::CNY, error)?,
        Ok(()) => {
            submit(&app, &staff, "absence", &form, Currency::CNY, move |tx, actor| {
                absence::set_away(tx, actor, id, version, until)?;
                Ok("/workload".to_owned())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, Some(id), status, echo).await,
    }
}
