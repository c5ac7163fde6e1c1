//! The writes of the nightly clean-up: it removes a few rows at a time, and leaves one entry in the audit log with the numbers removed.

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

/// Removes those of some rows that are still older than an instant; the number removed.
pub fn clear(tx: &mut Tx<'_>, rule: &Rule, keys: &[Key], before: Timestamp) -> Result<usize, CommandError> {
    Ok((rule.clear)(tx, keys, before)?)
}

/// Saves the row of a file of evidence whose metadata were removed after intake.
pub fn keep_stripped(tx: &mut Tx<'_>, row: &AttachmentRow) -> Result<(), CommandError> {
    Ok(retention::save_stripped(tx, row)?)
}

/// Adds one audit entry with the number of rows removed, by kind.
pub fn note(tx: &mut Tx<'_>, subject: &str, counts: &BTreeMap<String, u64>) -> Result<(), CommandError> {
    Ok(audit::append(tx, None, None, AuditKind::CleanedUp, subject, AuditDetail::Counts(counts))?)
}
