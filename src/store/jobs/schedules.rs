//! When recurring work is due next. All servers share the rows.

use diesel::prelude::*;

use crate::domain::time::Timestamp;
use crate::store::schema::schedules;
use crate::store::{Conn, DbError, Tx};

/// Recurring work, by the code of its `Schedule`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = schedules)]
pub struct ScheduleRow {
    pub name: String,
    /// Due from this instant, included.
    pub next_at: Timestamp,
    /// When it was last ordered.
    pub last_at: Option<Timestamp>,
}

/// Those that are due at an instant.
pub fn due(connection: &mut Conn, now: Timestamp) -> Result<Vec<ScheduleRow>, DbError> {
    Ok(schedules::table
        .filter(schedules::next_at.le(now))
        .order(schedules::name)
        .select(ScheduleRow::as_select())
        .load(connection)?)
}

/// Moves due work to its next time; `false` when another server was first.
pub fn advance(tx: &mut Tx<'_>, row: &ScheduleRow, next_at: Timestamp) -> Result<bool, DbError> {
    let now = tx.now();
    let unmoved = schedules::table.find(&row.name).filter(schedules::next_at.eq(row.next_at));
    let moved = diesel::update(unmoved)
        .set((schedules::next_at.eq(next_at), schedules::last_at.eq(Some(now))))
        .execute(tx.connection())?;
    Ok(moved == 1)
}
