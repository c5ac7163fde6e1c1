//! Queues: named sets of a merchant's staff.

use diesel::prelude::*;

use crate::store::engine::claims;
use crate::store::engine::prepared::prepared;
use crate::store::engine::scope::scoped;
use crate::store::schema::{assignment_queue_members, assignment_queues, staff};
use crate::store::{Conn, DbError, Scope, Tx};

/// A queue.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = assignment_queues, treat_none_as_null = true)]
pub struct QueueRow {
    pub id: i64,
    pub merchant_id: i64,
    pub name: String,
    /// Who was given a ticket last, where its people take turns.
    pub last_staff_id: Option<i64>,
    pub version: i32,
}

/// A member of a queue, here or not any more.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct MemberRow {
    pub queue_id: i64,
    pub staff_id: i64,
    pub name: String,
    pub active: bool,
}

/// The queues in scope, by name.
pub fn list(connection: &mut Conn, scope: &Scope) -> Result<Vec<QueueRow>, DbError> {
    let rows = assignment_queues::table.order((assignment_queues::name, assignment_queues::id));
    Ok(scoped!(rows.select(QueueRow::as_select()), assignment_queues::merchant_id, scope).load(connection)?)
}

/// A queue in scope.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<QueueRow>, DbError> {
    let row: Option<QueueRow> =
        prepared!(connection, get_result, assignment_queues::table.find(id).select(QueueRow::as_select()))
            .optional()?;
    Ok(row.filter(|row| scope.sees(row.merchant_id)))
}

/// The members of some queues, by name.
pub fn members(connection: &mut Conn, queue_ids: &[i64]) -> Result<Vec<MemberRow>, DbError> {
    Ok(assignment_queue_members::table
        .inner_join(staff::table.on(staff::id.eq(assignment_queue_members::staff_id)))
        .filter(assignment_queue_members::queue_id.eq_any(queue_ids.to_vec()))
        .order((assignment_queue_members::queue_id, staff::display_name, staff::id))
        .select((assignment_queue_members::queue_id, staff::id, staff::display_name, staff::active))
        .load(connection)?)
}

/// Waits until no other filing chooses among a queue's people, and lets none until the transaction ends: two at one instant would choose the
/// same person.
pub fn claim(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    claims::claim(tx, &format!("assignment queue {id}"))
}

/// Adds a queue without members.
pub fn insert(tx: &mut Tx<'_>, row: &QueueRow) -> Result<(), DbError> {
    diesel::insert_into(assignment_queues::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Renames a queue if nobody changed it since `version`; whether it was so.
pub fn rename(tx: &mut Tx<'_>, id: i64, name: &str, version: i32) -> Result<bool, DbError> {
    let row = assignment_queues::table.find(id).filter(assignment_queues::version.eq(version));
    let changed = diesel::update(row)
        .set((assignment_queues::name.eq(name), assignment_queues::version.eq(version + 1)))
        .execute(tx.connection())?;
    Ok(changed == 1)
}

/// Replaces the members of a queue.
pub fn set_members(tx: &mut Tx<'_>, id: i64, staff_ids: &[i64]) -> Result<(), DbError> {
    let own = assignment_queue_members::table.filter(assignment_queue_members::queue_id.eq(id));
    diesel::delete(own).execute(tx.connection())?;
    for staff_id in staff_ids {
        diesel::insert_into(assignment_queue_members::table)
            .values((assignment_queue_members::queue_id.eq(id), assignment_queue_members::staff_id.eq(*staff_id)))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Keeps whose turn it was.
pub fn note_turn(tx: &mut Tx<'_>, id: i64, staff_id: i64) -> Result<(), DbError> {
    diesel::update(assignment_queues::table.find(id))
        .set(assignment_queues::last_staff_id.eq(Some(staff_id)))
        .execute(tx.connection())?;
    Ok(())
}
