//! The numbers people read: a prefix, the local day and a running number (`AS2611220001`).

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::store::engine::prepared::prepared;
use crate::store::schema::day_numbers;
use crate::store::{Conn, DbError, Tx};

/// The next number of a prefix on a day: four digits or more after the day. Numbers may be left out where several servers take them, or
/// a transaction is undone; none comes twice.
pub fn next(tx: &mut Tx<'_>, prefix: &str, day: NaiveDate) -> Result<String, DbError> {
    let day = day.format("%y%m%d").to_string();
    let number = tx.next_number(prefix, &day)?;
    Ok(format!("{prefix}{day}{number:04}"))
}

/// Takes the next so many numbers of a prefix and day; the last of them.
pub(in crate::store) fn take(connection: &mut Conn, prefix: &str, day: &str, count: i64) -> Result<i64, DbError> {
    let first = (day_numbers::prefix.eq(prefix), day_numbers::day.eq(day), day_numbers::last_no.eq(count));
    Ok(prepared!(
        connection,
        get_result,
        diesel::insert_into(day_numbers::table)
            .values(first)
            .on_conflict((day_numbers::prefix, day_numbers::day))
            .do_update()
            .set(day_numbers::last_no.eq(day_numbers::last_no + count))
            .returning(day_numbers::last_no)
    )?)
}
