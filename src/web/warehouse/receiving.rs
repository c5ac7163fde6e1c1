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
use crate::domain::people::contact::{is_product_code, tracking_no};
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Status;
use crate::domain::time::{Timestamp, start_of_day};
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::store::goods::parcels::ParcelRow;
use crate::store::goods::receiving::{Known, ReceivingParcel, ReceivingTicket};
use crate::store::goods::receiving_counts::ReceivingCounts;
use crate::store::goods::{parcels, receiving, receiving_counts};
use crate::store::house::{list_choices, merchants};
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
use crate::web::warehouse::scan_view::{ScanResult, ScanView, known_sentences, scan_view};
use crate::web::warehouse::scanned::{ParcelView, TicketView, parcel_view, ticket_view};

/// Which part of the desk shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    SignIn,
    Open,
    Dispatch,
}

/// The part of the page below the scan field of the open step.
enum Opened {
    /// Nothing was scanned.
    Nothing,
    None(NoTicket),
    Several(String, Vec<TicketView>),
    One(Box<OpenedTicket>),
}

/// What is known of a number that no ticket with business here has.
struct NoTicket {
    text: String,
    /// Whose number it is.
    known: Vec<String>,
    /// The unclaimed parcel that was signed in under it.
    parcel_no: Option<String>,
}

impl Opened {
    /// Whether the next scan is the number of a parcel that goes out.
    fn dispatches(&self) -> bool {
        matches!(self, Self::One(one) if one.w.dispatch.is_some())
    }

    /// What the keys of an empty scan field do.
    fn keys(&self, t: &Warehouse) -> Option<String> {
        let Self::One(one) = self else { return None };
        let (text, action) = match (&one.w.receive, &one.w.inspect) {
            (Some(form), _) => (t.usual_keys, if form.may_pass { t.receive_and_pass } else { t.receive }),
            (None, Some(form)) if form.passes => (t.usual_key, t.inspect),
            (None, _) => return None,
        };
        Some(fill(text, &[("action", action)]))
    }
}

/// The ticket that was found, with its forms.
struct OpenedTicket {
    view: TicketView,
    /// Other tickets of its box whose goods are not counted yet.
    same_parcel: Vec<TicketView>,
    /// Goods of its box that it does not settle: what they are, and the unclaimed parcel that they are now.
    leftovers: Vec<String>,
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
    /// A refused number that looks like a product's.
    product_code: Option<String>,
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
    same_parcel: Vec<ReceivingTicket>,
    /// Whose number it is, where no ticket waits for it.
    known: Known,
    /// The unclaimed parcel of that number, and the goods left over from the opened ticket's box.
    unclaimed: Vec<ParcelRow>,
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
        let is_parcel = reader.ticked("as_parcel");
        reader.finish()?;
        let scan = Scan { typed_no: &typed, warehouse_id: warehouse, scanned_at: scanned, is_parcel };
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
    let mut found = app.db.read(move |connection| find(connection, &actor, lang, step, &wanted, today)).await.map_err(
        |error: CommandError| match error {
            CommandError::Db(error) => PageError::Db(error),
            other => PageError::Internal(format!("{other:?}")),
        },
    )?;
    let stands = [query.warehouse.as_str(), &found.place].into_iter().find(|id| knows(&found.warehouses, id));
    let warehouse = stands.map_or_else(|| first_code(&found.warehouses), str::to_owned);
    let result = ScanResult {
        scanned: found.scanned.as_ref(),
        is_double: query.result == "double",
        today: found.counts.signed_in_today,
        known: &found.known,
        stands: &warehouse,
        warehouses: &found.warehouses,
    };
    let scan = scan_view(&f, &result, &echo);
    let product_code =
        tracking_no(echo.fields.raw("tracking_no")).filter(|it| echo.is("sign-in") && is_product_code(it));
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
    let counts = found.counts;
    let warehouses = std::mem::take(&mut found.warehouses);
    let opened = opened(&query.q, found, words, lang);
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
            counts,
            warehouses,
            warehouse,
            scan,
            product_code,
            recent,
            q: query.q,
            opened,
            lists,
        },
    )
}

