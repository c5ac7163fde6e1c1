//! The application: the form on an order's lines, for a new ticket or a draft.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::tickets::open_ticket;
use crate::domain::people::contact::{mask_name, phone_tail};
use crate::domain::permission::Permission;
use crate::domain::ticket::kind::{Channel, DesiredSolution, TicketType};
use crate::domain::ticket::status::Status;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::tickets::Tickets;
use crate::store::house::merchants;
use crate::store::orders::OrderRow;
use crate::store::tickets::TicketRow;
use crate::store::{DbError, orders, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::tickets::application_form::{FORM, read};
use crate::web::tickets::application_rows::{Defaults, LineChoice, OrderStrip, ReasonChoice, load};

#[derive(Template)]
#[template(path = "tickets/application.html")]
struct ApplicationPage {
    f: Frame,
    t: &'static Tickets,
    echo: Echo,
    order: OrderRow,
    see_prices: bool,
    strip: OrderStrip,
    lines: Vec<LineChoice>,
    reasons: Vec<ReasonChoice>,
    sign_state: &'static str,
    receiver: String,
    phone: String,
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
        .read(move |connection| load(connection, &reader, &of_order, of_draft.as_ref(), now, lang))
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
        strip: loaded.strip,
        lines: loaded.lines,
        reasons: loaded.reasons,
        sign_state: order.sign_state.name(lang),
        receiver: mask_name(&order.receiver_name),
        phone: phone_tail(&order.receiver_phone),
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
