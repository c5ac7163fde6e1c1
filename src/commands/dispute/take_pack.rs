//! Evidence leaves the house as a pack (R177): for a purpose, and the audit log has it before it leaves.

use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::people::free_text::mask_contacts;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::house::audit;
use crate::store::{Tx, tickets};

/// Characters a purpose has, at least and at most.
const PURPOSE: (usize, usize) = (2, 200);

/// Notes that somebody takes a ticket's pack.
///
/// # Errors
/// 422 at `purpose` without one; 404 out of scope.
pub fn take_pack(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, purpose: &str) -> Result<(), CommandError> {
    actor.require(Permission::TakeEvidence)?;
    let ticket = tickets::by_no(tx.connection(), &actor.scope, ticket_no)?.ok_or(CommandError::NotFound)?;
    let purpose = purpose.trim();
    match purpose.chars().count() {
        0 => return Err(invalid("purpose", Refusal::Required)),
        short if short < PURPOSE.0 => return Err(invalid("purpose", Refusal::TooShort(PURPOSE.0))),
        long if long > PURPOSE.1 => return Err(invalid("purpose", Refusal::TooLong(PURPOSE.1))),
        _ if purpose.chars().any(char::is_control) => return Err(invalid("purpose", Refusal::BadText)),
        _ => {}
    }
    let (subject, detail) = (format!("ticket {ticket_no}"), mask_contacts(purpose));
    let kind = AuditKind::EvidencePackTaken;
    Ok(audit::append(tx, actor.staff_id, Some(ticket.merchant_id), kind, &subject, detail.as_ref())?)
}
