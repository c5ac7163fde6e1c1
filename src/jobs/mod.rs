//! DO LATER: what must not happen inside a transaction. A job is a row in the outbox, claimed under a lease, run by its kind, and ended,
//! put off with a growing delay or given up. Whatever a job finds out comes back through a command. Nothing runs twice at once unless
//! a lease ran out, and running twice does no harm.

mod expired_exports;
pub mod export;
pub mod import_orders;
pub mod order_file;
mod pictures;
pub mod refund;
mod retention;
pub mod stock_file;
mod worker;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::commands::CommandError;
use crate::commands::house::schedule;
use crate::domain::house::job::JobQueue;
use crate::domain::house::retention::Horizons;
use crate::domain::house::work::JobKind;
use crate::exports::Sources;
use crate::files::fetch::Fetch;
pub use crate::gateways::Gateways;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;
use crate::store::{Db, DbError};

pub use worker::Worker;

/// Seconds before the second try; every further one takes twice as long, up to `LONGEST_DELAY`.
const FIRST_DELAY: i64 = 2;
const LONGEST_DELAY: i64 = 600;
/// Seconds for which a job of an unknown kind is claimed.
const UNKNOWN_LEASE: i64 = 60;
/// What is said of a job whose tries all ended with their process.
const NO_END: &str = "the server ended during each try";

/// What jobs work with.
pub struct Jobs {
    pub db: Db,
    pub gateways: Gateways,
    /// The folder of evidence and uploads.
    pub files_dir: PathBuf,
    /// The lists that can be written into files.
    pub sources: Sources,
    /// How long what is kept for a while is kept.
    pub horizons: Horizons,
    /// Who fetches pictures of goods; `None` where they are not to be fetched.
    pub fetcher: Option<Box<dyn Fetch>>,
    stopping: AtomicBool,
}

/// How a run of a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// To be tried again, after the delay of its tries.
    Again(String),
    GivenUp(String),
}

impl Ended {
    /// The job stops where it can go on later.
    fn taken_over() -> Self {
        Self::Again("the server stops, or another one took the job over".to_owned())
    }
}

/// A kind of job: one file, and its line in `rule_of`. It must bear being run twice.
trait Job {
    const KIND: JobKind;
    /// Where it waits.
    const QUEUE: JobQueue = Self::KIND.queue();
    /// After so many tries it is given up; `None` where it goes on for ever.
    const TRIES: Option<i32>;
    /// Seconds for which it belongs to the process that claimed it: longer than its longest call to the outside. `Jobs::hold` lengthens it.
    const LEASE: i64;

    /// Does the work.
    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError>;

    /// After the last try: ends what the job was about, so that nobody waits for it. `why` is the last error.
    fn give_up(_jobs: &Jobs, _job: &mut JobRow, _why: &str) -> Result<(), CommandError> {
        Ok(())
    }
}

/// How jobs of a kind are run.
struct Rule {
    queue: JobQueue,
    tries: Option<i32>,
    lease: i64,
    run: fn(&Jobs, &mut JobRow) -> Result<Ended, CommandError>,
    give_up: fn(&Jobs, &mut JobRow, &str) -> Result<(), CommandError>,
}

fn rule<J: Job>() -> Rule {
    Rule { queue: J::QUEUE, tries: J::TRIES, lease: J::LEASE, run: J::run, give_up: J::give_up }
}

/// The table of jobs.
fn rule_of(kind: JobKind) -> Rule {
    match kind {
        JobKind::Refund => rule::<refund::Refund>(),
        JobKind::ImportOrders => rule::<import_orders::ImportOrders>(),
        JobKind::Export => rule::<export::Export>(),
        JobKind::Retention => rule::<retention::Retention>(),
        JobKind::Pictures => rule::<pictures::Pictures>(),
        JobKind::ExpireExports => rule::<expired_exports::ExpiredExports>(),
    }
}

/// Seconds for which a job is claimed.
fn lease_of(job: &JobRow) -> i64 {
    JobKind::parse(&job.kind).map_or(UNKNOWN_LEASE, |kind| rule_of(kind).lease)
}

impl Jobs {
    /// What jobs work with: a database, the folder of files, where the simulated gateway's books lie as well, and the lists that pages
    /// offer as files. Pictures are not fetched, and everything is kept as long as usual, unless the fields say otherwise.
    pub fn new(db: Db, files_dir: &Path, sources: Sources) -> Self {
        Self {
            db,
            gateways: Gateways::open(files_dir),
            files_dir: files_dir.to_owned(),
            sources,
            horizons: Horizons::default(),
            fetcher: None,
            stopping: AtomicBool::new(false),
        }
    }

    /// Whether the process is to end: a long job stops where it can go on later and answers `Again`.
    pub fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Orders the recurring work that is due.
    pub fn schedule(&self) -> Result<(), CommandError> {
        let (now, fetches) = (self.db.clock().now(), self.fetcher.is_some());
        if self.db.read_blocking(|connection| schedule::is_due(connection, now, fetches))? {
            self.db.write_blocking(move |tx| schedule::order_due(tx, fetches))?;
        }
        Ok(())
    }

    /// Lengthens the lease of a job that takes its time; `false` when the job is to stop: the process ends, or the lease was lost.
    fn hold(&self, job: &mut JobRow) -> Result<bool, CommandError> {
        if self.stopping() {
            return Ok(false);
        }
        let known = job.clone();
        let held = self.db.write_blocking(move |tx| {
            let mut held = known.clone();
            Ok::<_, CommandError>(outbox::extend(tx, &mut held, lease_of(&known))?.then_some(held))
        })?;
        let is_held = held.is_some();
        if let Some(held) = held {
            *job = held;
        }
        Ok(is_held)
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
                .unwrap_or_else(|error| Ended::Again(told(&error)))
        };
        match ended {
            Ended::Again(why) if last && !self.stopping() => match (rule.give_up)(self, job, &why) {
                Ok(()) => Ended::GivenUp(why),
                Err(error) => Ended::Again(told(&error)),
            },
            ended => ended,
        }
    }
}

/// Seconds until the next try, after so many.
fn delay(tries: i32) -> i64 {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or(0).min(16);
    (FIRST_DELAY << doublings).min(LONGEST_DELAY)
}

fn told(error: &CommandError) -> String {
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
