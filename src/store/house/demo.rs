//! Whether a database is a demo's own, and whether anything is in it.

use diesel::prelude::*;

use crate::store::schema::{demo_marks, orders, staff, tickets};
use crate::store::{Conn, DbError, Tx};

/// Names the sample business among what a database may be marked with.
const SAMPLE: &str = "sample-business";

/// Whether the sample business was put into this database, to its end.
pub fn is_marked(connection: &mut Conn) -> Result<bool, DbError> {
    let marks: i64 = demo_marks::table.filter(demo_marks::name.eq(SAMPLE)).count().get_result(connection)?;
    Ok(marks > 0)
}

/// Marks the database as filled with the sample business.
pub fn mark(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let row = (demo_marks::name.eq(SAMPLE), demo_marks::created_at.eq(tx.now().micros()));
    diesel::insert_into(demo_marks::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Whether there are no staff, no orders and no tickets.
pub fn is_empty(connection: &mut Conn) -> Result<bool, DbError> {
    let staff: i64 = staff::table.count().get_result(connection)?;
    let orders: i64 = orders::table.count().get_result(connection)?;
    let tickets: i64 = tickets::table.count().get_result(connection)?;
    Ok(staff + orders + tickets == 0)
}
