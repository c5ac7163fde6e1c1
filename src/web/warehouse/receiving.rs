//! The receiving desk with its two loops: sign in, scan after scan; open, scan by scan. And what waits to be dispatched.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::goods::parcel_arrival;
use crate::commands::goods::parcel_arrival::{Scan, Scanned};
use crate::commands::{Actor, CommandError};
use crate::domain::goods::movement::ParcelState;
use crate::domain::money::Currency;
use crate::domain::people::contact::tracking_no;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Status;
use crate::domain::time::{Timestamp, start_of_day};
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::store::goods::receiving::{ReceivingCounts, ReceivingParcel, ReceivingTicket};
use crate::store::goods::{parcels, receiving};
use crate::store::house::merchants;
use crate::store::people::preferences;
use crate::store::tickets::stages;
use crate::store::{Conn, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::warehouse::forms::{Subject, WarehouseForms};
use crate::web::warehouse::scanned::{ParcelView, TicketView, parcel_view, ticket_view};

/// Which part of the desk shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    SignIn,
    Open,
    Dispatch,
}

/// The result of the last scan, in words and as a sound.
struct ScanView {
    /// `hit` or `miss`; empty before the first scan.
    sound: &'static str,
    headline: String,
    number: String,
    detail: String,
}

/// The part of the page below the scan field of the open step.
enum Opened {
    /// Nothing was scanned.
    Nothing,
    None(String),
    Several(String, Vec<TicketView>),
    One(Box<OpenedTicket>),
}

/// The ticket that was found, with its forms.
struct OpenedTicket {
    view: TicketView,
    words: String,
    w: WarehouseForms,
    exception: bool,
}

#[derive(Template)]
#[template(path = "warehouse/receiving.html")]
struct DeskPage {
    f: Frame,
    t: &'static Warehouse,
    echo: Echo,
    step: Step,
    /// Whose waiting scans the browser sends.
    clerk: i64,
    may_work: bool,
    /// The logs and the unclaimed parcels.
    sees_logs: bool,
    counts: ReceivingCounts,
    warehouses: Vec<(String, String)>,
    warehouse: String,
    scan: ScanView,
    recent: Vec<ParcelView>,
    q: String,
    opened: Opened,
    /// Title, what is said when it is empty, tickets.
    lists: Vec<(&'static str, &'static str, Vec<TicketView>)>,
}

impl DeskPage {
    fn is(&self, step: Step) -> bool {
        self.step == step
    }
}

/// The query of a desk page.
#[derive(Clone, Debug, Default)]
struct ScanQuery {
    step: String,
    q: String,
    parcel_no: String,
    result: String,
    warehouse: String,
}

/// The rows that a desk page shows.
struct ReceivingRows {
    counts: ReceivingCounts,
    warehouses: Vec<(String, String)>,
    /// Where the clerk stood last; empty before the first choice.
    place: String,
    scanned: Option<ReceivingParcel>,
    recent: Vec<ReceivingParcel>,
    tickets: Vec<ReceivingTicket>,
    words: String,
    forms: Option<WarehouseForms>,
    to_open: Vec<ReceivingTicket>,
    to_inspect: Vec<ReceivingTicket>,
    to_dispatch: Vec<ReceivingTicket>,
}

/// `GET /warehouse`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let query = ScanQuery {
        step: query.raw("step").to_owned(),
        q: query.typed("q"),
        parcel_no: query.typed("scan"),
        result: query.raw("result").to_owned(),
        warehouse: query.raw("warehouse").to_owned(),
    };
    render(&app, &staff, query, StatusCode::OK, Echo::default()).await
}

/// The desk with one ticket opened and a refused form shown again.
pub async fn show_ticket(
    app: &App,
    staff: &Staff,
    ticket_no: &str,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let query = ScanQuery { step: "open".to_owned(), q: ticket_no.to_owned(), ..ScanQuery::default() };
    render(app, staff, query, status, echo).await
}

