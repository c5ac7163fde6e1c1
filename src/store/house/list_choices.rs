//! The choices that filters of lists offer: the shops, reasons and people of the merchants in scope.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::permission::{Permission, Role};
use crate::domain::ticket::reason::shown_code;
use crate::store::assignment::queues;
use crate::store::house::merchants;
use crate::store::people::staff_list;
use crate::store::schema::{orders, reasons, shops, staff, staff_merchants, staff_roles};
use crate::store::{Conn, DbError, Scope};

/// A reason under the code that merchants share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonChoice {
    pub code: String,
    pub zh: String,
    pub en: String,
}

/// Somebody who works on tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffChoice {
    pub id: i64,
    pub name: String,
}

/// The choices that filters offer.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Id and name.
    pub shops: Vec<(i64, String)>,
    pub reasons: Vec<ReasonChoice>,
    /// Those who may be given tickets.
    pub people: Vec<StaffChoice>,
    pub flags: Vec<String>,
    /// All staff in scope.
    pub staff: Vec<StaffChoice>,
    /// Id and name, with the merchant's where there are several.
    pub warehouses: Vec<(String, String)>,
    /// Id and name of the queues into which rules put tickets.
    pub queues: Vec<(i64, String)>,
}

/// The choices of a scope.
pub fn of(connection: &mut Conn, scope: &Scope) -> Result<Choices, DbError> {
    let shop_rows: Vec<(i64, i64, String)> = shops::table
        .order((shops::name, shops::id))
        .select((shops::merchant_id, shops::id, shops::name))
        .load(connection)?;
    let reason_rows: Vec<(i64, String, String, String)> = reasons::table
        .order((reasons::position, reasons::id))
        .select((reasons::merchant_id, reasons::code, reasons::name_zh, reasons::name_en))
        .load(connection)?;
    let mut choices = Choices {
        shops: shop_rows.into_iter().filter(|(of, ..)| scope.sees(*of)).map(|(_, id, name)| (id, name)).collect(),
        people: people(connection, scope)?,
        flags: flags(connection, scope)?,
        reasons: Vec::new(),
        staff: staff_list::list(connection, scope)?
            .into_iter()
            .map(|person| StaffChoice { id: person.row.id, name: person.row.display_name })
            .collect(),
        warehouses: warehouses(connection, scope)?,
        queues: queues::list(connection, scope)?.into_iter().map(|queue| (queue.id, queue.name)).collect(),
    };
    for (_, stored, zh, en) in reason_rows.into_iter().filter(|(of, ..)| scope.sees(*of)) {
        let code = shown_code(&stored).to_owned();
        if !choices.reasons.iter().any(|known| known.code == code) {
            choices.reasons.push(ReasonChoice { code, zh, en });
        }
    }
    Ok(choices)
}

/// The warehouses in scope, by their merchant and code.
///
/// # Errors
/// The database cannot be read.
pub fn warehouses(connection: &mut Conn, scope: &Scope) -> Result<Vec<(String, String)>, DbError> {
    warehouses_that(connection, scope, |_| true)
}

/// The warehouses in use: id and name, with the merchant's where there are several.
pub fn active_warehouses(connection: &mut Conn, scope: &Scope) -> Result<Vec<(String, String)>, DbError> {
    warehouses_that(connection, scope, |place| place.active)
}

fn warehouses_that(
    connection: &mut Conn,
    scope: &Scope,
    count: impl Fn(&merchants::WarehouseRow) -> bool,
) -> Result<Vec<(String, String)>, DbError> {
    let all = merchants::list(connection, scope)?;
    let mut found = Vec::new();
    for merchant in &all {
        for place in merchants::warehouses_of(connection, merchant.id)?.into_iter().filter(&count) {
            let name = if all.len() > 1 { format!("{} · {}", merchant.name, place.name) } else { place.name };
            found.push((place.id.to_string(), name));
        }
    }
    Ok(found)
}

/// Reason ids of some codes in scope, those of withdrawn reasons included.
pub fn reason_ids(connection: &mut Conn, scope: &Scope, codes: &[String]) -> Result<Vec<i64>, DbError> {
    let found: Vec<(i64, i64, String)> = reasons::table
        .filter(reasons::code.eq_any(codes.to_vec()).or(reasons::deleted_at.is_not_null()))
        .select((reasons::merchant_id, reasons::id, reasons::code))
        .load(connection)?;
    let wanted = |stored: &str| codes.iter().any(|code| code == shown_code(stored));
    Ok(found.into_iter().filter(|(of, _, code)| scope.sees(*of) && wanted(code)).map(|(_, id, _)| id).collect())
}

/// The codes of some reasons as people see them, by id.
pub fn reason_codes(connection: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, String>, DbError> {
    let found: Vec<(i64, String)> = reasons::table
        .filter(reasons::id.eq_any(ids.to_vec()))
        .select((reasons::id, reasons::code))
        .load(connection)?;
    Ok(found.into_iter().map(|(id, code)| (id, shown_code(&code).to_owned())).collect())
}

/// Active staff who may be given tickets of a merchant in scope, by name.
pub fn people(connection: &mut Conn, scope: &Scope) -> Result<Vec<StaffChoice>, DbError> {
    people_who(connection, scope, Permission::WorkTickets)
}

/// Active staff of a merchant in scope with a right, by name.
pub fn people_who(connection: &mut Conn, scope: &Scope, right: Permission) -> Result<Vec<StaffChoice>, DbError> {
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(|role| role.grants(right)).collect();
    let rows: Vec<(i64, String, bool)> = staff::table
        .inner_join(staff_roles::table.on(staff_roles::staff_id.eq(staff::id)))
        .filter(staff::active.eq(true))
        .filter(staff_roles::role.eq_any(roles))
        .order((staff::display_name, staff::id))
        .select((staff::id, staff::display_name, staff::all_merchants))
        .load(connection)?;
    let memberships: Vec<(i64, i64)> =
        staff_merchants::table.select((staff_merchants::staff_id, staff_merchants::merchant_id)).load(connection)?;
    let mut people: Vec<StaffChoice> = rows
        .into_iter()
        .filter(|(id, _, all)| *all || memberships.iter().any(|(staff, merchant)| staff == id && scope.sees(*merchant)))
        .map(|(id, name, _)| StaffChoice { id, name })
        .collect();
    people.dedup();
    Ok(people)
}

/// The flags that the newest orders carry.
fn flags(connection: &mut Conn, scope: &Scope) -> Result<Vec<String>, DbError> {
    let newest: Vec<(i64, String)> = orders::table
        .order((orders::ordered_at.desc(), orders::id.desc()))
        .limit(500)
        .select((orders::merchant_id, orders::flag))
        .load(connection)?;
    let seen = newest.into_iter().filter(|(merchant, flag)| scope.sees(*merchant) && !flag.is_empty());
    let mut flags: Vec<String> = seen.map(|(_, flag)| flag).collect();
    flags.sort();
    flags.dedup();
    Ok(flags)
}
