//! The stock list, by SKU and warehouse with all buckets, and the form for counts.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::commands::goods::count_stock::{StockCount, adjust as adjust_stock};
use crate::domain::goods::condition::Bucket;
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::goods::stock::Stock;
use crate::i18n::{Lang, fill};
use crate::store::goods::stock;
use crate::store::goods::stock::{StockList as Store, StockListRow};
use crate::store::house::list_choices;
use crate::store::list::{Order, Predicate};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::right::Right;
use crate::web::framework::submit::{Sent, submit};
use crate::web::list::column::{Column, Drawing, Look};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::page::show_with_echo;
use crate::web::list::value::Value;

/// The stock list.
pub struct StockList;

/// The values that the count form opens with.
pub struct CountDefaults {
    pub warehouse: String,
    pub sku: String,
    pub bucket: &'static str,
}

/// The form for counts, below the list.
#[derive(Template)]
#[template(path = "stock/count_below.html")]
struct CountView<'a> {
    f: &'a Frame,
    t: &'static Stock,
    echo: &'a Echo,
    warehouses: Vec<(String, String)>,
    buckets: Vec<(&'static str, &'static str)>,
    count: CountDefaults,
}

const fn t(lang: Lang) -> &'static Stock {
    Stock::of(lang)
}

/// The page of a SKU in a warehouse.
pub fn item_address(warehouse_id: i64, sku: &str) -> String {
    let sku: String = form_urlencoded::byte_serialize(sku.as_bytes()).collect();
    format!("/stock/{warehouse_id}/{}", sku.replace('+', "%20"))
}

/// Buckets by code and name.
pub fn buckets(lang: Lang) -> Vec<(&'static str, &'static str)> {
    Bucket::ALL.iter().map(|bucket| (bucket.code(), bucket.name(lang))).collect()
}

fn draw_available(html: &mut Html, row: &StockListRow, _: &Drawing<'_, StockList>) {
    html.raw("<strong>").raw(&(row.sellable - row.reserved).to_string()).raw("</strong>");
}

impl List for StockList {
    type Store = Store;
    /// The warehouses in which goods can be counted.
    type Beside = Vec<(String, String)>;

