//! Queries, and what was done with each.

use diesel::prelude::*;

use crate::domain::service::query::{QueryKind, QueryState, QueryStep};
use crate::domain::time::Timestamp;
use crate::store::schema::{queries, query_entries};
use crate::store::{Conn, DbError, Scope, Tx};

/// A query.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = queries, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct QueryRow {
    pub id: i64,
    pub merchant_id: i64,
    /// `None` where it is not known.
    pub shop_id: Option<i64>,
    pub query_no: String,
    pub kind: QueryKind,
    pub state: QueryState,
    /// As it was typed; empty where it is not known. There need not be an order of this number.
    pub order_no: String,
    /// The buyer's words.
    pub words: String,
    /// Where the buyer is answered.
    pub contact: String,
    pub taken_by: Option<i64>,
    pub taken_at: Timestamp,
    /// The last answer; empty before there is one.
    pub answer: String,
    pub answered_by: Option<i64>,
    pub answered_at: Option<Timestamp>,
    pub closing_words: String,
    pub closed_by: Option<i64>,
    pub closed_at: Option<Timestamp>,
    /// The ticket that came of it.
    pub ticket_id: Option<i64>,
    /// Its place in the list.
    pub place: i64,
    /// Numbers and words, folded.
    pub search_text: String,
    pub version: i32,
}

/// Something that was done with a query.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = query_entries, treat_none_as_default_value = false)]
pub struct QueryEntryRow {
    pub id: i64,
    pub query_id: i64,
    pub step: QueryStep,
    /// The answer, why it was closed, the number that became known.
    pub words: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
}

/// A query of a merchant in scope.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<QueryRow>, DbError> {
    let row = queries::table.find(id).select(QueryRow::as_select()).first(connection).optional()?;
    Ok(row.filter(|row: &QueryRow| scope.sees(row.merchant_id)))
}

/// The queries about an order of a merchant, the newest first, this many at most.
///
/// # Errors
/// The database's.
pub fn of_order(connection: &mut Conn, merchant_id: i64, order_no: &str, most: i64) -> Result<Vec<QueryRow>, DbError> {
    Ok(queries::table
        .filter(queries::merchant_id.eq(merchant_id))
        .filter(queries::order_no.eq(order_no))
        .filter(queries::order_no.ne(""))
        .order((queries::taken_at.desc(), queries::id.desc()))
        .limit(most)
        .select(QueryRow::as_select())
        .load(connection)?)
}

/// The queries of which a ticket came.
///
/// # Errors
/// The database's.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<QueryRow>, DbError> {
    Ok(queries::table
        .filter(queries::ticket_id.eq(ticket_id))
        .order(queries::id)
        .select(QueryRow::as_select())
        .load(connection)?)
}

/// What was done with a query, oldest first.
///
/// # Errors
/// The database's.
pub fn entries(connection: &mut Conn, query_id: i64) -> Result<Vec<QueryEntryRow>, DbError> {
    Ok(query_entries::table
        .filter(query_entries::query_id.eq(query_id))
        .order(query_entries::id)
        .select(QueryEntryRow::as_select())
        .load(connection)?)
}

/// Adds a query.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx<'_>, row: &QueryRow) -> Result<(), DbError> {
    diesel::insert_into(queries::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a query if nobody changed it since `version`.
///
/// # Errors
/// The database's.
pub fn save(tx: &mut Tx<'_>, row: &QueryRow, version: i32) -> Result<bool, DbError> {
    let place = queries::table.find(row.id).filter(queries::version.eq(version));
    Ok(diesel::update(place).set(row).execute(tx.connection())? == 1)
}

/// Keeps what was done with a query.
///
/// # Errors
/// The database's.
pub fn insert_entry(tx: &mut Tx<'_>, row: &QueryEntryRow) -> Result<(), DbError> {
    diesel::insert_into(query_entries::table).values(row).execute(tx.connection())?;
    Ok(())
}
