//! `GET /orders/{order_no}`: an order with what was paid for each line and what of it can still come back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::address;
use super::rows::{TicketItem, came_back};
use crate::domain::money::Money;
use crate::domain::money::refund_amount::{LineClaim, LineLedger};
use crate::domain::order::kind::LineKind;
use crate::domain::people::contact::{mask_account, mask_address, mask_email, mask_name, mask_phone, phone_tail};
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Status;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::orders::queries::Queries;
use crate::i18n::orders::{Orders, warnings};
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::money::refunds;
use crate::store::orders::{BuyerRow, OrderLineRow, OrderRow, PaymentRow, ShipmentRow};
use crate::store::service::queries;
use crate::store::service::queries::QueryRow;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{Conn, DbError, orders, tickets};
use crate::web::buyers::queries::address as query_address;
use crate::web::buyers::queries::state::QueryItem;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::unmask::Unmasked;

/// An order with all that hangs on it.
struct Shown {
    order: OrderRow,
    merchant: MerchantRow,
    shop: String,
    platform: crate::domain::order::kind::Platform,
    buyer: Option<BuyerRow>,
    lines: Vec<OrderLineRow>,
    claims: Vec<(i64, LineClaim)>,
    payments: Vec<PaymentRow>,
    shipments: Vec<ShipmentRow>,
    tickets: Vec<TicketRow>,
    queries: Vec<QueryRow>,
    /// What tickets hold of what was paid, and what was paid back.
    held: Money,
}

/// A line of the page.
struct LineItem {
    row: OrderLineRow,
    unit_price: String,
    /// What each of the page's reductions takes off.
    reductions: Vec<Money>,
    gift_value: Option<String>,
    taken: i64,
    left: i64,
    left_value: Money,
}

/// Something about a person, masked for most.
struct ContactItem {
    name: &'static str,
    value: String,
}

