//! One database, either engine. `Db::read` runs on a pool; `Db::write` is the only maker of a `Tx`. On SQLite all writes of the
//! process pass through one thread (`writer`); on Postgres each takes a pooled connection and is retried on deadlock.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::Pool;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::store::engine::conn::{Conn, Engine};
use crate::store::engine::db_error::{DbError, StoreError};
use crate::store::engine::ids::IdSource;
use crate::store::engine::pool::{Manager, Spare, connect, lent, pool};
use crate::store::engine::status::Status;
use crate::store::engine::tx::Tx;
use crate::store::engine::writer::Writer;

/// Connections that read, and on Postgres as many that write.
const CONNECTIONS: u32 = 8;

/// How long those wait for a connection who ask how the database is.
const SOON: Duration = Duration::from_secs(1);

/// How often a write on Postgres is tried again.
const TRIES: u32 = 5;
/// Between two tries a write waits a random time: at most this many milliseconds, doubled with every try, so that writes that stood in
/// each other's way do not meet again.
const LONGEST_WAIT: u64 = 20;

/// The database of one process. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

/// Through what writes pass.
enum Writing {
    Sqlite(Writer),
    /// Connections of their own, so that many writes at once keep no reader waiting.
    Postgres(Pool<Manager>),
}

struct Inner {
    engine: Engine,
    clock: Clock,
    status: Status,
    readers: Pool<Manager>,
    writing: Writing,
    ids: Arc<IdSource>,
    jobs_waiting: Arc<Notify>,
}

impl Db {
    /// The database that was brought up to date this moment. `own` is the machine's clock, `clock` the one that stamps transactions.
    pub(in crate::store) fn over(
        engine: Engine,
        url: &str,
        own: Clock,
        clock: Clock,
        patience: Duration,
    ) -> Result<Self, DbError> {
        let readers = pool(engine, url, CONNECTIONS, patience)?;
        let jobs_waiting = Arc::new(Notify::new());
        let (ids, writing) = match engine {
            Engine::Sqlite => {
                let ids = Arc::new(IdSource::new(None));
                let (mut writes, copies) = (connect(url)?, connect(url)?);
                writes.batch_execute(&format!("PRAGMA busy_timeout = {}", patience.as_millis()))?;
                let writer = Writer::start(writes, copies, ids.clone(), clock.clone(), jobs_waiting.clone())?;
                (ids, Writing::Sqlite(writer))
            }
            Engine::Postgres => {
                let spare = Spare(pool(engine, url, 1, patience)?);
                (Arc::new(IdSource::new(Some(spare))), Writing::Postgres(pool(engine, url, CONNECTIONS, patience)?))
            }
        };
        let status = Status::new(own, &clock);
        Ok(Self { inner: Arc::new(Inner { engine, clock, status, readers, writing, ids, jobs_waiting }) })
    }

    /// Looks whether a newer program has upgraded the database, from when on nothing is written any more; sets the clock once a minute.
    /// An error at the latest after a second where the database cannot be reached.
    pub fn look(&self) -> Result<(), DbError> {
        self.read_soon(|connection| self.inner.status.look(connection, &self.inner.clock))
    }

    /// `read_blocking` for those who ask how the database is: where no connection is to be had within a second, that is the answer.
    pub fn read_soon<T>(&self, work: impl Fn(&mut Conn) -> Result<T, DbError>) -> Result<T, DbError> {
        let once = || {
            let pooled = self.inner.readers.get_timeout(SOON);
            pooled.map_err(|error| DbError::Pool(error.to_string()))?.lend(&work)
        };
        match once() {
            Err(error) if error.is_closed() => once(),
            result => result,
        }
    }

    /// The pools of connections: name, open connections, idle ones among them.
    pub fn pools(&self) -> Vec<(&'static str, u32, u32)> {
        let mut pools = vec![("read", self.inner.readers.state())];
        if let Writing::Postgres(writers) = &self.inner.writing {
            pools.push(("write", writers.state()));
        }
        pools.into_iter().map(|(name, state)| (name, state.connections, state.idle_connections)).collect()
    }

