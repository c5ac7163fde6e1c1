//! Stock per warehouse, SKU and bucket, and the moves it is the sum of. Moves are only ever added; nothing here updates or deletes one.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::{stock, stock_moves};
use super::{Conn, DbError, Tx};
use crate::domain::codes::Bucket;
use crate::domain::stock::Level;
use crate::domain::time::Timestamp;

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
#[diesel(table_name = stock_moves)]
pub struct MoveRow {
    pub id: i64,
    pub warehouse_id: i64,
    pub sku: String,
    pub bucket: Bucket,
    pub qty: i64,
    pub reserved_qty: i64,
    pub ref_kind: String,
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
    let row: Option<LevelRow> = diesel::sql_query(
        "UPDATE stock SET qty = qty WHERE warehouse_id = $1 AND sku = $2 AND bucket = $3 RETURNING qty, reserved_qty",
    )
    .bind::<BigInt, _>(warehouse_id)
    .bind::<Text, _>(sku)
    .bind::<Text, _>(bucket.code())
    .get_result(tx.connection())
    .optional()?;
    Ok(row.map_or(Level { qty: 0, reserved: 0 }, Level::from))
}

/// Adds a move and changes its compartment by it; what the compartment then holds is for the caller to judge.
pub fn apply(tx: &mut Tx<'_>, row: &MoveRow) -> Result<Level, DbError> {
    let level: LevelRow = diesel::sql_query(
        "INSERT INTO stock (warehouse_id, sku, bucket, qty, reserved_qty) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (warehouse_id, sku, bucket) DO UPDATE \
         SET qty = stock.qty + $4, reserved_qty = stock.reserved_qty + $5 RETURNING qty, reserved_qty",
    )
    .bind::<BigInt, _>(row.warehouse_id)
    .bind::<Text, _>(&row.sku)
    .bind::<Text, _>(row.bucket.code())
    .bind::<BigInt, _>(row.qty)
    .bind::<BigInt, _>(row.reserved_qty)
    .get_result(tx.connection())?;
    diesel::insert_into(stock_moves::table).values(row).execute(tx.connection())?;
    Ok(level.into())
}

/// What a compartment holds.
pub fn level(connection: &mut Conn, warehouse_id: i64, sku: &str, bucket: Bucket) -> Result<Level, DbError> {
    let row: Option<StockRow> =
        stock::table.find((warehouse_id, sku, bucket)).select(StockRow::as_select()).first(connection).optional()?;
    Ok(row.map_or(Level { qty: 0, reserved: 0 }, |row| Level { qty: row.qty, reserved: row.reserved_qty }))
}
