//! The list of orders, searched and filtered, and the orders of a buyer.

use std::collections::{HashMap, HashSet};

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text::{NameSearch, fold_key};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::list::{Cursor, Order, Predicate, Relational, window_end};
use crate::store::orders::{BuyerRow, OrderRow};
use crate::store::schema::{buyers, merchants, order_keys, order_lines, orders, shipments, shops, tickets};
use crate::store::tickets::search::phone_key;
use crate::store::{Conn, DbError, Scope};

/// The list of orders.
pub struct Orders;

/// By the moment of the order.
pub const BY_DATE: Order = Order::number("orders.ordered_at");

impl Relational for Orders {
    type Row = OrderListRow;

    const FROM: &'static str = "orders";
    const ID: &'static str = "orders.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("orders.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<OrderListRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let found: Vec<OrderRow> =
            orders::table.filter(orders::id.eq_any(ids.clone())).select(OrderRow::as_select()).load(connection)?;
        let seen = found.into_iter().filter(|order| scope.sees(order.merchant_id));
        let mut by_id: HashMap<i64, OrderRow> = seen.map(|order| (order.id, order)).collect();
        complete(connection, ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// Orders of a shop.
pub fn of_shop(shop_id: i64) -> Predicate {
    Predicate::among("orders.shop_id", &[shop_id])
}

/// Orders placed at or after an instant, and before another.
pub fn placed(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between("orders.ordered_at", from, before)
}

/// Orders with a submitted ticket, or without one.
pub fn with_tickets(wanted: bool) -> Predicate {
    let any = "EXISTS (SELECT 1 FROM tickets WHERE tickets.order_id = orders.id AND tickets.status <> 'DRAFT')";
    Predicate::new(if wanted { any.to_owned() } else { format!("NOT {any}") })
}

/// Orders of which something was shipped, or nothing.
pub fn shipped(wanted: bool) -> Predicate {
    let any =
        "(orders.sign_state <> 'NOT_SIGNED' OR EXISTS (SELECT 1 FROM shipments WHERE shipments.order_id = orders.id))";
    Predicate::new(if wanted { any.to_owned() } else { format!("NOT {any}") })
}

/// Orders in which all of some folded words occur; names are found whole only, or by parts too.
///
/// # Errors
/// The database cannot be read.
pub fn found_by(connection: &mut Conn, words: &[String], names: NameSearch) -> Result<Vec<Predicate>, DbError> {
    let of_key = "orders.id IN (SELECT order_keys.order_id FROM order_keys WHERE";
    let found = names_together(connection, words, names)?.into_iter().map(|word| {
        let text = Predicate::contains(&["orders.search_text"], &word);
        let sku = Predicate::any_of("order_lines.sku", [word.as_str(), &word.to_uppercase()])
            .within("orders.id IN (SELECT order_lines.order_id FROM order_lines WHERE", ")");
        let name = Predicate::any_of("order_keys.value", [fold_key(&word).as_str()])
            .within(&format!("{of_key} order_keys.kind IN ('NAME', 'ACCOUNT') AND"), ")");
        let phone = Predicate::any_of("order_keys.value", [phone_key(&word).unwrap_or_default().as_str()])
            .within(&format!("{of_key} order_keys.kind = 'PHONE' AND"), ")");
        let whole = text.or(sku).or(name).or(phone);
        match names {
            NameSearch::Whole => whole,
            NameSearch::ByParts => whole.or(Predicate::contains(&["order_keys.value"], &word).within(
                "EXISTS (SELECT 1 FROM order_keys WHERE order_keys.order_id = orders.id \
                 AND order_keys.kind IN ('NAME', 'ACCOUNT') AND",
                ")",
            )),
        }
    });
    Ok(found.collect())
}

/// An order of the list.
#[derive(Clone, Debug)]
pub struct OrderListRow {
    pub order: OrderRow,
    pub merchant: String,
    pub shop: String,
    pub buyer: Option<BuyerRow>,
    /// Name and quantity of the first line, and how many lines there are.
    pub goods: String,
    pub goods_qty: i64,
    pub line_count: i64,
    pub shipped_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    pub has_left: bool,
    /// Submitted tickets, and those of them that go on.
    pub tickets: i64,
    pub open_tickets: i64,
}

/// The instant of the order that stands `newest` places behind the latest; `None` where there are not that many.
///
/// # Errors
/// The database cannot be read.
pub fn since_newest(connection: &mut Conn, newest: i64) -> Result<Option<Timestamp>, DbError> {
    let ordered = orders::table.order((orders::ordered_at.desc(), orders::id.desc())).select(orders::ordered_at);
    Ok(window_end(ordered, newest + 1).get_result(connection).optional()?)
}

/// The words of a search. Where names are found whole only, several words that are one name stay together.
fn names_together(connection: &mut Conn, words: &[String], names: NameSearch) -> Result<Vec<String>, DbError> {
    let together = words.join(" ");
    if names == NameSearch::ByParts || words.len() < 2 {
        return Ok(words.to_vec());
    }
    let named = order_keys::table
        .filter(order_keys::kind.eq_any([KeyKind::Name, KeyKind::Account]))
        .filter(order_keys::value.eq(fold_key(&together)));
    let is_name: bool = diesel::select(exists(named)).get_result(connection)?;
    Ok(if is_name { vec![together] } else { words.to_vec() })
}

/// A buyer's orders, newest first.
pub fn of_buyer(connection: &mut Conn, buyer_id: i64, limit: i64) -> Result<Vec<OrderListRow>, DbError> {
    let found = orders::table
        .filter(orders::buyer_id.eq(buyer_id))
        .order((orders::ordered_at.desc(), orders::id.desc()))
        .limit(limit)
        .select(OrderRow::as_select())
        .load(connection)?;
    complete(connection, found)
}

/// How many orders a buyer placed.
pub fn count_of_buyer(connection: &mut Conn, buyer_id: i64) -> Result<i64, DbError> {
    Ok(orders::table.filter(orders::buyer_id.eq(buyer_id)).count().get_result(connection)?)
}

/// Orders of which a parcel that left has this tracking number, in scope.
pub fn by_tracking_no(connection: &mut Conn, scope: &Scope, tracking_no: &str) -> Result<Vec<OrderRow>, DbError> {
    let ids = shipments::table.filter(shipments::tracking_no.eq(tracking_no)).select(shipments::order_id);
    let found: Vec<OrderRow> = orders::table
        .filter(orders::id.eq_any(ids))
        .order((orders::ordered_at.desc(), orders::id.desc()))
        .limit(20)
        .select(OrderRow::as_select())
        .load(connection)?;
    Ok(found.into_iter().filter(|order| scope.sees(order.merchant_id)).collect())
}

struct FirstLine {
    name: String,
    quantity: i64,
    line_count: i64,
}

fn complete(connection: &mut Conn, found: Vec<OrderRow>) -> Result<Vec<OrderListRow>, DbError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = found.iter().map(|order| order.id).collect();
    let names = names(connection)?;
    let buyer_ids: HashSet<i64> = found.iter().filter_map(|order| order.buyer_id).collect();
    let buyers: HashMap<i64, BuyerRow> = buyers::table
        .filter(buyers::id.eq_any(buyer_ids))
        .select(BuyerRow::as_select())
        .load(connection)?
        .into_iter()
        .map(|buyer| (buyer.id, buyer))
        .collect();
    let lines = first_lines(connection, &ids)?;
    let parcels: Vec<(i64, Option<Timestamp>, Option<Timestamp>)> = shipments::table
        .filter(shipments::order_id.eq_any(ids.clone()))
        .order(shipments::id)
        .select((shipments::order_id, shipments::shipped_at, shipments::signed_at))
        .load(connection)?;
    let tickets: Vec<(i64, Status, i64)> = tickets::table
        .filter(tickets::order_id.eq_any(ids))
        .filter(tickets::status.ne(Status::Draft))
        .group_by((tickets::order_id, tickets::status))
        .select((tickets::order_id, tickets::status, diesel::dsl::count_star()))
        .load(connection)?;
    let rows = found.into_iter().map(|order| {
        let line = lines.get(&order.id);
        let parcel = parcels.iter().rev().find(|(order_id, ..)| *order_id == order.id);
        let of_order = || tickets.iter().filter(|(order_id, ..)| *order_id == order.id);
        OrderListRow {
            merchant: names.merchants.get(&order.merchant_id).cloned().unwrap_or_default(),
            shop: names.shops.get(&order.shop_id).cloned().unwrap_or_default(),
            buyer: order.buyer_id.and_then(|id| buyers.get(&id)).cloned(),
            goods: line.map(|line| line.name.clone()).unwrap_or_default(),
            goods_qty: line.map_or(0, |line| line.quantity),
            line_count: line.map_or(0, |line| line.line_count),
            shipped_at: parcel.and_then(|parcel| parcel.1),
            signed_at: parcel.and_then(|parcel| parcel.2),
            has_left: parcel.is_some(),
            tickets: of_order().map(|(.., count)| count).sum(),
            open_tickets: of_order().filter(|(_, status, _)| !status.has_ended()).map(|(.., count)| count).sum(),
            order,
        }
    });
    Ok(rows.collect())
}

fn first_lines(connection: &mut Conn, order_ids: &[i64]) -> Result<HashMap<i64, FirstLine>, DbError> {
    let firsts: Vec<(i64, Option<i64>, i64)> = order_lines::table
        .filter(order_lines::order_id.eq_any(order_ids.to_vec()))
        .group_by(order_lines::order_id)
        .select((order_lines::order_id, diesel::dsl::min(order_lines::id), diesel::dsl::count_star()))
        .load(connection)?;
    let ids: Vec<i64> = firsts.iter().filter_map(|(_, id, _)| *id).collect();
    let lines: Vec<(i64, String, i64)> = order_lines::table
        .filter(order_lines::id.eq_any(ids))
        .select((order_lines::order_id, order_lines::name, order_lines::quantity))
        .load(connection)?;
    let counts: HashMap<i64, i64> = firsts.into_iter().map(|(order_id, _, count)| (order_id, count)).collect();
    let with_count = lines.into_iter().map(|(order_id, name, quantity)| {
        let line_count = counts.get(&order_id).copied().unwrap_or(1);
        (order_id, FirstLine { name, quantity, line_count })
    });
    Ok(with_count.collect())
}

struct Names {
    merchants: HashMap<i64, String>,
    shops: HashMap<i64, String>,
}

fn names(connection: &mut Conn) -> Result<Names, DbError> {
    let merchants: Vec<(i64, String)> = merchants::table.select((merchants::id, merchants::name)).load(connection)?;
    let shops: Vec<(i64, String)> = shops::table.select((shops::id, shops::name)).load(connection)?;
    Ok(Names { merchants: merchants.into_iter().collect(), shops: shops.into_iter().collect() })
}