    const PAGE: &'static str = "stock";
    const PATHS: Paths = paths!("/stock");
    const FILE: &'static str = "stock";
    const RIGHT: Right = Right::One(Permission::ViewStock);
    const EXPORT: Permission = Permission::ViewStock;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("sku", |lang| t(lang).sku, 23, |row, _| Value::text(&row.sku))
            .card("title")
            .by(stock::BY_SKU),
        Column::<Self>::new("name", |lang| t(lang).goods, 36, |row, _| Value::text(&row.name)).card("goods"),
        Column::<Self>::new("warehouse", |lang| t(lang).warehouse, 16, |row, _| Value::text(&row.warehouse))
            .card("status"),
        Column::<Self>::new("sellable", |lang| t(lang).sellable, 9, |row, _| Value::Number(row.sellable))
            .look(Look::Figure),
        Column::<Self>::new("reserved", |lang| t(lang).reserved, 9, |row, _| Value::Number(row.reserved))
            .look(Look::Figure),
        Column::<Self>::new(
            "available",
            |lang| t(lang).available,
            9,
            |row, _| Value::Number(row.sellable - row.reserved),
        )
        .look(Look::Figure)
        .card("units")
        .drawn(draw_available),
        Column::<Self>::new("returned", |lang| t(lang).returned, 9, |row, _| Value::Number(row.returned))
            .look(Look::Figure),
        Column::<Self>::new("defective", |lang| t(lang).defective, 9, |row, _| Value::Number(row.defective))
            .look(Look::Figure),
        Column::<Self>::new("scrap", |lang| t(lang).scrap, 9, |row, _| Value::Number(row.scrap)).look(Look::Figure),
        Column::<Self>::new(
            "last_move",
            |lang| t(lang).last_move,
            14,
            |row, context| Value::time(row.last_move_at, context.zone),
        )
        .look(Look::Faint)
        .card("time"),
    ];
    const USUAL: &'static [&'static str] = &[
        "sku",
        "name",
        "warehouse",
        "sellable",
        "reserved",
        "available",
        "returned",
        "defective",
        "scrap",
        "last_move",
    ];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(&["q"], |lang| t(lang).search, Kind::Text(|found, text| found.push(stock::called(text))))
        },
        Filter::new(
            &["warehouse"],
            |lang| t(lang).warehouse,
            Kind::Choice {
                offered: |offer| offer.choices.warehouses.clone(),
                is_many: false,
                narrow: |found, id, _| {
                    let warehouse = id.parse().ok();
                    found.extend(warehouse.map(stock::in_warehouse));
                    warehouse.is_some()
                },
            },
        ),
        Filter::new(
            &["bucket"],
            |lang| t(lang).bucket,
            Kind::Choice {
                offered: |offer| {
                    let named = buckets(offer.lang).into_iter();
                    named.map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
                },
                is_many: false,
                narrow: |found, code, _| {
                    let bucket = Bucket::parse(code);
                    found.extend(bucket.map(stock::held_in));
                    bucket.is_some()
                },
            },
        ),
    ];

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.all, tabs: t.bucket, empty: t.empty, empty_text: t.empty_hint }
    }

    fn key(row: &StockListRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.sku)
    }

    fn link(row: &StockListRow, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        Some(item_address(row.warehouse_id, &row.sku))
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (stock::BY_SKU, true)
    }

    fn beside(
        connection: &mut Conn,
        viewer: &Viewer,
        _: Timestamp,
        _: &mut Vec<StockListRow>,
        _: &[&'static str],
        query: Option<&Fields>,
    ) -> Result<Self::Beside, DbError> {
        let counts = query.is_some() && viewer.may(Permission::AdjustStock);
        if counts { list_choices::warehouses(connection, &viewer.scope) } else { Ok(Vec::new()) }
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let cells = &shown.drawing.cells;
        if !cells.viewer.may(Permission::AdjustStock) {
            return Ok(Around::default());
        }
        let count = CountView {
            f: shown.drawing.f,
            t: t(cells.lang),
            echo: shown.drawing.echo,
            buckets: buckets(cells.lang),
            count: CountDefaults {
                warehouse: cells.beside.first().map(|(id, _)| id.clone()).unwrap_or_default(),
                sku: String::new(),
                bucket: Bucket::Sellable.code(),
            },
            warehouses: cells.beside.clone(),
        };
        Ok(Around { below: Html::of(&count)?, ..Around::default() })
    }
}

/// `POST /stock/adjustments`.
pub async fn adjust(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let t = t(staff.lang);
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
        let is_new = reader.ticked("new_sku");
        reader.finish()?;
        let (warehouse_id, bucket) = (warehouse_id.unwrap_or(0), bucket.unwrap_or(Bucket::Sellable));
        let count = StockCount { warehouse_id, sku, bucket, quantity, reason };
        let (difference, sku) = adjust_stock(tx, actor, &count, is_new)?;
        let known: String = form_urlencoded::byte_serialize(sku.as_bytes()).collect();
        Ok(format!("{}?difference={difference}&sku={known}", item_address(warehouse_id, &sku)))
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            let (address, done) = address.split_once('?').unwrap_or((&address, ""));
            let done = Fields::parse(done.as_bytes());
            let text = if done.raw("difference") == "0" { t.done_same } else { t.done_counted };
            let values = [("sku", done.raw("sku")), ("difference", done.raw("difference"))];
            staff.cookie.set_notice(&fill(text, &values));
            Ok(see_other(address))
        }
        Sent::Refused(status, echo) => show_with_echo::<StockList>(&app, &staff, Fields::default(), status, echo).await,
    }
}
