//! The staff as the staff page lists them, and the few questions its guards ask. Who may be changed is decided in `commands`.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::permission::Role;
use crate::store::list::{Cursor, Order, Predicate, Relational};
use crate::store::people::staff as rows;
use crate::store::people::staff::StaffRow;
use crate::store::schema::{merchants, staff, staff_merchants, staff_roles};
use crate::store::{Conn, DbError, Scope, Tx};

/// A member of staff with what the list shows beside the row.
#[derive(Clone, Debug)]
pub struct StaffListRow {
    pub row: StaffRow,
    pub roles: Vec<Role>,
    /// Code and name; empty for a member of all merchants.
    pub merchants: Vec<(String, String)>,
}

/// Whether a person is within a reader's merchants: the reader has all of the person's merchants.
fn sees(scope: &Scope, row: &StaffRow, merchant_ids: &[i64]) -> bool {
    match scope {
        Scope::All => true,
        Scope::Of(_) => !row.all_merchants && !merchant_ids.is_empty() && merchant_ids.iter().all(|id| scope.sees(*id)),
    }
}

/// The staff in scope, active ones first, by name.
pub fn list(connection: &mut Conn, scope: &Scope) -> Result<Vec<StaffListRow>, DbError> {
    let found: Vec<StaffRow> = staff::table
        .order((staff::active.desc(), staff::display_name, staff::id))
        .select(StaffRow::as_select())
        .load(connection)?;
    complete(connection, scope, found)
}

/// The staff as a list.
pub struct StaffList;

/// Those who may log in first, by name.
pub const BY_STATE: Order = Order::text("CASE WHEN staff.active THEN 'a' ELSE 'b' END || staff.display_name");
/// By name.
pub const BY_NAME: Order = Order::text("staff.display_name");
/// By user name.
pub const BY_USERNAME: Order = Order::text("staff.username");
/// By the last log-in; those who never logged in come last.
pub const BY_LOGIN: Order = Order::number("staff.last_login_at").nullable();

impl Relational for StaffList {
    type Row = StaffListRow;

    const FROM: &'static str = "staff";
    const ID: &'static str = "staff.id";

    /// The reader has all of a person's merchants.
    fn always(scope: &Scope) -> Vec<Predicate> {
        let Some(ids) = scope.merchant_ids() else { return Vec::new() };
        let own = "SELECT 1 FROM staff_merchants WHERE staff_merchants.staff_id = staff.id";
        let foreign = Predicate::among("staff_merchants.merchant_id", ids);
        vec![
            Predicate::new(format!("NOT staff.all_merchants AND EXISTS ({own})")),
            foreign.within(&format!("NOT EXISTS ({own} AND NOT"), ")"),
        ]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<StaffListRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let found: Vec<StaffRow> =
            staff::table.filter(staff::id.eq_any(ids.clone())).select(StaffRow::as_select()).load(connection)?;
        let mut by_id: HashMap<i64, StaffListRow> =
            complete(connection, scope, found)?.into_iter().map(|person| (person.row.id, person)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// Staff who may log in, or may not.
pub fn active(is_active: bool) -> Predicate {
    Predicate::new(if is_active { "staff.active" } else { "NOT staff.active" })
}

/// Staff with a text in their name or user name.
pub fn called(part: &str) -> Predicate {
    Predicate::contains(&["UPPER(staff.display_name)", "UPPER(staff.username)"], &part.to_uppercase())
}

/// Staff with a role.
pub fn with_role(role: Role) -> Predicate {
    Predicate::new("staff.id IN (SELECT staff_roles.staff_id FROM staff_roles WHERE staff_roles.role = ?)")
        .text(role.code())
}

/// Somebody in scope.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<StaffListRow>, DbError> {
    let found: Vec<StaffRow> = rows::by_id(connection, id)?.into_iter().collect();
    Ok(complete(connection, scope, found)?.pop())
}

fn complete(connection: &mut Conn, scope: &Scope, found: Vec<StaffRow>) -> Result<Vec<StaffListRow>, DbError> {
    let ids: Vec<i64> = found.iter().map(|row| row.id).collect();
    let mut roles: Vec<(i64, Role)> = staff_roles::table
        .filter(staff_roles::staff_id.eq_any(ids.clone()))
        .select((staff_roles::staff_id, staff_roles::role))
        .load(connection)?;
    roles.sort();
    let members: Vec<(i64, i64, String, String)> = staff_merchants::table
        .inner_join(merchants::table.on(merchants::id.eq(staff_merchants::merchant_id)))
        .filter(staff_merchants::staff_id.eq_any(ids))
        .order((merchants::name, merchants::id))
        .select((staff_merchants::staff_id, merchants::id, merchants::code, merchants::name))
        .load(connection)?;
    let mut list = Vec::with_capacity(found.len());
    for row in found {
        let own: Vec<_> = members.iter().filter(|(staff_id, ..)| *staff_id == row.id).collect();
        let merchant_ids: Vec<i64> = own.iter().map(|(_, id, ..)| *id).collect();
        if !sees(scope, &row, &merchant_ids) {
            continue;
        }
        list.push(StaffListRow {
            roles: roles.iter().filter(|(staff_id, _)| *staff_id == row.id).map(|(_, role)| *role).collect(),
            merchants: own.iter().map(|(_, _, code, name)| (code.clone(), name.clone())).collect(),
            row,
        });
    }
    Ok(list)
}

/// Claims the rows of all administrators, so that two of them cannot each remove the other and leave nobody.
pub fn claim_admins(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let admins = staff_roles::table.filter(staff_roles::role.eq(Role::Admin)).select(staff_roles::staff_id);
    let mut ids: Vec<i64> = admins.load(tx.connection())?;
    ids.sort_unstable();
    for id in ids {
        diesel::update(staff::table.find(id)).set(staff::username.eq(staff::username)).execute(tx.connection())?;
    }
    Ok(())
}

/// The active administrators: id, and whether of all merchants.
pub fn active_admins(connection: &mut Conn) -> Result<Vec<(i64, bool)>, DbError> {
    Ok(staff::table
        .inner_join(staff_roles::table.on(staff_roles::staff_id.eq(staff::id)))
        .filter(staff_roles::role.eq(Role::Admin))
        .filter(staff::active.eq(true))
        .order(staff::id)
        .select((staff::id, staff::all_merchants))
        .load(connection)?)
}
