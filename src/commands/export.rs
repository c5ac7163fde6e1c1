//! A list left the house as a file: who took which rows is kept in the audit log.

use super::{Actor, CommandError};
use crate::store::{Tx, audit};

/// Notes an export: the list's name, its filter as a query string, how many rows it had.
pub fn exported(tx: &mut Tx<'_>, actor: &Actor, list: &str, filter: &str, rows: i64) -> Result<(), CommandError> {
    let detail = serde_json::json!({ "filter": filter, "rows": rows }).to_string();
    audit::append(tx, actor.staff_id, None, "export", list, &detail)?;
    Ok(())
}
