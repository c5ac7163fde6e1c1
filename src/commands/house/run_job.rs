//! An administrator lets a job run at once that waits for a later try or was given up.

use crate::commands::{Actor, CommandError};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::jobs::outbox;

/// Makes a job in the actor's scope due now; refused while it runs and once it is done. A job of another merchant is not found.
pub fn run_now(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<(), CommandError> {
    actor.require(Permission::ViewJobs)?;
    let job = outbox::by_id(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    if !outbox::run_now(tx, &actor.scope, id)? {
        return Err(Refusal::JobBusyOrDone.into());
    }
    audit::append(tx, actor.staff_id, job.merchant_id, AuditKind::JobRun, &job.key, "")?;
    Ok(())
}
