//! The running counts of the receiving page.

use diesel::prelude::*;

use crate::domain::goods::movement::ParcelState;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::scope::scoped;
use crate::store::goods::receiving::{AWAITED, may_leave};
use crate::store::schema::{inbounds, outbounds, parcels, ticket_returns, tickets};
use crate::store::{Conn, DbError, Scope};

/// The desk's running counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceivingCounts {
    pub signed_in_today: i64,
    pub unclaimed: i64,
    /// Signed in, not opened.
    pub to_open: i64,
    /// Announced, not here.
    pub on_the_way: i64,
    pub opened_today: i64,
    pub to_inspect: i64,
    pub to_dispatch: i64,
}

/// Counts what waits in scope, and what was done since an instant.
pub fn counts(connection: &mut Conn, scope: &Scope, since: Timestamp) -> Result<ReceivingCounts, DbError> {
    let by_status: Vec<(Status, i64)> = scoped!(
        tickets::table
            .group_by(tickets::status)
            .select((tickets::status, diesel::dsl::count_star()))
            .filter(tickets::status.eq_any([Status::Received, Status::PendingReturn, Status::Returning])),
        tickets::merchant_id,
        scope
    )
    .load(connection)?;
    let count = |status: Status| by_status.iter().find(|(found, _)| *found == status).map_or(0, |(_, count)| *count);
    let signed_in_returning: i64 = scoped!(
        tickets::table
            .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
            .filter(tickets::status.eq(Status::Returning))
            .filter(ticket_returns::signed_in_at.is_not_null()),
        tickets::merchant_id,
        scope
    )
    .count()
    .get_result(connection)?;
    let signed_in_today: i64 = scoped!(
        // A parcel made from the rest of a box was not signed in by itself.
        parcels::table
            .filter(parcels::signed_in_at.ge(since))
            .filter(parcels::contents.eq(""))
            .filter(parcels::state.ne(ParcelState::Void)),
        parcels::merchant_id,
        scope
    )
    .count()
    .get_result(connection)?;
    Ok(ReceivingCounts {
        signed_in_today,
        unclaimed: unclaimed_count(connection, scope)?,
        to_open: to_open(connection, scope)?,
        on_the_way: count(Status::Returning) - signed_in_returning,
        opened_today: scoped!(inbounds::table.filter(inbounds::received_at.ge(since)), inbounds::merchant_id, scope)
            .count()
            .get_result(connection)?,
        to_inspect: count(Status::Received),
        to_dispatch: to_dispatch_count(connection, scope)?,
    })
}

/// How many tickets have a parcel that is signed in and not opened, in scope.
///
/// # Errors
/// The database cannot be read.
pub fn to_open(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let query = tickets::table
        .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
        .filter(tickets::status.eq_any(AWAITED))
        .filter(ticket_returns::signed_in_at.is_not_null());
    Ok(scoped!(query, tickets::merchant_id, scope).count().get_result(connection)?)
}

fn unclaimed_count(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    Ok(scoped!(parcels::table.filter(parcels::state.eq(ParcelState::Unclaimed)), parcels::merchant_id, scope)
        .count()
        .get_result(connection)?)
}

fn to_dispatch_count(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let query =
        outbounds::table.inner_join(tickets::table.on(tickets::id.eq(outbounds::ticket_id))).filter(may_leave());
    Ok(scoped!(query, tickets::merchant_id, scope).count().get_result(connection)?)
}
