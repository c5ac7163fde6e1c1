//! `GET /queries/{id}`: what was asked and answered, and what can be done with it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::service::query::{QueryState, QueryStep};
use crate::domain::time::{Timestamp, zone};
use crate::i18n::codes::Named;
use crate::i18n::orders::queries::Queries;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::people::staff as people;
use crate::store::service::queries;
use crate::store::service::queries::{QueryEntryRow, QueryRow};
use crate::store::{Conn, DbError, Scope, orders, tickets};
use crate::web::buyers::queries::address;
use crate::web::buyers::queries::state::state_html;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page};
use crate::web::framework::identity::session::Staff;
use crate::web::orders::address as order_address;

/// An entry of the history.
struct Entry {
    step: &'static str,
    code: &'static str,
    who: String,
    at: Timestamp,
    words: String,
}

#[derive(Template)]
#[template(path = "buyers/queries/show.html")]
struct QueryPage {
    f: Frame,
    t: &'static Queries,
    echo: Echo,
    query: QueryRow,
    state: Html,
    kind: &'static str,
    merchant: MerchantRow,
    shop: String,
    words: String,
    contact: String,
    answer: String,
    closing_words: String,
    taken_by: String,
    answered_by: String,
    closed_by: String,
    /// The page of the order; `None` where it is not here, or not the viewer's to see.
    order: Option<String>,
    is_order_here: bool,
    ticket_no: String,
    /// Where a ticket is opened from it; `None` where there is one, or no number of an order.
    open_ticket: Option<String>,
    /// Newest first.
    history: Vec<Entry>,
    may_answer: bool,
    may_close: bool,
    may_reopen: bool,
    /// What was typed into a form that is no longer open.
    typed: String,
}

/// A query with all that hangs on it.
struct Shown {
    query: QueryRow,
    merchant: MerchantRow,
    shop: String,
    entries: Vec<QueryEntryRow>,
    names: std::collections::HashMap<i64, String>,
    is_order_here: bool,
    ticket_no: String,
}

/// `GET /queries/{id}`.
pub(super) async fn show(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let id: i64 = path.parse().map_err(|_| PageError::NotFound)?;
    render(&app, &staff, id, StatusCode::OK, Echo::default()).await
}

fn load(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<Shown>, DbError> {
    let Some(query) = queries::find(connection, scope, id)? else { return Ok(None) };
    let entries = queries::entries(connection, id)?;
    let mut people: Vec<i64> = entries.iter().filter_map(|entry| entry.staff_id).collect();
    people.extend([query.taken_by, query.answered_by, query.closed_by].into_iter().flatten());
    let shop = query.shop_id.map(|shop| merchants::shop(connection, shop)).transpose()?.flatten();
    let ticket = query.ticket_id.map(|ticket| tickets::by_id(connection, ticket)).transpose()?;
    let found = match query.order_no.as_str() {
        "" => Vec::new(),
        order_no => orders::by_no(connection, scope, order_no)?,
    };
    Ok(Some(Shown {
        merchant: merchants::get(connection, query.merchant_id)?,
        shop: shop.map(|shop| shop.name).unwrap_or_default(),
        names: people::names(connection, &people)?,
        is_order_here: found.iter().any(|order| order.merchant_id == query.merchant_id),
        ticket_no: ticket.map(|ticket| ticket.ticket_no).unwrap_or_default(),
        entries,
        query,
    }))
}

/// What was typed into a form that the state has not any more, so that it is not lost.
fn typed(echo: &Echo, state: QueryState) -> String {
    let text = |form: &str, step: QueryStep, field: &str| match echo.is(form) && !state.allows(step) {
        true => echo.fields.raw(field).to_owned(),
        false => String::new(),
    };
    let answer = text("answer-query", QueryStep::Answered, "answer");
    answer + &text("close-query", QueryStep::Closed, "closing_words")
}

/// The page of a query, with a refused form shown again.
pub(super) async fn render(
    app: &App,
    staff: &Staff,
    id: i64,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let scope = staff.scope.clone();
    let shown = app.db.read(move |connection| load(connection, &scope, id)).await?.ok_or(PageError::NotFound)?;
    let Shown { query, merchant, shop, entries, names, is_order_here, ticket_no } = shown;
    let (t, lang) = (Queries::of(staff.lang), staff.lang);
    let mut f = Frame::new(app, staff, "queries.show", &query.query_no).await?.with_echo(&echo);
    f.zone = zone(&merchant.timezone);
    let name = |id: Option<i64>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_else(|| f.t.system.to_owned());
    let reads = |text: &str| staff.reads(text).into_owned();
    let history = entries.iter().rev().map(|entry| Entry {
        step: entry.step.name(lang),
        code: entry.step.code(),
        who: name(entry.staff_id),
        at: entry.created_at,
        words: reads(&entry.words),
    });
    let open_ticket = match (query.ticket_id, query.order_no.as_str()) {
        (Some(_), _) | (None, "") => None,
        (None, order_no) if is_order_here => Some(address::ticket_from(order_no, &merchant.code, query.id)),
        (None, order_no) => Some(address::order_from(order_no, query.id)),
    };
    let sees_order = is_order_here && staff.may(Permission::ViewOrders);
    let body = QueryPage {
        state: state_html(query.state, lang),
        kind: query.kind.name(lang),
        words: reads(&query.words),
        contact: reads(&query.contact),
        answer: reads(&query.answer),
        closing_words: reads(&query.closing_words),
        taken_by: name(query.taken_by),
        answered_by: name(query.answered_by),
        closed_by: name(query.closed_by),
        order: sees_order.then(|| order_address::order_of(&query.order_no, &merchant.code)),
        history: history.collect(),
        may_answer: query.state.allows(QueryStep::Answered),
        may_close: query.state.allows(QueryStep::Closed),
        may_reopen: query.state.allows(QueryStep::Reopened),
        typed: typed(&echo, query.state),
        f,
        t,
        echo,
        query,
        merchant,
        shop,
        is_order_here,
        ticket_no,
        open_ticket,
    };
    page(status, &body)
}
