//! The address of a parcel to the buyer: clerks see it in clear to send the parcel, which is logged; agents change it.

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::goods::ship_to::ShipTo;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::goods::ship_to;
use crate::store::house::audit;
use crate::store::tickets::TicketRow;

/// Shows a person the address of a parcel that waits to be sent; the first look is in the audit log. Refused without the right to see
/// masked values, and where nothing waits.
pub fn look(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str) -> Result<(), CommandError> {
    actor.require(Permission::Unmask)?;
    let step = step::begin(tx, actor, ticket_no, None, Action::Dispatch)?;
    let Some(staff_id) = actor.staff_id else { return Ok(()) };
    if ship_to::was_seen(tx.connection(), step.ticket.id, staff_id)? {
        return Ok(());
    }
    ship_to::put_look(tx, step.ticket.id, staff_id)?;
    let subject = format!("ticket {}", step.ticket.ticket_no);
    let (merchant_id, kind) = (Some(step.ticket.merchant_id), AuditKind::PersonalDataViewed);
    Ok(audit::append(tx, actor.staff_id, merchant_id, kind, &subject, "ship_to: dispatch")?)
}

/// Changes where a ticket's parcel goes. Refused where a part is missing or masked; what was there before goes with it, since an address
/// made of two is nobody's.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    to: &ShipTo,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::ChangeShipTo)?;
    if !to.is_complete() {
        return Err(invalid("address", Refusal::ShipToIncomplete));
    }
    ship_to::put(tx, step.ticket.id, to)?;
    step.remark(tx, actor, Event::ShipToChanged, "")
}
