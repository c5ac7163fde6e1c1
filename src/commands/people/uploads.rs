//! How many files and bytes a person may upload within 24 hours.

use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::retention::Quota;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::people::uploads;

/// Seconds that count.
const WINDOW: i64 = 24 * 3_600;

/// Counts an upload of the actor; refused at the field `file` when it is more than the quota leaves. The system has none.
pub fn count(tx: &mut Tx<'_>, actor: &Actor, size_bytes: u64, quota: Quota) -> Result<(), CommandError> {
    let Some(staff_id) = actor.staff_id else { return Ok(()) };
    let size_bytes = i64::try_from(size_bytes).unwrap_or(i64::MAX);
    uploads::claim(tx, staff_id)?;
    let since = tx.now().plus_seconds(-WINDOW);
    let (files, bytes) = uploads::since(tx, staff_id, since)?;
    if files >= quota.files {
        return Err(invalid("file", Refusal::UploadFilesUsedUp(quota.files)));
    }
    if bytes.saturating_add(size_bytes) > quota.bytes {
        return Err(invalid(
            "file",
            Refusal::UploadBytesUsedUp { most: quota.bytes, left: (quota.bytes - bytes).max(0) },
        ));
    }
    Ok(uploads::add(tx, staff_id, size_bytes)?)
}
