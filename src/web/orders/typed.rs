//! `GET,POST /orders/new`: an order that is not here yet; it ends at the form for its ticket.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::address;
use crate::commands::orders::type_order::{TypedBuyer, TypedLine, TypedOrder, type_order};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::money::{Currency, UnitPrice};
use crate::domain::people::contact::{bare_number, is_phone};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Timestamp, start_of_day, zone};
use crate::i18n::orders::typed_orders::TypedOrders;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::{DbError, Tx};
use crate::web::buyers::queries::address::{FROM_QUERY, carried, carrying};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};

/// Lines of goods the form offers.
const LINES: usize = 6;

#[derive(Template)]
#[template(path = "orders/new.html")]
struct TypedPage {
    f: Frame,
    t: &'static TypedOrders,
    echo: Echo,
    order_no: String,
    today: String,
    /// Id and name of each shop.
    shops: Vec<(String, String)>,
    lines: Vec<Vec<Cell>>,
}

/// A field of a line.
struct Cell {
    field: String,
    label: &'static str,
    number: usize,
    /// `inputmode`.
    kind: &'static str,
}

fn cells(number: usize, t: &'static TypedOrders) -> Vec<Cell> {
    let columns = [
        ("sku", t.sku, "text"),
        ("name", t.name, "text"),
        ("quantity", t.quantity, "numeric"),
        ("unit_price", t.unit_price, "decimal"),
        ("paid", t.line_paid, "decimal"),
    ];
    columns.map(|(name, label, kind)| Cell { field: format!("{name}_{number}"), label, number, kind }).into()
}

/// A shop that can be chosen, with its merchant.
struct Choice {
    id: i64,
    name: String,
    merchant: MerchantRow,
}

/// `GET /orders/new`.
pub(super) async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let order_no: String = query.raw("order_no").trim().chars().take(100).collect();
    let carried = carried(&query);
    render(&app, &staff, StatusCode::OK, Echo::default(), order_no, carried).await
}

async fn shops(app: &App, staff: &Staff) -> Result<Vec<Choice>, PageError> {
    let all = staff.merchants.clone();
    let shops = app.db.read(move |connection| {
        let mut shops = Vec::new();
        for merchant in &all {
            let of_merchant = merchants::shops_of(connection, merchant.id)?.into_iter().filter(|shop| shop.active);
            shops.extend(of_merchant.map(|shop| Choice { id: shop.id, name: shop.name, merchant: merchant.clone() }));
        }
        Ok::<_, DbError>(shops)
    });
    Ok(shops.await?)
}

async fn render(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    echo: Echo,
    order_no: String,
    from_query: Option<i64>,
) -> Result<HttpResponse, PageError> {
    let t = TypedOrders::of(staff.lang);
    let several = staff.merchants.len() > 1;
    let shops = shops(app, staff).await?;
    let mut f = Frame::new(app, staff, "orders.new", t.title).await?.with_echo(&echo);
    f.carried.extend(from_query.map(|id| (FROM_QUERY, id.to_string())));
    page(
        status,
        &TypedPage {
            f,
            t,
            echo,
            order_no,
            today: app.db.clock().now().date_in(staff.zone()).to_string(),
            shops: shops
                .into_iter()
                .map(|shop| {
                    let name =
                        if several { format!("{} · {}", shop.merchant.name, shop.name) } else { shop.name.clone() };
                    (shop.id.to_string(), name)
                })
                .collect(),
            lines: (1..=LINES).map(|number| cells(number, t)).collect(),
        },
    )
}

/// `POST /orders/new`.
pub(super) async fn take(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let choices = shops(&app, &staff).await?;
    let now = app.db.clock().now();
    let merchant = chosen(&form, &choices).map(|choice| choice.merchant.clone());
    let currency = merchant.as_ref().map_or(Currency::CNY, |merchant| merchant.currency);
    let several = staff.merchants.len() > 1;
    let from_query = carried(&form.fields);
    let sent = match read(&form, &choices, now) {
        Ok(typed) => {
            let command = move |tx: &mut Tx<'_>, actor: &Actor| {
                let merchant = type_order(tx, actor, &typed)?;
                let form = address::new_ticket(&typed.order_no, several.then_some(merchant.code.as_str()));
                Ok(carrying(form, from_query))
            };
            submit(&app, &staff, "order", &form, currency, command).await?
        }
        Err(error) => refused(&staff, "order", &form, currency, error)?,
    };
    match sent {
        Sent::Done(address) => Ok(see_other(&address)),
        Sent::Refused(status, echo) => render(&app, &staff, status, echo, String::new(), from_query).await,
    }
}

