//! Staff: who works here, with which roles, for which merchants.

use diesel::prelude::*;

use crate::domain::permission::Role;
use crate::domain::time::Timestamp;
use crate::store::engine::claims;
use crate::store::engine::prepared::prepared;
use crate::store::schema::{staff, staff_merchants, staff_roles};
use crate::store::{Conn, DbError, Scope, Tx};

/// A member of staff.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = staff, treat_none_as_null = true)]
pub struct StaffRow {
    pub id: i64,
    /// Case-folded.
    pub username: String,
    pub display_name: String,
    pub password_hash: String,
    pub active: bool,
    /// A member of all merchants, present and future.
    pub all_merchants: bool,
    pub language: Option<String>,
    pub last_login_at: Option<Timestamp>,
    pub version: i32,
    pub created_at: Timestamp,
    /// The password was set by somebody else: nothing else is done before it is changed.
    pub must_change_password: bool,
    /// The person is given no tickets before this instant.
    pub away_until: Option<Timestamp>,
}

/// How many staff there are; none means that `/setup` is open.
pub fn count(connection: &mut Conn) -> Result<i64, DbError> {
    Ok(staff::table.count().get_result(connection)?)
}

/// By case-folded user name.
pub fn by_username(connection: &mut Conn, username: &str) -> Result<Option<StaffRow>, DbError> {
    Ok(staff::table.filter(staff::username.eq(username)).select(StaffRow::as_select()).first(connection).optional()?)
}

/// By id.
pub fn by_id(connection: &mut Conn, id: i64) -> Result<Option<StaffRow>, DbError> {
    Ok(staff::table.find(id).select(StaffRow::as_select()).first(connection).optional()?)
}

/// The roles somebody holds, in the order they are listed.
pub fn roles_of(connection: &mut Conn, staff_id: i64) -> Result<Vec<Role>, DbError> {
    let own = staff_roles::table.filter(staff_roles::staff_id.eq(staff_id));
    let mut roles: Vec<Role> = prepared!(connection, load, own.select(staff_roles::role))?;
    roles.sort();
    Ok(roles)
}

/// The merchants somebody works for.
pub fn scope_of(connection: &mut Conn, row: &StaffRow) -> Result<Scope, DbError> {
    if row.all_merchants {
        return Ok(Scope::All);
    }
    Ok(Scope::Of(merchant_ids(connection, row.id)?))
}

/// The merchants somebody works for; none for a member of all.
pub fn merchant_ids(connection: &mut Conn, staff_id: i64) -> Result<Vec<i64>, DbError> {
    Ok(staff_merchants::table
        .filter(staff_merchants::staff_id.eq(staff_id))
        .order(staff_merchants::merchant_id)
        .select(staff_merchants::merchant_id)
        .load(connection)?)
}

/// Adds a member of staff with roles and merchants.
pub fn insert(tx: &mut Tx<'_>, row: &StaffRow, roles: &[Role], merchant_ids: &[i64]) -> Result<(), DbError> {
    diesel::insert_into(staff::table).values(row).execute(tx.connection())?;
    set_roles(tx, row.id, roles)?;
    set_merchants(tx, row.id, merchant_ids)
}

/// Replaces the roles somebody holds.
pub fn set_roles(tx: &mut Tx<'_>, staff_id: i64, roles: &[Role]) -> Result<(), DbError> {
    diesel::delete(staff_roles::table.filter(staff_roles::staff_id.eq(staff_id))).execute(tx.connection())?;
    for role in roles {
        diesel::insert_into(staff_roles::table)
            .values((staff_roles::staff_id.eq(staff_id), staff_roles::role.eq(*role)))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Replaces the merchants somebody works for.
pub fn set_merchants(tx: &mut Tx<'_>, staff_id: i64, merchant_ids: &[i64]) -> Result<(), DbError> {
    diesel::delete(staff_merchants::table.filter(staff_merchants::staff_id.eq(staff_id))).execute(tx.connection())?;
    for merchant_id in merchant_ids {
        diesel::insert_into(staff_merchants::table)
            .values((staff_merchants::staff_id.eq(staff_id), staff_merchants::merchant_id.eq(*merchant_id)))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Saves a member of staff if nobody changed the row since `version`; `row.version` is the new one.
pub fn save(tx: &mut Tx<'_>, row: &StaffRow, version: i32) -> Result<bool, DbError> {
    let saved = diesel::update(staff::table.find(row.id).filter(staff::version.eq(version)))
        .set(row)
        .execute(tx.connection())?;
    Ok(saved == 1)
}

/// Notes a log-in of an active member of staff whose password hash still is this one; the person's id, `None` where it is not. Waits for a
/// change of the row that is under way.
pub fn enter(tx: &mut Tx<'_>, username: &str, password_hash: &str) -> Result<Option<i64>, DbError> {
    let now = tx.now();
    let person = staff::table.filter(staff::username.eq(username)).filter(staff::active);
    Ok(diesel::update(person.filter(staff::password_hash.eq(password_hash)))
        .set(staff::last_login_at.eq(Some(now)))
        .returning(staff::id)
        .get_result(tx.connection())
        .optional()?)
}

/// The display names of some staff.
pub fn names(connection: &mut Conn, ids: &[i64]) -> Result<std::collections::HashMap<i64, String>, DbError> {
    let rows: Vec<(i64, String)> = staff::table
        .filter(staff::id.eq_any(ids.to_vec()))
        .select((staff::id, staff::display_name))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Keeps somebody's language.
pub fn set_language(tx: &mut Tx<'_>, staff_id: i64, language: &str) -> Result<(), DbError> {
    diesel::update(staff::table.find(staff_id)).set(staff::language.eq(Some(language))).execute(tx.connection())?;
    Ok(())
}

/// Keeps two set-ups from both finding nobody here: the second waits for the first to end.
pub fn claim_set_up(tx: &mut Tx<'_>) -> Result<(), DbError> {
    claims::claim(tx, "set-up")
}
