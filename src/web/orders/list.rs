//! `GET /orders`: find an order.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::rows::OrderItem;
use crate::domain::lists::search_text;
use crate::domain::permission::Permission;
use crate::domain::time::{Timestamp, start_of_day};
use crate::i18n::orders::Orders;
use crate::store::DbError;
use crate::store::house::merchants;
use crate::store::house::merchants::ShopRow;
use crate::store::orders::list;
use crate::store::orders::list::{OrderFilter, OrderListRow, Part, Place};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::ok;
use crate::web::framework::identity::session::Staff;

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "orders/index.html")]
struct OrdersPage {
    f: Frame,
    t: &'static Orders,
    rows: Vec<OrderItem>,
    shops: Vec<(String, String)>,
    typed: Typed,
    shop_name: String,
    previous: Option<String>,
    next: Option<String>,
    may_import: bool,
    may_type: bool,
    sees_prices: bool,
    without_shop: String,
    without_dates: String,
    without_tickets: String,
}

/// The filter as it was typed.
struct Typed {
    q: String,
    shop: String,
    from: String,
    to: String,
    tickets: String,
}

/// `GET /orders`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let typed = Typed {
        q: query.raw("q").trim().to_owned(),
        shop: query.raw("shop").to_owned(),
        from: query.raw("from").to_owned(),
        to: query.raw("to").to_owned(),
        tickets: query.raw("tickets").to_owned(),
    };
    let filter = filter(&staff, &query);
    let part = part(&query);
    let (scope, shop_scope) =
        (staff.scope.clone(), staff.merchants.iter().map(|merchant| merchant.id).collect::<Vec<_>>());
    let (page, shops) = app
        .db
        .read(move |connection| {
            let page = list::page(connection, &scope, &filter, part, ROWS)?;
            Ok::<_, DbError>((page, shops_of(connection, &shop_scope)?))
        })
        .await?;
    let place = |row: Option<&OrderListRow>| row.map(|row| write_place(row.order.ordered_at, row.order.id));
    let link = |name: &str, place: Option<String>| {
        place.map(|place| format!("/orders?{}", joined(&query.query_without(&["after", "before"]), name, &place)))
    };
    let previous = page.earlier.then(|| link("before", place(page.rows.first()))).flatten();
    let next = page.later.then(|| link("after", place(page.rows.last()))).flatten();
    let sees_prices = staff.may(Permission::SeePrices);
    let several = staff.merchants.len() > 1;
    let code_of = |id: i64| staff.merchants.iter().find(|merchant| merchant.id == id).map(|m| m.code.as_str());
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            let code = if several { code_of(row.order.merchant_id) } else { None };
            OrderItem::new(row, code, sees_prices, staff.lang)
        })
        .collect();
    let t = Orders::of(staff.lang);
    let without = |names: &[&str]| format!("/orders?{}", query.query_without(&[names, &["after", "before"]].concat()));
    ok(&OrdersPage {
        f: Frame::new(&app, &staff, "orders.index", t.title).await?,
        t,
        rows,
        shop_name: shops
            .iter()
            .find(|shop| shop.id.to_string() == typed.shop)
            .map(|shop| shop.name.clone())
            .unwrap_or_default(),
        shops: shops.into_iter().map(|shop| (shop.id.to_string(), shop.name)).collect(),
        without_shop: without(&["shop"]),
        without_dates: without(&["from", "to"]),
        without_tickets: without(&["tickets"]),
        typed,
        previous,
        next,
        may_import: staff.may(Permission::ImportOrders),
        may_type: staff.may(Permission::FileTicket),
        sees_prices,
    })
}

fn shops_of(connection: &mut crate::store::Conn, merchant_ids: &[i64]) -> Result<Vec<ShopRow>, DbError> {
    let mut shops = Vec::new();
    for id in merchant_ids {
        shops.extend(merchants::shops_of(connection, *id)?);
    }
    Ok(shops)
}

/// What was asked for; a value that makes no sense asks for nothing.
fn filter(staff: &Staff, query: &Fields) -> OrderFilter {
    let mut reader = Reader::new(query);
    let (from, to) = (reader.date("from"), reader.date("to"));
    let zone = staff.zone();
    OrderFilter {
        names: staff.name_search(),
        words: search_text::words(&query.raw("q").chars().take(200).collect::<String>()),
        shop_id: query.raw("shop").parse().ok(),
        from: from.map(|date| start_of_day(date, zone)),
        before: to.and_then(|date| date.succ_opt()).map(|date| start_of_day(date, zone)),
        has_tickets: match query.raw("tickets") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

fn part(query: &Fields) -> Part {
    match (read_place(query.raw("after")), read_place(query.raw("before"))) {
        (Some(place), _) => Part::After(place),
        (None, Some(place)) => Part::Before(place),
        (None, None) => Part::First,
    }
}

fn write_place(ordered_at: Timestamp, id: i64) -> String {
    format!("{:x}-{id:x}", ordered_at.micros())
}

fn read_place(text: &str) -> Option<Place> {
    let (at, id) = text.split_once('-')?;
    let ordered_at = Timestamp::from_micros(i64::from_str_radix(at, 16).ok()?);
    Some(Place { ordered_at, id: i64::from_str_radix(id, 16).ok()? })
}

fn joined(query: &str, name: &str, value: &str) -> String {
    match query {
        "" => format!("{name}={value}"),
        query => format!("{query}&{name}={value}"),
    }
}