    /// Writes SQLite's log back into its file and empties it, when the program has done its work; nothing is to be done on Postgres.
    pub fn close(&self) -> Result<(), DbError> {
        if self.inner.engine == Engine::Postgres {
            return Ok(());
        }
        self.read_once(|connection| connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(DbError::Query))
    }

    /// Why nothing is written any more: a newer program has upgraded the database.
    pub fn newer(&self) -> Option<&str> {
        self.inner.status.newer()
    }

    /// Seconds by which this machine's clock is ahead of the database's (behind it where negative), where that is worth a warning.
    pub fn clock_ahead(&self) -> Option<i64> {
        self.inner.status.clock_ahead()
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// The clock that stamps transactions: on Postgres the database's, unless it is a fixed one.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Is notified after a commit that left work in the outbox.
    pub fn jobs_waiting(&self) -> Arc<Notify> {
        self.inner.jobs_waiting.clone()
    }

    /// Runs a read on a pooled connection, off the async workers. It runs once more when the connection had ended.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: StoreError,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_blocking(work)).await.unwrap_or_else(|_| Err(DbError::Gone.into()))
    }

    /// `read` for callers outside the async runtime.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Conn) -> Result<T, E>,
        E: StoreError,
    {
        match self.read_once(&work) {
            Err(error) if error.db_error().is_some_and(DbError::is_closed) => self.read_once(&work),
            result => result,
        }
    }

    /// `read_blocking` for work that goes on from where it was, and so cannot run twice.
    pub fn read_once<T, E: StoreError>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        lent(&self.inner.readers)?.lend(work)
    }

    /// Runs one write transaction: committed when `work` answers `Ok`, undone otherwise. `work` runs again where that was undone for no
    /// fault of its own (a deadlock, an ended connection), so it must do nothing but SQL.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: StoreError,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.write_blocking(work)).await.unwrap_or_else(|_| Err(DbError::Gone.into()))
    }

    /// `write` for callers outside the async runtime.
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: StoreError,
    {
        if let Some(newer) = self.newer() {
            return Err(DbError::Newer(newer.to_owned()).into());
        }
        let writers = match &self.inner.writing {
            Writing::Sqlite(writer) => return writer.run(work),
            Writing::Postgres(writers) => writers,
        };
        let mut tries = 0;
        loop {
            let mut pooled = lent(writers)?;
            let mut is_committing = false;
            let result = pooled.lend(|connection| self.try_postgres(connection, &work, &mut is_committing));
            match result {
                Err(error)
                    if tries < TRIES && error.db_error().is_some_and(|error| may_run_again(error, is_committing)) =>
                {
                    tries += 1;
                    drop(pooled);
                    tracing::info!(tries, "a write was undone and runs again");
                    std::thread::sleep(Duration::from_millis(rand::random_range(0..LONGEST_WAIT << tries)));
                }
                result => return result,
            }
        }
    }

    /// One try. `is_committing` says afterwards whether the commit was sent.
    fn try_postgres<T, E, F>(&self, connection: &mut Conn, work: &F, is_committing: &mut bool) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E>,
        E: StoreError,
    {
        connection.batch_execute("BEGIN").map_err(DbError::Query)?;
        let mut tx = Tx::new(connection, &self.inner.ids, self.inner.clock.now());
        let result = work(&mut tx).and_then(|value| tx.close().map(|()| value).map_err(E::from));
        let wakes_jobs = tx.wakes_jobs;
        *is_committing = result.is_ok();
        let result = result.and_then(|value| match connection.batch_execute("COMMIT") {
            Ok(()) => Ok(value),
            Err(error) => Err(DbError::Query(error).into()),
        });
        match &result {
            Ok(_) if wakes_jobs => self.inner.jobs_waiting.notify_one(),
            Ok(_) => {}
            Err(error) if error.db_error().is_some_and(DbError::is_closed) => {}
            Err(_) => {
                if let Err(rollback) = connection.batch_execute("ROLLBACK") {
                    tracing::error!(%rollback, "rollback failed");
                }
            }
        }
        result
    }
}

/// Whether nothing of a failed transaction happened and another try may do better. A connection that ends during the commit leaves open
/// whether it happened.
fn may_run_again(error: &DbError, is_committing: bool) -> bool {
    error.is_undone() || (error.is_closed() && !is_committing)
}
