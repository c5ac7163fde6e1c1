//! Named views of lists: a person's own, and those that are shared with everybody who sees a merchant.

use diesel::prelude::*;

use crate::domain::time::Timestamp;
use crate::store::engine::conn::per_backend;
use crate::store::engine::prepared::prepared;
use crate::store::schema::{list_starts, list_views};
use crate::store::{Conn, DbError, Scope, Tx};

/// Filters, order and columns under a name.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = list_views, treat_none_as_null = true)]
pub struct ViewRow {
    pub id: i64,
    pub page: String,
    pub name: String,
    pub staff_id: i64,
    /// Shared with those who see this merchant.
    pub merchant_id: Option<i64>,
    pub query: String,
    pub layout: String,
    pub version: i32,
    pub created_at: Timestamp,
}

fn may_see(view: &ViewRow, scope: &Scope, staff_id: i64) -> bool {
    view.staff_id == staff_id || view.merchant_id.is_some_and(|merchant| scope.sees(merchant))
}

/// The views of a page that a person may open, own ones first, by name.
pub fn of_page(connection: &mut Conn, scope: &Scope, staff_id: i64, page: &str) -> Result<Vec<ViewRow>, DbError> {
    let mut views: Vec<ViewRow> = prepared!(
        connection,
        load,
        list_views::table
            .filter(list_views::page.eq(page))
            .filter(list_views::staff_id.eq(staff_id).or(list_views::merchant_id.is_not_null()))
            .select(ViewRow::as_select())
    )?;
    views.retain(|view| may_see(view, scope, staff_id));
    views.sort_by(|a, b| (a.staff_id != staff_id, &a.name, a.id).cmp(&(b.staff_id != staff_id, &b.name, b.id)));
    Ok(views)
}

/// A view that somebody may open.
pub fn find(connection: &mut Conn, scope: &Scope, staff_id: i64, id: i64) -> Result<Option<ViewRow>, DbError> {
    let view: Option<ViewRow> = list_views::table.find(id).select(ViewRow::as_select()).first(connection).optional()?;
    Ok(view.filter(|view| may_see(view, scope, staff_id)))
}

/// Adds a view.
pub fn insert(tx: &mut Tx<'_>, row: &ViewRow) -> Result<(), DbError> {
    diesel::insert_into(list_views::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a view if it still has the version; whether it had.
pub fn save(tx: &mut Tx<'_>, row: &ViewRow) -> Result<bool, DbError> {
    let next = ViewRow { version: row.version + 1, ..row.clone() };
    let changed = diesel::update(list_views::table.find(row.id).filter(list_views::version.eq(row.version)))
        .set(&next)
        .execute(tx.connection())?;
    Ok(changed == 1)
}

/// Removes a view, and takes it from those who start with it.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    diesel::delete(list_starts::table.filter(list_starts::view.eq(id.to_string()))).execute(tx.connection())?;
    diesel::delete(list_views::table.find(id)).execute(tx.connection())?;
    Ok(())
}

/// The view that a person starts with on a page; empty where none was chosen.
pub fn start(connection: &mut Conn, staff_id: i64, page: &str) -> Result<String, DbError> {
    let kept = list_starts::table.find((staff_id, page));
    let view: Option<String> = prepared!(connection, get_result, kept.select(list_starts::view)).optional()?;
    Ok(view.unwrap_or_default())
}

/// Keeps the view somebody starts with; an empty one is none.
pub fn put_start(tx: &mut Tx<'_>, staff_id: i64, page: &str, view: &str) -> Result<(), DbError> {
    if view.is_empty() {
        diesel::delete(list_starts::table.find((staff_id, page))).execute(tx.connection())?;
        return Ok(());
    }
    let values = (list_starts::staff_id.eq(staff_id), list_starts::page.eq(page), list_starts::view.eq(view));
    per_backend!(tx.connection(), inner => {
        diesel::insert_into(list_starts::table)
            .values(values)
            .on_conflict((list_starts::staff_id, list_starts::page))
            .do_update()
            .set(list_starts::view.eq(view))
            .execute(inner)?
    });
    Ok(())
}
