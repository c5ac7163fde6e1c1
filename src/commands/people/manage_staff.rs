//! Adding and changing staff: roles, merchants, passwords, sessions.

use crate::commands::people::login::fold_username;
use crate::commands::people::passwords::{HashingMemory, hash_password};
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::people::password;
use crate::domain::permission::{Permission, Role};
use crate::domain::refusal::{FieldError, Refusal};
use crate::store::house::{audit, merchants};
use crate::store::people::{set_up_codes, staff};
use crate::store::{Db, Scope, Tx};

/// Characters of a display name at most.
pub const NAME_MOST: usize = 40;

/// Somebody to be added. The password is in clear here and nowhere else.
#[derive(Clone, Debug)]
pub struct NewStaff {
    pub username: String,
    pub display_name: String,
    pub roles: Vec<Role>,
    /// Empty: a member of all merchants, present and future.
    pub merchant_codes: Vec<String>,
    pub password: String,
}

/// Checks a new member of staff and hashes the password: slow, so outside the transaction.
pub fn prepare(new: &NewStaff, memory: &mut HashingMemory) -> Result<String, CommandError> {
    let errors = problems(new);
    if errors.is_empty() { hash_password(&new.password, memory) } else { Err(CommandError::Invalid(errors)) }
}

/// The problems of a new member of staff that show without the database.
pub fn problems(new: &NewStaff) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let username = fold_username(&new.username);
    let fits = (2..=32).contains(&username.len())
        && username.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
    if !fits {
        errors.push(FieldError::at("username", Refusal::BadUsername));
    }
    match new.display_name.trim().chars().count() {
        0 => errors.push(FieldError::at("display_name", Refusal::Required)),
        1..=NAME_MOST => {}
        _ => errors.push(FieldError::at("display_name", Refusal::TooLong(NAME_MOST))),
    }
    if new.roles.is_empty() {
        errors.push(FieldError::at("role", Refusal::Required));
    }
    if let Err(refusal) = password::check(&new.password, &username) {
        errors.push(FieldError::at("password", refusal));
    }
    errors
}

/// The ids of merchants by code; empty for all merchants, which only a member of all may grant.
pub(in crate::commands) fn merchant_ids(
    tx: &mut Tx<'_>,
    actor: &Actor,
    codes: &[String],
) -> Result<Vec<i64>, CommandError> {
    if codes.is_empty() && actor.scope != Scope::All {
        return Err(invalid("merchant", Refusal::UnknownValue));
    }
    let mut ids = Vec::new();
    for code in codes {
        let merchant = merchants::by_code(tx.connection(), &actor.scope, code)?;
        ids.push(merchant.ok_or_else(|| invalid("merchant", Refusal::UnknownValue))?.id);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Adds a member of staff whose password was hashed by `prepare`. A password that a colleague set must be changed at the first log-in; one
/// from the command line or the first set-up is taken to be the person's own.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, new: &NewStaff, password_hash: &str) -> Result<i64, CommandError> {
    actor.require(Permission::ManageStaff)?;
    let username = fold_username(&new.username);
    if staff::by_username(tx.connection(), &username)?.is_some() {
        return Err(invalid("username", Refusal::Taken));
    }
    let merchant_ids = merchant_ids(tx, actor, &new.merchant_codes)?;
    let mut roles = new.roles.clone();
    roles.sort();
    roles.dedup();
    let id = tx.next_id()?;
    let row = staff::StaffRow {
        id,
        username: username.clone(),
        display_name: new.display_name.trim().to_owned(),
        password_hash: password_hash.to_owned(),
        active: true,
        all_merchants: merchant_ids.is_empty(),
        language: None,
        last_login_at: None,
        version: 1,
        created_at: tx.now(),
        must_change_password: actor.staff_id.is_some(),
        away_until: None,
    };
    staff::insert(tx, &row, &roles, &merchant_ids).map_err(taken("username"))?;
    set_up_codes::forget(tx)?;
    let roles: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    audit::append_about(tx, actor.staff_id, &merchant_ids, AuditKind::StaffAdded, &username, &roles.join(","))?;
    Ok(id)
}

/// `staff add` of the command line.
pub fn add_from_command_line(db: &Db, new: NewStaff) -> Result<(), CommandError> {
    let hash = prepare(&new, &mut HashingMemory::default())?;
    db.write_blocking(move |tx| add(tx, &Actor::system(), &new, &hash)).map(|_| ())
}
