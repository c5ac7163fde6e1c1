//! Logging in and out, counting failures, ending sessions.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};

use super::CommandError;
use crate::domain::refusal::Refusal;
use crate::store::{Tx, audit, sessions, staff};

/// Failed log-ins under a name before it is locked.
pub const FAILURES_BEFORE_LOCK: i32 = 5;
/// How long a name is locked, in seconds.
pub const LOCK_SECONDS: i64 = 15 * 60;
/// Characters a password must have at least.
pub const PASSWORD_LEAST: usize = 10;
/// Characters a password may have at most.
pub const PASSWORD_MOST: usize = 200;

/// A hash nobody's password has, so that an unknown name costs as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBmaXhlZCBzYWx0$o1KHL9/lZo4ItyQ2BpQnXqL2bUkwSd0jOQ7N1zUoG9g";

/// argon2id with the library's recommended cost.
pub fn hash_password(password: &str) -> Result<String, CommandError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| crate::store::DbError::Open(error.to_string()).into())
}

/// Whether the password is the one that was hashed; slow on purpose, so never inside a transaction.
pub fn verify_password(password: &str, hash: Option<&str>) -> bool {
    let same = PasswordHash::new(hash.unwrap_or(NOBODY))
        .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
    same && hash.is_some()
}

/// The user name as it is stored: trimmed, lower case.
pub fn fold_username(username: &str) -> String {
    username.trim().to_lowercase()
}

/// Ends a log-in whose password was checked before: opens the session, or counts the failure. What was found out outside the
/// transaction is checked again here.
pub fn finish(
    tx: &mut Tx<'_>,
    username: &str,
    password_was_right: bool,
    token_hash: &str,
) -> Result<Outcome, CommandError> {
    let username = fold_username(username);
    if let Some(until) = sessions::locked_until(tx.connection(), &username)?.filter(|until| *until > tx.now()) {
        audit::append(tx, None, None, "login.locked", &username, "")?;
        return Ok(Outcome::Refused(Refusal::LockedUntil(until)));
    }
    let found = staff::by_username(tx.connection(), &username)?.filter(|row| row.active);
    match found.filter(|_| password_was_right) {
        Some(mut row) => {
            sessions::forget_failures(tx, &username)?;
            sessions::open(tx, token_hash, row.id)?;
            let version = row.version;
            row.last_login_at = Some(tx.now());
            staff::save(tx, &row, version)?;
            audit::append(tx, Some(row.id), None, "login", &username, "")?;
            Ok(Outcome::In)
        }
        None => {
            sessions::count_failure(tx, &username, FAILURES_BEFORE_LOCK, LOCK_SECONDS)?;
            audit::append(tx, None, None, "login.failed", &username, "")?;
            let locked = sessions::locked_until(tx.connection(), &username)?.filter(|until| *until > tx.now());
            Ok(Outcome::Refused(locked.map_or(Refusal::WrongPassword, Refusal::LockedUntil)))
        }
    }
}

/// How a log-in ended. A refusal is an outcome, not an error: the failure's count must be committed.
#[derive(Debug)]
pub enum Outcome {
    In,
    Refused(Refusal),
}

/// Ends a session.
pub fn log_out(tx: &mut Tx<'_>, staff_id: i64, username: &str, token_hash: &str) -> Result<(), CommandError> {
    sessions::end(tx, token_hash)?;
    audit::append(tx, Some(staff_id), None, "logout", username, "")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_costs_as_much_as_a_wrong_password() {
        let nobody = PasswordHash::new(NOBODY).expect("a valid hash");
        let own = hash_password("some password").expect("hashes");
        let own = PasswordHash::new(&own).expect("a valid hash");
        assert_eq!(nobody.algorithm, own.algorithm);
        assert_eq!(nobody.version, own.version);
        assert_eq!(nobody.params, own.params);
        assert!(nobody.hash.is_some() && nobody.salt.is_some());
        assert!(!verify_password("some password", None));
    }

    #[test]
    fn a_password_is_right_or_wrong() {
        let hash = hash_password("some password").expect("hashes");
        assert!(verify_password("some password", Some(&hash)));
        assert!(!verify_password("some passwort", Some(&hash)));
        assert!(!verify_password("some password", Some("no hash")));
    }
}
