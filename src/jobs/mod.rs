//! DO LATER: what must not happen inside a transaction. A job is a row in the outbox, claimed under a lease, run by its kind, and ended,
//! put off with a growing delay or given up. Whatever a job finds out comes back through a command. Nothing runs twice at once unless
//! a lease ran out, and running twice does no harm.

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
use crate::commands::house::retain;
use crate::domain::house::retention::Horizons;
use crate::domain::house::work::JobKind;
use crate::exports::Sources;
use crate::files::fetch::Fetch;
pub use crate::gateways::Gateways;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;
use crate::store::{Db, DbError};

pub use worker::Worker;

/// Seconds for which a job belongs to the process that claimed it, unless it extends the lease.
pub const LEASE: i64 = 15;
/// Seconds before the second try; every further one takes twice as long, up to `LONGEST_DELAY`.
const FIRST_DELAY: i64 = 2;
const LONGEST_DELAY: i64 = 600;

/// After so many tries a file is given up, read or written, and whoever waits for it is told.
const MOST_TRIES: i32 = 6;

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

    /// Orders the jobs that are due by the clock.
    pub fn schedule(&self) -> Result<(), CommandError> {
        let (now, fetches) = (self.db.clock().now(), self.fetcher.is_some());
        for (kind, key) in self.db.read_blocking(|connection| retain::due(connection, now, fetches))? {
            self.db.write_blocking(move |tx| retain::order(tx, kind, &key))?;
        }
        Ok(())
    }

    /// Lengthens the lease of a job that takes its time; `false` when the job is to stop: the process ends, or the lease was lost.
    fn hold(&self, job: &mut JobRow, seconds: i64) -> Result<bool, CommandError> {
        if self.stopping() {
            return Ok(false);
        }
        let known = job.clone();
        let held = self.db.write_blocking(move |tx| {
            let mut held = known.clone();
            Ok::<_, CommandError>(outbox::extend(tx, &mut held, seconds)?.then_some(held))
        })?;
        let is_held = held.is_some();
        if let Some(held) = held {
            *job = held;
        }
        Ok(is_held)
    }

    /// Runs jobs of every kind, one after the other, until none is due; how many runs there were.
    pub fn run_due(&self) -> Result<usize, DbError> {
        let mut runs = 0;
        loop {
            let before = runs;
            for kind in JobKind::ALL {
                while self.run_one(*kind)? {
                    runs += 1;
                }
            }
            if runs == before {
                return Ok(runs);
            }
        }
    }

    /// Runs the next due job of a kind; `false` when there is none.
    pub fn run_one(&self, kind: JobKind) -> Result<bool, DbError> {
        let Some(mut job) = self.db.write_blocking(move |tx| outbox::claim(tx, kind, LEASE))? else {
            return Ok(false);
        };
        // A panic in one job must not end the others.
        let ended = catch_unwind(AssertUnwindSafe(|| self.run(kind, &mut job)))
            .unwrap_or_else(|_| Ok(Ended::Again("panic".to_owned())));
        let ended = ended.unwrap_or_else(|error| Ended::Again(told(&error)));
        if ended != Ended::Done {
            tracing::warn!(job = job.key, tries = job.tries, ?ended, "a job did not come to its end");
        }
        self.db.write_blocking(move |tx| match &ended {
            Ended::Done => outbox::done(tx, &job),
            Ended::Again(error) => {
                let at = tx.now().plus_seconds(delay(job.tries));
                outbox::again(tx, &job, at, error)
            }
            Ended::GivenUp(error) => outbox::give_up(tx, &job, error),
        })?;
        Ok(true)
    }

    fn run(&self, kind: JobKind, job: &mut JobRow) -> Result<Ended, CommandError> {
        match kind {
            JobKind::Refund => refund::run(self, job),
            JobKind::ImportOrders => import_orders::run(self, job),
            JobKind::Export => export::run(self, job),
            JobKind::Retention => retention::run(self, job),
            JobKind::Pictures => pictures::run(self, job),
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
