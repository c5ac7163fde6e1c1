//! Stock per warehouse, SKU and bucket, and the moves it is the sum of. Moves are only ever added; nothing here updates or deletes one.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::MoveKind;
use crate::domain::goods::stock::Level;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::list::{Cursor, Key, Order, Predicate, Relational, statement};
use crate::store::schema::{products, stock, stock_moves, warehouses};
use crate::store::{Conn, DbError, Scope, Tx};

/// A compartment: a bucket of a SKU in a warehouse.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = stock)]
pub struct StockRow {
    pub warehouse_id: i64,
    pub sku: String,
    pub bucket: Bucket,
    pub qty: i64,
    pub reserved_qty: i64,
}

/// A move: what came or went, and why.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_moves, treat_none_as_default_value = false)]
pub struct MoveRow {
    pub id: i64,
    pub warehouse_id: i64,
    pub sku: String,
    pub bucket: Bucket,
    pub qty: i64,
    pub reserved_qty: i64,
    pub ref_kind: MoveKind,
    pub ref_no: String,
    pub note: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
}

#[derive(QueryableByName)]
struct LevelRow {
    #[diesel(sql_type = BigInt)]
    qty: i64,
    #[diesel(sql_type = BigInt)]
    reserved_qty: i64,
}

impl From<LevelRow> for Level {
    fn from(row: LevelRow) -> Self {
        Self { qty: row.qty, reserved: row.reserved_qty }
    }
}

/// Locks a compartment until the transaction ends, and says what it holds; nothing where it was never used. Lock in SKU order.
pub fn lock(tx: &mut Tx<'_>, warehouse_id: i64, sku: &str, bucket: Bucket) -> Result<Level, DbError> {
    let row: Option<LevelRow> = prepared!(
        tx.connection(),
        get_result,
        diesel::sql_query(
            "UPDATE stock SET qty = qty WHERE warehouse_id = $1 AND sku = $2 AND bucket = $3 RETURNING qty, reserved_qty",
        )
        .bind::<BigInt, _>(warehouse_id)
        .bind::<Text, _>(sku)
        .bind::<Text, _>(bucket.code())
    )
    .optional()?;
    Ok(row.map_or(Level { qty: 0, reserved: 0 }, Level::from))
}

/// Adds a move and changes its compartment by it; what the compartment then holds is for the caller to judge.
pub fn apply(tx: &mut Tx<'_>, row: &MoveRow) -> Result<Level, DbError> {
    let level: LevelRow = prepared!(
        tx.connection(),
        get_result,
        diesel::sql_query(
            "INSERT INTO stock (warehouse_id, sku, bucket, qty, reserved_qty) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (warehouse_id, sku, bucket) DO UPDATE \
             SET qty = stock.qty + $4, reserved_qty = stock.reserved_qty + $5 RETURNING qty, reserved_qty",
        )
        .bind::<BigInt, _>(row.warehouse_id)
        .bind::<Text, _>(&row.sku)
        .bind::<Text, _>(row.bucket.code())
        .bind::<BigInt, _>(row.qty)
        .bind::<BigInt, _>(row.reserved_qty)
    )?;
    change!(tx.connection(), diesel::insert_into(stock_moves::table).values(row))?;
    Ok(level.into())
}

/// What a compartment holds.
pub fn level(connection: &mut Conn, warehouse_id: i64, sku: &str, bucket: Bucket) -> Result<Level, DbError> {
    let row: Option<StockRow> =
        stock::table.find((warehouse_id, sku, bucket)).select(StockRow::as_select()).first(connection).optional()?;
    Ok(row.map_or(Level { qty: 0, reserved: 0 }, |row| Level { qty: row.qty, reserved: row.reserved_qty }))
}

/// A SKU in a warehouse with all its buckets.
#[derive(Clone, Debug, QueryableByName)]
pub struct StockListRow {
    #[diesel(sql_type = BigInt)]
    pub warehouse_id: i64,
    #[diesel(sql_type = Text)]
    pub warehouse: String,
    #[diesel(sql_type = Text)]
    pub sku: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub sellable: i64,
    /// Of the sellable units, those promised.
    #[diesel(sql_type = BigInt)]
    pub reserved: i64,
    #[diesel(sql_type = BigInt)]
    pub returned: i64,
    #[diesel(sql_type = BigInt)]
    pub defective: i64,
    #[diesel(sql_type = BigInt)]
    pub scrap: i64,
    #[diesel(sql_type = BigInt)]
    pub last_move_at: Timestamp,
}

/// The stock list: a SKU in a warehouse a row.
pub struct StockList;

/// By SKU; one SKU by warehouse.
pub const BY_SKU: Order = Order::text("held.sku");

impl Relational for StockList {
    type Row = StockListRow;

