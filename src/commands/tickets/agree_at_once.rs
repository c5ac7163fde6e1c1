//! The fast lane: a no-reason return is agreed to when it is filed, where its shop wants that (R40). No money moves by it.

use crate::commands::goods::parcel_arrival;
use crate::commands::tickets::begin_return::next_status;
use crate::commands::tickets::review::{Approval, settle};
use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::ticket::eligibility::AutoApproval;
use crate::domain::ticket::fast_lane::{LaneFacts, fast_lane, is_for};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::house::merchants;
use crate::store::house::merchants::{MerchantRow, StationRow};
use crate::store::orders::OrderRow;
use crate::store::people::risk_flags;
use crate::store::policy::fast_lanes;
use crate::store::tickets::TicketRow;

/// Agrees to a return that was filed in this transaction, or notes what keeps it; nothing where the shop has no lane.
///
/// # Errors
/// The database's.
pub fn agree_at_once(
    tx: &mut Tx<'_>,
    ticket: TicketRow,
    merchant: &MerchantRow,
    order: &OrderRow,
) -> Result<TicketRow, CommandError> {
    if ticket.status != Status::PendingReview || !is_for(ticket.kind) {
        return Ok(ticket);
    }
    let lane = fast_lanes::of_shop(tx.connection(), ticket.shop_id)?;
    let Some(lane) = lane.filter(|lane| lane.is_on) else { return Ok(ticket) };
    let system = Actor::system();
    let mut step = step::begin(tx, &system, &ticket.ticket_no, None, Action::AutoApprove)?;
    let stations = merchants::stations_of(tx.connection(), merchant.id)?;
    let station = merchants::station_of_shop(tx.connection(), ticket.shop_id, &stations)?;
    let lines = fast_lanes::lines(tx.connection(), &[ticket.id])?.remove(&ticket.id).unwrap_or_default();
    let facts = LaneFacts {
        lines,
        computed: (ticket.currency == merchant.currency && order.currency == merchant.currency)
            .then_some(ticket.computed_minor),
        limit: lane.limit_minor,
        order_in_doubt: order.is_stub || !order.doubt.is_empty(),
        risk_buyer: risk_flags::is_marked(tx.connection(), order.buyer_id)?,
        has_address: station.is_some_and(StationRow::is_complete),
    };
    let verdict = fast_lane(&facts);
    if verdict != AutoApproval::Yes {
        return step.remark(tx, &system, Event::AutoApprovalDeclined { guard: verdict }, "");
    }
    let decision = &step.stages.decision;
    let approval = Approval {
        allow_freight: decision.allow_freight,
        allow_coupon: decision.allow_coupon,
        allow_virtual: decision.allow_virtual,
        ..Approval::default()
    };
    let has_goods = settle(tx, &system, &mut step, &approval)?;
    let to = next_status(tx, &system, &mut step, has_goods, &approval)?;
    let event = Event::TicketAutoApproved { approved: step.ticket.approved_minor.unwrap_or(Money::ZERO) };
    let ticket = step.finish(tx, &system, to, event, "")?;
    parcel_arrival::find_here(tx, &system, ticket)
}
