//! What waits for whom: the counts of the rail and the queues of the desk.

use diesel::prelude::*;

use super::schema::{order_lines, outbounds, parcels, refunds, ticket_decisions, ticket_lines, tickets};
use super::ticket_list::{self, TicketListRow};
use super::{Conn, DbError, Scope};
use crate::domain::codes::*;

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
    let rows = ticket_list::status_counts(connection, scope)?;
    let sum =
        |wanted: &[Status]| rows.iter().filter(|(status, _)| wanted.contains(status)).map(|(_, count)| count).sum();
    Ok(RailCounts {
        pending_review: sum(&[Status::PendingReview]),
        finance: sum(&[Status::PendingRefund, Status::RefundFailed]),
        warehouse: sum(&[Status::Returning, Status::Received, Status::PendingExchange]),
    })
}

/// A queue of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    ToReview,
    Exceptions,
    AddressNeeded,
    AwaitingReturn,
    ToConfirm,
    Drafts,
    ToPay,
    Failed,
    Transfers,
    Arriving,
    ToInspect,
    ToDispatch,
    ToSendBack,
}

impl Queue {
    /// The statuses whose tickets may stand in the queue.
    pub fn statuses(self) -> &'static [Status] {
        match self {
            Self::ToReview => &[Status::PendingReview],
            Self::Exceptions | Self::ToSendBack => &[Status::InspectionException],
            Self::AddressNeeded => &[Status::Approved],
            Self::AwaitingReturn => &[Status::PendingReturn],
            Self::ToConfirm => &[Status::ExchangeShipped],
            Self::Drafts => &[Status::Draft],
            Self::ToPay => &[Status::PendingRefund],
            Self::Failed => &[Status::RefundFailed],
            Self::Transfers => &[Status::Refunding, Status::RefundFailed],
            Self::Arriving => &[Status::Returning],
            Self::ToInspect => &[Status::Received],
            Self::ToDispatch => &[Status::PendingExchange],
        }
    }
}

/// The first rows of a queue, bounced ones first, then the oldest in their state; and how many there are.
pub fn queue(
    connection: &mut Conn,
    scope: &Scope,
    queue: Queue,
    limit: i64,
) -> Result<(Vec<TicketListRow>, i64), DbError> {
    macro_rules! narrowed {
        () => {{
            let mut query = tickets::table
                .filter(tickets::status.eq_any(queue.statuses().to_vec()))
                .select(tickets::id)
                .into_boxed();
            if let Some(ids) = scope.merchant_ids() {
                query = query.filter(tickets::merchant_id.eq_any(ids.to_vec()));
            }
            let sent_back = || {
                outbounds::table
                    .inner_join(ticket_decisions::table.on(ticket_decisions::ticket_id.eq(outbounds::ticket_id)))
                    .filter(ticket_decisions::sending_back.eq(true))
                    .filter(outbounds::kind.eq(OutboundKind::ReturnToBuyer))
                    .filter(outbounds::state.eq(OutboundState::Reserved))
                    .select(outbounds::ticket_id)
            };
            match queue {
                Queue::Exceptions => query.filter(tickets::id.ne_all(sent_back())),
                Queue::ToSendBack => query.filter(tickets::id.eq_any(sent_back())),
                Queue::Transfers => query.filter(tickets::id.eq_any(
                    refunds::table.filter(refunds::state.eq(RefundState::ManualPending)).select(refunds::ticket_id),
                )),
                _ => query,
            }
        }};
    }
    let count = narrowed!().count().get_result(connection)?;
    let ids: Vec<i64> = narrowed!()
        .order((tickets::bounce_count.desc(), tickets::status_since.asc(), tickets::id.asc()))
        .limit(limit)
        .load(connection)?;
    Ok((ticket_list::by_ids(connection, &ids)?, count))
}

/// The goods of some tickets in a few words: ticket id, name and quantity of each line.
pub fn goods_of(connection: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, String, i64)>, DbError> {
    Ok(ticket_lines::table
        .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
        .filter(ticket_lines::ticket_id.eq_any(ids.to_vec()))
        .order((ticket_lines::ticket_id, ticket_lines::line_no))
        .select((ticket_lines::ticket_id, order_lines::name, ticket_lines::quantity))
        .load(connection)?)
}

/// How many parcels nothing matches.
pub fn unclaimed_count(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let mut query = parcels::table.filter(parcels::state.eq(ParcelState::Unclaimed)).into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(parcels::merchant_id.eq_any(ids.to_vec()));
    }
    Ok(query.count().get_result(connection)?)
}
