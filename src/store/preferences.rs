//! What a person chose for himself: the columns he hid.

use diesel::prelude::*;

use super::schema::staff_columns;
use super::{Conn, DbError, Tx};

/// The columns somebody hid on a page.
pub fn hidden_columns(connection: &mut Conn, staff_id: i64, page: &str) -> Result<Vec<String>, DbError> {
    let hidden: Option<String> =
        staff_columns::table.find((staff_id, page)).select(staff_columns::hidden).first(connection).optional()?;
    Ok(hidden.unwrap_or_default().split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// Keeps the columns somebody hides, comma-separated.
pub fn hide_columns(tx: &mut Tx<'_>, staff_id: i64, page: &str, hidden: &str) -> Result<(), DbError> {
    let changed = diesel::update(staff_columns::table.find((staff_id, page)))
        .set(staff_columns::hidden.eq(hidden))
        .execute(tx.connection())?;
    if changed == 0 {
        diesel::insert_into(staff_columns::table)
            .values((
                staff_columns::staff_id.eq(staff_id),
                staff_columns::page.eq(page),
                staff_columns::hidden.eq(hidden),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}
