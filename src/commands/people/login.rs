//! Logging in and out, counting failures, noting that a session is used.

use std::collections::HashMap;

use crate::commands::CommandError;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::people::device::Place;
pub use crate::domain::people::login_limits::{FAILURES_BEFORE_LOCK, LOCK_SECONDS};
use crate::domain::people::login_limits::{Limit, Record, WINDOW_SECONDS, locked_until};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::people::login_failures;
use crate::store::people::login_failures::{FailureRow, name_key};
use crate::store::people::{sessions, staff};
use crate::store::{Conn, DbError, Tx};

/// The user name as it is stored: trimmed, lower case.
pub fn fold_username(username: &str) -> String {
    username.trim().to_lowercase()
}

/// An attempt to log in, as the limits see it: who, and from where. The password is checked elsewhere.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// As it is stored; it need not exist.
    pub username: String,
    /// From where, as its session and the audit log keep it.
    pub place: Place,
    /// The id of a browser in which this person logged in before, under the present password; `None` for any other.
    pub browser: Option<String>,
}

impl Attempt {
    fn key(&self) -> String {
        name_key(&self.username)
    }

    /// The failures that count against it.
    fn record(&self, connection: &mut Conn, now: Timestamp) -> Result<Record, DbError> {
        let after = now.plus_seconds(-WINDOW_SECONDS);
        let of_name = login_failures::of_names(connection, &[self.key()], after)?;
        let times = |counts: &dyn Fn(&FailureRow) -> bool| -> Vec<Timestamp> {
            of_name.iter().filter(|row| counts(row)).map(|row| row.failed_at).collect()
        };
        if let Some(browser) = &self.browser {
            return Ok(Record { pair: times(&|row| row.browser == *browser), ..Record::default() });
        }
        let of_address = login_failures::of_address(connection, &self.place.address, after)?;
        Ok(Record {
            pair: times(&|row| row.address == self.place.address),
            name: times(&|row| row.browser.is_empty()),
            address: of_address.into_iter().map(|row| (row.name_key, row.failed_at)).collect(),
        })
    }

    /// Seconds that the attempt has to wait, if it has to; the caller asks before it checks a password.
    pub fn wait(&self, connection: &mut Conn, now: Timestamp) -> Result<Option<i64>, DbError> {
        let until = self.record(connection, now)?.wait_until(now);
        Ok(until.map(|until| (until.micros() - now.micros() + 999_999) / 1_000_000))
    }

    /// `wait` again at the end of the attempt, one attempt of a name or address at a time, so that many at once get no more tries than the
    /// limits allow.
    pub(in crate::commands) fn wait_alone(&self, tx: &mut Tx<'_>) -> Result<Option<i64>, DbError> {
        let address = self.browser.is_none().then_some(self.place.address.as_str());
        login_failures::claim_count(tx, &self.key(), address)?;
        let now = tx.now();
        self.wait(tx.connection(), now)
    }

    /// Counts a wrong password. Adds an audit entry of `kind` where the name exists, and one for each limit that now holds, whether or not
    /// it exists.
    pub(in crate::commands) fn fail(
        &self,
        tx: &mut Tx<'_>,
        staff_id: Option<i64>,
        kind: AuditKind,
    ) -> Result<(), DbError> {
        let (now, key) = (tx.now(), self.key());
        let mut record = self.record(tx.connection(), now)?;
        let limits = record.fail(self.browser.is_some(), &key, now);
        if staff::by_username(tx.connection(), &self.username)?.is_some() {
            audit::append(tx, staff_id, None, kind, &self.username, entry_of(&self.place))?;
        }
        for limit in limits {
            let (kind, subject) = match limit {
                Limit::Pair => (AuditKind::LoginLocked, &self.username),
                Limit::Name => (AuditKind::LoginsSlowed, &self.username),
                Limit::Address => (AuditKind::LoginsSlowed, &self.place.address),
            };
            audit::append(tx, staff_id, None, kind, subject, entry_of(&self.place))?;
        }
        let row = FailureRow {
            name_key: key,
            address: self.place.address.clone(),
            browser: self.browser.clone().unwrap_or_default(),
            failed_at: now,
        };
        login_failures::add(tx, &row, now.plus_seconds(-WINDOW_SECONDS))
    }

    /// Forgets what the person mistyped before getting it right.
    pub(in crate::commands) fn succeed(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        match &self.browser {
            Some(browser) => login_failures::forget_browser(tx, &self.key(), browser),
            None => login_failures::forget_address(tx, &self.key(), &self.place.address),
        }
    }
}

/// Ends a log-in whose password was checked outside the transaction: opens the session, or counts the failure. `right_hash` is the hash
/// that the password fits, if it fits one; it must still be the person's.
pub fn finish(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    right_hash: Option<&str>,
    token_hash: &str,
) -> Result<Outcome, CommandError> {
    if let Some(seconds) = attempt.wait_alone(tx)? {
        return Ok(Outcome::Refused(Refusal::TryAgainIn(seconds)));
    }
    let entered = match right_hash {
        Some(hash) => staff::enter(tx, &attempt.username, hash)?,
        None => None,
    };
    let Some(id) = entered else {
        attempt.fail(tx, None, AuditKind::LoginFailed)?;
        return Ok(Outcome::Refused(Refusal::WrongPassword));
    };
    attempt.succeed(tx)?;
    sessions::open(tx, token_hash, id, &attempt.place)?;
    audit::append(tx, Some(id), None, AuditKind::LoggedIn, &attempt.username, entry_of(&attempt.place))?;
    Ok(Outcome::In)
}

/// A place as the audit log keeps it.
pub(in crate::commands) fn entry_of(place: &Place) -> AuditDetail<'_> {
    AuditDetail::Place { address: &place.address, device: &place.device }
}

/// How a log-in ended. A refusal is an outcome, not an error: the failure's count must be committed.
#[derive(Debug)]
pub enum Outcome {
    In,
    Refused(Refusal),
}

/// Which of these case-folded names have a log-in that is locked now, from an address or in a browser, and until when the last of them is.
pub fn locked(
    connection: &mut Conn,
    usernames: &[String],
    now: Timestamp,
) -> Result<HashMap<String, Timestamp>, DbError> {
    let keys: Vec<String> = usernames.iter().map(|username| name_key(username)).collect();
    let mut pairs: HashMap<(String, String), Vec<Timestamp>> = HashMap::new();
    for row in login_failures::of_names(connection, &keys, now.plus_seconds(-2 * LOCK_SECONDS))? {
        for place in [row.address, row.browser].into_iter().filter(|place| !place.is_empty()) {
            pairs.entry((row.name_key.clone(), place)).or_default().push(row.failed_at);
        }
    }
    let mut locks: HashMap<String, Timestamp> = HashMap::new();
    for ((key, _), failures) in pairs {
        if let Some(until) = locked_until(&failures).filter(|until| *until > now) {
            let latest = locks.entry(key).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    Ok(usernames.iter().zip(keys).filter_map(|(name, key)| Some((name.clone(), *locks.get(&key)?))).collect())
}

/// Notes that a session is used.
pub fn see(tx: &mut Tx<'_>, token_hash: &str) -> Result<(), CommandError> {
    Ok(sessions::see(tx, token_hash)?)
}

/// Ends a session.
pub fn log_out(tx: &mut Tx<'_>, staff_id: i64, username: &str, token_hash: &str) -> Result<(), CommandError> {
    sessions::end(tx, token_hash)?;
    audit::append(tx, Some(staff_id), None, AuditKind::LoggedOut, username, "")?;
    Ok(())
}
