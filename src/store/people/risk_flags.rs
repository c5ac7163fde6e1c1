//! Marks of buyers, and the proposals of such marks.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::people::risk::{RiskKind, RiskState};
use crate::domain::time::Timestamp;
use crate::store::engine::conn::per_backend;
use crate::store::engine::prepared::prepared;
use crate::store::schema::{buyers, risk_flags, tickets};
use crate::store::{Conn, DbError, Scope, Tx};

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = risk_flags, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct RiskFlagRow {
    pub id: i64,
    pub buyer_id: i64,
    pub merchant_id: i64,
    pub kind: RiskKind,
    pub state: RiskState,
    /// What it rests on, in somebody's words; empty for what a rule proposed.
    pub evidence: String,
    /// The ticket that shows it.
    pub ticket_id: Option<i64>,
    /// `None` for what a rule proposed.
    pub set_by: Option<i64>,
    pub set_at: Timestamp,
    /// Who confirmed, dismissed or cleared it last.
    pub decided_by: Option<i64>,
    pub decided_at: Option<Timestamp>,
    /// Why it was dismissed or cleared.
    pub cleared_why: String,
    pub version: i32,
}

/// Whether a buyer is marked; proposals do not count.
///
/// # Errors
/// The database's.
pub fn is_marked(connection: &mut Conn, buyer_id: Option<i64>) -> Result<bool, DbError> {
    let Some(id) = buyer_id else { return Ok(false) };
    let found: Vec<i64> = prepared!(
        connection,
        load,
        risk_flags::table
            .filter(risk_flags::buyer_id.eq(id))
            .filter(risk_flags::state.eq(RiskState::Set))
            .limit(1)
            .select(risk_flags::id)
    )?;
    Ok(!found.is_empty())
}

/// A buyer's marks, the newest first, each with the number of its ticket.
///
/// # Errors
/// The database's.
pub fn of_buyer(connection: &mut Conn, buyer_id: i64) -> Result<Vec<(RiskFlagRow, Option<String>)>, DbError> {
    Ok(risk_flags::table
        .left_join(tickets::table.on(risk_flags::ticket_id.eq(tickets::id.nullable())))
        .filter(risk_flags::buyer_id.eq(buyer_id))
        .order(risk_flags::id.desc())
        .select((RiskFlagRow::as_select(), tickets::ticket_no.nullable()))
        .load(connection)?)
}

/// A buyer's mark, by its id.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut Conn, buyer_id: i64, id: i64) -> Result<Option<RiskFlagRow>, DbError> {
    Ok(risk_flags::table
        .find(id)
        .filter(risk_flags::buyer_id.eq(buyer_id))
        .select(RiskFlagRow::as_select())
        .first(connection)
        .optional()?)
}

/// A mark as a list of several buyers shows it.
#[derive(Clone, Debug)]
pub struct ListedFlag {
    pub row: RiskFlagRow,
    pub ticket_no: Option<String>,
    pub nickname: String,
    pub account: String,
}

/// Marks in scope with a state, the newest first, below an id; as many as wanted at most.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut Conn,
    scope: &Scope,
    state: RiskState,
    below: Option<i64>,
    most: i64,
) -> Result<Vec<ListedFlag>, DbError> {
    let mut query = risk_flags::table
        .inner_join(buyers::table.on(buyers::id.eq(risk_flags::buyer_id)))
        .left_join(tickets::table.on(risk_flags::ticket_id.eq(tickets::id.nullable())))
        .filter(risk_flags::state.eq(state))
        .order(risk_flags::id.desc())
        .limit(most)
        .select((RiskFlagRow::as_select(), tickets::ticket_no.nullable(), buyers::nickname, buyers::account))
        .into_boxed();
    if let Scope::Of(merchants) = scope {
        query = query.filter(risk_flags::merchant_id.eq_any(merchants.clone()));
    }
    if let Some(id) = below {
        query = query.filter(risk_flags::id.lt(id));
    }
    let rows: Vec<(RiskFlagRow, Option<String>, String, String)> = query.load(connection)?;
    let listed = |(row, ticket_no, nickname, account)| ListedFlag { row, ticket_no, nickname, account };
    Ok(rows.into_iter().map(listed).collect())
}

/// How many proposals in scope nobody has looked at.
///
/// # Errors
/// The database's.
pub fn count_proposed(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let mut query = risk_flags::table.filter(risk_flags::state.eq(RiskState::Proposed)).count().into_boxed();
    if let Scope::Of(merchants) = scope {
        query = query.filter(risk_flags::merchant_id.eq_any(merchants.clone()));
    }
    Ok(query.get_result(connection)?)
}

/// Waits until nobody else changes a buyer's marks or files a ticket for the buyer, and lets nobody until the transaction ends: a ticket
/// refers to its buyer, and that waits for this lock.
///
/// # Errors
/// The database's.
pub fn claim_buyer(tx: &mut Tx<'_>, buyer_id: i64) -> Result<(), DbError> {
    if let Conn::Postgres(connection) = tx.connection() {
        diesel::sql_query("SELECT id FROM buyers WHERE id = $1 FOR UPDATE")
            .bind::<BigInt, _>(buyer_id)
            .execute(connection)?;
    }
    Ok(())
}

/// Adds a proposal; `false` where a mark of its kind stands already, or was proposed by another filing at the same instant. It takes no
/// lock of the buyer: whoever files holds a part of it, and two of them would wait for each other.
///
/// # Errors
/// The database's.
pub fn insert_proposal(tx: &mut Tx<'_>, row: &RiskFlagRow) -> Result<bool, DbError> {
    let added = per_backend!(tx.connection(), connection => {
        diesel::insert_into(risk_flags::table).values(row).on_conflict_do_nothing().execute(connection)?
    });
    Ok(added > 0)
}

/// Adds a mark.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx<'_>, row: &RiskFlagRow) -> Result<(), DbError> {
    diesel::insert_into(risk_flags::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a claimed buyer's mark and counts up its version.
///
/// # Errors
/// The database's.
pub fn save(tx: &mut Tx<'_>, row: &mut RiskFlagRow) -> Result<(), DbError> {
    row.version += 1;
    diesel::update(risk_flags::table.find(row.id)).set(&*row).execute(tx.connection())?;
    Ok(())
}
