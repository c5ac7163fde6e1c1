//! The parts of every kind of job, and the tools of all jobs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::commands::CommandError;
use crate::domain::house::job::JobQueue;
use crate::domain::house::retention::Horizons;
use crate::domain::house::work::JobKind;
use crate::exports::Sources;
use crate::files::fetch::Fetch;
use crate::gateways::Gateways;
use crate::store::Db;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;

/// The tools of all jobs.
pub struct Jobs {
    pub db: Db,
    pub gateways: Gateways,
    /// The folder of evidence and uploads.
    pub files_dir: PathBuf,
    /// The lists that can be written into files.
    pub sources: Sources,
    /// How long what is kept for a while is kept.
    pub horizons: Horizons,
    /// The fetcher of pictures of goods; `None` where they are not to be fetched.
    pub fetcher: Option<Box<dyn Fetch>>,
    /// Hears of every run of a job, with the code of its kind.
    pub watcher: Option<Watcher>,
    stopping: AtomicBool,
}

/// Who hears of the runs of jobs.
pub type Watcher = Box<dyn Fn(&str, &Ended) + Send + Sync>;

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
    pub fn taken_over() -> Self {
        Self::Again("the server stops, or another one took the job over".to_owned())
    }
}

/// A kind of job: one file, and its line in `rule_of`. It must bear being run twice.
pub trait Job {
    const KIND: JobKind;
    /// Where it waits.
    const QUEUE: JobQueue = Self::KIND.queue();
    /// The tries after which it is given up; `None` where it goes on for ever.
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

impl Jobs {
    /// The tools of jobs on a database. `files_dir` is the folder of files, where the simulated gateway's books lie as well; `sources` are
    /// the lists that pages offer as files. Pictures are not fetched, everything is kept as long as usual and nobody hears of runs,
    /// unless the fields are changed.
    pub fn new(db: Db, files_dir: &Path, sources: Sources) -> Self {
        Self {
            db,
            gateways: Gateways::open(files_dir),
            files_dir: files_dir.to_owned(),
            sources,
            horizons: Horizons::default(),
            fetcher: None,
            watcher: None,
            stopping: AtomicBool::new(false),
        }
    }

    /// Whether the process is to end: a long job stops where it can go on later and answers `Again`.
    pub fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Tells long jobs that the process is to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Lengthens the lease of a job that takes its time; `false` when the job is to stop: the process ends, or the lease was lost.
    pub fn hold<J: Job>(&self, job: &mut JobRow) -> Result<bool, CommandError> {
        if self.stopping() {
            return Ok(false);
        }
        let known = job.clone();
        let held = self.db.write_blocking(move |tx| {
            let mut held = known.clone();
            Ok::<_, CommandError>(outbox::extend(tx, &mut held, J::LEASE)?.then_some(held))
        })?;
        let is_held = held.is_some();
        if let Some(held) = held {
            *job = held;
        }
        Ok(is_held)
    }
}
