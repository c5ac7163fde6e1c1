//! What a person sets for himself.

use super::CommandError;
use crate::store::{Tx, preferences};

/// Keeps the columns somebody hides on a page (R129).
pub fn hide_columns(tx: &mut Tx<'_>, staff_id: i64, page: &str, hidden: &str) -> Result<(), CommandError> {
    Ok(preferences::hide_columns(tx, staff_id, page, hidden)?)
}
