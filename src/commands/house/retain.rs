//! What the nightly job does to the database: it takes a few rows at a time away, and leaves one entry in the audit log with what it
//! took.

use std::collections::BTreeMap;

use crate::commands::CommandError;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::time::Timestamp;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::jobs::retention;
use crate::store::jobs::retention::{Key, Rule};
use crate::store::tickets::parts::AttachmentRow;

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
    Ok(audit::append(tx, None, None, AuditKind::CleanedUp, subject, AuditDetail::Counts(counts))?)
}