/// `POST /warehouse/sign-ins`.
pub async fn sign_in(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let fields = form.fields.clone();
    let sent = submit(&app, &staff, "sign-in", &form, Currency::CNY, move |tx, actor| {
        let mut reader = Reader::new(&fields);
        let typed = reader.required("tracking_no", 1, 100);
        let warehouse = reader.optional_code("warehouse", |id| id.parse::<i64>().ok());
        let scanned = reader.optional_code("scanned_at", time_of);
        reader.finish()?;
        let scan = Scan { typed_no: &typed, warehouse_id: warehouse, scanned_at: scanned };
        let (result, parcel_no) = match parcel_arrival::sign_in(tx, actor, &scan)? {
            Scanned::Hit(parcel_no) => ("hit", parcel_no),
            Scanned::Miss(parcel_no) => ("miss", parcel_no),
            Scanned::Double(parcel_no) => ("double", parcel_no),
        };
        let place = warehouse.map(|id| format!("&warehouse={id}")).unwrap_or_default();
        Ok(format!("/warehouse?scan={parcel_no}&result={result}{place}"))
    })
    .await?;
    match sent {
        Sent::Done(address) => Ok(see_other(&address)),
        Sent::Refused(status, echo) => {
            let query = ScanQuery { warehouse: form.fields.raw("warehouse").to_owned(), ..ScanQuery::default() };
            render(&app, &staff, query, status, echo).await
        }
    }
}

/// A time such as `2026-11-29T10:00:00Z`.
fn time_of(text: &str) -> Option<Timestamp> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(Timestamp::from_micros(time.timestamp_micros()))
}

async fn render(
    app: &App,
    staff: &Staff,
    query: ScanQuery,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Warehouse::of(staff.lang);
    let f = Frame::new(app, staff, "warehouse.desk", t.title).await?.with_echo(&echo);
    let step = match query.step.as_str() {
        "dispatch" => Step::Dispatch,
        "open" => Step::Open,
        _ if !query.q.is_empty() => Step::Open,
        // Somebody who inspects and signs nothing in begins with the goods to inspect.
        "" if staff.may(Permission::Inspect) && !staff.may(Permission::WorkWarehouse) => Step::Open,
        _ => Step::SignIn,
    };
    let today = start_of_day(f.now.date_in(f.zone), f.zone);
    let (actor, lang, wanted) = (staff.actor(), staff.lang, query.clone());
    let found = app.db.read(move |connection| find(connection, &actor, lang, step, &wanted, today)).await.map_err(
        |error: CommandError| match error {
            CommandError::Db(error) => PageError::Db(error),
            other => PageError::Internal(format!("{other:?}")),
        },
    )?;
    let scan = scan_view(&f, t, &query, &found, &echo);
    let view = |ticket: &ReceivingTicket| ticket_view(ticket, t, lang);
    let lists = match step {
        Step::SignIn => Vec::new(),
        Step::Open => vec![
            (t.to_open, t.none_to_open, found.to_open.iter().map(view).collect()),
            (t.to_inspect, t.none_to_inspect, found.to_inspect.iter().map(view).collect()),
        ],
        Step::Dispatch => vec![(t.to_dispatch, t.none_to_dispatch, found.to_dispatch.iter().map(view).collect())],
    };
    let recent = found.recent.iter().map(|parcel| parcel_view(parcel, t, lang)).collect();
    let words = staff.reads(&found.words).into_owned();
    let opened = opened(&query.q, found.tickets, found.forms, words, t, lang);
    let stands =
        [query.warehouse, found.place].into_iter().find(|id| found.warehouses.iter().any(|(known, _)| known == id));
    let warehouse = stands.unwrap_or_else(|| first_code(&found.warehouses));
    page(
        status,
        &DeskPage {
            f,
            t,
            echo,
            step,
            clerk: staff.id,
            may_work: staff.may(Permission::WorkWarehouse),
            sees_logs: staff.may(Permission::ViewWarehouse),
            counts: found.counts,
            warehouses: found.warehouses,
            warehouse,
            scan,
            recent,
            q: query.q,
            opened,
            lists,
        },
    )
}

fn first_code(warehouses: &[(String, String)]) -> String {
    warehouses.first().map(|(id, _)| id.clone()).unwrap_or_default()
}