    const FROM: &'static str = "(SELECT DISTINCT warehouse_id, sku FROM stock) AS held \
                                JOIN warehouses ON warehouses.id = held.warehouse_id";
    const ID: &'static str = "held.warehouse_id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("warehouses.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<StockListRow>, DbError> {
        let key = |place: &Cursor| match &place.key {
            Key::Text(sku) => Some((place.id, sku.clone())),
            Key::Number(_) | Key::Grouped(..) => None,
        };
        let keys: Vec<(i64, String)> = places.iter().filter_map(key).collect();
        let skus = Predicate::any_of("s.sku", keys.iter().map(|(_, sku)| sku.as_str()));
        let units = |bucket: Bucket, column: &str| {
            format!("CAST(SUM(CASE WHEN s.bucket = '{}' THEN s.{column} ELSE 0 END) AS BIGINT)", bucket.code())
        };
        let select = format!(
            "SELECT s.warehouse_id, w.name AS warehouse, s.sku, COALESCE((SELECT p.name FROM products p \
             WHERE p.merchant_id = w.merchant_id AND p.sku = s.sku), '') AS name, {} AS sellable, {} AS reserved, \
             {} AS returned, {} AS defective, {} AS scrap, COALESCE((SELECT MAX(m.created_at) FROM stock_moves m \
             WHERE m.warehouse_id = s.warehouse_id AND m.sku = s.sku), 0) AS last_move_at \
             FROM stock s JOIN warehouses w ON w.id = s.warehouse_id",
            units(Bucket::Sellable, "qty"),
            units(Bucket::Sellable, "reserved_qty"),
            units(Bucket::Returned, "qty"),
            units(Bucket::Defective, "qty"),
            units(Bucket::Scrap, "qty"),
        );
        let group = "GROUP BY s.warehouse_id, w.name, w.merchant_id, s.sku";
        let found: Vec<StockListRow> =
            statement(&select, &[skus, Predicate::seen("w.merchant_id", scope)], group).load(connection)?;
        let mut by_key: HashMap<(i64, String), StockListRow> =
            found.into_iter().map(|row| ((row.warehouse_id, row.sku.clone()), row)).collect();
        Ok(keys.iter().filter_map(|key| by_key.remove(key)).collect())
    }
}

/// Stock of a warehouse.
pub fn in_warehouse(id: i64) -> Predicate {
    Predicate::among("held.warehouse_id", &[id])
}

/// Goods of which a bucket holds some.
pub fn held_in(bucket: Bucket) -> Predicate {
    Predicate::new(
        "EXISTS (SELECT 1 FROM stock WHERE stock.warehouse_id = held.warehouse_id AND stock.sku = held.sku \
         AND stock.bucket = ? AND stock.qty > 0)",
    )
    .text(bucket.code())
}

/// Goods whose SKU or name contains a text, whatever its letters' size.
pub fn called(part: &str) -> Predicate {
    let upper = part.to_uppercase();
    Predicate::contains(&["UPPER(held.sku)"], &upper).or(Predicate::contains(&["UPPER(products.name)"], &upper).within(
        "EXISTS (SELECT 1 FROM products WHERE products.merchant_id = warehouses.merchant_id \
         AND products.sku = held.sku AND",
        ")",
    ))
}

/// Every compartment of a SKU in a warehouse, in the order of the buckets.
pub fn levels(connection: &mut Conn, warehouse_id: i64, sku: &str) -> Result<Vec<StockRow>, DbError> {
    let mut rows: Vec<StockRow> = stock::table
        .filter(stock::warehouse_id.eq(warehouse_id))
        .filter(stock::sku.eq(sku))
        .select(StockRow::as_select())
        .load(connection)?;
    rows.sort_by_key(|row| row.bucket);
    Ok(rows)
}

/// A move with what its compartment held after it.
#[derive(Clone, Debug, QueryableByName)]
pub struct MoveListRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub bucket: Bucket,
    #[diesel(sql_type = BigInt)]
    pub qty: i64,
    #[diesel(sql_type = BigInt)]
    pub reserved_qty: i64,
    #[diesel(sql_type = BigInt)]
    pub balance: i64,
    #[diesel(sql_type = BigInt)]
    pub reserved_balance: i64,
    #[diesel(sql_type = Text)]
    pub ref_kind: MoveKind,
    #[diesel(sql_type = Text)]
    pub ref_no: String,
    /// Of the inbound or outbound that caused it.
    #[diesel(sql_type = Text)]
    pub ticket_no: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    /// Empty for the system.
    #[diesel(sql_type = Text)]
    pub operator: String,
    #[diesel(sql_type = BigInt)]
    pub created_at: Timestamp,
}

/// The moves of stock.
pub struct Moves;

/// By the moment of the move.
pub const MOVES_BY_TIME: Order = Order::number("stock_moves.created_at");

impl Relational for Moves {
    type Row = MoveListRow;

