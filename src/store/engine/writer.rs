//! SQLite's one writer: a thread with a first-in-first-out queue. What waits is written in one transaction (group commit), each
//! piece of work in a savepoint of its own, so that a refused one is undone alone and all others share one sync to disk. A second thread
//! copies what was written from the log into the database file, so that nobody waits for that.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::store::engine::conn::Conn;
use crate::store::engine::db_error::{DbError, StoreError};
use crate::store::engine::ids::IdSource;
use crate::store::engine::prepared::change;
use crate::store::engine::tx::Tx;

/// How many pieces of work share a commit at most.
const GROUP: usize = 64;
/// How long the log may grow before it is copied: the less is copied at once, the shorter a commit waits for the disk meanwhile.
const COPY_EVERY: Duration = Duration::from_millis(50);
/// The pages of the log from which on the writer copies the rest itself, so that the log can begin again: 64 MiB.
const LOG_PAGES: u32 = 16_384;

type Queue = mpsc::Sender<Box<dyn Work>>;

pub(in crate::store) struct Writer {
    queue: Mutex<Queue>,
}

trait Work: Send {
    /// Does the work; whether it is to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Tells the caller, after the commit; `failure` when the whole group failed.
    fn answer(self: Box<Self>, failure: Option<&Failure>);
}

/// Why a whole group of writes did not happen.
enum Failure {
    /// Another process held the lock: the group was not begun.
    Busy(String),
    Commit(String),
}

impl Failure {
    fn error(&self) -> DbError {
        match self {
            Self::Busy(error) => DbError::Busy(error.clone()),
            Self::Commit(error) => DbError::Commit(error.clone()),
        }
    }
}

struct Typed<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    caller: mpsc::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Typed<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: StoreError,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        // A panic in one piece of work must not take the writer, and everybody's database, down with it.
        let result = catch_unwind(AssertUnwindSafe(|| {
            let value = (self.work)(tx)?;
            tx.close()?;
            Ok(value)
        }))
        .unwrap_or_else(|_| Err(DbError::Gone.into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, failure: Option<&Failure>) {
        let result = match (self.result, failure) {
            (Some(Err(refused)), _) => Err(refused),
            (_, Some(failure)) => Err(failure.error().into()),
            (Some(done), None) => done,
            (None, None) => Err(DbError::Gone.into()),
        };
        // A caller that went away (its request was dropped) has nobody to tell.
        let _ = self.caller.send(result);
    }
}

impl Writer {
    /// `connection` is for writing, `copier` for copying what was written.
    pub(in crate::store) fn start(
        mut connection: Conn,
        copier: Conn,
        ids: Arc<IdSource>,
        clock: Clock,
        jobs_waiting: Arc<Notify>,
    ) -> Result<Self, DbError> {
        connection.batch_execute(&format!("PRAGMA wal_autocheckpoint = {LOG_PAGES}"))?;
        let (queue, waiting) = mpsc::channel::<Box<dyn Work>>();
        let (written, to_copy) = mpsc::sync_channel(1);
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let open = |error: std::io::Error| DbError::Open(error.to_string());
        thread("sqlite-copier").spawn(move || copy_log(copier, &to_copy)).map_err(open)?;
        thread("sqlite-writer")
            .spawn(move || write_groups(connection, &waiting, &written, &ids, &clock, &jobs_waiting))
            .map_err(open)?;
        Ok(Self { queue: Mutex::new(queue) })
    }

    pub(in crate::store) fn run<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: StoreError,
    {
        let (caller, answer) = mpsc::channel();
        let queue = self.queue.lock().map_err(|_| DbError::Gone)?.clone();
        queue.send(Box::new(Typed { work, result: None, caller })).map_err(|_| DbError::Gone)?;
        answer.recv().map_err(|_| DbError::Gone)?
    }
}

/// Copies the log after writes, until the writer is gone. Whoever reads or writes meanwhile is not kept waiting.
fn copy_log(mut connection: Conn, written: &mpsc::Receiver<()>) {
    while written.recv().is_ok() {
        std::thread::sleep(COPY_EVERY);
        if let Err(error) = connection.batch_execute("PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::warn!(%error, "the log was not copied this time");
        }
    }
}

fn write_groups(
    mut connection: Conn,
    waiting: &mpsc::Receiver<Box<dyn Work>>,
    written: &mpsc::SyncSender<()>,
    ids: &IdSource,
    clock: &Clock,
    jobs_waiting: &Notify,
) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        let mut wakes_jobs = false;
        let outcome = begin(&mut connection).and_then(|()| {
            let written = write_group(&mut connection, &mut group, ids, clock, &mut wakes_jobs);
            written.map_err(|error| Failure::Commit(error.to_string()))
        });
        if let Err(failure) = &outcome {
            tracing::error!(error = %failure.error(), works = group.len(), "a group of writes failed");
            ids.undone();
            // The connection may have left the transaction by itself (disk full); then there is nothing to roll back.
            let _ = connection.batch_execute("ROLLBACK");
        }
        // A copy that waits to be made will do for this group too.
        let _ = written.try_send(());
        let failure = outcome.err();
        for work in group {
            work.answer(failure.as_ref());
        }
        if wakes_jobs && failure.is_none() {
            jobs_waiting.notify_one();
        }
    }
}

/// Takes the lock; waits for it twice where another process holds it. What cannot begin did nothing.
fn begin(connection: &mut Conn) -> Result<(), Failure> {
    let mut begin = || connection.batch_execute("BEGIN IMMEDIATE");
    begin().or_else(|_| begin()).map_err(|error| Failure::Busy(error.to_string()))
}

fn write_group(
    connection: &mut Conn,
    group: &mut [Box<dyn Work>],
    ids: &IdSource,
    clock: &Clock,
    wakes_jobs: &mut bool,
) -> Result<(), DbError> {
    for work in group {
        change!(&mut *connection, diesel::sql_query("SAVEPOINT work"))?;
        let mut tx = Tx::new(connection, ids, clock.now());
        let keep = work.run(&mut tx);
        *wakes_jobs |= keep && tx.wakes_jobs;
        if keep {
            change!(&mut *connection, diesel::sql_query("RELEASE work"))?;
        } else {
            ids.undone();
            connection.batch_execute("ROLLBACK TO work; RELEASE work")?;
        }
    }
    connection.batch_execute("COMMIT")?;
    Ok(())
}
