//! `GET /orders`: find an order.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::rows::OrderItem;
use crate::domain::lists::search_text;
use crate::domain::permission::Permission;
use crate::domain::time::start_of_day;
use crate::i18n::orders::Orders;
use crate::store::DbError;
use crate::store::house::merchants;
use crate::store::house::merchants::ShopRow;
use crate::store::list::{Listed, Predicate, Window};
use crate::store::orders::list;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::ok;
use crate::web::framework::identity::session::Staff;
use crate::web::list::{PAGE_ROWS, neighbours, start_of};

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
    let narrowing = narrowing(&staff, &query);
    let words = search_text::words(&query.raw("q").chars().take(200).collect::<String>());
    let (names, start) = (staff.name_search(), start_of(&query));
    let (scope, shop_scope) =
        (staff.scope.clone(), staff.merchants.iter().map(|merchant| merchant.id).collect::<Vec<_>>());
    let (page, shops) = app
        .db
        .read(move |connection| {
            let mut narrowing = narrowing.clone();
            narrowing.extend(list::found_by(connection, &words, names)?);
            let window = Window { sort: list::BY_DATE, ascending: false, start: start.clone(), limit: PAGE_ROWS };
            let page = list::Orders::page(connection, &scope, &narrowing, &window)?;
            Ok::<_, DbError>((page, shops_of(connection, &shop_scope)?))
        })
        .await?;
    let (previous, next) = neighbours("/orders", &query, &page);
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
fn narrowing(staff: &Staff, query: &Fields) -> Vec<Predicate> {
    let mut reader = Reader::new(query);
    let (from, to) = (reader.date("from"), reader.date("to"));
    let zone = staff.zone();
    let from = from.map(|date| start_of_day(date, zone));
    let before = to.and_then(|date| date.succ_opt()).map(|date| start_of_day(date, zone));
    let mut narrowing = vec![list::placed(from, before)];
    narrowing.extend(query.raw("shop").parse().ok().map(list::of_shop));
    narrowing.extend(match query.raw("tickets") {
        "yes" => Some(list::with_tickets(true)),
        "no" => Some(list::with_tickets(false)),
        _ => None,
    });
    narrowing
}
