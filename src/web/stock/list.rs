//! The stock list, by SKU and warehouse with all buckets, and the form for counts.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::goods::count_stock::{StockCount, adjust as adjust_stock};
use crate::domain::goods::condition::Bucket;
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::goods::stock::Stock;
use crate::store::goods::stock;
use crate::store::goods::stock::{StockList, StockListRow};
use crate::store::house::merchants;
use crate::store::list::{Listed, Predicate, Window};
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::list::{PAGE_ROWS, neighbours, start_of};

/// What the count form opens with.
pub struct CountDefaults {
    pub warehouse: String,
    pub sku: String,
    pub bucket: &'static str,
}

#[derive(Template)]
#[template(path = "stock/index.html")]
struct StockPage {
    f: Frame,
    t: &'static Stock,
    echo: Echo,
    query: Fields,
    rows: Vec<StockListRow>,
    warehouses: Vec<(String, String)>,
    buckets: Vec<(&'static str, &'static str)>,
    may_adjust: bool,
    count: CountDefaults,
    previous: Option<String>,
    next: Option<String>,
}

impl StockPage {
    fn address_of(&self, row: &StockListRow) -> String {
        item_address(row.warehouse_id, &row.sku)
    }
}

/// The page of a SKU in a warehouse.
pub fn item_address(warehouse_id: i64, sku: &str) -> String {
    let sku: String = form_urlencoded::byte_serialize(sku.as_bytes()).collect();
    format!("/stock/{warehouse_id}/{}", sku.replace('+', "%20"))
}

/// The warehouses in scope: id and name, with the merchant's where there are several.
pub fn warehouses(connection: &mut Conn, scope: &Scope) -> Result<Vec<(String, String)>, DbError> {
    let all = merchants::list(connection, scope)?;
    let mut found = Vec::new();
    for merchant in &all {
        for place in merchants::warehouses_of(connection, merchant.id)? {
            let name = if all.len() > 1 { format!("{} · {}", merchant.name, place.name) } else { place.name };
            found.push((place.id.to_string(), name));
        }
    }
    Ok(found)
}

/// Buckets by code and name.
pub fn buckets(lang: crate::i18n::Lang) -> Vec<(&'static str, &'static str)> {
    Bucket::ALL.iter().map(|bucket| (bucket.code(), bucket.name(lang))).collect()
}

/// `GET /stock`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    render(&app, &staff, query, StatusCode::OK, Echo::default()).await
}

async fn render(
    app: &App,
    staff: &Staff,
    query: Fields,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Stock::of(staff.lang);
    let f = Frame::new(app, staff, "stock", t.title).await?.with_echo(&echo);
    let like = Some(query.typed("q")).filter(|like| !like.is_empty());
    let narrowing: Vec<Predicate> = [
        query.raw("warehouse").parse().ok().map(stock::in_warehouse),
        Bucket::parse(query.raw("bucket")).map(stock::held_in),
        like.map(|like| stock::called(&like)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let window = Window { sort: stock::BY_SKU, ascending: true, start: start_of(&query), limit: PAGE_ROWS };
    let scope = staff.scope.clone();
    let (found, warehouses) = app
        .db
        .read(move |connection| {
            let found = StockList::page(connection, &scope, &narrowing, &window)?;
            Ok::<_, DbError>((found, warehouses(connection, &scope)?))
        })
        .await?;
    let (previous, next) = neighbours("/stock", &query, &found);
    let count = CountDefaults {
        warehouse: warehouses.first().map(|(id, _)| id.clone()).unwrap_or_default(),
        sku: String::new(),
        bucket: Bucket::Sellable.code(),
    };
    page(
        status,
        &StockPage {
            previous,
            next,
            buckets: buckets(staff.lang),
            may_adjust: staff.may(Permission::AdjustStock),
            f,
            t,
            echo,
            query,
            rows: found.rows,
            warehouses,
            count,
        },
    )
}

/// `POST /stock/adjustments`.
pub async fn adjust(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let t = Stock::of(staff.lang);
    let fields = form.fields.clone();
    let sent = submit(&app, &staff, "adjust", &form, Currency::CNY, move |tx, actor| {
        let mut reader = Reader::new(&fields);
        let warehouse_id = reader.code("warehouse", |id| id.parse::<i64>().ok());
        let sku = reader.required("sku", 1, lengths::SKU);
        let bucket = reader.code("bucket", Bucket::parse);
        if fields.raw("quantity").trim().is_empty() {
            reader.refuse("quantity", crate::domain::refusal::Refusal::Required);
        }
        let quantity = reader.quantity("quantity").unwrap_or(0);
        let reason = reader.required("reason", 2, 500);
        reader.finish()?;
        let (warehouse_id, bucket) = (warehouse_id.unwrap_or(0), bucket.unwrap_or(Bucket::Sellable));
        let count = StockCount { warehouse_id, sku, bucket, quantity, reason };
        let difference = adjust_stock(tx, actor, &count)?;
        Ok(format!("{}?difference={difference}", item_address(warehouse_id, &count.sku)))
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            let (address, difference) = address.split_once("?difference=").unwrap_or((&address, "0"));
            let text = if difference == "0" { t.done_same } else { t.done_counted };
            let values = [("sku", form.fields.raw("sku").trim()), ("difference", difference)];
            staff.cookie.set_notice(&fill(text, &values));
            Ok(see_other(address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, Fields::default(), status, echo).await,
    }
}
