//! Orders that were never shipped are approved without a reviewer, within the limits of a ticket and of a filer's day.

use crate::commands::money::refund_order;
use crate::commands::tickets::review::record_review;
use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::money::caps::one_currency;
use crate::domain::ticket::eligibility::{AutoApproval, AutoFacts, auto_approval};
use crate::domain::ticket::shaping::Shaper;
use crate::domain::ticket::status::{ReviewDecision, ReviewResult, Status};
use crate::domain::ticket::workflow::Action;
use crate::domain::time::zone;
use crate::store::Tx;
use crate::store::house::merchants::MerchantRow;
use crate::store::money::auto_refunds;
use crate::store::orders::OrderRow;
use crate::store::people::risk_flags;
use crate::store::tickets::{TicketRow, parts};

/// Approves a ticket whose order was never shipped and sends its refund on its way, or notes why the ticket is left to a reviewer (R48).
pub fn decide_automatically(
    tx: &mut Tx<'_>,
    ticket: TicketRow,
    merchant: &MerchantRow,
    order: &OrderRow,
) -> Result<TicketRow, CommandError> {
    if !ticket.kind.profile().may_be_automatic {
        return Ok(ticket);
    }
    let system = Actor::system();
    let has_one_currency = one_currency(order.currency, &[ticket.currency]).is_ok();
    let mut step = step::begin(tx, &system, &ticket.ticket_no, None, Action::AutoApprove)?;
    let filers = applicants(&step.facts.shapers);
    let facts = AutoFacts {
        scene: ticket.scene,
        computed: ticket.computed_minor,
        switched_on: merchant.auto_refund_unshipped,
        limit: merchant.auto_refund_limit_minor,
        day_limit: merchant.auto_refund_daily_minor,
        taken_today: Money::ZERO,
        order_in_doubt: order.is_stub || !order.doubt.is_empty(),
        same_currency: has_one_currency && order.currency == merchant.currency,
        risk_buyer: risk_flags::is_marked(tx.connection(), order.buyer_id)?,
        own_facts: order.facts_by.is_some_and(|who| filers.contains(&who)),
    };
    let verdict = match auto_approval(&facts) {
        AutoApproval::Yes => within_day(tx, merchant, &filers, &facts)?,
        verdict => verdict,
    };
    if verdict != AutoApproval::Yes {
        return step.remark(tx, &system, Event::AutoApprovalDeclined { guard: verdict }, "");
    }
    let now = tx.now();
    step.ticket.approved_minor = Some(step.ticket.computed_minor);
    step.stages.decision.result = ReviewResult::Passed;
    step.stages.decision.reviewed_at = Some(now);
    for mut line in parts::lines(tx.connection(), step.ticket.id)? {
        line.approved_minor = Some(line.computed_minor);
        parts::save_line(tx, &line)?;
    }
    record_review(tx, &step, ReviewDecision::Approve, None, "", false)?;
    refund_order::open(tx, &step, true)?;
    let event = Event::TicketAutoApproved { approved: step.ticket.computed_minor };
    let ticket = step.finish(tx, &system, Status::PendingRefund, event, "")?;
    crate::commands::money::refund::queue_automatic(tx, &ticket)
}

/// Everybody who drafted, changed or filed the ticket, by id.
pub fn applicants(shapers: &[Shaper]) -> Vec<i64> {
    let mut ids: Vec<i64> =
        shapers.iter().filter(|shaper| shaper.shaping.applies()).map(|shaper| shaper.staff_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Judges once more under the lock of the filers' days, so that two tabs do not both take the rest of a limit; an approval counts for each
/// filer.
pub fn within_day(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    filers: &[i64],
    facts: &AutoFacts,
) -> Result<AutoApproval, CommandError> {
    let today = tx.now().date_in(zone(&merchant.timezone));
    let mut taken_today = Money::ZERO;
    for filer in filers {
        taken_today = taken_today.max(auto_refunds::add(tx, merchant.id, *filer, today, Money::ZERO)?);
    }
    let verdict = auto_approval(&AutoFacts { taken_today, ..*facts });
    if verdict == AutoApproval::Yes {
        for filer in filers {
            auto_refunds::add(tx, merchant.id, *filer, today, facts.computed)?;
        }
    }
    Ok(verdict)
}
