//! What waits for whom: the counts of the rail and the lists of the desk.

use diesel::prelude::*;

use super::schema::tickets;
use super::{Conn, DbError, Scope};
use crate::domain::codes::Status;

/// How much waits, by station.
#[derive(Clone, Copy, Debug, Default)]
pub struct RailCounts {
    pub pending_review: i64,
    /// Refunds to approve or to mend.
    pub finance: i64,
    /// Parcels to receive or inspect, goods to dispatch.
    pub warehouse: i64,
}

/// Counts what waits in scope.
pub fn rail_counts(connection: &mut Conn, scope: &Scope) -> Result<RailCounts, DbError> {
    let mut query = tickets::table
        .group_by(tickets::status)
        .select((tickets::status, diesel::dsl::count_star()))
        .filter(tickets::status.eq_any([
            Status::PendingReview,
            Status::PendingRefund,
            Status::RefundFailed,
            Status::Returning,
            Status::Received,
            Status::PendingExchange,
        ]))
        .into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(tickets::merchant_id.eq_any(ids.to_vec()));
    }
    let rows: Vec<(Status, i64)> = query.load(connection)?;
    let sum =
        |wanted: &[Status]| rows.iter().filter(|(status, _)| wanted.contains(status)).map(|(_, count)| count).sum();
    Ok(RailCounts {
        pending_review: sum(&[Status::PendingReview]),
        finance: sum(&[Status::PendingRefund, Status::RefundFailed]),
        warehouse: sum(&[Status::Returning, Status::Received, Status::PendingExchange]),
    })
}
