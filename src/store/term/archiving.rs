//! Which merchants put ended tickets away by themselves, after how many days, and which tickets that is.

use diesel::prelude::*;

use crate::domain::ticket::status::{Archive, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::change;
use crate::store::schema::{archive_rules, ticket_entries};
use crate::store::{Conn, DbError, Tx};

#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = archive_rules)]
struct ArchiveRow {
    merchant_id: i64,
    after_days: i32,
}

/// The merchants that do, with the days.
///
/// # Errors
/// The database's.
pub fn rules(connection: &mut Conn) -> Result<Vec<(i64, i32)>, DbError> {
    let rows = archive_rules::table.order(archive_rules::merchant_id);
    Ok(rows.select((archive_rules::merchant_id, archive_rules::after_days)).load(connection)?)
}

/// The days of a merchant; `None` where nothing is put away.
///
/// # Errors
/// The database's.
pub fn of_merchant(connection: &mut Conn, merchant_id: i64) -> Result<Option<i32>, DbError> {
    Ok(archive_rules::table.find(merchant_id).select(archive_rules::after_days).first(connection).optional()?)
}

/// Keeps the days of a merchant; `None` switches it off.
///
/// # Errors
/// The database's.
pub fn put(tx: &mut Tx<'_>, merchant_id: i64, after_days: Option<i32>) -> Result<(), DbError> {
    let Some(after_days) = after_days else {
        diesel::delete(archive_rules::table.find(merchant_id)).execute(tx.connection())?;
        return Ok(());
    };
    let row = ArchiveRow { merchant_id, after_days };
    change!(
        tx.connection(),
        diesel::insert_into(archive_rules::table)
            .values(&row)
            .on_conflict(archive_rules::merchant_id)
            .do_update()
            .set(&row)
    )?;
    Ok(())
}

/// Tickets of a merchant behind an id that ended before an instant and stand in the lists: id and number.
///
/// # Errors
/// The database's.
pub fn ended(
    connection: &mut Conn,
    merchant_id: i64,
    before: Timestamp,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, DbError> {
    let ended: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.has_ended()).collect();
    Ok(ticket_entries::table
        .filter(ticket_entries::ticket_id.gt(after))
        .filter(ticket_entries::merchant_id.eq(merchant_id))
        .filter(ticket_entries::shelf.eq(Archive::Live))
        .filter(ticket_entries::status.eq_any(ended))
        .filter(ticket_entries::since_at.lt(before))
        .order(ticket_entries::ticket_id)
        .limit(most)
        .select((ticket_entries::ticket_id, ticket_entries::ticket_no))
        .load(connection)?)
}