fn find(
    connection: &mut Conn,
    actor: &Actor,
    lang: Lang,
    step: Step,
    query: &ScanQuery,
    today: Timestamp,
) -> Result<ReceivingRows, CommandError> {
    let scope = &actor.scope;
    let mut found = ReceivingRows {
        counts: receiving::counts(connection, scope, today)?,
        warehouses: Vec::new(),
        place: String::new(),
        scanned: None,
        recent: Vec::new(),
        tickets: Vec::new(),
        words: String::new(),
        forms: None,
        to_open: Vec::new(),
        to_inspect: Vec::new(),
        to_dispatch: Vec::new(),
    };
    match step {
        Step::SignIn => {
            found.warehouses = warehouses(connection, actor)?;
            if let Some(staff_id) = actor.staff_id {
                let place = preferences::desk_place(connection, staff_id)?;
                found.place = place.map(|id| id.to_string()).unwrap_or_default();
            }
            if let Some(parcel) = parcels::by_no(connection, scope, &query.parcel_no)? {
                found.scanned = Some(receiving::with_tickets(connection, parcel)?);
            }
            found.recent = receiving::recent_parcels(connection, scope, 10)?;
        }
        Step::Open => {
            if !query.q.is_empty() {
                let number = tracking_no(&query.q);
                found.tickets = receiving::find(connection, scope, &query.q, number.as_deref())?;
            }
            if let [one] = found.tickets.as_slice() {
                let ticket = &one.ticket;
                let merchant = merchants::get(connection, ticket.merchant_id)?;
                let stages = stages::of_ticket(connection, ticket.id)?;
                let facts = &tickets::facts(connection, ticket, &stages, merchant.filer_may_review)?;
                let subject = Subject { ticket, stages: &stages, facts };
                found.forms = Some(WarehouseForms::load(connection, actor, &subject, lang, true)?);
                found.words = stages::intake(connection, one.ticket.id)?.buyer_words;
            }
            found.to_open = receiving::to_open(connection, scope)?;
            found.to_inspect = receiving::to_inspect(connection, scope)?;
        }
        Step::Dispatch => found.to_dispatch = receiving::to_dispatch(connection, scope)?,
    }
    Ok(found)
}

/// The warehouses one can stand in: id and name, with the merchant's where there are several.
fn warehouses(connection: &mut Conn, actor: &Actor) -> Result<Vec<(String, String)>, CommandError> {
    let merchants = merchants::list(connection, &actor.scope)?;
    let mut all = Vec::new();
    for merchant in &merchants {
        for warehouse in merchants::warehouses_of(connection, merchant.id)?.into_iter().filter(|place| place.active) {
            let name =
                if merchants.len() > 1 { format!("{} · {}", merchant.name, warehouse.name) } else { warehouse.name };
            all.push((warehouse.id.to_string(), name));
        }
    }
    Ok(all)
}

fn scan_view(f: &Frame, t: &Warehouse, query: &ScanQuery, found: &ReceivingRows, echo: &Echo) -> ScanView {
    if echo.is("sign-in") {
        let detail = echo.error("sign-in", "tracking_no").or(echo.alarm.as_deref()).unwrap_or_default().to_owned();
        let number = echo.fields.raw("tracking_no").to_owned();
        return ScanView { sound: "miss", headline: t.refused_scan.to_owned(), number, detail };
    }
    let Some(ReceivingParcel { parcel, tickets }) = &found.scanned else {
        return ScanView {
            sound: "",
            headline: t.first_scan.to_owned(),
            number: String::new(),
            detail: t.first_scan_hint.to_owned(),
        };
    };
    let inside: Vec<String> = tickets
        .iter()
        .map(|ticket| {
            let view = ticket_view(ticket, t, f.lang);
            format!("{} · {} · {}", view.ticket_no, view.goods.join(", "), view.tail)
        })
        .collect();
    let (sound, headline, detail) = match query.result.as_str() {
        "double" => {
            let when = parcel.signed_in_at.utc().with_timezone(&f.zone).format("%m-%d %H:%M").to_string();
            ("miss", fill(t.double, &[("when", &when)]), inside.join("; "))
        }
        _ if parcel.state == ParcelState::Unclaimed => {
            ("miss", fill(t.miss, &[("parcel", &parcel.parcel_no)]), t.miss_hint.to_owned())
        }
        _ => {
            let count = found.counts.signed_in_today.to_string();
            ("hit", fill(t.hit, &[("n", &count)]), inside.join("; "))
        }
    };
    ScanView { sound, headline, number: parcel.tracking_no.clone(), detail }
}

fn opened(
    q: &str,
    mut tickets: Vec<ReceivingTicket>,
    forms: Option<WarehouseForms>,
    words: String,
    t: &Warehouse,
    lang: Lang,
) -> Opened {
    if q.is_empty() {
        return Opened::Nothing;
    }
    match (tickets.len(), forms) {
        (0, _) => Opened::None(fill(t.found_none, &[("q", q)])),
        (1, Some(w)) => {
            let ticket = tickets.remove(0);
            let exception = ticket.ticket.status == Status::InspectionException;
            Opened::One(Box::new(OpenedTicket { view: ticket_view(&ticket, t, lang), words, w, exception }))
        }
        (count, _) => Opened::Several(
            fill(t.found_several, &[("n", &count.to_string()), ("q", q)]),
            tickets.iter().map(|ticket| ticket_view(ticket, t, lang)).collect(),
        ),
    }
}