fn knows(warehouses: &[(String, String)], id: &str) -> bool {
    warehouses.iter().any(|(known, _)| known == id)
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
        counts: receiving_counts::counts(connection, scope, today)?,
        warehouses: Vec::new(),
        place: String::new(),
        scanned: None,
        recent: Vec::new(),
        tickets: Vec::new(),
        same_parcel: Vec::new(),
        known: Known::default(),
        unclaimed: Vec::new(),
        words: String::new(),
        forms: None,
        to_open: Vec::new(),
        to_inspect: Vec::new(),
        to_dispatch: Vec::new(),
    };
    match step {
        Step::SignIn => {
            found.warehouses = list_choices::active_warehouses(connection, scope)?;
            if let Some(staff_id) = actor.staff_id {
                let place = preferences::desk_place(connection, staff_id)?;
                found.place = place.map(|id| id.to_string()).unwrap_or_default();
            }
            if let Some(parcel) = parcels::by_no(connection, scope, &query.parcel_no)? {
                if parcel.state == ParcelState::Unclaimed && parcel.contents.is_empty() {
                    found.known = receiving::known(connection, scope, &parcel.tracking_no)?;
                }
                found.scanned = Some(receiving::with_tickets(connection, parcel)?);
            }
            found.recent = receiving::recent_parcels(connection, scope, 10)?;
        }
        Step::Open => {
            if !query.q.is_empty() {
                let number = tracking_no(&query.q);
                found.tickets = receiving::find(connection, scope, &query.q, number.as_deref())?;
                if let Some(number) = number.filter(|_| found.tickets.is_empty()) {
                    found.known = receiving::known(connection, scope, &number)?;
                    found.unclaimed = parcels::by_tracking(connection, scope, &number)?.into_iter().collect();
                }
            }
            if let [one] = found.tickets.as_slice() {
                let ticket = &one.ticket;
                let merchant = merchants::get(connection, ticket.merchant_id)?;
                let stages = stages::of_ticket(connection, ticket.id)?;
                let facts = &tickets::facts(connection, ticket, &stages, merchant.filer_may_review)?;
                let subject = Subject { ticket, stages: &stages, facts };
                found.forms = Some(WarehouseForms::load(connection, actor, &subject, lang, true)?);
                found.words = stages::intake(connection, one.ticket.id)?.particulars.buyer_words;
                found.unclaimed = parcels::leftovers_of(connection, ticket)?;
                found.same_parcel = receiving::waiting_beside(connection, scope, ticket)?;
            }
            found.to_open = receiving::to_open(connection, scope)?;
            found.to_inspect = receiving::to_inspect(connection, scope)?;
        }
        Step::Dispatch => found.to_dispatch = receiving::to_dispatch(connection, scope)?,
    }
    Ok(found)
}

fn opened(q: &str, mut found: ReceivingRows, words: String, lang: Lang) -> Opened {
    let t = Warehouse::of(lang);
    if q.is_empty() {
        return Opened::Nothing;
    }
    match (found.tickets.len(), found.forms) {
        (0, _) => Opened::None(NoTicket {
            text: fill(t.found_none, &[("q", q)]),
            known: known_sentences(&found.known, lang),
            parcel_no: found.unclaimed.pop().filter(|it| it.state == ParcelState::Unclaimed).map(|it| it.parcel_no),
        }),
        (1, Some(w)) => {
            let ticket = found.tickets.remove(0);
            let exception = ticket.ticket.status == Status::InspectionException;
            let leftovers = found.unclaimed.iter().map(|parcel| leftover(parcel, &ticket, t)).collect();
            let same_parcel = found.same_parcel.iter().map(|other| ticket_view(other, t, lang)).collect();
            let view = ticket_view(&ticket, t, lang);
            Opened::One(Box::new(OpenedTicket { view, same_parcel, leftovers, words, w, exception }))
        }
        (count, _) => Opened::Several(
            fill(t.found_several, &[("n", &count.to_string()), ("q", q)]),
            found.tickets.iter().map(|ticket| ticket_view(ticket, t, lang)).collect(),
        ),
    }
}

/// What was left over, and where it belongs.
fn leftover(parcel: &ParcelRow, ticket: &ReceivingTicket, t: &Warehouse) -> String {
    let goods = parcel.contents.strip_prefix(&ticket.ticket.ticket_no).unwrap_or(&parcel.contents).trim();
    fill(t.leftover, &[("goods", goods), ("parcel", &parcel.parcel_no)])
}
