//! Gives the tickets of a person who is not there back to the pool, each in its own transaction under its lock. Who has come back, or a
//! ticket that somebody else has by now, is left alone, so that a second run does nothing twice.

use crate::commands::CommandError;
use crate::commands::assignment::absence;
use crate::domain::house::work::JobKind;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::jobs::outbox::JobRow;

/// Tickets that are looked up at a time.
const BATCH: i64 = 200;

/// Gives them back.
pub(super) struct ReturnTickets;

impl Job for ReturnTickets {
    const KIND: JobKind = JobKind::ReturnTickets;
    const TRIES: Option<i32> = None;
    const LEASE: i64 = 120;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Ok(staff_id) = job.payload.parse::<i64>() else {
            return Ok(Ended::GivenUp(format!("{:?} is nobody's id", job.payload)));
        };
        let mut last = 0;
        loop {
            if !jobs.hold::<Self>(job)? {
                return Ok(Ended::taken_over());
            }
            let now = jobs.db.clock().now();
            let found = jobs.db.read_blocking(|connection| absence::left(connection, staff_id, now, last, BATCH))?;
            let Some((end, _)) = found.last() else { return Ok(Ended::Done) };
            last = *end;
            for (_, number) in found {
                jobs.db.write_blocking(move |tx| absence::give_back(tx, staff_id, &number))?;
            }
        }
    }
}
