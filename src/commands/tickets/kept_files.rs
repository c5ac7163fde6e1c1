//! Files that come with the form of a new ticket. They are kept under the form's token first, so that a refused form does not lose them,
//! and become evidence with the ticket.

use std::collections::HashSet;

use crate::commands::people::uploads;
use crate::commands::tickets::annotate::{FILES_MAX, StoredFile, attach};
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::retention::Quota;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::Tx;
use crate::store::tickets::kept_files;
use crate::store::tickets::kept_files::KeptFileRow;

/// Seconds for which a refused form finds its files again.
const KEPT_FOR: i64 = 24 * 3_600;

/// The instant since which kept files are found.
pub fn since(now: Timestamp) -> Timestamp {
    now.plus_seconds(-KEPT_FOR)
}

/// Keeps checked files under a form's token and names those that it took: one that is kept already, or sent twice, is not taken again.
/// `sent` is the bytes of all, which the quota counts.
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form_token: &str,
    files: &[StoredFile],
    sent: u64,
    quota: Quota,
) -> Result<Vec<String>, CommandError> {
    actor.require(Permission::FileTicket)?;
    let Some(staff_id) = actor.staff_id else { return Ok(Vec::new()) };
    uploads::count(tx, actor, sent, quota)?;
    let since = since(tx.now());
    let there = kept_files::of_form(tx.connection(), form_token, staff_id, since)?;
    // A browser sends its files again with a form that was refused.
    let mut known: HashSet<&str> = there.iter().map(|kept| kept.original_sha256.as_str()).collect();
    let new: Vec<&StoredFile> = files.iter().filter(|file| known.insert(&file.original_sha256)).collect();
    if (there.len() + new.len()) as i64 > FILES_MAX {
        return Err(invalid("file", Refusal::TooManyFiles(FILES_MAX)));
    }
    for file in &new {
        let row = KeptFileRow {
            id: tx.next_id()?,
            form_token: form_token.to_owned(),
            staff_id,
            kind: file.kind,
            file_name: file.file_name.clone(),
            media_type: file.media_type.clone(),
            size_bytes: file.size_bytes,
            sha256: file.sha256.clone(),
            original_sha256: file.original_sha256.clone(),
            taken_at: file.taken_at.clone(),
            stored_as: file.stored_as.clone(),
            created_at: tx.now(),
        };
        kept_files::insert(tx, &row)?;
    }
    Ok(new.into_iter().map(|file| file.stored_as.clone()).collect())
}

/// Attaches what a form kept to its ticket.
pub fn hand_over(tx: &mut Tx<'_>, actor: &Actor, form_token: &str, ticket_no: &str) -> Result<(), CommandError> {
    let Some(staff_id) = actor.staff_id else { return Ok(()) };
    let since = since(tx.now());
    for row in kept_files::of_form(tx.connection(), form_token, staff_id, since)? {
        let file = StoredFile {
            kind: row.kind,
            file_name: row.file_name,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            original_sha256: row.original_sha256,
            taken_at: row.taken_at,
            stored_as: row.stored_as,
        };
        attach(tx, actor, ticket_no, &file)?;
        kept_files::delete(tx, row.id)?;
    }
    Ok(())
}
