//! Special periods of merchants.

use diesel::prelude::*;

use crate::domain::term::kind::{TermKind, TermState};
use crate::domain::term::period::SpecialPeriod;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::schema::{special_periods, ticket_entries, ticket_returns, ticket_terms};
use crate::store::{Conn, DbError, Scope, Tx};

/// A special period under its name.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = special_periods)]
pub struct PeriodRow {
    pub id: i64,
    pub merchant_id: i64,
    pub name: String,
    /// `2026-11-22`, both ends included.
    pub first_day: String,
    pub last_day: String,
    /// Codes and ids with commas; empty for all.
    pub kinds: String,
    pub shops: String,
    pub warehouses: String,
    pub days: i32,
    pub declared_at: Timestamp,
    /// When it was taken back; it moves nothing any more.
    pub revoked_at: Option<Timestamp>,
}

impl PeriodRow {
    /// As terms are counted by it; `None` for days that are none.
    pub fn period(&self) -> Option<SpecialPeriod> {
        let ids = |text: &str| text.split(',').filter_map(|id| id.parse().ok()).collect();
        Some(SpecialPeriod {
            first: self.first_day.parse().ok()?,
            last: self.last_day.parse().ok()?,
            kinds: self.kinds.split(',').filter_map(TermKind::parse).collect(),
            shops: ids(&self.shops),
            warehouses: ids(&self.warehouses),
            days: self.days.unsigned_abs(),
        })
    }
}

/// The periods of a merchant that hold, the latest first.
///
/// # Errors
/// The database's.
pub fn of_merchant(connection: &mut Conn, merchant_id: i64) -> Result<Vec<PeriodRow>, DbError> {
    let rows = special_periods::table.filter(special_periods::merchant_id.eq(merchant_id));
    let rows = rows.filter(special_periods::revoked_at.is_null());
    let rows = rows.order((special_periods::first_day.desc(), special_periods::id.desc()));
    Ok(prepared!(connection, load, rows.select(PeriodRow::as_select()))?)
}

/// The same as terms are counted by them.
///
/// # Errors
/// The database's.
pub fn lasting(connection: &mut Conn, merchant_id: i64) -> Result<Vec<SpecialPeriod>, DbError> {
    Ok(of_merchant(connection, merchant_id)?.iter().filter_map(PeriodRow::period).collect())
}

/// Adds a period.
///
/// # Errors
/// The database's; a name that the merchant has already.
pub fn insert(tx: &mut Tx<'_>, row: &PeriodRow) -> Result<(), DbError> {
    diesel::insert_into(special_periods::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Takes a period back.
///
/// # Errors
/// The database's.
pub fn revoke(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    let now = tx.now();
    let row = diesel::update(special_periods::table.find(id)).set(special_periods::revoked_at.eq(Some(now)));
    row.execute(tx.connection())?;
    Ok(())
}

/// A period of a merchant in scope, also one that was taken back.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<PeriodRow>, DbError> {
    let row = special_periods::table.find(id).select(PeriodRow::as_select()).first(connection).optional()?;
    Ok(row.filter(|row: &PeriodRow| scope.sees(row.merchant_id)))
}

/// How many tickets have a term that runs and ends in a period, between two instants.
///
/// # Errors
/// The database's.
pub fn touched(
    connection: &mut Conn,
    merchant_id: i64,
    period: &SpecialPeriod,
    between: (Timestamp, Timestamp),
) -> Result<i64, DbError> {
    let mut query = ticket_terms::table
        .inner_join(ticket_entries::table.on(ticket_entries::ticket_id.eq(ticket_terms::ticket_id)))
        .left_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(ticket_terms::ticket_id)))
        .filter(ticket_terms::state.eq(TermState::Running))
        .filter(ticket_entries::merchant_id.eq(merchant_id))
        .filter(ticket_terms::due_at.ge(between.0))
        .filter(ticket_terms::due_at.lt(between.1))
        .filter(ticket_terms::kind.ne(TermKind::Platform))
        .into_boxed();
    if !period.kinds.is_empty() {
        query = query.filter(ticket_terms::kind.eq_any(period.kinds.clone()));
    }
    if !period.shops.is_empty() {
        query = query.filter(ticket_entries::shop_id.eq_any(period.shops.clone()));
    }
    if !period.warehouses.is_empty() {
        query = query.filter(ticket_returns::warehouse_id.eq_any(period.warehouses.clone()));
    }
    Ok(query.select(diesel::dsl::count(ticket_terms::ticket_id).aggregate_distinct()).first(connection)?)
}
