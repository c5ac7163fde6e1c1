//! Orders with their lines, payments, shipments and buyers.

use diesel::prelude::*;

use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::order::kind::{LineKind, OrderAfterSale, Platform, SignState};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::schema::{buyers, order_lines, order_payments, orders, products, shipments};
use crate::store::tickets::keys::follow_order;
use crate::store::{Conn, DbError, Scope, Tx};

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = orders, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct OrderRow {
    pub id: i64,
    pub merchant_id: i64,
    pub shop_id: i64,
    pub buyer_id: Option<i64>,
    pub order_no: String,
    pub currency: Currency,
    pub ordered_at: Timestamp,
    pub paid_at: Option<Timestamp>,
    pub paid_minor: Money,
    pub freight_minor: Money,
    pub sign_state: SignState,
    pub receiver_name: String,
    pub receiver_phone: String,
    pub receiver_address: String,
    pub buyer_message: String,
    pub merchant_remark: String,
    pub flag: String,
    pub gift_note: String,
    pub invoice_no: String,
    pub transport_note: String,
    pub is_stub: bool,
    pub doubt: String,
    pub fingerprint: String,
    pub search_text: String,
    pub after_sale: OrderAfterSale,
    pub refunded_minor: Money,
    pub claims: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The person who last imported, typed or changed the order's money or shipping; `None` for the command line and the system.
    pub facts_by: Option<i64>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = order_lines, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct OrderLineRow {
    pub id: i64,
    pub order_id: i64,
    pub line_no: i64,
    pub kind: LineKind,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub picture_url: String,
    pub unit_price_scaled: UnitPrice,
    pub quantity: i64,
    pub gross_minor: Money,
    pub line_discount_minor: Money,
    pub coupon_minor: Money,
    pub points_minor: Money,
    pub paid_minor: Money,
    pub is_gift: bool,
    pub gift_value_minor: Money,
    pub shipped_qty: i64,
    pub signed_at: Option<Timestamp>,
    pub replaces_line_id: Option<i64>,
}

/// A payment of an order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = order_payments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct PaymentRow {
    pub id: i64,
    pub order_id: i64,
    pub method: String,
    pub gateway: GatewayKind,
    pub reference: String,
    pub amount_minor: Money,
    pub paid_at: Option<Timestamp>,
}

/// A parcel that went to the buyer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = shipments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ShipmentRow {
    pub id: i64,
    pub order_id: i64,
    pub carrier: String,
    pub tracking_no: String,
    pub shipped_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
}

/// A buyer of a merchant, by platform and account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = buyers, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct BuyerRow {
    pub id: i64,
    pub merchant_id: i64,
    pub platform: Platform,
    pub account: String,
    pub nickname: String,
    pub level: String,
    pub phone: String,
    pub email: String,
    pub address: String,
}

/// A product of a merchant, at its latest known price.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ProductRow {
    pub merchant_id: i64,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub picture_url: String,
    pub unit_price_scaled: UnitPrice,
    pub priced_at: Timestamp,
}

/// Orders of a number in scope: several where merchants share a number.
pub fn by_no(connection: &mut Conn, scope: &Scope, order_no: &str) -> Result<Vec<OrderRow>, DbError> {
    // Postgres keeps no NUL in a text and fails on one; no number has it.
    if order_no.contains('\0') {
        return Ok(Vec::new());
    }
    let found: Vec<OrderRow> = orders::table
        .filter(orders::order_no.eq(order_no.trim()))
        .order((orders::merchant_id, orders::id))
        .select(OrderRow::as_select())
        .load(connection)?;
    Ok(found.into_iter().filter(|order| scope.sees(order.merchant_id)).collect())
}

/// By id, in any scope.
pub fn by_id(connection: &mut Conn, id: i64) -> Result<OrderRow, DbError> {
    Ok(prepared!(connection, get_result, orders::table.find(id).select(OrderRow::as_select()))?)
}

/// Saves an order.
pub fn save(tx: &mut Tx<'_>, row: &mut OrderRow) -> Result<(), DbError> {
    row.updated_at = tx.now();
    diesel::update(orders::table.find(row.id)).set(&*row).execute(tx.connection())?;
    Ok(())
}

/// Brings what an order's tickets are found by to what the order is now.
pub fn follow(tx: &mut Tx<'_>, order_id: i64) -> Result<(), DbError> {
    follow_order(tx, order_id)
}

/// An order's lines, by line number.
pub fn lines(connection: &mut Conn, order_id: i64) -> Result<Vec<OrderLineRow>, DbError> {
    Ok(prepared!(
        connection,
        load,
        order_lines::table
            .filter(order_lines::order_id.eq(order_id))
            .order(order_lines::line_no)
            .select(OrderLineRow::as_select())
    )?)
}

/// How many units of goods an order has, replacements of exchanges included.
pub fn goods_units(connection: &mut Conn, order_id: i64) -> Result<i64, DbError> {
    let quantities: Vec<i64> = order_lines::table
        .filter(order_lines::order_id.eq(order_id))
        .filter(order_lines::kind.eq(LineKind::Goods))
        .select(order_lines::quantity)
        .load(connection)?;
    Ok(quantities.into_iter().sum())
}

/// Adds a line.
pub fn insert_line(tx: &mut Tx<'_>, row: &OrderLineRow) -> Result<(), DbError> {
    diesel::insert_into(order_lines::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// An order's payments.
pub fn payments(connection: &mut Conn, order_id: i64) -> Result<Vec<PaymentRow>, DbError> {
    Ok(prepared!(
        connection,
        load,
        order_payments::table
            .filter(order_payments::order_id.eq(order_id))
            .order(order_payments::id)
            .select(PaymentRow::as_select())
    )?)
}

/// An order's parcels.
pub fn shipments_of(connection: &mut Conn, order_id: i64) -> Result<Vec<ShipmentRow>, DbError> {
    Ok(shipments::table
        .filter(shipments::order_id.eq(order_id))
        .order(shipments::id)
        .select(ShipmentRow::as_select())
        .load(connection)?)
}

/// A buyer, in any scope.
pub fn buyer(connection: &mut Conn, id: i64) -> Result<Option<BuyerRow>, DbError> {
    Ok(buyers::table.find(id).select(BuyerRow::as_select()).first(connection).optional()?)
}

/// A product of a merchant by its SKU as somebody typed it: in its own letters, else in all large or all small ones.
pub fn product_typed(connection: &mut Conn, merchant_id: i64, typed: &str) -> Result<Option<ProductRow>, DbError> {
    if let Some(product) = product(connection, merchant_id, typed)? {
        return Ok(Some(product));
    }
    Ok(products::table
        .filter(products::merchant_id.eq(merchant_id))
        .filter(products::sku.eq_any([typed.to_uppercase(), typed.to_lowercase()]))
        .order(products::sku)
        .select(ProductRow::as_select())
        .first(connection)
        .optional()?)
}

/// A product of a merchant.
pub fn product(connection: &mut Conn, merchant_id: i64, sku: &str) -> Result<Option<ProductRow>, DbError> {
    Ok(products::table.find((merchant_id, sku)).select(ProductRow::as_select()).first(connection).optional()?)
}
