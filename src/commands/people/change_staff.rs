//! Changing staff: name, roles, merchants, disabling and enabling, passwords, sessions. Every change is audited with before and
//! after; an administrator of some merchants changes only people of those merchants.

use std::collections::BTreeSet;

use crate::commands::assignment::absence::empty_desk;
use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::people::manage_staff::merchant_ids;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::people::staffing;
use crate::domain::permission::{Permission, Role};
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::people::staff_list;
use crate::store::people::staff_list::StaffListRow;
use crate::store::people::{login_failures, sessions, staff};

/// A member of staff as they are to be.
#[derive(Clone, Debug)]
pub struct StaffChange {
    pub display_name: String,
    pub roles: Vec<Role>,
    /// Empty: a member of all merchants, present and future.
    pub merchant_codes: Vec<String>,
}

fn begin(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<StaffListRow, CommandError> {
    actor.require(Permission::ManageStaff)?;
    staff_list::claim_admins(tx)?;
    let person = staff_list::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    if person.row.version != version {
        return Err(conflict(tx, AuditGroup::Staff, &person.row.username)?);
    }
    Ok(person)
}

fn finish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    person: &mut StaffListRow,
    concerned: &[i64],
    kind: AuditKind,
    detail: &str,
) -> Result<(), CommandError> {
    let version = person.row.version;
    person.row.version = version + 1;
    if !staff::save(tx, &person.row, version)? {
        return Err(conflict(tx, AuditGroup::Staff, &person.row.username)?);
    }
    audit::append_about(tx, actor.staff_id, concerned, kind, &person.row.username, detail)?;
    Ok(())
}

fn codes(roles: &[Role]) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",")
}

/// The codes of merchants as the audit log keeps them; `*` for all, present and future.
fn merchants_text(all: bool, codes: impl Iterator<Item = String>) -> String {
    if all {
        return "*".to_owned();
    }
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    codes.join(",")
}

/// The merchants that a change concerns: those before and after it; none where either is all merchants.
fn both(before: &[i64], after: &[i64]) -> Vec<i64> {
    if before.is_empty() || after.is_empty() {
        return Vec::new();
    }
    let both: BTreeSet<i64> = before.iter().chain(after).copied().collect();
    both.into_iter().collect()
}

/// Changes name, roles and merchants; they hold from the person's next request on.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, to: &StaffChange) -> Result<(), CommandError> {
    let mut person = begin(tx, actor, id, version)?;
    let admins = staff_list::active_admins(tx.connection())?;
    if to.roles.is_empty() {
        return Err(invalid("role", Refusal::Required));
    }
    let merchant_ids = merchant_ids(tx, actor, &to.merchant_codes)?;
    let mut roles = to.roles.clone();
    roles.sort();
    roles.dedup();
    let mut changes = Changes::default();
    changes.field("display_name", &person.row.display_name, &to.display_name);
    changes.field("roles", codes(&person.roles), codes(&roles));
    changes.field(
        "merchants",
        merchants_text(person.row.all_merchants, person.merchants.iter().map(|(code, _)| code.clone())),
        merchants_text(merchant_ids.is_empty(), to.merchant_codes.iter().cloned()),
    );
    if changes.is_empty() {
        return Ok(());
    }
    if changes.has("roles") || changes.has("merchants") {
        staffing::may_change_rights(actor.staff_id, id)?;
    }
    let concerned = both(&staff::merchant_ids(tx.connection(), id)?, &merchant_ids);
    person.row.display_name = to.display_name.clone();
    person.row.all_merchants = merchant_ids.is_empty();
    staff::set_roles(tx, id, &roles)?;
    staff::set_merchants(tx, id, &merchant_ids)?;
    finish(tx, actor, &mut person, &concerned, AuditKind::StaffChanged, &changes.detail().text())?;
    let left = staff_list::active_admins(tx.connection())?;
    Ok(staffing::keep_an_admin(&admins, &left)?)
}

/// Disables a person and ends their sessions; their open tickets go back to the pool. Nobody disables their own account.
pub fn disable(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<(), CommandError> {
    let mut person = begin(tx, actor, id, version)?;
    let admins = staff_list::active_admins(tx.connection())?;
    staffing::may_disable(actor.staff_id, id, &admins)?;
    if !person.row.active {
        return Ok(());
    }
    person.row.active = false;
    let concerned = staff::merchant_ids(tx.connection(), id)?;
    finish(tx, actor, &mut person, &concerned, AuditKind::StaffDisabled, "")?;
    // After the row is changed, so that no log-in is under way any more that these would miss.
    sessions::end_all(tx, id)?;
    empty_desk(tx, &person.row)
}

/// Lets somebody log in again.
pub fn enable(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<(), CommandError> {
    let mut person = begin(tx, actor, id, version)?;
    if person.row.active {
        return Ok(());
    }
    person.row.active = true;
    let concerned = staff::merchant_ids(tx.connection(), id)?;
    finish(tx, actor, &mut person, &concerned, AuditKind::StaffEnabled, "")
}

/// Gives somebody else a new password, hashed before, which must be changed at the next log-in: all sessions end, a lock is lifted.
pub fn set_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    password_hash: &str,
) -> Result<(), CommandError> {
    let mut person = begin(tx, actor, id, version)?;
    staffing::may_set_password(actor.staff_id, id)?;
    person.row.password_hash = password_hash.to_owned();
    person.row.must_change_password = true;
    let concerned = staff::merchant_ids(tx.connection(), id)?;
    finish(tx, actor, &mut person, &concerned, AuditKind::PasswordSet, "")?;
    login_failures::forget_name(tx, &login_failures::name_key(&person.row.username))?;
    // After the row is changed, so that no log-in is under way any more that these would miss.
    sessions::end_all(tx, id)?;
    Ok(())
}

/// Lifts the locks of somebody's log-in: the failures that led to them are forgotten, the password and the sessions stay.
pub fn unlock(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<(), CommandError> {
    actor.require(Permission::ManageStaff)?;
    let person = staff_list::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    login_failures::forget_name(tx, &login_failures::name_key(&person.row.username))?;
    let concerned = staff::merchant_ids(tx.connection(), id)?;
    audit::append_about(tx, actor.staff_id, &concerned, AuditKind::StaffUnlocked, &person.row.username, "")?;
    Ok(())
}

/// Ends all sessions of somebody.
pub fn end_sessions(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<(), CommandError> {
    actor.require(Permission::ManageStaff)?;
    let person = staff_list::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    let ended = sessions::end_all(tx, id)?;
    let concerned = staff::merchant_ids(tx.connection(), id)?;
    audit::append_about(
        tx,
        actor.staff_id,
        &concerned,
        AuditKind::SessionsEnded,
        &person.row.username,
        &ended.to_string(),
    )?;
    Ok(())
}
