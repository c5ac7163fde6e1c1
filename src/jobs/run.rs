//! Runs due jobs: claims one, runs it by its kind, and keeps how it ended.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::commands::CommandError;
use crate::commands::house::schedule;
use crate::domain::house::job::JobQueue;
use crate::domain::house::work::JobKind;
use crate::jobs::job::{Ended, Jobs};
use crate::jobs::table::{Rule, lease_of, rule_of};
use crate::store::DbError;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;

/// Seconds before the second try; every further one takes twice as long, up to `LONGEST_DELAY`.
const FIRST_DELAY: i64 = 2;
const LONGEST_DELAY: i64 = 600;

/// The error of a job whose tries all ended with their process.
const NO_END: &str = "the server ended during each try";

impl Jobs {
    /// Orders the recurring work that is due.
    pub fn schedule(&self) -> Result<(), CommandError> {
        let (now, fetches) = (self.db.clock().now(), self.fetcher.is_some());
        if self.db.read_blocking(|connection| schedule::is_due(connection, now, fetches))? {
            self.db.write_blocking(move |tx| schedule::order_due(tx, fetches))?;
        }
        Ok(())
    }

    /// Runs jobs of every queue, one after the other, until none is due; how many runs there were.
    pub fn run_due(&self) -> Result<usize, DbError> {
        let mut runs = 0;
        loop {
            let before = runs;
            for queue in JobQueue::ALL {
                while let Some(job) = self.claim(*queue)? {
                    self.work(job)?;
                    runs += 1;
                }
            }
            if runs == before {
                return Ok(runs);
            }
        }
    }

    /// Claims the next due job of a queue; `None` when there is none.
    pub fn claim(&self, queue: JobQueue) -> Result<Option<JobRow>, DbError> {
        self.db.write_blocking(move |tx| outbox::claim(tx, queue, lease_of))
    }

    /// Runs a claimed job and keeps how it ended.
    pub fn work(&self, mut job: JobRow) -> Result<(), DbError> {
        let ended = match JobKind::parse(&job.kind).map(rule_of) {
            Some(rule) => {
                let ended = self.try_once(&rule, &mut job);
                if ended != Ended::Done {
                    let (queue, job) = (rule.queue.code(), &job);
                    tracing::warn!(queue, job = job.key, tries = job.tries, ?ended, "a job did not come to its end");
                }
                ended
            }
            None => Ended::GivenUp(format!("{:?} is no kind of job", job.kind)),
        };
        if let Some(watcher) = &self.watcher {
            watcher(&job.kind, &ended);
        }
        let stopping = self.stopping();
        self.db.write_blocking(move |tx| match &ended {
            Ended::Done => outbox::done(tx, &job),
            Ended::Again(_) if stopping => outbox::put_back(tx, &job),
            Ended::Again(error) => {
                let at = tx.now().plus_seconds(delay(job.tries));
                outbox::again(tx, &job, at, error)
            }
            Ended::GivenUp(error) => outbox::give_up(tx, &job, error),
        })
    }

    /// Runs a job once, and gives it up where that was its last try.
    fn try_once(&self, rule: &Rule, job: &mut JobRow) -> Ended {
        let last = rule.tries.is_some_and(|most| job.tries >= most);
        // A try more than there may be: the process ended in each of them.
        let ended = if rule.tries.is_some_and(|most| job.tries > most) {
            Ended::Again(if job.last_error.is_empty() { NO_END.to_owned() } else { job.last_error.clone() })
        } else {
            // A panic in one job must not end the others.
            let ended = catch_unwind(AssertUnwindSafe(|| (rule.run)(self, job)));
            ended
                .unwrap_or_else(|_| Ok(Ended::Again("panic".to_owned())))
                .unwrap_or_else(|error| Ended::Again(describe(&error)))
        };
        match ended {
            Ended::Again(why) if last && !self.stopping() => match (rule.give_up)(self, job, &why) {
                Ok(()) => Ended::GivenUp(why),
                Err(error) => Ended::Again(describe(&error)),
            },
            ended => ended,
        }
    }
}

/// Seconds until the next try, by the number of tries so far.
fn delay(tries: i32) -> i64 {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or(0).min(16);
    (FIRST_DELAY << doublings).min(LONGEST_DELAY)
}

fn describe(error: &CommandError) -> String {
    match error {
        CommandError::Db(error) => error.to_string(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn the_delay_doubles_up_to_ten_minutes() {
        let delays: Vec<i64> = [1, 2, 3, 4, 8, 9, 10, 1_000].map(delay).to_vec();
        assert_eq!(delays, [2, 4, 8, 16, 256, 512, 600, 600]);
    }
}
