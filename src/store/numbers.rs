//! The numbers people read: a prefix, the local day and a running number (`AS2611220001`). The day's counter row is locked until the
//! transaction ends, so take a number last, after the rows that the rules need.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{DbError, Tx};

#[derive(QueryableByName)]
struct LastNo {
    #[diesel(sql_type = BigInt)]
    last_no: i64,
}

/// The next number of a prefix on a day: four digits or more after the day.
pub fn next(tx: &mut Tx<'_>, prefix: &str, day: NaiveDate) -> Result<String, DbError> {
    let day = day.format("%y%m%d").to_string();
    let row: LastNo = diesel::sql_query(
        "INSERT INTO day_numbers (prefix, day, last_no) VALUES ($1, $2, 1) \
         ON CONFLICT (prefix, day) DO UPDATE SET last_no = day_numbers.last_no + 1 RETURNING last_no",
    )
    .bind::<Text, _>(prefix)
    .bind::<Text, _>(&day)
    .get_result(tx.connection())?;
    Ok(format!("{prefix}{day}{:04}", row.last_no))
}