fn chosen<'c>(form: &Form, choices: &'c [Choice]) -> Option<&'c Choice> {
    choices.iter().find(|choice| choice.id.to_string() == form.fields.raw("shop"))
}

fn read(form: &Form, choices: &[Choice], now: Timestamp) -> Result<TypedOrder, CommandError> {
    let mut reader = Reader::new(&form.fields);
    let order_no = reader.required("order_no", 1, lengths::ORDER_NO);
    if order_no.contains('\n') || order_no.contains('\t') {
        reader.refuse("order_no", Refusal::BadText);
    }
    let choice = chosen(form, choices);
    if choice.is_none() {
        reader.refuse("shop", Refusal::UnknownValue);
    }
    let currency = choice.map_or(Currency::CNY, |choice| choice.merchant.currency);
    let zone = zone(choice.map_or("Asia/Shanghai", |choice| choice.merchant.timezone.as_str()));
    let day = |name: &'static str, reader: &mut Reader<'_>| {
        let at = reader.date(name).map(|date| start_of_day(date, zone));
        if at.is_some_and(|at| at > now) {
            reader.refuse(name, Refusal::DateInFuture);
        }
        at
    };
    let ordered_at = day("ordered_on", &mut reader);
    let signed_at = day("signed_on", &mut reader);
    let lines = lines(form, &mut reader, currency);
    let paid = reader.money("paid", currency);
    for (field, missing) in [("ordered_on", ordered_at.is_none()), ("paid", paid.is_none())] {
        if missing && form.fields.raw(field).trim().is_empty() {
            reader.refuse(field, Refusal::Required);
        }
    }
    let buyer = buyer(&mut reader);
    let shipped = reader.ticked("shipped") || signed_at.is_some();
    reader.finish()?;
    let shop_id = choice.map_or(0, |choice| choice.id);
    let (ordered_at, paid) = (ordered_at.unwrap_or(now), paid.unwrap_or_default());
    Ok(TypedOrder { shop_id, order_no, ordered_at, lines, buyer, paid, signed_at, shipped })
}

fn buyer(reader: &mut Reader<'_>) -> TypedBuyer {
    let buyer = TypedBuyer {
        name: reader.text("buyer_name", lengths::PERSON),
        phone: bare_number(&reader.text("buyer_phone", lengths::PHONE)),
        account: reader.text("buyer_account", lengths::ACCOUNT),
    };
    if !buyer.phone.is_empty() && !is_phone(&buyer.phone) {
        reader.refuse("buyer_phone", Refusal::BadPhone);
    }
    buyer
}

/// The lines of which anything was typed.
fn lines(form: &Form, reader: &mut Reader<'_>, currency: Currency) -> Vec<TypedLine> {
    let mut lines = Vec::new();
    for number in 1..=LINES {
        let field = |name: &str| format!("{name}_{number}");
        let empty = ["sku", "name", "quantity", "unit_price", "paid"]
            .iter()
            .all(|name| form.fields.raw(&field(name)).trim().is_empty());
        if empty {
            continue;
        }
        let sku = reader.required(&field("sku"), 1, lengths::SKU);
        let name = reader.text(&field("name"), lengths::PRODUCT);
        let quantity = reader.quantity(&field("quantity"));
        let typed_quantity = form.fields.raw(&field("quantity")).trim();
        if typed_quantity.is_empty() || quantity == Some(0) {
            reader.refuse(&field("quantity"), Refusal::Required);
        }
        let unit_price = UnitPrice::parse(form.fields.raw(&field("unit_price")));
        if let Err(error) = unit_price {
            reader.refuse(&field("unit_price"), Refusal::Amount(error));
        }
        let paid = reader.money(&field("paid"), currency);
        lines.push(TypedLine {
            number,
            sku,
            name,
            quantity: quantity.unwrap_or(0),
            unit_price: unit_price.unwrap_or_default(),
            paid,
        });
    }
    if lines.is_empty() {
        reader.refuse("sku_1", Refusal::Required);
    }
    lines
}
