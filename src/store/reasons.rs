//! After-sale reasons of a merchant. A reason that tickets used is withdrawn, never deleted; tickets keep the text they were filed with.

use diesel::prelude::*;

use super::schema::reasons;
use super::{Conn, DbError, Tx};
use crate::domain::codes::{Responsibility, TicketType};
use crate::domain::time::Timestamp;

/// A reason.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = reasons, treat_none_as_null = true)]
pub struct ReasonRow {
    pub id: i64,
    pub merchant_id: i64,
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
}

impl ReasonRow {
    /// Whether it may be chosen for a type.
    pub fn applies(&self, kind: TicketType) -> bool {
        self.applies_to.split(',').any(|code| code == kind.code())
    }
}

/// A merchant's reasons that are not deleted, in their order.
pub fn list(connection: &mut Conn, merchant_id: i64) -> Result<Vec<ReasonRow>, DbError> {
    Ok(reasons::table
        .filter(reasons::merchant_id.eq(merchant_id))
        .filter(reasons::deleted_at.is_null())
        .order((reasons::position, reasons::id))
        .select(ReasonRow::as_select())
        .load(connection)?)
}

/// Adds a reason.
pub fn insert(tx: &mut Tx<'_>, row: &ReasonRow) -> Result<(), DbError> {
    diesel::insert_into(reasons::table).values(row).execute(tx.connection())?;
    Ok(())
}
