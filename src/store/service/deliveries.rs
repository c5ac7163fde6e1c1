//! How goods that came damaged were signed for, and which steps of the damage procedure are done.

use diesel::prelude::*;

use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::domain::time::Timestamp;
use crate::store::schema::{ticket_damage_steps, ticket_deliveries};
use crate::store::{Conn, DbError, Tx};

/// How a ticket's goods were signed for.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_deliveries, treat_none_as_null = true)]
pub struct DeliveryRow {
    pub ticket_id: i64,
    pub signed_as: SignedAs,
    pub recorded_by: Option<i64>,
    pub recorded_at: Timestamp,
}

/// A step that is done.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ticket_damage_steps)]
pub struct DamageStepRow {
    pub ticket_id: i64,
    pub step: DamageStep,
    pub done_by: Option<i64>,
    pub done_at: Timestamp,
}

/// How a ticket's goods were signed for; `None` where nobody recorded it.
///
/// # Errors
/// The database's.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Option<DeliveryRow>, DbError> {
    let row = ticket_deliveries::table.find(ticket_id).select(DeliveryRow::as_select());
    Ok(row.first(connection).optional()?)
}

/// Keeps how a ticket's goods were signed for.
///
/// # Errors
/// The database's.
pub fn put(tx: &mut Tx<'_>, row: &DeliveryRow) -> Result<(), DbError> {
    let changed = diesel::update(ticket_deliveries::table.find(row.ticket_id)).set(row).execute(tx.connection())?;
    if changed == 0 {
        diesel::insert_into(ticket_deliveries::table).values(row).execute(tx.connection())?;
    }
    Ok(())
}

/// The steps that are done, in the order in which they are gone through.
///
/// # Errors
/// The database's.
pub fn steps_of(connection: &mut Conn, ticket_id: i64) -> Result<Vec<DamageStepRow>, DbError> {
    let mut rows: Vec<DamageStepRow> = ticket_damage_steps::table
        .filter(ticket_damage_steps::ticket_id.eq(ticket_id))
        .select(DamageStepRow::as_select())
        .load(connection)?;
    rows.sort_by_key(|row| row.step);
    Ok(rows)
}

/// Notes that a step is done.
///
/// # Errors
/// The database's.
pub fn insert_step(tx: &mut Tx<'_>, row: &DamageStepRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_damage_steps::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Takes back that a step is done.
///
/// # Errors
/// The database's.
pub fn delete_step(tx: &mut Tx<'_>, ticket_id: i64, step: DamageStep) -> Result<(), DbError> {
    diesel::delete(ticket_damage_steps::table.find((ticket_id, step))).execute(tx.connection())?;
    Ok(())
}
