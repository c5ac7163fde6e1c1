//! Settings that concern one person alone.

use crate::commands::CommandError;
use crate::store::Tx;
use crate::store::people::preferences;

/// Keeps how somebody arranged the columns of a page (R129, R130, R131).
pub fn arrange_columns(tx: &mut Tx<'_>, staff_id: i64, page: &str, layout: &str) -> Result<(), CommandError> {
    Ok(preferences::put_layout(tx, staff_id, page, layout)?)
}
