//! An administrator lets a job run at once that waits for a later try or was given up.

use super::{Actor, CommandError};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::{Tx, audit, outbox};

/// Makes a job due now; refused while it runs and once it is done.
pub fn run_now(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<(), CommandError> {
    actor.require(Permission::ViewJobs)?;
    outbox::by_id(tx.connection(), id)?.ok_or(CommandError::NotFound)?;
    let key = outbox::run_now(tx, id)?.ok_or(Refusal::JobBusyOrDone)?;
    audit::append(tx, actor.staff_id, None, "job.run", &key, "")?;
    Ok(())
}
