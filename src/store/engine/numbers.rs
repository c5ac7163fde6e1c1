//! The numbers people read: a prefix, the local day and a running number (`AS2611220001`).

use chrono::NaiveDate;

use crate::store::engine::db_error::DbError;
use crate::store::engine::tx::Tx;

/// The next number of a prefix on a day: four digits or more after the day. Numbers may be left out where several servers take them, or
/// a transaction is undone; none comes twice.
pub fn next(tx: &mut Tx<'_>, prefix: &str, day: NaiveDate) -> Result<String, DbError> {
    let day = day.format("%y%m%d").to_string();
    let number = tx.next_number(prefix, &day)?;
    Ok(format!("{prefix}{day}{number:04}"))
}
