//! A person's own arrangements: the columns of a list, and the view it opens with.

use diesel::prelude::*;

use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::list_layouts;
use crate::store::{Conn, DbError, Tx};

/// How a person arranged a page's columns; empty where they are as usual.
pub fn layout(connection: &mut Conn, staff_id: i64, page: &str) -> Result<String, DbError> {
    let kept = list_layouts::table.find((staff_id, page));
    let layout: Option<String> = prepared!(connection, get_result, kept.select(list_layouts::layout)).optional()?;
    Ok(layout.unwrap_or_default())
}

/// Keeps how somebody arranged a page's columns.
pub fn put_layout(tx: &mut Tx<'_>, staff_id: i64, page: &str, layout: &str) -> Result<(), DbError> {
    let values = (list_layouts::staff_id.eq(staff_id), list_layouts::page.eq(page), list_layouts::layout.eq(layout));
    // Two tabs may keep their first arrangement at once.
    change!(
        tx.connection(),
        diesel::insert_into(list_layouts::table)
            .values(values)
            .on_conflict((list_layouts::staff_id, list_layouts::page))
            .do_update()
            .set(list_layouts::layout.eq(layout))
    )?;
    Ok(())
}
