//! Failed log-ins of the last while, one row each, whether or not the name exists. What they lead to is decided in `domain`.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sha2::{Digest, Sha256};

use crate::domain::time::Timestamp;
use crate::store::engine::claims::claim;
use crate::store::schema::login_failures;
use crate::store::{Conn, DbError, Tx};

/// Old rows that go with each new one: more than come, so that the table holds little more than what counts, however many strangers try.
const SWEPT: i64 = 4;

/// A failed log-in.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = login_failures)]
pub struct FailureRow {
    pub name_key: String,
    /// IPv4 as it is, IPv6 by its /64.
    pub address: String,
    /// The id of a browser that logged in under the name before; empty for any other.
    pub browser: String,
    pub failed_at: Timestamp,
}

/// The key of a case-folded user name in the rows.
pub fn name_key(username: &str) -> String {
    Sha256::digest(username.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The failures of some names after an instant, the oldest first.
pub fn of_names(connection: &mut Conn, keys: &[String], after: Timestamp) -> Result<Vec<FailureRow>, DbError> {
    Ok(login_failures::table
        .filter(login_failures::name_key.eq_any(keys.to_vec()))
        .filter(login_failures::failed_at.gt(after))
        .order((login_failures::failed_at, login_failures::id))
        .select(FailureRow::as_select())
        .load(connection)?)
}

/// The failures of unknown browsers from an address after an instant, the oldest first.
pub fn of_address(connection: &mut Conn, address: &str, after: Timestamp) -> Result<Vec<FailureRow>, DbError> {
    Ok(login_failures::table
        .filter(login_failures::address.eq(address))
        .filter(login_failures::failed_at.gt(after))
        .filter(login_failures::browser.eq(""))
        .order((login_failures::failed_at, login_failures::id))
        .select(FailureRow::as_select())
        .load(connection)?)
}

/// Lets log-ins of one name, and those from one address, end one after the other, so that many at once get no more tries than the limits
/// allow. The first of the locks of a log-in.
pub fn claim_count(tx: &mut Tx<'_>, key: &str, address: Option<&str>) -> Result<(), DbError> {
    claim(tx, &format!("log-in name {key}"))?;
    address.map_or(Ok(()), |address| claim(tx, &format!("log-in address {address}")))
}

/// Adds a failure, and sweeps out a few that are older than `before`.
pub fn add(tx: &mut Tx<'_>, row: &FailureRow, before: Timestamp) -> Result<(), DbError> {
    let id = tx.next_id()?;
    diesel::insert_into(login_failures::table).values((login_failures::id.eq(id), row)).execute(tx.connection())?;
    // Two servers that sweep at once take different rows, or they would wait for each other.
    let others = if matches!(tx.connection(), Conn::Postgres(_)) { " FOR UPDATE SKIP LOCKED" } else { "" };
    diesel::sql_query(format!(
        "DELETE FROM login_failures WHERE id IN \
         (SELECT id FROM login_failures WHERE failed_at < $1 ORDER BY failed_at LIMIT {SWEPT}{others})"
    ))
    .bind::<BigInt, _>(before)
    .execute(tx.connection())?;
    Ok(())
}

/// Forgets the failures of a name from a known browser.
pub fn forget_browser(tx: &mut Tx<'_>, key: &str, browser: &str) -> Result<(), DbError> {
    let own = login_failures::table.filter(login_failures::name_key.eq(key));
    diesel::delete(own.filter(login_failures::browser.eq(browser))).execute(tx.connection())?;
    Ok(())
}

/// Forgets the failures of a name from an address.
pub fn forget_address(tx: &mut Tx<'_>, key: &str, address: &str) -> Result<(), DbError> {
    let own = login_failures::table.filter(login_failures::name_key.eq(key));
    diesel::delete(own.filter(login_failures::address.eq(address))).execute(tx.connection())?;
    Ok(())
}

/// Forgets all failures of a name: no limit of it holds any more.
pub fn forget_name(tx: &mut Tx<'_>, key: &str) -> Result<(), DbError> {
    diesel::delete(login_failures::table.filter(login_failures::name_key.eq(key))).execute(tx.connection())?;
    Ok(())
}
