//! The audit log's entries of amounts: who approved, changed or bounced which one. The ticket's own timeline has the whole story.

use crate::commands::Actor;
use crate::domain::event::Event;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::money::Money;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::tickets::TicketRow;
use crate::store::{DbError, Tx};

/// Kind, amount before where it differs, amount.
type Entry = (AuditKind, Option<Money>, Money);

/// The entry of an event; none of those that leave the amount as it is.
fn entry(event: &Event, before: Option<Money>) -> Option<Entry> {
    match event {
        Event::TicketApproved { computed, approved: Some(approved), .. } if computed == approved => {
            Some((AuditKind::AmountApproved, None, *approved))
        }
        Event::TicketApproved { computed, approved: Some(approved), .. } => {
            Some((AuditKind::AmountLowered, Some(*computed), *approved))
        }
        Event::TicketAutoApproved { approved } => Some((AuditKind::AmountApproved, None, *approved)),
        Event::ExceptionDeducted { approved, .. } | Event::ExceptionPartlyAccepted { approved: Some(approved), .. } => {
            Some((AuditKind::AmountDeducted, before, *approved))
        }
        Event::RefundBounced { refund, .. } => Some((AuditKind::AmountBounced, None, refund.amount)),
        Event::DecisionWithdrawn => before.map(|amount| (AuditKind::AmountWithdrawn, None, amount)),
        _ => None,
    }
}

/// Keeps the entry of an event of a ticket; `before` is the approved amount from before the event.
pub(in crate::commands) fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: &TicketRow,
    before: Option<Money>,
    event: &Event,
    note: &str,
) -> Result<(), DbError> {
    let Some((kind, before, amount)) = entry(event, before) else { return Ok(()) };
    let detail = AuditDetail::Amount { before, amount, currency: ticket.currency, note };
    let subject = format!("ticket {}", ticket.ticket_no);
    audit::append(tx, actor.staff_id, Some(ticket.merchant_id), kind, &subject, detail)
}
