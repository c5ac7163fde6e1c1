//! After-sale reasons of a merchant. A reason that tickets used is withdrawn, never deleted; tickets keep the text they were filed with.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::policy::cause::Cause;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::Responsibility;
use crate::domain::time::Timestamp;
use crate::store::schema::{reasons, ticket_lines};
use crate::store::{Conn, DbError, Scope, Tx};

/// A reason.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = reasons, treat_none_as_null = true)]
pub struct ReasonRow {
    pub id: i64,
    pub merchant_id: i64,
    /// As it is stored: `shown_code` is what people see of it.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// Comma-separated ticket types.
    pub applies_to: String,
    pub responsibility: Responsibility,
    pub visible: bool,
    pub position: i64,
    pub deleted_at: Option<Timestamp>,
    pub version: i32,
    /// What staff say to the buyer about it; empty for nothing.
    pub reply_zh: String,
    /// The same in English; empty for the Chinese one.
    pub reply_en: String,
    pub cause: Cause,
    /// Somebody said that the cause is right; one that was taken from the responsibility waits for that.
    pub cause_confirmed: bool,
}

impl ReasonRow {
    /// Whether it may be chosen for a type.
    pub fn applies(&self, kind: TicketType) -> bool {
        self.applies_to.split(',').any(|code| code == kind.code())
    }
}

/// A merchant's reasons that are not withdrawn, in their order.
pub fn list(connection: &mut Conn, merchant_id: i64) -> Result<Vec<ReasonRow>, DbError> {
    Ok(reasons::table
        .filter(reasons::merchant_id.eq(merchant_id))
        .filter(reasons::deleted_at.is_null())
        .order((reasons::position, reasons::id))
        .select(ReasonRow::as_select())
        .load(connection)?)
}

/// A merchant's withdrawn reasons, the last one first.
pub fn withdrawn(connection: &mut Conn, merchant_id: i64) -> Result<Vec<ReasonRow>, DbError> {
    Ok(reasons::table
        .filter(reasons::merchant_id.eq(merchant_id))
        .filter(reasons::deleted_at.is_not_null())
        .order((reasons::deleted_at.desc(), reasons::id.desc()))
        .select(ReasonRow::as_select())
        .load(connection)?)
}

/// Adds a reason.
pub fn insert(tx: &mut Tx<'_>, row: &ReasonRow) -> Result<(), DbError> {
    diesel::insert_into(reasons::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// A reason in scope that is not withdrawn.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<ReasonRow>, DbError> {
    Ok(find_any(connection, scope, id)?.filter(|reason| reason.deleted_at.is_none()))
}

/// A reason in scope, withdrawn or not.
pub fn find_any(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<ReasonRow>, DbError> {
    let found: Option<ReasonRow> =
        reasons::table.find(id).select(ReasonRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|reason| scope.sees(reason.merchant_id)))
}

/// The reasons of ids, in their order, withdrawn ones too.
pub fn of_ids(connection: &mut Conn, ids: &[i64]) -> Result<Vec<ReasonRow>, DbError> {
    Ok(reasons::table
        .filter(reasons::id.eq_any(ids))
        .order((reasons::position, reasons::id))
        .select(ReasonRow::as_select())
        .load(connection)?)
}

/// How many ticket lines were filed with each of a merchant's reasons; a reason never used is not in it.
pub fn used(connection: &mut Conn, merchant_id: i64) -> Result<HashMap<i64, i64>, DbError> {
    let own = reasons::table.filter(reasons::merchant_id.eq(merchant_id)).select(reasons::id);
    let counts: Vec<(i64, i64)> = ticket_lines::table
        .filter(ticket_lines::reason_id.eq_any(own))
        .group_by(ticket_lines::reason_id)
        .select((ticket_lines::reason_id, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(counts.into_iter().collect())
}

/// Whether any ticket was filed with a reason.
pub fn is_used(connection: &mut Conn, id: i64) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(ticket_lines::table.filter(ticket_lines::reason_id.eq(id))))
        .get_result(connection)?)
}

/// Saves a reason if nobody changed it since `version`; `row.version` is the new one.
pub fn save(tx: &mut Tx<'_>, row: &ReasonRow, version: i32) -> Result<bool, DbError> {
    let saved = diesel::update(reasons::table.find(row.id).filter(reasons::version.eq(version)))
        .set(row)
        .execute(tx.connection())?;
    Ok(saved == 1)
}

/// Puts a reason at a place in the order.
pub fn set_position(tx: &mut Tx<'_>, id: i64, position: i64) -> Result<(), DbError> {
    diesel::update(reasons::table.find(id)).set(reasons::position.eq(position)).execute(tx.connection())?;
    Ok(())
}

/// Deletes a reason that no ticket was ever filed with.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    diesel::delete(reasons::table.find(id)).execute(tx.connection())?;
    Ok(())
}