#[derive(Template)]
#[template(path = "orders/show.html")]
struct OrderPage {
    f: Frame,
    t: &'static Orders,
    echo: Echo,
    order: OrderRow,
    merchant: MerchantRow,
    shop: String,
    platform: &'static str,
    reductions: Vec<Reduction>,
    lines: Vec<LineItem>,
    left_value: Money,
    left: i64,
    /// What open tickets hold of what was paid, beside what was paid back.
    held: Money,
    still_refundable: Money,
    payments: Vec<(PaymentRow, &'static str)>,
    shipments: Vec<(ShipmentRow, String)>,
    sign_state: &'static str,
    /// How much of the goods came back; empty where none did.
    came_back: &'static str,
    contacts: Vec<ContactItem>,
    unmaskable: Vec<(&'static str, &'static str)>,
    unmasked: Vec<Unmasked>,
    notes: Vec<(&'static str, String)>,
    tickets: Vec<TicketItem>,
    doubts: String,
    buyer_address: Option<String>,
    unmask_address: String,
    new_ticket: Option<String>,
    /// Where a query about the order is recorded, and those that were.
    new_query: Option<String>,
    q: &'static Queries,
    queries: Vec<QueryItem>,
    sees_prices: bool,
    may_unmask: bool,
}

#[derive(Template)]
#[template(path = "orders/choose.html")]
struct ChoicePage {
    f: Frame,
    t: &'static Orders,
    order_no: String,
    /// Address and name of each merchant.
    choices: Vec<(String, String)>,
}

/// `GET /orders/{order_no}`.
pub async fn show(app: Data<App>, staff: Staff, path: Path<String>, query: Fields) -> Result<HttpResponse, PageError> {
    let order_no = path.into_inner();
    let found = find(&app, &staff, &order_no, query.raw("merchant")).await?;
    match <[OrderRow; 1]>::try_from(found) {
        Ok([order]) => answer(&app, &staff, order, StatusCode::OK, Echo::default(), Vec::new()).await,
        Err(several) if several.is_empty() => Err(PageError::NotFound),
        Err(several) => choose(&app, &staff, order_no, &several).await,
    }
}

/// The orders of a number that the viewer may see; those of one merchant where its code is given.
pub(super) async fn find(app: &App, staff: &Staff, order_no: &str, merchant: &str) -> Result<Vec<OrderRow>, PageError> {
    let (scope, order_no) = (staff.scope.clone(), order_no.to_owned());
    let found = app.db.read(move |connection| orders::by_no(connection, &scope, &order_no)).await?;
    let wanted = staff.merchants.iter().find(|known| known.code == merchant).map(|known| known.id);
    Ok(found.into_iter().filter(|order| merchant.is_empty() || Some(order.merchant_id) == wanted).collect())
}

async fn choose(app: &App, staff: &Staff, order_no: String, several: &[OrderRow]) -> Result<HttpResponse, PageError> {
    let t = Orders::of(staff.lang);
    let merchants = staff.merchants.iter().filter(|known| several.iter().any(|order| order.merchant_id == known.id));
    let choices = merchants.map(|known| (address::order_of(&order_no, &known.code), known.name.clone())).collect();
    page(
        StatusCode::OK,
        &ChoicePage { f: Frame::new(app, staff, "orders.choose", &order_no).await?, t, order_no, choices },
    )
}

/// The page of an order; `unmasked` are the values that a look found.
pub(super) async fn answer(
    app: &App,
    staff: &Staff,
    order: OrderRow,
    status: StatusCode,
    echo: Echo,
    unmasked: Vec<Unmasked>,
) -> Result<HttpResponse, PageError> {
    let shown = app.db.read(move |connection| load(connection, order.clone())).await?;
    let frame = Frame::new(app, staff, "orders.show", &shown.order.order_no).await?.with_echo(&echo);
    page(status, &build(frame, staff, shown, echo, unmasked))
}

fn load(connection: &mut Conn, order: OrderRow) -> Result<Shown, DbError> {
    let merchant = merchants::get(connection, order.merchant_id)?;
    let shop = merchants::shops_of(connection, order.merchant_id)?.into_iter().find(|shop| shop.id == order.shop_id);
    let buyer = order.buyer_id.map(|id| orders::buyer(connection, id)).transpose()?.flatten();
    let platform = buyer.as_ref().map(|buyer| buyer.platform).or(shop.as_ref().map(|shop| shop.platform));
    Ok(Shown {
        merchant,
        platform: platform.unwrap_or(crate::domain::order::kind::Platform::Own),
        shop: shop.map(|shop| shop.name).unwrap_or_default(),
        buyer,
        lines: orders::lines(connection, order.id)?,
        claims: parts::claims_on(connection, order.id, None)?,
        payments: orders::payments(connection, order.id)?,
        shipments: orders::shipments_of(connection, order.id)?,
        tickets: tickets::of_order(connection, order.id)?,
        queries: queries::of_order(connection, order.merchant_id, &order.order_no, 50)?,
        held: refunds::held_of_order(connection, order.id, None)?.amount,
        order,
    })
}

/// What can be taken off a line's price, a column each.
struct Reduction {
    column: &'static str,
    name: &'static str,
    of: fn(&OrderLineRow) -> Money,
}

/// The columns that take something off any of the lines.
fn reductions(lines: &[OrderLineRow], t: &'static Orders) -> Vec<Reduction> {
    let all = [
        Reduction { column: "line_discount", name: t.line_discount, of: |row| row.line_discount_minor },
        Reduction { column: "coupon", name: t.coupon_share, of: |row| row.coupon_minor },
        Reduction { column: "points", name: t.points_share, of: |row| row.points_minor },
    ];
    all.into_iter().filter(|reduction| lines.iter().any(|row| !(reduction.of)(row).is_zero())).collect()
}

fn line_item(
    row: OrderLineRow,
    claims: &[(i64, LineClaim)],
    order: &OrderRow,
    reductions: &[Reduction],
    t: &'static Orders,
) -> LineItem {
    let claims = claims.iter().filter(|(line, _)| *line == row.id).map(|(_, claim)| *claim).collect();
    let ledger = LineLedger { bought: row.quantity, paid: row.paid_minor, claims };
    let left = ledger.remaining_quantity();
    LineItem {
        reductions: reductions.iter().map(|reduction| Money::ZERO - (reduction.of)(&row)).collect(),
        gift_value: (row.is_gift && !row.gift_value_minor.is_zero())
            .then(|| fill(t.gift_value, &[("v", &row.gift_value_minor.grouped(order.currency))])),
        unit_price: row.unit_price_scaled.plain(order.currency),
        taken: row.quantity - left,
        left,
        left_value: ledger.remaining_value(),
        row,
    }
}

fn build(mut f: Frame, staff: &Staff, shown: Shown, echo: Echo, unmasked: Vec<Unmasked>) -> OrderPage {
    let t = Orders::of(staff.lang);
    f.zone = crate::domain::time::zone(&shown.merchant.timezone);
    let code = (staff.merchants.len() > 1).then_some(shown.merchant.code.as_str());
    let order = shown.order;
    let reductions = reductions(&shown.lines, t);
    let item = |row| line_item(row, &shown.claims, &order, &reductions, t);
    let lines: Vec<LineItem> = shown.lines.into_iter().map(item).collect();
    let bought = || lines.iter().filter(|line| line.row.replaces_line_id.is_none());
    let goods = bought().filter(|line| line.row.kind == LineKind::Goods);
    let has_left = lines.iter().any(|line| line.left > 0 || !line.left_value.is_zero());
    let sees_prices = staff.may(Permission::SeePrices);
    let sees_buyers = staff.may(Permission::ViewBuyers);
    let carrier = |code: &str| {
        crate::domain::goods::movement::Carrier::parse(code)
            .map_or_else(|| code.to_owned(), |known| known.name(staff.lang).to_owned())
    };
    OrderPage {
        left_value: bought().map(|line| line.left_value).sum(),
        left: goods.map(|line| line.left).sum(),
        held: (shown.held - order.refunded_minor).max(Money::ZERO),
        still_refundable: (order.paid_minor - shown.held.max(order.refunded_minor)).max(Money::ZERO),
        payments: shown
            .payments
            .into_iter()
            .map(|row| {
                let by = row.gateway.name(staff.lang);
                (row, by)
            })
            .collect(),
        shipments: shown
            .shipments
            .into_iter()
            .map(|row| {
                let by = carrier(&row.carrier);
                (row, by)
            })
            .collect(),
        sign_state: order.sign_state.name(staff.lang),
        came_back: came_back(order.after_sale, staff.lang),
        contacts: contacts(&order, shown.buyer.as_ref(), sees_buyers, t),
        unmaskable: vec![("receiver_name", t.receiver), ("receiver_phone", t.phone), ("receiver_address", t.address)],
        unmasked,
        notes: notes(&order, staff, t),
        tickets: shown
            .tickets
            .into_iter()
            .filter(|ticket| ticket.status != Status::Draft || staff.may(Permission::FileTicket))
            .rev()
            .map(|ticket| TicketItem::new(ticket, sees_prices, staff.lang))
            .collect(),
        doubts: warnings::sentences(&order.doubt, staff.lang, order.currency),
        buyer_address: order.buyer_id.filter(|_| sees_buyers).map(|id| format!("/buyers/{id}")),
        unmask_address: address::unmasking(&order.order_no, &shown.merchant.code),
        new_query: staff
            .may(Permission::FileTicket)
            .then(|| query_address::new_query(&order.order_no, &shown.merchant.code)),
        q: Queries::of(staff.lang),
        queries: shown.queries.iter().map(|row| QueryItem::new(row, staff)).collect(),
        new_ticket: (staff.may(Permission::FileTicket) && has_left).then(|| address::new_ticket(&order.order_no, code)),
        sees_prices,
        may_unmask: staff.may(Permission::Unmask),
        merchant: shown.merchant,
        shop: shown.shop,
        platform: shown.platform.name(staff.lang),
        f,
        t,
        echo,
        reductions,
        lines,
        order,
    }
}

/// Names and addresses masked; of a phone the clerks see the last four digits, by which they match parcels (R17).
fn contacts(order: &OrderRow, buyer: Option<&BuyerRow>, sees_buyers: bool, t: &'static Orders) -> Vec<ContactItem> {
    let mut items = Vec::new();
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() {
            items.push(ContactItem { name, value });
        }
    };
    add(t.receiver, mask_name(&order.receiver_name));
    let phone = &order.receiver_phone;
    let tail = phone_tail(phone);
    match sees_buyers {
        true => add(t.phone, mask_phone(phone)),
        false if tail.is_empty() => {}
        false => add(t.phone, format!("····{tail}")),
    }
    add(t.address, mask_address(&order.receiver_address));
    if let Some(buyer) = buyer.filter(|_| sees_buyers) {
        add(t.account, mask_account(&buyer.account));
        add(t.nickname, mask_name(&buyer.nickname));
        add(t.level, buyer.level.clone());
        add(t.email, mask_email(&buyer.email));
    }
    items
}

fn notes(order: &OrderRow, staff: &Staff, t: &'static Orders) -> Vec<(&'static str, String)> {
    let all = [
        (t.buyer_message, &order.buyer_message),
        (t.merchant_remark, &order.merchant_remark),
        (t.flag, &order.flag),
        (t.gift_note, &order.gift_note),
        (t.invoice_no, &order.invoice_no),
        (t.transport_note, &order.transport_note),
    ];
    all.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name, staff.reads(text).into_owned()))
        .collect()
}
