//! One SKU in one warehouse: what each bucket holds, and the moves it is the sum of.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::list::{CountDefaults, buckets, item_address};
use crate::domain::goods::condition::Bucket;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::goods::stock::Stock;
use crate::store::goods::stock;
use crate::store::goods::stock::{MoveListRow, Moves, StockRow};
use crate::store::house::merchants;
use crate::store::list::{Cursor, Direction, Listed, Page, Window};
use crate::store::{Conn, DbError, Scope, orders};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::ok;
use crate::web::framework::identity::session::Staff;
use crate::web::list::{PAGE_ROWS, neighbours, start_of};

/// A move in the reader's language.
struct MoveView {
    row: MoveListRow,
    what: &'static str,
    bucket: &'static str,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "stock/item.html")]
struct ItemPage {
    f: Frame,
    t: &'static Stock,
    echo: Echo,
    sku: String,
    name: String,
    warehouse: String,
    levels: Vec<(&'static str, StockRow)>,
    moves: Vec<MoveView>,
    warehouses: Vec<(String, String)>,
    buckets: Vec<(&'static str, &'static str)>,
    may_adjust: bool,
    count: CountDefaults,
    previous: Option<String>,
    next: Option<String>,
}

/// What the database answers.
struct Found {
    warehouse: String,
    name: String,
    levels: Vec<StockRow>,
    moves: Page<MoveListRow>,
}

/// `GET /stock/{warehouse_id}/{sku}`.
pub async fn show(
    app: Data<App>,
    staff: Staff,
    path: Path<(i64, String)>,
    query: Fields,
) -> Result<HttpResponse, PageError> {
    let (warehouse_id, sku) = path.into_inner();
    if sku.chars().any(char::is_control) {
        return Err(PageError::NotFound);
    }
    let t = Stock::of(staff.lang);
    let f = Frame::new(&app, &staff, "stock.item", sku.clone()).await?;
    let (scope, wanted, start) = (staff.scope.clone(), sku.clone(), start_of(&query));
    let found = app.db.read(move |connection| find(connection, &scope, warehouse_id, &wanted, start.clone())).await?;
    let found = found.ok_or(PageError::NotFound)?;
    let (previous, next) = neighbours(&item_address(warehouse_id, &sku), &query, &found.moves);
    let moves = found
        .moves
        .rows
        .into_iter()
        .map(|row| MoveListRow { note: staff.reads(&row.note).into_owned(), ..row })
        .map(|row| MoveView {
            what: row.ref_kind.name(staff.lang),
            bucket: row.bucket.name(staff.lang),
            at: row.created_at,
            row,
        })
        .collect();
    ok(&ItemPage {
        previous,
        next,
        levels: found.levels.into_iter().map(|row| (row.bucket.name(staff.lang), row)).collect(),
        warehouses: vec![(warehouse_id.to_string(), found.warehouse.clone())],
        buckets: buckets(staff.lang),
        may_adjust: staff.may(Permission::AdjustStock),
        count: CountDefaults { warehouse: warehouse_id.to_string(), sku: sku.clone(), bucket: Bucket::Sellable.code() },
        echo: Echo::default(),
        warehouse: found.warehouse,
        name: found.name,
        sku,
        moves,
        f,
        t,
    })
}

/// A SKU that a warehouse in scope ever held; nothing for others.
fn find(
    connection: &mut Conn,
    scope: &Scope,
    warehouse_id: i64,
    sku: &str,
    start: Option<(Cursor, Direction)>,
) -> Result<Option<Found>, DbError> {
    let Some(place) = merchants::warehouse_in(connection, scope, warehouse_id)? else { return Ok(None) };
    let levels = stock::levels(connection, warehouse_id, sku)?;
    if levels.is_empty() {
        return Ok(None);
    }
    let window = Window { sort: stock::MOVES_BY_TIME, ascending: false, start, limit: PAGE_ROWS };
    let product = orders::product(connection, place.merchant_id, sku)?;
    Ok(Some(Found {
        warehouse: place.name,
        name: product.map(|product| product.name).unwrap_or_default(),
        levels,
        moves: Moves::page(connection, scope, &vec![stock::moves_of(warehouse_id, sku)], &window)?,
    }))
}
