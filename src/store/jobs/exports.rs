//! Files that jobs write from lists, each for its maker alone.

use diesel::prelude::*;

use crate::domain::house::work::{ExportState, FileFormat};
use crate::domain::time::Timestamp;
use crate::store::schema::exports;
use crate::store::{Conn, DbError, Tx};

/// A file that is written, was written, or is gone.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = exports, treat_none_as_null = true)]
pub struct ExportRow {
    pub id: i64,
    pub staff_id: i64,
    /// `data-page` of the list.
    pub page: String,
    pub format: FileFormat,
    /// The list's filter and order.
    pub query: String,
    pub language: String,
    pub state: ExportState,
    pub rows_done: i64,
    /// 0 where it is not known.
    pub rows_total: i64,
    /// Empty until the file is whole, and once it is deleted.
    pub stored_as: String,
    /// Why it failed, as a code.
    pub error: String,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// The merchants whose rows it may hold, as `Scope::to_text` writes them.
    pub merchants: String,
}

/// Adds an export.
pub fn insert(tx: &mut Tx<'_>, row: &ExportRow) -> Result<(), DbError> {
    diesel::insert_into(exports::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves an export.
pub fn save(tx: &mut Tx<'_>, row: &ExportRow) -> Result<(), DbError> {
    diesel::update(exports::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// An export, for the job that writes it.
pub fn by_id(connection: &mut Conn, id: i64) -> Result<Option<ExportRow>, DbError> {
    Ok(exports::table.find(id).select(ExportRow::as_select()).first(connection).optional()?)
}

/// An export of its maker.
pub fn own(connection: &mut Conn, staff_id: i64, id: i64) -> Result<Option<ExportRow>, DbError> {
    Ok(by_id(connection, id)?.filter(|row| row.staff_id == staff_id))
}

/// Written files that were finished before an instant and are still there, the oldest first.
pub fn expired(connection: &mut Conn, before: Timestamp, limit: i64) -> Result<Vec<ExportRow>, DbError> {
    Ok(exports::table
        .filter(exports::state.eq(ExportState::Done))
        .filter(exports::finished_at.le(before))
        .order((exports::finished_at, exports::id))
        .limit(limit)
        .select(ExportRow::as_select())
        .load(connection)?)
}

/// The latest exports of a maker.
pub fn latest(connection: &mut Conn, staff_id: i64, limit: i64) -> Result<Vec<ExportRow>, DbError> {
    Ok(exports::table
        .filter(exports::staff_id.eq(staff_id))
        .order(exports::id.desc())
        .limit(limit)
        .select(ExportRow::as_select())
        .load(connection)?)
}

/// The exports of a maker that are not written yet.
pub fn unfinished(connection: &mut Conn, staff_id: i64) -> Result<Vec<ExportRow>, DbError> {
    Ok(exports::table
        .filter(exports::staff_id.eq(staff_id))
        .filter(exports::state.eq_any([ExportState::Waiting, ExportState::Running]))
        .order(exports::id)
        .select(ExportRow::as_select())
        .load(connection)?)
}
