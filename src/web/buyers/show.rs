//! `GET /buyers/{id}` and the look at one masked value.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::domain::people::contact::{mask_account, mask_address, mask_email, mask_name, mask_phone};
use crate::domain::permission::Permission;
use crate::i18n::codes::Named;
use crate::i18n::orders::Orders;
use crate::i18n::people::risk::Risk;
use crate::store::orders::list::OrderListRow;
use crate::store::orders::{BuyerRow, finding, list};
use crate::store::tickets::{BuyerAfterSales, TicketRow};
use crate::store::{Conn, DbError, tickets};
use crate::web::buyers::marks;
use crate::web::buyers::marks::Marks;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::unmask::{Look, Unmasked, look};
use crate::web::orders::{OrderItem, TicketItem};

/// Orders and tickets of one page.
const MOST: i64 = 50;
/// The recent past: 90 days, in seconds (R139).
const RECENT: i64 = 90 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "buyers/show.html")]
struct BuyerPage {
    f: Frame,
    t: &'static Orders,
    echo: Echo,
    heading: String,
    platform: &'static str,
    level: String,
    data: Vec<(&'static str, String)>,
    unmaskable: Vec<(&'static str, &'static str)>,
    unmask_address: String,
    unmasked: Vec<Unmasked>,
    may_unmask: bool,
    counts: BuyerAfterSales,
    order_count: i64,
    rows: Vec<OrderItem>,
    tickets: Vec<TicketItem>,
    sees_prices: bool,
    r: &'static Risk,
    is_marked: bool,
    marks: Html,
}

struct Shown {
    counts: BuyerAfterSales,
    order_count: i64,
    orders: Vec<OrderListRow>,
    tickets: Vec<TicketRow>,
    marks: Marks,
}

/// `GET /buyers/{id}`.
pub async fn show(app: Data<App>, staff: Staff, path: Path<String>, query: Fields) -> Result<HttpResponse, PageError> {
    let buyer = find(&app, &staff, &path).await?;
    let ticket_no = query.raw("ticket").to_owned();
    answer(&app, &staff, buyer, ticket_no, StatusCode::OK, Echo::default(), Vec::new()).await
}

/// A buyer in scope; 404 for others.
pub(super) async fn find(app: &App, staff: &Staff, id: &str) -> Result<BuyerRow, PageError> {
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let scope = staff.scope.clone();
    app.db.read(move |connection| finding::buyer(connection, &scope, id)).await?.ok_or(PageError::NotFound)
}

/// The page. `ticket_no` is the ticket from which somebody came to mark the buyer; empty for none.
pub(super) async fn answer(
    app: &App,
    staff: &Staff,
    buyer: BuyerRow,
    ticket_no: String,
    status: StatusCode,
    echo: Echo,
    unmasked: Vec<Unmasked>,
) -> Result<HttpResponse, PageError> {
    let id = buyer.id;
    let since = app.db.clock().now().plus_seconds(-RECENT);
    let shown = app
        .db
        .read(move |connection: &mut Conn| {
            Ok::<_, DbError>(Shown {
                counts: tickets::count_of_buyer(connection, id, since)?,
                order_count: list::count_of_buyer(connection, id)?,
                orders: list::of_buyer(connection, id, MOST)?,
                tickets: finding::tickets_of_buyer(connection, id, MOST)?,
                marks: Marks::read(connection, id)?,
            })
        })
        .await?;
    let t = Orders::of(staff.lang);
    let heading = match buyer.nickname.as_str() {
        "" => mask_account(&buyer.account),
        nickname => mask_name(nickname),
    };
    let sees_prices = staff.may(Permission::SeePrices);
    let several = staff.merchants.len() > 1;
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == buyer.merchant_id);
    let code = merchant.filter(|_| several).map(|merchant| merchant.code.as_str());
    let mut f = Frame::new(app, staff, "buyers.show", &heading).await?.with_echo(&echo);
    f.zone = merchant.map_or(f.zone, |merchant| crate::domain::time::zone(&merchant.timezone));
    let rows = shown.orders.into_iter().map(|row| OrderItem::new(row, code, sees_prices, staff.lang)).collect();
    let tickets = shown.tickets.into_iter().map(|row| TicketItem::new(row, sees_prices, staff.lang)).collect();
    let is_marked = shown.marks.is_marked();
    let marks = Html::of(&marks::panel(&f, staff, &echo, id, shown.marks, ticket_no))?;
    page(
        status,
        &BuyerPage {
            r: Risk::of(staff.lang),
            is_marked,
            marks,
            f,
            t,
            echo,
            heading,
            platform: buyer.platform.name(staff.lang),
            level: buyer.level.clone(),
            data: masked(&buyer, t),
            unmaskable: vec![
                ("phone", t.phone),
                ("account", t.account),
                ("nickname", t.nickname),
                ("email", t.email),
                ("address", t.address),
            ],
            unmask_address: format!("/buyers/{id}/unmasking"),
            unmasked,
            may_unmask: staff.may(Permission::Unmask),
            counts: shown.counts,
            order_count: shown.order_count,
            rows,
            tickets,
            sees_prices,
        },
    )
}

fn masked(buyer: &BuyerRow, t: &'static Orders) -> Vec<(&'static str, String)> {
    let all = [
        (t.account, mask_account(&buyer.account)),
        (t.nickname, mask_name(&buyer.nickname)),
        (t.level, buyer.level.clone()),
        (t.phone, mask_phone(&buyer.phone)),
        (t.email, mask_email(&buyer.email)),
        (t.address, mask_address(&buyer.address)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn value(buyer: &BuyerRow, field: &str, t: &'static Orders) -> Option<(&'static str, String)> {
    Some(match field {
        "phone" => (t.phone, buyer.phone.clone()),
        "account" => (t.account, buyer.account.clone()),
        "nickname" => (t.nickname, buyer.nickname.clone()),
        "email" => (t.email, buyer.email.clone()),
        "address" => (t.address, buyer.address.clone()),
        _ => return None,
    })
}

/// `POST /buyers/{id}/unmasking`: values in clear, on the answer's page alone.
pub async fn unmask_one(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let buyer = find(&app, &staff, &path).await?;
    let (t, subject) = (Orders::of(staff.lang), format!("buyer {}", buyer.id));
    match look(&app, &staff, &form, buyer.merchant_id, subject, |field| value(&buyer, field, t)).await? {
        Look::Seen(seen) => answer(&app, &staff, buyer, String::new(), StatusCode::OK, Echo::default(), seen).await,
        Look::Refused(status, echo) => answer(&app, &staff, buyer, String::new(), status, echo, Vec::new()).await,
    }
}
