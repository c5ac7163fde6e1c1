//! Changes of the settings that decide about money, made or proposed, with what became of them. A row is never deleted.

use diesel::prelude::*;

use crate::domain::money::money_settings::ChangeState;
use crate::domain::time::Timestamp;
use crate::store::schema::money_setting_changes;
use crate::store::{Conn, DbError, Scope, Tx};

/// A change.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = money_setting_changes, treat_none_as_null = true)]
pub struct ChangeRow {
    pub id: i64,
    pub merchant_id: i64,
    pub state: ChangeState,
    /// JSON: `{"field":["before","after"],…}`.
    pub changes: String,
    /// Who made or proposed it; `None` for the system.
    pub proposed_by: Option<i64>,
    pub proposed_at: Timestamp,
    /// Exclusive; of a proposal.
    pub expires_at: Timestamp,
    pub decided_by: Option<i64>,
    /// When it came to its present state.
    pub moved_at: Timestamp,
    pub version: i32,
}

/// A change by id, in scope.
pub fn by_id(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<ChangeRow>, DbError> {
    let found: Option<ChangeRow> =
        money_setting_changes::table.find(id).select(ChangeRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|row| scope.sees(row.merchant_id)))
}

/// A merchant's proposal that was not answered yet, expired or not.
pub fn open_of(connection: &mut Conn, merchant_id: i64) -> Result<Option<ChangeRow>, DbError> {
    Ok(money_setting_changes::table
        .filter(money_setting_changes::merchant_id.eq(merchant_id))
        .filter(money_setting_changes::state.eq(ChangeState::Open))
        .select(ChangeRow::as_select())
        .first(connection)
        .optional()?)
}

/// The last changes in scope since an instant, the newest first.
pub fn recent(connection: &mut Conn, scope: &Scope, since: Timestamp, most: i64) -> Result<Vec<ChangeRow>, DbError> {
    let mut query = money_setting_changes::table
        .filter(money_setting_changes::moved_at.ge(since))
        .order((money_setting_changes::moved_at.desc(), money_setting_changes::id.desc()))
        .limit(most)
        .select(ChangeRow::as_select())
        .into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(money_setting_changes::merchant_id.eq_any(ids.to_vec()));
    }
    Ok(query.load(connection)?)
}

/// The proposals in scope that somebody else than this person may answer now.
pub fn waiting_for(
    connection: &mut Conn,
    scope: &Scope,
    staff_id: i64,
    now: Timestamp,
) -> Result<Vec<ChangeRow>, DbError> {
    let mut rows: Vec<ChangeRow> = money_setting_changes::table
        .filter(money_setting_changes::state.eq(ChangeState::Open))
        .filter(money_setting_changes::expires_at.gt(now))
        .order(money_setting_changes::id)
        .select(ChangeRow::as_select())
        .load(connection)?;
    rows.retain(|row| scope.sees(row.merchant_id) && row.proposed_by != Some(staff_id));
    Ok(rows)
}

/// Adds a change.
pub fn insert(tx: &mut Tx<'_>, row: &ChangeRow) -> Result<(), DbError> {
    diesel::insert_into(money_setting_changes::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a change, under its merchant's claim.
pub fn save(tx: &mut Tx<'_>, row: &mut ChangeRow) -> Result<(), DbError> {
    row.moved_at = tx.now();
    row.version += 1;
    diesel::update(money_setting_changes::table.find(row.id)).set(&*row).execute(tx.connection())?;
    Ok(())
}
