//! The application: the form on an order's lines, for a new ticket or a draft.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::orders::order_facts;
use crate::commands::tickets::open_ticket;
use crate::commands::{Actor, CommandError};
use crate::domain::money::UnitPrice;
use crate::domain::permission::Permission;
use crate::domain::ticket::kind::{Channel, DesiredSolution, TicketType};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::{Action, check};
use crate::i18n::codes::Named;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::house::merchants::MerchantRow;
use crate::store::house::reasons::ReasonRow;
use crate::store::house::{merchants, reasons};
use crate::store::orders::OrderRow;
use crate::store::tickets::{TicketRow, parts, stages};
use crate::store::{DbError, orders, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::tickets::application_form::{FORM, read};

/// A line of the order as the form offers it.
struct LineChoice {
    line_no: i64,
    sku: String,
    name: String,
    spec: String,
    unit_price: UnitPrice,
    bought: i64,
    returnable: i64,
    quantity: String,
    reason: String,
    exchange_sku: String,
    /// Field names, made once.
    qty_field: String,
    reason_field: String,
    exchange_field: String,
}

/// A reason on offer.
struct ReasonChoice {
    code: String,
    /// Says the types, where it does not apply to all.
    name: String,
    /// The types it applies to, with commas between them.
    types: String,
}

#[derive(Template)]
#[template(path = "tickets/application.html")]
struct ApplicationPage {
    f: Frame,
    t: &'static Tickets,
    echo: Echo,
    order: OrderRow,
    see_prices: bool,
    lines: Vec<LineChoice>,
    reasons: Vec<ReasonChoice>,
    kinds: Vec<(&'static str, &'static str)>,
    channels: Vec<(&'static str, &'static str)>,
    solutions: Vec<(&'static str, &'static str)>,
    /// The draft that is edited.
    draft: Option<TicketRow>,
    parent_no: String,
    action: String,
    /// The values of the form before anything is typed.
    defaults: Defaults,
}

#[derive(Default)]
struct Defaults {
    kind: &'static str,
    channel: &'static str,
    solution: &'static str,
    buyer_words: String,
    remark: String,
    contact_phone: String,
    contact_email: String,
    requested_on: String,
    claimed: String,
}

/// `GET /tickets/new?order_no=…`.
pub async fn new(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    if query.raw("order_no").trim().is_empty() {
        return Ok(see_other("/orders"));
    }
    let order = find_order(&app, &staff, &query).await?;
    show(&app, &staff, StatusCode::OK, order, None, Echo::default(), query.raw("after").to_owned()).await
}

/// `POST /tickets`.
pub async fn create(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let order = find_order(&app, &staff, &form.fields).await?;
    let parent_no = form.fields.raw("parent_no").to_owned();
    let (order_id, currency, fields) = (order.id, order.currency, form.fields.clone());
    let sent = submit(&app, &staff, FORM, &form, currency, move |tx, actor| {
        let (application, intent) = read(&fields, currency)?;
        let ticket = open_ticket::open(tx, actor, order_id, &application, intent)?;
        Ok(format!("/tickets/{}", ticket.ticket_no))
    })
    .await?;
    finish(&app, &staff, sent, order, None, parent_no).await
}

/// `GET /tickets/{no}/edit`: a draft.
pub async fn edit(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let (ticket, order) = find_draft(&app, &staff, path.into_inner()).await?;
    show(&app, &staff, StatusCode::OK, order, Some(ticket), Echo::default(), String::new()).await
}

/// `POST /tickets/{no}/edit`: saves or submits a draft.
pub async fn save(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let (ticket, order) = find_draft(&app, &staff, path.into_inner()).await?;
    let (number, currency, fields) = (ticket.ticket_no.clone(), order.currency, form.fields.clone());
    let sent = submit(&app, &staff, FORM, &form, currency, move |tx, actor| {
        let (application, intent) = read(&fields, currency)?;
        let mut reader = Reader::new(&fields);
        let version = reader.version();
        reader.finish()?;
        open_ticket::edit(tx, actor, &number, version, &application, intent)?;
        Ok(format!("/tickets/{number}"))
    })
    .await?;
    finish(&app, &staff, sent, order, Some(ticket), String::new()).await
}

async fn finish(
    app: &App,
    staff: &Staff,
    sent: Sent,
    order: OrderRow,
    draft: Option<TicketRow>,
    parent_no: String,
) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            let number = address.trim_start_matches("/tickets/").to_owned();
            let scope = staff.scope.clone();
            let ticket = app.db.read(move |connection| tickets::by_no(connection, &scope, &number)).await?;
            let t = Tickets::of(staff.lang);
            if let Some(ticket) = ticket {
                staff.cookie.set_notice(match ticket.status {
                    Status::Draft => t.draft_notice,
                    Status::PendingReview => t.submitted_notice,
                    _ => t.auto_notice,
                });
            }
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show(app, staff, status, order, draft, echo, parent_no).await,
    }
}

