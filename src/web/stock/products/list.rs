//! The list of products, and the form that takes a file of them.

use std::borrow::Cow;

use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::common::Common;
use crate::i18n::goods::products::Products;
use crate::store::list::{Order, Predicate};
use crate::store::policy::product_list;
use crate::store::policy::product_list::{ProductList as Store, ProductListRow};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::column::{Column, Drawing, Look};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::tabs::TabRow;
use crate::web::list::value::Value;

/// The list of products.
pub struct ProductList;

/// The form for a file, below the list.
#[derive(Template)]
#[template(path = "stock/products_below.html")]
struct FileView<'a> {
    f: &'a Frame,
    t: &'static Products,
    echo: &'a Echo,
    merchants: Vec<(String, String)>,
}

const fn t(lang: Lang) -> &'static Products {
    Products::of(lang)
}

/// The page of a product.
pub fn item_address(merchant_id: i64, sku: &str) -> String {
    let sku: String = form_urlencoded::byte_serialize(sku.as_bytes()).collect();
    format!("/products/{merchant_id}/{}", sku.replace('+', "%20"))
}

fn yes_no(value: bool, lang: Lang) -> &'static str {
    let t = Common::of(lang);
    if value { t.yes } else { t.no }
}

impl List for ProductList {
    type Store = Store;
    type Beside = ();

    const PAGE: &'static str = "products.index";
    const PATHS: Paths = paths!("/products");
    const FILE: &'static str = "products";
    const RIGHT: Right = Right::One(Permission::ViewSettings);
    const EXPORT: Permission = Permission::ViewSettings;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("sku", |lang| t(lang).sku, 20, |row, _| Value::text(&row.sku))
            .card("title")
            .by(product_list::BY_SKU),
        Column::<Self>::new("name", |lang| t(lang).name, 30, |row, _| Value::text(&row.name)).card("goods"),
        Column::<Self>::new("merchant", |lang| t(lang).merchant, 14, |row, _| Value::text(&row.merchant))
            .seen(|viewer| viewer.merchants.len() > 1),
        Column::<Self>::new("category", |lang| t(lang).category, 14, |row, _| Value::text(&row.category))
            .card("status"),
        Column::<Self>::new("barcode", |lang| t(lang).barcode, 16, |row, _| Value::text(&row.barcode)),
        Column::<Self>::new(
            "custom_made",
            |lang| t(lang).custom_made,
            10,
            |row, context| Value::text(yes_no(row.custom_made, context.lang)),
        ),
        Column::<Self>::new(
            "returnable",
            |lang| t(lang).returnable,
            14,
            |row, context| Value::text(yes_no(row.returnable, context.lang)),
        ),
        Column::<Self>::new("accessories", |lang| t(lang).accessories, 30, |row, _| Value::text(&row.accessories))
            .look(Look::Wrapped),
    ];
    const USUAL: &'static [&'static str] =
        &["sku", "name", "merchant", "category", "barcode", "custom_made", "returnable", "accessories"];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["q"],
                |lang| t(lang).search,
                Kind::Text(|found, text| found.push(product_list::called(text))),
            )
        },
        Filter::new(
            &["category"],
            |lang| t(lang).category,
            Kind::Text(|found, text| found.push(product_list::in_category(text))),
        ),
    ];
    const TABS: &'static [TabRow<Vec<Predicate>>] = &[
        TabRow { codes: &["ALL"], name: |lang| t(lang).all, narrow: |_| {}, is_alarming: false },
        TabRow {
            codes: &["LEFT_OUT"],
            name: |lang| t(lang).left_out,
            narrow: |found| found.push(product_list::left_out()),
            is_alarming: false,
        },
    ];

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.all, tabs: t.returnable, empty: t.empty, empty_text: t.empty_hint }
    }

    fn key(row: &ProductListRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.sku)
    }

    fn link(row: &ProductListRow, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        Some(item_address(row.merchant_id, &row.sku))
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (product_list::BY_SKU, true)
    }

    fn beside(
        _: &mut Conn,
        _: &Viewer,
        _: Timestamp,
        _: &mut Vec<ProductListRow>,
        _: &[&'static str],
        _: Option<&Fields>,
    ) -> Result<Self::Beside, DbError> {
        Ok(())
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let cells = &shown.drawing.cells;
        if !cells.viewer.may(Permission::ManageSettings) {
            return Ok(Around::default());
        }
        let merchants = cells.viewer.merchants.iter();
        let form = FileView {
            f: shown.drawing.f,
            t: t(cells.lang),
            echo: shown.drawing.echo,
            merchants: merchants.map(|merchant| (merchant.code.clone(), merchant.name.clone())).collect(),
        };
        Ok(Around { below: Html::of(&form)?, ..Around::default() })
    }
}
