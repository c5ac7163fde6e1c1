//! A person's own arrangements: the columns of a list, and where a clerk stands.

use diesel::prelude::*;

use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::{desk_places, list_layouts};
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

/// The warehouse in which a clerk stood at the last scan.
pub fn desk_place(connection: &mut Conn, staff_id: i64) -> Result<Option<i64>, DbError> {
    Ok(desk_places::table.find(staff_id).select(desk_places::warehouse_id).first(connection).optional()?)
}

/// Keeps where a clerk stands.
pub fn put_desk_place(tx: &mut Tx<'_>, staff_id: i64, warehouse_id: i64) -> Result<(), DbError> {
    let values = (desk_places::staff_id.eq(staff_id), desk_places::warehouse_id.eq(warehouse_id));
    change!(
        tx.connection(),
        diesel::insert_into(desk_places::table)
            .values(values)
            .on_conflict(desk_places::staff_id)
            .do_update()
            .set(desk_places::warehouse_id.eq(warehouse_id))
    )?;
    Ok(())
}
