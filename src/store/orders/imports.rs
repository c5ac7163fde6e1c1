//! Order files that were uploaded, how far they have come, and the mappings that a merchant keeps.

use diesel::prelude::*;

use crate::domain::house::work::ImportState;
use crate::domain::time::Timestamp;
use crate::store::schema::{import_mappings, order_imports};
use crate::store::{Conn, DbError, Scope, Tx};

/// An uploaded order file.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = order_imports, treat_none_as_null = true)]
pub struct ImportRow {
    pub id: i64,
    pub merchant_id: i64,
    /// As it came.
    pub file_name: String,
    pub stored_as: String,
    /// Empty for our own format.
    pub mapping_name: String,
    /// The mapping's text as it was then; empty for our own format.
    pub mapping: String,
    pub dry_run: bool,
    pub state: ImportState,
    pub percent: i32,
    pub orders_new: i64,
    pub orders_updated: i64,
    pub orders_unchanged: i64,
    pub lines_read: i64,
    pub lines_rejected: i64,
    /// Why it failed: a line for each language, Chinese first; or `NOT_WRITTEN`, the tries, and the last error of the database.
    pub error: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Whether the importer could say by a mapping what pays money back when the file was taken in.
    pub own_gateway: bool,
    /// The try that read the file to its end; its refused lines are those that are shown.
    pub tries: i32,
}

/// A mapping that a merchant keeps.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = import_mappings)]
pub struct MappingRow {
    pub id: i64,
    pub merchant_id: i64,
    pub name: String,
    pub body: String,
    pub version: i32,
    pub updated_at: Timestamp,
}

/// How the error of an import begins that could not be written however often it was tried.
pub const NOT_WRITTEN: &str = "NOT_WRITTEN";

/// Where the refused lines of an import are kept among the files, in a language. Every try has a file of its own, so that one that lost its
/// lease spoils nothing; imports older than that are of try 0.
pub fn rejects_name(import_id: i64, tries: i32, zh: bool) -> String {
    let language = if zh { "zh" } else { "en" };
    match tries {
        0 => format!("imports/rejects/{import_id}-{language}.csv"),
        tries => format!("imports/rejects/{import_id}-{tries}-{language}.csv"),
    }
}

/// Where the sample of a dry run is kept, as its refused lines are.
pub fn sample_name(import_id: i64, tries: i32) -> String {
    format!("imports/rejects/{import_id}-{tries}-sample.csv")
}

/// Adds an import.
pub fn insert(tx: &mut Tx<'_>, row: &ImportRow) -> Result<(), DbError> {
    diesel::insert_into(order_imports::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves an import.
pub fn save(tx: &mut Tx<'_>, row: &ImportRow) -> Result<(), DbError> {
    diesel::update(order_imports::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// An import, in scope.
pub fn by_id(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<ImportRow>, DbError> {
    let found: Option<ImportRow> =
        order_imports::table.find(id).select(ImportRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|row| scope.sees(row.merchant_id)))
}

/// The person who uploaded a file, by its first import; another person may have repeated it.
pub fn brought_by(connection: &mut Conn, stored_as: &str) -> Result<Option<i64>, DbError> {
    let first: Option<Option<i64>> = order_imports::table
        .filter(order_imports::stored_as.eq(stored_as))
        .order(order_imports::id)
        .select(order_imports::staff_id)
        .first(connection)
        .optional()?;
    Ok(first.flatten())
}

/// The latest imports in scope.
pub fn latest(connection: &mut Conn, scope: &Scope, limit: i64) -> Result<Vec<ImportRow>, DbError> {
    let mut query = order_imports::table
        .select(ImportRow::as_select())
        .order((order_imports::created_at.desc(), order_imports::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(order_imports::merchant_id.eq_any(ids.to_vec()));
    }
    Ok(query.load(connection)?)
}

/// The mappings in scope, by name.
pub fn mappings(connection: &mut Conn, scope: &Scope) -> Result<Vec<MappingRow>, DbError> {
    let mut query = import_mappings::table
        .select(MappingRow::as_select())
        .order((import_mappings::name, import_mappings::id))
        .into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(import_mappings::merchant_id.eq_any(ids.to_vec()));
    }
    Ok(query.load(connection)?)
}

/// A mapping, in scope.
pub fn mapping(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<MappingRow>, DbError> {
    let found: Option<MappingRow> =
        import_mappings::table.find(id).select(MappingRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|row| scope.sees(row.merchant_id)))
}

/// A merchant's mapping of a name.
pub fn mapping_named(connection: &mut Conn, merchant_id: i64, name: &str) -> Result<Option<MappingRow>, DbError> {
    Ok(import_mappings::table
        .filter(import_mappings::merchant_id.eq(merchant_id))
        .filter(import_mappings::name.eq(name))
        .select(MappingRow::as_select())
        .first(connection)
        .optional()?)
}

/// Adds a mapping.
pub fn insert_mapping(tx: &mut Tx<'_>, row: &MappingRow) -> Result<(), DbError> {
    diesel::insert_into(import_mappings::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a mapping if nobody changed it since `version`; `row.version` is the new one.
pub fn save_mapping(tx: &mut Tx<'_>, row: &MappingRow, version: i32) -> Result<bool, DbError> {
    let saved = diesel::update(import_mappings::table.find(row.id).filter(import_mappings::version.eq(version)))
        .set(row)
        .execute(tx.connection())?;
    Ok(saved == 1)
}

/// Removes a mapping; imports keep their copy of its text.
pub fn delete_mapping(tx: &mut Tx<'_>, id: i64, version: i32) -> Result<bool, DbError> {
    let gone = diesel::delete(
        import_mappings::table.filter(import_mappings::id.eq(id)).filter(import_mappings::version.eq(version)),
    )
    .execute(tx.connection())?;
    Ok(gone == 1)
}
