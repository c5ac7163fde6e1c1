//! The list of orders: searched, filtered, paged by a key that stays where it is while new orders come in.

use std::collections::{HashMap, HashSet};

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text::{NameSearch, fold_key};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::orders::{BuyerRow, OrderRow};
use crate::store::schema::{buyers, merchants, order_keys, order_lines, orders, shipments, shops, tickets};
use crate::store::tickets::search::phone_key;
use crate::store::{Conn, DbError, Scope};

/// What orders are looked for. Empty means all.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Folded words that must all occur.
    pub words: Vec<String>,
    pub names: NameSearch,
    pub shop_id: Option<i64>,
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub before: Option<Timestamp>,
    pub has_tickets: Option<bool>,
}

/// The place of an order in the list: the newest first, ties by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub ordered_at: Timestamp,
    pub id: i64,
}

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default)]
pub enum Part {
    #[default]
    First,
    After(Place),
    Before(Place),
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

/// A page of the list.
#[derive(Clone, Debug, Default)]
pub struct OrderPage {
    pub rows: Vec<OrderListRow>,
    pub earlier: bool,
    pub later: bool,
}

/// The instant of the order that stands `newest` places from the latest; `None` where there are not that many.
pub fn since_newest(connection: &mut Conn, newest: i64) -> Result<Option<Timestamp>, DbError> {
    Ok(orders::table
        .order((orders::ordered_at.desc(), orders::id.desc()))
        .offset(newest)
        .select(orders::ordered_at)
        .first(connection)
        .optional()?)
}

/// Reads a page of `limit` orders in scope.
pub fn page(
    connection: &mut Conn,
    scope: &Scope,
    filter: &OrderFilter,
    part: Part,
    limit: usize,
) -> Result<OrderPage, DbError> {
    let mut query = orders::table.select(OrderRow::as_select()).into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(orders::merchant_id.eq_any(ids.to_vec()));
    }
    for word in words(connection, filter)? {
        let sku = order_lines::table
            .filter(order_lines::sku.eq_any([word.clone(), word.to_uppercase()]))
            .select(order_lines::order_id);
        let named = order_keys::table
            .filter(order_keys::kind.eq_any([KeyKind::Name, KeyKind::Account]))
            .filter(order_keys::value.eq(fold_key(&word)))
            .select(order_keys::order_id);
        let phone = order_keys::table
            .filter(order_keys::kind.eq(KeyKind::Phone))
            .filter(order_keys::value.eq(phone_key(&word).unwrap_or_default()))
            .select(order_keys::order_id);
        let part = containing(&word);
        let whole = orders::search_text
            .like(part.clone())
            .escape('\\')
            .or(orders::id.eq_any(sku))
            .or(orders::id.eq_any(named))
            .or(orders::id.eq_any(phone));
        query = match filter.names {
            NameSearch::Whole => query.filter(whole),
            NameSearch::ByParts => {
                let by_part = order_keys::table
                    .filter(order_keys::order_id.eq(orders::id))
                    .filter(order_keys::kind.eq_any([KeyKind::Name, KeyKind::Account]))
                    .filter(order_keys::value.like(part).escape('\\'));
                query.filter(whole.or(exists(by_part)))
            }
        };
    }
    if let Some(shop_id) = filter.shop_id {
        query = query.filter(orders::shop_id.eq(shop_id));
    }
    if let Some(from) = filter.from {
        query = query.filter(orders::ordered_at.ge(from));
    }
    if let Some(before) = filter.before {
        query = query.filter(orders::ordered_at.lt(before));
    }
    if let Some(wanted) = filter.has_tickets {
        let any = tickets::table.filter(tickets::order_id.eq(orders::id)).filter(tickets::status.ne(Status::Draft));
        query = match wanted {
            true => query.filter(diesel::dsl::exists(any)),
            false => query.filter(diesel::dsl::not(diesel::dsl::exists(any))),
        };
    }
    query = match part {
        Part::First => query.order((orders::ordered_at.desc(), orders::id.desc())),
        Part::After(Place { ordered_at, id }) => query
            .filter(orders::ordered_at.le(ordered_at))
            .filter(orders::ordered_at.lt(ordered_at).or(orders::id.lt(id)))
            .order((orders::ordered_at.desc(), orders::id.desc())),
        Part::Before(Place { ordered_at, id }) => query
            .filter(orders::ordered_at.ge(ordered_at))
            .filter(orders::ordered_at.gt(ordered_at).or(orders::id.gt(id)))
            .order((orders::ordered_at, orders::id)),
    };
    let mut found: Vec<OrderRow> = query.limit(limit as i64 + 1).load(connection)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let (earlier, later) = match part {
        Part::First => (false, more),
        Part::After(_) => (true, more),
        Part::Before(_) => {
            found.reverse();
            (more, true)
        }
    };
    Ok(OrderPage { rows: complete(connection, found)?, earlier, later })
}

/// The words of a filter. Where names are found whole only, several words that are one name stay together.
fn words(connection: &mut Conn, filter: &OrderFilter) -> Result<Vec<String>, DbError> {
    let together = filter.words.join(" ");
    if filter.names == NameSearch::ByParts || filter.words.len() < 2 {
        return Ok(filter.words.clone());
    }
    let named = order_keys::table
        .filter(order_keys::kind.eq_any([KeyKind::Name, KeyKind::Account]))
        .filter(order_keys::value.eq(fold_key(&together)));
    let is_name: bool = diesel::select(exists(named)).get_result(connection)?;
    Ok(if is_name { vec![together] } else { filter.words.clone() })
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

/// The pattern of texts that contain a word, whatever signs it has.
fn containing(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
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
            open_tickets: of_order().filter(|(_, status, _)| !status.is_terminal()).map(|(.., count)| count).sum(),
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
