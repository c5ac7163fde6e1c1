//! Waiting work: the counts of the rail and the queues of the home page.

use diesel::prelude::*;

use crate::domain::goods::movement::{OutboundKind, OutboundState, ParcelState};
use crate::domain::money::states::RefundState;
use crate::domain::ticket::status::{Archive, Status};
use crate::domain::time::Timestamp;
use crate::store::schema::{order_lines, outbounds, parcels, refunds, ticket_decisions, ticket_lines, tickets};
use crate::store::tickets::counts::Kept;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::ask::TicketSort;
use crate::store::tickets::list::{StatusCounts, TicketFilter};
use crate::store::{Conn, DbError, Scope};

/// Tickets that are looked at, the oldest first, for a queue that is narrower than its statuses.
const NARROWED: i64 = 2_000;

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
pub fn rail_counts(kept: &Kept, scope: &Scope) -> RailCounts {
    let counts = StatusCounts { by_status: kept.on(Archive::Live, scope), is_capped: false };
    RailCounts {
        pending_review: counts.of(&[Status::PendingReview]),
        finance: counts.of(&[Status::PendingRefund, Status::RefundFailed]),
        warehouse: counts.of(&[Status::Returning, Status::Received, Status::PendingExchange]),
    }
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
    Unclear,
    /// Refunds whose gateway has given no answer for a day.
    Overdue,
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
            // Refunds that were cancelled or paid in another way may turn out to be unclear too.
            Self::Unclear => &[
                Status::PendingReview,
                Status::PendingRefund,
                Status::Refunding,
                Status::RefundFailed,
                Status::Completed,
            ],
            Self::Overdue => &[Status::Refunding],
            Self::Arriving => &[Status::Returning],
            Self::ToInspect => &[Status::Received],
            Self::ToDispatch => &[Status::PendingExchange],
        }
    }
}

/// The first rows of a queue, bounced ones first, then the oldest in their state; and how many there are.
pub fn queue(
    connection: &mut Conn,
    kept: &Kept,
    scope: &Scope,
    queue: Queue,
    now: Timestamp,
    limit: i64,
) -> Result<(Vec<EntryRow>, i64), DbError> {
    let shelf = if queue == Queue::Drafts { Archive::Draft } else { Archive::Live };
    let filter = TicketFilter { shelf, statuses: queue.statuses().to_vec(), ..TicketFilter::default() };
    let filter = match narrowed_ids(connection, queue, now)? {
        Some(ids) => TicketFilter { ids: Some(ids), ..filter },
        None => filter,
    };
    let page = |bounced: bool| TicketPage {
        sort: TicketSort::WaitingSince,
        ascending: true,
        start: None,
        limit: if bounced { limit } else { limit * 2 },
    };
    let bounced = TicketFilter { bounced: true, ..filter.clone() };
    let mut rows = list::page(connection, scope, &bounced, &page(true))?.rows;
    let oldest = list::page(connection, scope, &filter, &page(false))?.rows;
    rows.extend(oldest.into_iter().filter(|row| row.bounce_count == 0));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let count = list::status_counts(connection, kept, scope, &filter)?.of(queue.statuses());
    Ok((rows, count))
}

/// The tickets of a queue that is narrower than its statuses; `None` for the others.
fn narrowed_ids(connection: &mut Conn, queue: Queue, now: Timestamp) -> Result<Option<Vec<i64>>, DbError> {
    let sent_back = || {
        outbounds::table
            .inner_join(ticket_decisions::table.on(ticket_decisions::ticket_id.eq(outbounds::ticket_id)))
            .filter(ticket_decisions::sending_back.eq(true))
            .filter(outbounds::kind.eq(OutboundKind::ReturnToBuyer))
            .filter(outbounds::state.eq(OutboundState::Reserved))
            .select(outbounds::ticket_id)
    };
    let exceptions = || tickets::table.filter(tickets::status.eq(Status::InspectionException)).select(tickets::id);
    Ok(match queue {
        Queue::Exceptions => Some(
            exceptions().filter(tickets::id.ne_all(sent_back())).order(tickets::id).limit(NARROWED).load(connection)?,
        ),
        Queue::ToSendBack => Some(
            exceptions().filter(tickets::id.eq_any(sent_back())).order(tickets::id).limit(NARROWED).load(connection)?,
        ),
        Queue::Transfers => Some(
            refunds::table
                .filter(refunds::state.eq(RefundState::ManualPending))
                .order((refunds::created_at, refunds::id))
                .select(refunds::ticket_id)
                .limit(NARROWED)
                .load(connection)?,
        ),
        Queue::Unclear => Some(
            refunds::table
                .filter(refunds::unclear.is_not_null())
                .order((refunds::created_at, refunds::id))
                .select(refunds::ticket_id)
                .limit(NARROWED)
                .load(connection)?,
        ),
        Queue::Overdue => Some(crate::store::money::refunds::overdue(connection, now, NARROWED)?),
        _ => None,
    })
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
