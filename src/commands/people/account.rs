//! The account: name, language, password and sessions, each changed by its owner.

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::people::login::Attempt;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::people::password;
use crate::domain::refusal::{FieldError, Refusal};
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::people::staff::StaffRow;
use crate::store::people::{login_failures, sessions, staff};

fn own_row(tx: &mut Tx<'_>, actor: &Actor) -> Result<StaffRow, CommandError> {
    let id = actor.staff_id.ok_or(CommandError::NotFound)?;
    staff::by_id(tx.connection(), id)?.ok_or(CommandError::NotFound)
}

/// Changes one's own name and language; `None` follows the browser.
pub fn change_profile(
    tx: &mut Tx<'_>,
    actor: &Actor,
    version: i32,
    display_name: &str,
    language: Option<&str>,
) -> Result<(), CommandError> {
    let mut row = own_row(tx, actor)?;
    let mut changes = Changes::default();
    changes.field("display_name", &row.display_name, display_name);
    row.display_name = display_name.to_owned();
    row.language = language.map(str::to_owned);
    row.version = version + 1;
    if !staff::save(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Staff, &row.username)?);
    }
    if !changes.is_empty() {
        audit::append(tx, actor.staff_id, None, AuditKind::StaffChanged, &row.username, changes.detail())?;
    }
    Ok(())
}

/// Keeps one's own language.
pub fn set_language(tx: &mut Tx<'_>, actor: &Actor, language: &str) -> Result<(), CommandError> {
    let id = actor.staff_id.ok_or(CommandError::NotFound)?;
    Ok(staff::set_language(tx, id, language)?)
}

/// The problems of a person's new password, typed twice.
pub fn check_new_password(username: &str, new: &str, again: &str, current: Option<&str>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Err(refusal) = password::check(new, username) {
        errors.push(FieldError::at("new_password", refusal));
    } else if current == Some(new) {
        errors.push(FieldError::at("new_password", Refusal::SamePassword));
    }
    if new != again {
        errors.push(FieldError::at("new_password_again", Refusal::PasswordsDiffer));
    }
    errors
}

/// Keeps a new password. `present_hash` is the hash that the present password was found to fit; it must still be the person's. All
/// sessions end at once, the current one goes on under a new token; limits on log-ins of the name end.
pub fn change_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    attempt: &Attempt,
    present_hash: &str,
    password_hash: &str,
    session_token_hash: &str,
) -> Result<(), CommandError> {
    if let Some(seconds) = attempt.wait_alone(tx)? {
        return Err(invalid("current_password", Refusal::TryAgainIn(seconds)));
    }
    let mut row = own_row(tx, actor)?;
    if row.password_hash != present_hash {
        return Err(invalid("current_password", Refusal::WrongCurrentPassword));
    }
    let version = row.version;
    row.password_hash = password_hash.to_owned();
    row.must_change_password = false;
    row.version = version + 1;
    if !staff::save(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Staff, &row.username)?);
    }
    login_failures::forget_name(tx, &login_failures::name_key(&row.username))?;
    sessions::end_all(tx, row.id)?;
    sessions::open(tx, session_token_hash, row.id, &attempt.place)?;
    audit::append(tx, actor.staff_id, None, AuditKind::PasswordChanged, &row.username, "")?;
    Ok(())
}

/// Counts a wrong present password like a failed log-in, so that nobody guesses it in an open session. Seconds to wait where this try came
/// too early; such a try is not counted.
pub fn wrong_password(tx: &mut Tx<'_>, actor: &Actor, attempt: &Attempt) -> Result<Option<i64>, CommandError> {
    let wait = attempt.wait_alone(tx)?;
    if wait.is_none() {
        attempt.fail(tx, actor.staff_id, AuditKind::PasswordFailed)?;
    }
    Ok(wait)
}

/// Ends one of one's own sessions.
pub fn end_session(tx: &mut Tx<'_>, actor: &Actor, username: &str, token_hash: &str) -> Result<(), CommandError> {
    let id = actor.staff_id.ok_or(CommandError::NotFound)?;
    if sessions::end_own(tx, id, token_hash)? {
        audit::append(tx, actor.staff_id, None, AuditKind::SessionsEnded, username, "1")?;
    }
    Ok(())
}

/// Ends all own sessions but the current one.
pub fn end_other_sessions(tx: &mut Tx<'_>, actor: &Actor, username: &str, kept: &str) -> Result<(), CommandError> {
    let id = actor.staff_id.ok_or(CommandError::NotFound)?;
    let ended = sessions::end_others(tx, id, kept)?;
    audit::append(tx, actor.staff_id, None, AuditKind::SessionsEnded, username, &ended.to_string())?;
    Ok(())
}
