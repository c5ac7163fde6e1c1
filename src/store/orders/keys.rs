//! Whom an order is found by: names, accounts and phones of its buyer and receiver as an exact index. A phone is found whole or by its last
//! four digits, never by other parts; a name by parts only where the reader may see it in clear. Its number, parcel and goods are searched
//! in the order's own text.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text;
use crate::store::engine::backfill;
use crate::store::engine::conn::per_backend;
use crate::store::schema::{buyers, order_keys, order_lines, orders, shipments};
use crate::store::tickets::keys::people_keys;
use crate::store::{Conn, DbError, Tx};

/// The name of the work that a migration left to `backfill`.
const BACKFILL: &str = "order_keys";
/// Orders of one backfill transaction.
const BATCH: i64 = 500;
/// Rows of one INSERT.
const ROWS: usize = 1_000;

/// The people of some orders.
macro_rules! parties {
    ($which:expr) => {
        orders::table.left_join(buyers::table.on(orders::buyer_id.eq(buyers::id.nullable()))).filter($which).select((
            orders::id,
            orders::order_no,
            orders::receiver_name,
            orders::receiver_phone,
            (buyers::nickname, buyers::account, buyers::phone).nullable(),
        ))
    };
}

/// Whom orders name: the order, its number, the receiver's name and phone, the buyer's nickname, account and phone.
type Parties = (i64, String, String, String, Option<(String, String, String)>);

/// Makes orders found by the people they name now, and by nobody else.
pub fn follow(tx: &mut Tx<'_>, order_ids: &[i64]) -> Result<(), DbError> {
    let parties = parties!(orders::id.eq_any(order_ids.to_vec())).load(tx.connection())?;
    write(tx.connection(), &parties)
}

fn write(connection: &mut Conn, parties: &[Parties]) -> Result<(), DbError> {
    let ids: Vec<i64> = parties.iter().map(|(id, ..)| *id).collect();
    diesel::delete(order_keys::table.filter(order_keys::order_id.eq_any(ids))).execute(connection)?;
    // Each once and in the order of the index, whoever writes beside.
    let keys: BTreeSet<(KeyKind, String, i64)> = parties.iter().flat_map(keys_of).collect();
    let rows: Vec<_> = keys
        .into_iter()
        .map(|(kind, value, id)| (order_keys::kind.eq(kind), order_keys::value.eq(value), order_keys::order_id.eq(id)))
        .collect();
    for rows in rows.chunks(ROWS) {
        per_backend!(&mut *connection, inner => {
            diesel::insert_into(order_keys::table).values(rows).execute(inner)?
        });
    }
    Ok(())
}

fn keys_of((id, _, name, phone, buyer): &Parties) -> impl Iterator<Item = (KeyKind, String, i64)> {
    let (nickname, account, own) =
        buyer.as_ref().map_or(("", "", ""), |(nickname, account, phone)| (nickname, account, phone));
    people_keys([name, nickname], account, [phone, own]).into_iter().map(|key| (key.kind, key.value, *id))
}

/// Takes the people out of the searched text of orders that are older than the index, and fills the index; a batch a transaction, and on
/// from where it was ended.
pub(in crate::store) fn backfill(connection: &mut Conn) -> Result<(), DbError> {
    backfill::run(connection, BACKFILL, backfill_batch)
}

/// Writes the orders behind an id; the last of them.
fn backfill_batch(connection: &mut Conn, after: i64) -> Result<Option<i64>, DbError> {
    let batch: Vec<Parties> = parties!(orders::id.gt(after)).order(orders::id).limit(BATCH).load(connection)?;
    let ids: Vec<i64> = batch.iter().map(|(id, ..)| *id).collect();
    let mut goods = goods_of(connection, &ids)?;
    for (id, order_no, ..) in &batch {
        let about = goods.remove(id).unwrap_or_default();
        let text = search_text::of_pieces(std::iter::once(order_no.as_str()).chain(about.iter().map(String::as_str)));
        diesel::update(orders::table.find(id)).set(orders::search_text.eq(text)).execute(connection)?;
    }
    write(connection, &batch)?;
    Ok(ids.last().copied())
}

/// The other searched words of orders: their parcels' numbers, then articles and names, in the order of the lines.
fn goods_of(connection: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Vec<String>>, DbError> {
    let mut all: HashMap<i64, Vec<String>> = HashMap::new();
    let parcels: Vec<(i64, String)> = shipments::table
        .filter(shipments::order_id.eq_any(ids.to_vec()))
        .order(shipments::id)
        .select((shipments::order_id, shipments::tracking_no))
        .load(connection)?;
    let lines: Vec<(i64, String, String)> = order_lines::table
        .filter(order_lines::order_id.eq_any(ids.to_vec()))
        .order((order_lines::order_id, order_lines::line_no))
        .select((order_lines::order_id, order_lines::sku, order_lines::name))
        .load(connection)?;
    for (id, number) in parcels {
        all.entry(id).or_default().push(number);
    }
    for (id, sku, name) in lines {
        all.entry(id).or_default().extend([sku, name]);
    }
    Ok(all)
}
