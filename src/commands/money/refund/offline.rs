//! A refund paid by transfer: one person of finance records it, another confirms it (A15).

use chrono::NaiveDate;

use crate::commands::money::refund::claimed::{claim, complete, figures};
use crate::commands::money::refund::guards::{check_currency, check_not_paid, check_ticket};
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::money::states::RefundState;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::zone;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::money::refunds;
use crate::store::tickets::TicketRow;

/// Records a transfer: its reference and the day it was made, today at the latest. The refund is under way until somebody else confirms.
/// `version` is the refund's.
pub fn record_offline(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund_no: &str,
    version: i32,
    reference: &str,
    paid_on: NaiveDate,
) -> Result<TicketRow, CommandError> {
    let claimed = claim(tx, actor, refund_no, version, Action::RecordOffline)?;
    check_currency(tx, &claimed)?;
    check_ticket(&claimed)?;
    let (step, mut refund) = (claimed.step, claimed.refund);
    if paid_on > tx.now().date_in(zone(&step.merchant.timezone)) {
        return Err(invalid("paid_on", Refusal::DateInFuture));
    }
    if reference.is_empty() {
        return Err(invalid("reference", Refusal::Required));
    }
    check_not_paid(tx, &refund)?;
    refund.state = RefundState::ManualPending;
    refund.offline_reference = reference.to_owned();
    refund.offline_paid_on = paid_on.to_string();
    refund.offline_by = actor.staff_id;
    refunds::save(tx, &mut refund)?;
    let figures = figures(&refund);
    audit::append(
        tx,
        actor.staff_id,
        Some(refund.merchant_id),
        AuditKind::OfflinePaymentRecorded,
        &refund.refund_no,
        AuditDetail::Refund(&figures),
    )?;
    step.finish(tx, actor, Status::Refunding, Event::OfflinePaymentRecorded(figures), "")
}

/// Confirms the transfer that another person recorded; the ticket is complete then. `version` is the refund's.
pub fn confirm_offline(
    tx: &mut Tx<'_>,
    actor: &Actor,
    refund_no: &str,
    version: i32,
) -> Result<TicketRow, CommandError> {
    let claimed = claim(tx, actor, refund_no, version, Action::ConfirmOffline)?;
    check_currency(tx, &claimed)?;
    check_ticket(&claimed)?;
    check_not_paid(tx, &claimed.refund)?;
    let (subject, paid) = (claimed.refund.refund_no.clone(), claimed.refund.amount_minor);
    let figures = figures(&claimed.refund);
    let detail = AuditDetail::Refund(&figures);
    audit::append(
        tx,
        actor.staff_id,
        Some(claimed.refund.merchant_id),
        AuditKind::OfflinePaymentConfirmed,
        &subject,
        detail,
    )?;
    complete(tx, actor, claimed, paid, Event::OfflinePaymentConfirmed, "")
}
