//! Waiting work: the counts of the rail, and the queues that are narrower than the statuses of their tickets.

use diesel::prelude::*;

use crate::domain::goods::movement::{OutboundKind, OutboundState, ParcelState};
use crate::domain::lists::queue::Queue;
use crate::domain::money::states::RefundState;
use crate::domain::ticket::status::{Archive, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::engine::scope::scoped;
use crate::store::schema::{outbounds, parcels, refunds, ticket_decisions, ticket_entries, ticket_returns, tickets};
use crate::store::tickets::buyers_to_tell;
use crate::store::tickets::counts::Kept;
use crate::store::tickets::list::StatusCounts;
use crate::store::{Conn, DbError, Scope};

/// Tickets that are looked at, the oldest first, for a queue that is narrower than its statuses.
const NARROWED: i64 = 2_000;

/// How much waits, by station.
#[derive(Clone, Copy, Debug, Default)]
pub struct RailCounts {
    pub pending_review: i64,
    /// Refunds to approve or to mend.
    pub finance: i64,
    /// Goods to inspect.
    pub inspection: i64,
    /// Replacements to dispatch.
    pub dispatch: i64,
}

/// Counts what waits in scope.
pub fn rail_counts(kept: &Kept, scope: &Scope) -> RailCounts {
    let counts = StatusCounts { by_status: kept.on(Archive::Live, scope), is_capped: false };
    RailCounts {
        pending_review: counts.of(&[Status::PendingReview]),
        finance: counts.of(&[Status::PendingRefund, Status::RefundFailed]),
        inspection: counts.of(&[Status::Received]),
        dispatch: counts.of(&[Status::PendingExchange]),
    }
}

/// How many tickets in scope are overdue, `most` at most: one walk along an index, which ends there.
///
/// # Errors
/// The database cannot be read.
pub fn overdue(connection: &mut Conn, scope: &Scope, now: Timestamp, most: i64) -> Result<i64, DbError> {
    let late = ticket_entries::table
        .filter(ticket_entries::shelf.eq(Archive::Live))
        .filter(ticket_entries::clock_at.lt(now))
        .limit(most);
    // What is read stands in the index.
    let found: Vec<i64> = match scope.merchant_ids() {
        None => prepared!(connection, load, late.select(ticket_entries::ticket_id))?,
        Some(_) => {
            scoped!(late.select(ticket_entries::merchant_id), ticket_entries::merchant_id, scope).load(connection)?
        }
    };
    Ok(i64::try_from(found.len()).unwrap_or(most))
}

/// The tickets in a queue, of a scope.
///
/// # Errors
/// The database cannot be read.
pub fn tickets_in(queue: Queue, connection: &mut Conn, scope: &Scope, now: Timestamp) -> Result<Vec<i64>, DbError> {
    let sent_back = || {
        outbounds::table
            .inner_join(ticket_decisions::table.on(ticket_decisions::ticket_id.eq(outbounds::ticket_id)))
            .filter(ticket_decisions::sending_back.eq(true))
            .filter(outbounds::kind.eq(OutboundKind::ReturnToBuyer))
            .filter(outbounds::state.eq(OutboundState::Reserved))
            .select(outbounds::ticket_id)
    };
    let exceptions = || {
        let all = tickets::table.filter(tickets::status.eq(Status::InspectionException)).select(tickets::id);
        scoped!(all.order(tickets::id).limit(NARROWED), tickets::merchant_id, scope)
    };
    let returning = || {
        let all = tickets::table
            .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
            .filter(tickets::status.eq_any(queue.statuses()))
            .order(tickets::id)
            .select(tickets::id)
            .limit(NARROWED);
        scoped!(all, tickets::merchant_id, scope)
    };
    let of_refunds = || {
        let all = refunds::table.order((refunds::created_at, refunds::id)).select(refunds::ticket_id).limit(NARROWED);
        scoped!(all, refunds::merchant_id, scope)
    };
    Ok(match queue {
        Queue::Exceptions => exceptions().filter(tickets::id.ne_all(sent_back())).load(connection)?,
        Queue::ToSendBack => exceptions().filter(tickets::id.eq_any(sent_back())).load(connection)?,
        Queue::Transfers => of_refunds().filter(refunds::state.eq(RefundState::ManualPending)).load(connection)?,
        Queue::Unclear => of_refunds().filter(refunds::unclear.is_not_null()).load(connection)?,
        Queue::Overdue => crate::store::money::refunds::overdue(connection, scope, now, NARROWED)?,
        Queue::ToTell => buyers_to_tell::ids(connection, scope)?,
        Queue::SignedIn => returning().filter(ticket_returns::signed_in_at.is_not_null()).load(connection)?,
        Queue::OnTheWay => returning().filter(ticket_returns::signed_in_at.is_null()).load(connection)?,
    })
}

/// How many parcels nothing matches.
pub fn unclaimed_count(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let query = parcels::table.filter(parcels::state.eq(ParcelState::Unclaimed));
    Ok(scoped!(query, parcels::merchant_id, scope).count().get_result(connection)?)
}
