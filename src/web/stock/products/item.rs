//! One product: what orders teach of it, and the form of what people say.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::policy::manage_products;
use crate::commands::policy::manage_products::ProductText;
use crate::domain::lengths;
use crate::domain::permission::Permission;
use crate::i18n::goods::products::Products;
use crate::store::orders::ProductRow;
use crate::store::policy::product_terms;
use crate::store::policy::product_terms::ProductTermsRow;
use crate::store::{DbError, orders};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::stock::products::list::item_address;

#[derive(Template)]
#[template(path = "stock/product.html")]
struct ProductPage {
    f: Frame,
    t: &'static Products,
    echo: Echo,
    product: ProductRow,
    said: ProductTermsRow,
    categories: Vec<String>,
    action: String,
    may_change: bool,
}

/// `GET /products/{merchant_id}/{sku}`.
pub(super) async fn show(app: Data<App>, staff: Staff, path: Path<(i64, String)>) -> Result<HttpResponse, PageError> {
    let (merchant_id, sku) = path.into_inner();
    render(&app, &staff, merchant_id, &sku, StatusCode::OK, Echo::default()).await
}

async fn render(
    app: &App,
    staff: &Staff,
    merchant_id: i64,
    sku: &str,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    // Postgres keeps no NUL in a text and fails on one; no SKU has it.
    if sku.chars().any(char::is_control) || !staff.scope.sees(merchant_id) {
        return Err(PageError::NotFound);
    }
    let wanted = sku.to_owned();
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some(product) = orders::product(connection, merchant_id, &wanted)? else { return Ok(None) };
            let said = product_terms::of_skus(connection, merchant_id, &[&wanted])?.pop();
            let said = said.unwrap_or_else(|| ProductTermsRow::blank(merchant_id, &wanted));
            Ok(Some((product, said, product_terms::categories(connection, merchant_id)?)))
        })
        .await?;
    let (product, said, categories) = found.ok_or(PageError::NotFound)?;
    let body = ProductPage {
        f: Frame::new(app, staff, "products.show", product.sku.clone()).await?.with_echo(&echo),
        t: Products::of(staff.lang),
        action: item_address(merchant_id, sku),
        may_change: staff.may(Permission::ManageSettings),
        product,
        said,
        categories,
        echo,
    };
    page(status, &body)
}

/// `POST /products/{merchant_id}/{sku}`.
pub(super) async fn change(
    app: Data<App>,
    staff: Staff,
    path: Path<(i64, String)>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let (merchant_id, sku) = path.into_inner();
    let found = staff.merchants.iter().find(|merchant| merchant.id == merchant_id);
    let merchant = found.filter(|_| !sku.chars().any(char::is_control)).ok_or(PageError::NotFound)?.clone();
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let text = ProductText {
        category: reader.text("category", lengths::WORD),
        barcode: reader.text("barcode", lengths::NUMBER),
        custom_made: reader.ticked("custom_made"),
        returnable: reader.ticked("returnable"),
        accessories: reader.text("accessories", lengths::SPEC),
    };
    let (address, wanted) = (item_address(merchant_id, &sku), sku.clone());
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "product", &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "product", &form, merchant.currency, move |tx, actor| {
                manage_products::change(tx, actor, &merchant.code, &wanted, version, &text)?;
                Ok(address.clone())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Products::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, merchant_id, &sku, status, echo).await,
    }
}
