//! Adding and changing staff: roles, merchants, passwords, sessions.

use super::log_in::{PASSWORD_LEAST, fold_username, hash_password};
use super::{Actor, CommandError, invalid};
use crate::domain::permission::{Permission, Role};
use crate::domain::refusal::Refusal;
use crate::store::{Db, Scope, Tx, audit, merchants, staff};

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
pub fn prepare(new: &NewStaff) -> Result<String, CommandError> {
    let username = fold_username(&new.username);
    let fits = (2..=32).contains(&username.len())
        && username.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
    if !fits {
        return Err(invalid("username", Refusal::BadUsername));
    }
    if new.display_name.trim().is_empty() {
        return Err(invalid("display_name", Refusal::Required));
    }
    if new.roles.is_empty() {
        return Err(invalid("role", Refusal::Required));
    }
    if new.password.chars().count() < PASSWORD_LEAST {
        return Err(invalid("password", Refusal::PasswordTooShort(PASSWORD_LEAST)));
    }
    hash_password(&new.password)
}

/// Adds a member of staff whose password was hashed by `prepare`.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, new: &NewStaff, password_hash: &str) -> Result<i64, CommandError> {
    actor.require(Permission::ManageStaff)?;
    let username = fold_username(&new.username);
    if staff::by_username(tx.connection(), &username)?.is_some() {
        return Err(invalid("username", Refusal::Taken));
    }
    let mut merchant_ids = Vec::new();
    for code in &new.merchant_codes {
        let merchant = merchants::by_code(tx.connection(), &Scope::All, code)?;
        merchant_ids.push(merchant.ok_or_else(|| invalid("merchant", Refusal::UnknownValue))?.id);
    }
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
    };
    staff::insert(tx, &row, &new.roles, &merchant_ids)?;
    let roles: Vec<&str> = new.roles.iter().map(|role| role.code()).collect();
    audit::append(tx, actor.staff_id, None, "staff.added", &username, &roles.join(","))?;
    Ok(id)
}

/// `staff add` of the command line; the message says what was wrong.
pub fn add_from_command_line(db: &Db, new: NewStaff) -> Result<(), String> {
    let result = prepare(&new).and_then(|hash| db.write_blocking(move |tx| add(tx, &Actor::system(), &new, &hash)));
    match result {
        Ok(_) => Ok(()),
        Err(CommandError::Invalid(errors)) => Err(errors
            .iter()
            .map(|error| format!("{}: {:?}", error.field, error.refusal))
            .collect::<Vec<_>>()
            .join("\n")),
        Err(CommandError::Db(error)) => Err(error.to_string()),
        Err(other) => Err(format!("{other:?}")),
    }
}