    const FROM: &'static str = "stock_moves JOIN warehouses ON warehouses.id = stock_moves.warehouse_id";
    const ID: &'static str = "stock_moves.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("warehouses.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<MoveListRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        // What a compartment held after a move is the sum of all moves up to it, so all of its SKU are read.
        let asked = Predicate::among("asked.id", &ids).within(
            "EXISTS (SELECT 1 FROM stock_moves asked WHERE asked.warehouse_id = m.warehouse_id AND asked.sku = m.sku AND",
            ")",
        );
        let select = "SELECT * FROM (SELECT m.id, m.bucket, m.qty, m.reserved_qty, \
             CAST(SUM(m.qty) OVER (PARTITION BY m.warehouse_id, m.sku, m.bucket ORDER BY m.created_at, m.id) \
             AS BIGINT) AS balance, CAST(SUM(m.reserved_qty) OVER (PARTITION BY m.warehouse_id, m.sku, m.bucket \
             ORDER BY m.created_at, m.id) AS BIGINT) AS reserved_balance, m.ref_kind, m.ref_no, \
             COALESCE((SELECT t.ticket_no FROM inbounds i JOIN tickets t ON t.id = i.ticket_id \
             WHERE i.inbound_no = m.ref_no), (SELECT t.ticket_no FROM outbounds o JOIN tickets t \
             ON t.id = o.ticket_id WHERE o.outbound_no = m.ref_no), '') AS ticket_no, m.note, \
             COALESCE(f.display_name, '') AS operator, m.created_at FROM stock_moves m \
             JOIN warehouses w ON w.id = m.warehouse_id LEFT JOIN staff f ON f.id = m.staff_id";
        let end = format!(") AS listed WHERE {}", Predicate::among("listed.id", &ids).sql());
        let found: Vec<MoveListRow> =
            statement(select, &[asked, Predicate::seen("w.merchant_id", scope)], &end).load(connection)?;
        let mut by_id: HashMap<i64, MoveListRow> = found.into_iter().map(|row| (row.id, row)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// The moves of a SKU in a warehouse.
pub fn moves_of(warehouse_id: i64, sku: &str) -> Predicate {
    Predicate::new("stock_moves.warehouse_id = ? AND stock_moves.sku = ?").number(warehouse_id).text(sku)
}

/// A SKU as a merchant sells it or keeps it in a warehouse; of spellings that differ in capitals the one that was typed, else the first.
pub fn known_sku(connection: &mut Conn, merchant_id: i64, typed: &str) -> Result<Option<String>, DbError> {
    Ok(known_skus(connection, merchant_id, &[typed])?.remove(typed))
}

/// `known_sku` of many: what was typed leads to the SKU, and what nobody knows to nothing.
pub fn known_skus(connection: &mut Conn, merchant_id: i64, typed: &[&str]) -> Result<HashMap<String, String>, DbError> {
    let mut known: HashMap<String, String> = HashMap::new();
    for typed in typed.chunks(SKUS_AT_ONCE) {
        let is_typed = |sku: String| (sku.clone(), sku);
        known.extend(spelled(connection, merchant_id, "sku", typed)?.into_iter().map(is_typed));
        // Other spellings are looked for only where the typed one is not there: no index helps with them.
        let other: Vec<&str> = typed.iter().filter(|sku| !known.contains_key(**sku)).copied().collect();
        if other.is_empty() {
            continue;
        }
        let folded: Vec<String> = other.iter().map(|sku| sku.to_ascii_uppercase()).collect();
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        let mut found = spelled(connection, merchant_id, "UPPER(sku)", &folded)?;
        found.sort();
        for sku in other {
            if let Some(spelling) = found.iter().find(|known| known.eq_ignore_ascii_case(sku)) {
                known.insert(sku.to_owned(), spelling.clone());
            }
        }
    }
    Ok(known)
}

/// SKUs that are asked for in one statement.
const SKUS_AT_ONCE: usize = 500;

/// The SKUs of a merchant whose spelling, or what an expression makes of it, is one of some texts.
fn spelled(
    connection: &mut Conn,
    merchant_id: i64,
    spelling: &'static str,
    texts: &[&str],
) -> Result<Vec<String>, DbError> {
    let sold = products::table
        .filter(products::merchant_id.eq(merchant_id))
        .filter(sql::<Text>(spelling).eq_any(texts))
        .select(products::sku);
    let mut known: Vec<String> = sold.load(connection)?;
    let own = warehouses::table.filter(warehouses::merchant_id.eq(merchant_id)).select(warehouses::id);
    let kept = stock::table
        .filter(stock::warehouse_id.eq_any(own))
        .filter(sql::<Text>(spelling).eq_any(texts))
        .select(stock::sku);
    known.extend(kept.load::<String>(connection)?);
    Ok(known)
}
