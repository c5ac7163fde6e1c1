//! Pictures of goods: one row an address and merchant, whether the picture is here, on its way or not to be had.

use diesel::prelude::*;

use crate::domain::house::work::PictureState;
use crate::domain::time::Timestamp;
use crate::store::engine::conn::per_backend;
use crate::store::schema::{backfills, order_lines, orders, pictures};
use crate::store::{Conn, DbError, Scope, Tx};

/// The row of `backfills` for addresses that came before pictures were fetched.
const BACKFILL: &str = "pictures";
/// Rows of one INSERT.
const ROWS: usize = 500;

/// A picture.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pictures, treat_none_as_default_value = false)]
pub struct PictureRow {
    pub id: i64,
    pub merchant_id: i64,
    pub url_hash: String,
    pub url: String,
    pub state: PictureState,
    /// Empty unless the picture is here.
    pub stored_as: String,
    pub media_type: String,
    pub sha256: String,
    pub tries: i32,
    /// Not before; counts while it waits, and for one that was given up.
    pub next_try_at: Timestamp,
    /// When a page or an import last wanted it.
    pub wanted_at: Timestamp,
}

/// Which of some addresses of a merchant are not known yet, by their hashes.
pub fn unknown<'h>(connection: &mut Conn, merchant_id: i64, hashes: &[&'h str]) -> Result<Vec<&'h str>, DbError> {
    let mut missing = Vec::new();
    for some in hashes.chunks(ROWS) {
        let known: Vec<String> = pictures::table
            .filter(pictures::merchant_id.eq(merchant_id))
            .filter(pictures::url_hash.eq_any(some.to_vec()))
            .select(pictures::url_hash)
            .load(connection)?;
        missing.extend(some.iter().filter(|hash| !known.iter().any(|known| known == *hash)));
    }
    Ok(missing)
}

/// Adds pictures of a merchant, whose row the transaction has claimed: nobody else adds the same ones meanwhile.
pub fn insert(tx: &mut Tx<'_>, rows: &[PictureRow]) -> Result<(), DbError> {
    for rows in rows.chunks(ROWS) {
        per_backend!(tx.connection(), connection => {
            diesel::insert_into(pictures::table).values(rows).execute(connection)?
        });
    }
    Ok(())
}

/// Saves a picture.
pub fn save(tx: &mut Tx<'_>, row: &PictureRow) -> Result<(), DbError> {
    diesel::update(pictures::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// A picture, by the hash of its address, in scope.
pub fn by_hash(
    connection: &mut Conn,
    scope: &Scope,
    merchant_id: i64,
    url_hash: &str,
) -> Result<Option<PictureRow>, DbError> {
    if !scope.sees(merchant_id) {
        return Ok(None);
    }
    Ok(pictures::table
        .filter(pictures::merchant_id.eq(merchant_id))
        .filter(pictures::url_hash.eq(url_hash))
        .select(PictureRow::as_select())
        .first(connection)
        .optional()?)
}

/// A picture as it is now.
pub fn by_id(connection: &mut Conn, id: i64) -> Result<Option<PictureRow>, DbError> {
    Ok(pictures::table.find(id).select(PictureRow::as_select()).first(connection).optional()?)
}

/// Pictures that wait to be fetched and are due, the longest due first.
pub fn due(connection: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<PictureRow>, DbError> {
    Ok(pictures::table
        .filter(pictures::state.eq(PictureState::Waiting))
        .filter(pictures::next_try_at.le(now))
        .order((pictures::next_try_at, pictures::id))
        .limit(limit)
        .select(PictureRow::as_select())
        .load(connection)?)
}

/// Up to which order line addresses were gathered that came before pictures were fetched; `None` once all are.
pub fn gathered(connection: &mut Conn) -> Result<Option<i64>, DbError> {
    Ok(backfills::table.find(BACKFILL).select(backfills::last_id).first(connection).optional()?)
}

/// Notes up to which order line addresses were gathered; `None` once all are.
pub fn set_gathered(tx: &mut Tx<'_>, last_id: Option<i64>) -> Result<(), DbError> {
    let row = backfills::table.find(BACKFILL);
    match last_id {
        Some(id) => diesel::update(row).set(backfills::last_id.eq(id)).execute(tx.connection())?,
        None => diesel::delete(row).execute(tx.connection())?,
    };
    Ok(())
}

/// Order lines after an id: id, merchant, address of the picture.
pub fn lines_after(connection: &mut Conn, id: i64, limit: i64) -> Result<Vec<(i64, i64, String)>, DbError> {
    Ok(order_lines::table
        .inner_join(orders::table.on(orders::id.eq(order_lines::order_id)))
        .filter(order_lines::id.gt(id))
        .order(order_lines::id)
        .limit(limit)
        .select((order_lines::id, orders::merchant_id, order_lines::picture_url))
        .load(connection)?)
}