async fn find_order(app: &App, staff: &Staff, fields: &Fields) -> Result<OrderRow, PageError> {
    let (scope, order_no, merchant) =
        (staff.scope.clone(), fields.raw("order_no").trim().to_owned(), fields.raw("merchant").to_owned());
    app.db
        .read(move |connection| -> Result<Option<OrderRow>, DbError> {
            let found = orders::by_no(connection, &scope, &order_no)?;
            for order in found {
                if merchant.is_empty() || merchants::get(connection, order.merchant_id)?.code == merchant {
                    return Ok(Some(order));
                }
            }
            Ok(None)
        })
        .await?
        .ok_or(PageError::NotFound)
}

async fn find_draft(app: &App, staff: &Staff, number: String) -> Result<(TicketRow, OrderRow), PageError> {
    let scope = staff.scope.clone();
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some(ticket) = tickets::by_no(connection, &scope, &number)? else { return Ok(None) };
            let order = orders::by_id(connection, ticket.order_id)?;
            Ok(Some((ticket, order)))
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

struct FormRows {
    lines: Vec<LineChoice>,
    reasons: Vec<ReasonRow>,
    merchant: MerchantRow,
    defaults: Defaults,
    may_edit: bool,
}

fn load(
    connection: &mut crate::store::Conn,
    actor: &Actor,
    order: &OrderRow,
    draft: Option<&TicketRow>,
    now: crate::domain::time::Timestamp,
) -> Result<FormRows, CommandError> {
    let merchant = merchants::get(connection, order.merchant_id)?;
    let except = draft.map(|ticket| ticket.id);
    let (facts, rows) = order_facts::load(connection, order, &merchant, now, except)?;
    let reasons = reasons::list(connection, order.merchant_id)?;
    let code = |id: i64| reasons.iter().find(|reason| reason.id == id).map(|reason| reason.code.clone());
    let drafted = match draft {
        Some(ticket) => parts::lines(connection, ticket.id)?,
        None => Vec::new(),
    };
    let intake = match draft {
        Some(ticket) => Some(stages::intake(connection, ticket.id)?),
        None => None,
    };
    let may_edit = match draft {
        Some(ticket) => {
            let stages = stages::of_ticket(connection, ticket.id)?;
            let facts = tickets::facts(connection, ticket, &stages, merchant.filer_may_review)?;
            check(Action::EditDraft, &facts, actor.viewer()).is_ok()
        }
        None => true,
    };
    let lines = rows
        .into_iter()
        .zip(facts.lines)
        .map(|(row, facts)| {
            let drafted = drafted.iter().find(|line| line.line_no == row.line_no);
            LineChoice {
                line_no: row.line_no,
                unit_price: row.unit_price_scaled,
                bought: row.quantity,
                returnable: facts.ledger().remaining_quantity(),
                quantity: drafted.map(|line| line.quantity.to_string()).unwrap_or_default(),
                reason: drafted.and_then(|line| code(line.reason_id)).unwrap_or_default(),
                exchange_sku: drafted.and_then(|line| line.exchange_sku.clone()).unwrap_or_default(),
                qty_field: format!("qty_{}", row.line_no),
                reason_field: format!("reason_{}", row.line_no),
                exchange_field: format!("exchange_sku_{}", row.line_no),
                sku: row.sku,
                name: row.name,
                spec: row.spec,
            }
        })
        .collect();
    let defaults = Defaults {
        kind: draft.map_or(default_kind(order, connection)?, |ticket| ticket.kind).code(),
        channel: intake.as_ref().map_or(Channel::Staff, |row| row.channel).code(),
        solution: intake.as_ref().and_then(|row| row.desired_solution).map_or("", DesiredSolution::code),
        requested_on: intake.as_ref().map(|row| row.requested_on.clone()).unwrap_or_default(),
        claimed: intake
            .as_ref()
            .and_then(|row| row.claimed_minor)
            .map(|amount| amount.plain(order.currency))
            .unwrap_or_default(),
        buyer_words: intake.as_ref().map(|row| row.buyer_words.clone()).unwrap_or_default(),
        remark: intake.as_ref().map(|row| row.remark.clone()).unwrap_or_default(),
        contact_phone: intake.as_ref().map(|row| row.contact_phone.clone()).unwrap_or_default(),
        contact_email: intake.map(|row| row.contact_email).unwrap_or_default(),
    };
    Ok(FormRows { lines, reasons, merchant, defaults, may_edit })
}

/// Refund only before anything was shipped, return and refund after.
fn default_kind(order: &OrderRow, connection: &mut crate::store::Conn) -> Result<TicketType, DbError> {
    let shipped = orders::lines(connection, order.id)?.iter().any(|line| line.shipped_qty > 0);
    Ok(TicketType::usual(shipped))
}

async fn show(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    order: OrderRow,
    draft: Option<TicketRow>,
    echo: Echo,
    parent_no: String,
) -> Result<HttpResponse, PageError> {
    let t = Tickets::of(staff.lang);
    let lang = staff.lang;
    let (reader, now) = (staff.actor(), app.db.clock().now());
    let (of_order, of_draft) = (order.clone(), draft.clone());
    let loaded = app
        .db
        .read(move |connection| load(connection, &reader, &of_order, of_draft.as_ref(), now))
        .await
        .map_err(PageError::from)?;
    if !loaded.may_edit {
        return Ok(see_other(&format!("/tickets/{}", draft.map(|ticket| ticket.ticket_no).unwrap_or_default())));
    }
    let title = if draft.is_some() { t.edit_title } else { t.new_title };
    let mut frame = Frame::new(app, staff, "tickets.new", title).await?.with_echo(&echo);
    frame.zone = crate::domain::time::zone(&loaded.merchant.timezone);
    let today = now.date_in(frame.zone).to_string();
    let mut defaults = loaded.defaults;
    if defaults.requested_on.is_empty() {
        defaults.requested_on = today;
    }
    let named = |all: &[Channel]| all.iter().map(|value| (value.code(), value.name(lang))).collect();
    let mut solutions = vec![("", t_none(lang))];
    solutions.extend(DesiredSolution::ALL.iter().map(|value| (value.code(), value.name(lang))));
    let template = ApplicationPage {
        t,
        see_prices: staff.may(Permission::SeePrices),
        lines: loaded.lines,
        reasons: loaded.reasons.iter().filter(|row| row.visible).map(|row| reason_choice(row, lang)).collect(),
        kinds: TicketType::ALL.iter().map(|kind| (kind.code(), kind.name(lang))).collect(),
        channels: named(Channel::ALL),
        solutions,
        action: match &draft {
            Some(ticket) => format!("/tickets/{}/edit", ticket.ticket_no),
            None => "/tickets".to_owned(),
        },
        draft,
        parent_no,
        defaults,
        order,
        echo,
        f: frame,
    };
    page(status, &template)
}

fn t_none(lang: Lang) -> &'static str {
    crate::i18n::common::Common::of(lang).none
}

/// A form without script offers all reasons, so those of some types only name them; the script leaves the chosen type's.
fn reason_choice(reason: &ReasonRow, lang: Lang) -> ReasonChoice {
    let name = lang.pick(&reason.name_zh, &reason.name_en);
    let types: Vec<TicketType> = TicketType::ALL.iter().copied().filter(|kind| reason.applies(*kind)).collect();
    let names: Vec<&str> = types.iter().map(|kind| kind.name(lang)).collect();
    ReasonChoice {
        code: reason.code.clone(),
        name: match types.len() == TicketType::ALL.len() {
            true => name.to_owned(),
            false => {
                fill(Tickets::of(lang).reason_only, &[("name", name), ("types", &names.join(lang.pick("、", ", ")))])
            }
        },
        types: types.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(","),
    }
}
