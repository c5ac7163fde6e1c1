//! What the nightly job does to the database: it is ordered once a night, takes a few rows at a time away, and leaves one entry in the
//! audit log with what it took.

use std::collections::BTreeMap;

use chrono::Timelike;

use crate::commands::CommandError;
use crate::domain::house::work::JobKind;
use crate::domain::time::{Timestamp, zone};
use crate::store::audit_detail::AuditDetail;
use crate::store::house::{audit, merchants};
use crate::store::jobs::retention::{Key, Rule};
use crate::store::jobs::{outbox, retention};
use crate::store::orders::pictures;
use crate::store::tickets::parts::AttachmentRow;
use crate::store::{Conn, DbError, Scope, Tx};

/// The hour from which the night's job may run, in the time zone of the first merchant.
const HOUR: u32 = 3;
/// The key of the job that fetches pictures.
const PICTURES: &str = "pictures:all";

/// Jobs that are due and not ordered yet: the night's, and where pictures are fetched that of pictures.
pub fn due(connection: &mut Conn, now: Timestamp, fetches: bool) -> Result<Vec<(JobKind, String)>, DbError> {
    let mut due = Vec::new();
    let first = merchants::list(connection, &Scope::All)?.into_iter().min_by_key(|merchant| merchant.id);
    if let Some(first) = first {
        let local = now.utc().with_timezone(&zone(&first.timezone));
        let key = format!("retention:{}", local.date_naive());
        if local.hour() >= HOUR && outbox::state_of(connection, &key)?.is_none() {
            due.push((JobKind::Retention, key));
        }
    }
    if fetches {
        let has_work = !pictures::due(connection, now, 1)?.is_empty() || pictures::gathered(connection)?.is_some();
        if has_work && outbox::state_of(connection, PICTURES)?.as_deref() != Some(outbox::WAITING) {
            due.push((JobKind::Pictures, PICTURES.to_owned()));
        }
    }
    Ok(due)
}

/// Orders a job that `due` named. Of several servers one orders it.
pub fn order(tx: &mut Tx<'_>, kind: JobKind, key: &str) -> Result<(), CommandError> {
    let now = tx.now();
    if kind == JobKind::Retention {
        outbox::put_once(tx, kind, key, now)?;
    } else if outbox::state_of(tx.connection(), key)?.as_deref() != Some(outbox::WAITING) {
        outbox::put(tx, kind, key, "", now, None)?;
    }
    Ok(())
}

/// Takes some rows away that are older than an instant; how many.
pub fn clear(tx: &mut Tx<'_>, rule: &Rule, keys: &[Key], before: Timestamp) -> Result<usize, CommandError> {
    Ok((rule.clear)(tx, keys, before)?)
}

/// Keeps what became of a file of evidence whose metadata were removed later.
pub fn keep_stripped(tx: &mut Tx<'_>, row: &AttachmentRow) -> Result<(), CommandError> {
    Ok(retention::save_stripped(tx, row)?)
}

/// Leaves one entry with what was taken away, by kind.
pub fn note(tx: &mut Tx<'_>, subject: &str, counts: &BTreeMap<String, u64>) -> Result<(), CommandError> {
    Ok(audit::append(tx, None, None, "retention", subject, AuditDetail::Counts(counts))?)
}
