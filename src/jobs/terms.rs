//! Ends terms whose time ran out, each in its own transaction under its ticket's lock; gives clocks to tickets that were open before there
//! were any; counts running terms again after a calendar was changed; puts ended tickets away. What was done once is not due again, so that a job which is killed
//! or runs on two servers does nothing twice.

use crate::commands::term::time_out;
use crate::commands::tickets::assignment;
use crate::commands::{Actor, CommandError};
use crate::domain::house::work::JobKind;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::jobs::outbox::JobRow;
use crate::store::term::archiving;
use crate::store::term::terms as rows;

/// Tickets that are looked up at a time.
const BATCH: i64 = 200;
/// Tickets that are counted again in one transaction: few enough that no other write waits for long.
const TOGETHER: usize = 25;
/// Terms that are looked at at a time for those of one merchant.
const WINDOW: i64 = 1_000;
/// Seconds for which a job is claimed; claimed anew before each batch.
const LEASE: i64 = 120;

/// Ends what is due.
pub(super) struct Terms;

impl Job for Terms {
    const KIND: JobKind = JobKind::Terms;
    const TRIES: Option<i32> = None;
    const LEASE: i64 = LEASE;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        while let Some(last) = jobs.db.read_blocking(rows::gathered)? {
            if !jobs.hold::<Self>(job)? {
                return Ok(Ended::taken_over());
            }
            let found = jobs.db.read_blocking(|connection| rows::without_terms(connection, last, BATCH))?;
            let end = found.last().map(|(id, _)| *id);
            for (_, number) in found {
                jobs.db.write_blocking(move |tx| time_out::start_clocks(tx, &number))?;
            }
            jobs.db.write_blocking(move |tx| rows::note_gathered(tx, end))?;
        }
        loop {
            if !jobs.hold::<Self>(job)? {
                return Ok(Ended::taken_over());
            }
            let now = jobs.db.clock().now();
            let due = jobs.db.read_blocking(|connection| rows::due(connection, now, BATCH))?;
            if due.is_empty() {
                return Ok(Ended::Done);
            }
            for number in due {
                let ticket_no = number.clone();
                match jobs.db.write_blocking(move |tx| time_out::end_due(tx, &number)) {
                    Ok(()) => {}
                    Err(CommandError::Db(error)) => return Err(error.into()),
                    // One ticket that cannot be ended holds up no other.
                    Err(error) => {
                        tracing::error!(?error, ticket_no, "a term could not be ended");
                        jobs.db.write_blocking(move |tx| time_out::leave_to_people(tx, &ticket_no))?;
                    }
                }
            }
        }
    }
}

/// Counts the running terms of a merchant again.
pub(super) struct CountAgain;

impl Job for CountAgain {
    const KIND: JobKind = JobKind::CountTermsAgain;
    const TRIES: Option<i32> = None;
    const LEASE: i64 = LEASE;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Ok(merchant_id) = job.payload.parse::<i64>() else {
            return Ok(Ended::GivenUp(format!("{:?} is no merchant's id", job.payload)));
        };
        let mut last = 0;
        loop {
            if !jobs.hold::<Self>(job)? {
                return Ok(Ended::taken_over());
            }
            let found = jobs.db.read_blocking(|connection| rows::running(connection, merchant_id, last, WINDOW))?;
            let Some((end, numbers)) = found else { return Ok(Ended::Done) };
            last = end;
            for some in numbers.chunks(TOGETHER) {
                let some = some.to_vec();
                jobs.db.write_blocking(move |tx| time_out::count_again(tx, merchant_id, &some))?;
            }
        }
    }
}

/// Puts away what ended longer ago than its merchant keeps it in the lists.
pub(super) struct ArchiveEnded;

impl Job for ArchiveEnded {
    const KIND: JobKind = JobKind::ArchiveEnded;
    const TRIES: Option<i32> = None;
    const LEASE: i64 = LEASE;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        for (merchant_id, days) in jobs.db.read_blocking(archiving::rules)? {
            let before = jobs.db.clock().now().plus_seconds(-i64::from(days) * 86_400);
            let mut last = 0;
            loop {
                if !jobs.hold::<Self>(job)? {
                    return Ok(Ended::taken_over());
                }
                let found = jobs
                    .db
                    .read_blocking(move |connection| archiving::ended(connection, merchant_id, before, last, BATCH))?;
                let Some((end, _)) = found.last() else { break };
                last = *end;
                for (_, number) in found {
                    let archived = jobs.db.write_blocking(move |tx| assignment::archive(tx, &Actor::system(), &number));
                    match archived {
                        // Somebody took it up again meanwhile.
                        Ok(_) | Err(CommandError::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(Ended::Done)
    }
}
