//! One database, either engine. `Db::read` runs on a pool; `Db::write` is the only maker of a `Tx`. On SQLite all writes of the
//! process pass through one thread (`writer`); on Postgres each takes a pooled connection and is retried on deadlock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, Pool, PooledConnection};
use diesel::sqlite::SqliteConnection;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::domain::time::Timestamp;
pub use crate::store::engine::db_error::{DbError, StoreError};
use crate::store::engine::ids::IdSource;
use crate::store::engine::status::Standing;
pub use crate::store::engine::upgrade::MIGRATIONS;
use crate::store::engine::upgrade::Turn;
use crate::store::engine::writer::Writer;

/// Connections that read, and on Postgres as many that write.
const CONNECTIONS: u32 = 8;
/// A pooled connection to Postgres that answered so lately is taken to be alive; to ask it each time costs as much as a small question.
const TRUSTED: Duration = Duration::from_secs(1);

/// So often is a write on Postgres tried again.
const TRIES: u32 = 5;
/// Between two tries a write waits a random while of at most so many milliseconds, doubled with every try, so that those who stood in
/// each other's way do not meet again.
const LONGEST_WAIT: u64 = 20;
/// So long a connection to SQLite waits for the lock that another process holds.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs one body with the connection of whichever engine it is, for queries the common enum cannot express.
macro_rules! per_backend {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::engine::db::Conn::Postgres($inner) => $body,
            $crate::store::engine::db::Conn::Sqlite($inner) => $body,
        }
    };
}
pub(in crate::store) use per_backend;

/// Which engine a database URL names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(in crate::store) fn of(url: &str) -> Self {
        if url.starts_with("postgres") { Self::Postgres } else { Self::Sqlite }
    }
}

/// Opens connections; diesel's own `establish` for the enum would swallow the error of the engine that was meant.
pub struct Manager {
    engine: Engine,
    url: String,
    patience: Duration,
    /// Since when connections are known to have ended: those that answered before are asked again.
    doubted: Arc<Mutex<Option<Instant>>>,
}

impl Manager {
    fn new(engine: Engine, url: &str, patience: Duration) -> Self {
        Self { engine, url: url.to_owned(), patience, doubted: Arc::default() }
    }

    fn open(&self) -> Result<Conn, DbError> {
        match self.engine {
            Engine::Postgres => {
                let mut connection =
                    PgConnection::establish(&self.url).map_err(|error| DbError::Open(error.to_string()))?;
                // Our questions are meant for one plan each, whatever they ask for; to plan one anew costs more than to answer it.
                connection
                    .batch_execute("SET plan_cache_mode = force_generic_plan")
                    .map_err(|error| DbError::Open(error.to_string()))?;
                Ok(Conn::Postgres(connection))
            }
            Engine::Sqlite => {
                let path = self.url.trim_start_matches("sqlite://");
                let mut connection =
                    SqliteConnection::establish(path).map_err(|error| DbError::Open(format!("{path}: {error}")))?;
                connection
                    .batch_execute(&format!(
                        "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                         PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;",
                        self.patience.as_millis()
                    ))
                    .map_err(|error| DbError::Open(format!("{path}: {error}")))?;
                Ok(Conn::Sqlite(connection))
            }
        }
    }
}

fn pool(engine: Engine, url: &str, connections: u32, patience: Duration) -> Result<Pool<Manager>, DbError> {
    Pool::builder()
        .max_size(connections)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(10))
        .test_on_check_out(engine == Engine::Postgres)
        .build(Manager::new(engine, url, patience))
        .map_err(|error| DbError::Open(error.to_string()))
}

/// A connection of one's own, outside the pool.
pub(in crate::store) fn connect(url: &str) -> Result<Conn, DbError> {
    Manager::new(Engine::of(url), url, PATIENCE).open()
}

/// A connection of a pool.
pub struct Pooled {
    connection: Conn,
    /// Since when it is known to be alive, if it is.
    alive: Option<Instant>,
    doubted: Arc<Mutex<Option<Instant>>>,
}

impl Pooled {
    /// Runs something on it; after an error of the database it has to answer before it is lent again, and when it had ended, so have the
    /// others.
    fn lend<T, E: StoreError>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let result = work(&mut self.connection);
        if let Some(error) = result.as_ref().err().and_then(StoreError::db_error) {
            self.alive = None;
            if error.is_closed()
                && let Ok(mut doubted) = self.doubted.lock()
            {
                *doubted = Some(Instant::now());
            }
        }
        result
    }

    /// Whether it answered so lately that it need not be asked.
    fn is_trusted(&self) -> bool {
        let doubted = self.doubted.lock().ok().and_then(|doubted| *doubted);
        self.alive.is_some_and(|alive| alive.elapsed() <= TRUSTED && doubted.is_none_or(|doubted| alive > doubted))
    }
}

/// A connection beside those of transactions, for what is not to wait for them and may be done twice.
pub(in crate::store) struct Spare(Pool<Manager>);

impl Spare {
    /// Runs something; once more, on a connection that answers, where the first one failed.
    pub(in crate::store) fn run<T>(&self, work: impl Fn(&mut Conn) -> Result<T, DbError>) -> Result<T, DbError> {
        let once = || lent(&self.0)?.lend(&work);
        once().or_else(|_| once())
    }
}

fn lent(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, DbError> {
    pool.get().map_err(|error| DbError::Pool(error.to_string()))
}

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Pooled, r2d2::Error> {
        let connection = self.open();
        let bad = |error: DbError| r2d2::Error::ConnectionError(ConnectionError::BadConnection(error.to_string()));
        let doubted = self.doubted.clone();
        Ok(Pooled { connection: connection.map_err(bad)?, alive: Some(Instant::now()), doubted })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), r2d2::Error> {
        if !pooled.is_trusted() {
            pooled.connection.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError)?;
            pooled.alive = Some(Instant::now());
        }
        Ok(())
    }

    fn has_broken(&self, _: &mut Pooled) -> bool {
        std::thread::panicking()
    }
}

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
    standing: Standing,
    readers: Pool<Manager>,
    writing: Writing,
    ids: Arc<IdSource>,
    jobs_waiting: Arc<Notify>,
}

/// One write transaction. It is committed when the closure given to `Db::write` answers `Ok`, undone otherwise.
pub struct Tx<'c> {
    connection: &'c mut Conn,
    ids: &'c IdSource,
    now: Timestamp,
    pub(in crate::store) wakes_jobs: bool,
    /// What tickets are to be found by; written at the transaction's end.
    pub(in crate::store) keys: crate::store::tickets::keys::Collected,
    /// What the transaction adds to the counts of tickets; written at its end, the last of its locks.
    pub(in crate::store) counted: crate::store::tickets::counts::Counted,
}

impl<'c> Tx<'c> {
    pub(in crate::store) fn new(connection: &'c mut Conn, ids: &'c IdSource, now: Timestamp) -> Self {
        Self { connection, ids, now, wakes_jobs: false, keys: Default::default(), counted: Default::default() }
    }

    /// Writes what was collected for the end, in one order for all transactions, so that none waits for another that waits for it.
    pub(in crate::store) fn close(&mut self) -> Result<(), DbError> {
        crate::store::tickets::keys::write(self)?;
        crate::store::tickets::counts::write(self)
    }

    /// The instant of this transaction, the same for everything in it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The connection, for the store's read functions.
    pub fn connection(&mut self) -> &mut Conn {
        self.connection
    }

    /// Collects keys that are written at the end.
    pub(in crate::store) fn collect<T>(
        &mut self,
        work: impl FnOnce(&mut crate::store::tickets::keys::Collected, &mut Conn) -> T,
    ) -> T {
        work(&mut self.keys, self.connection)
    }

    /// The next running number of a prefix and day.
    pub(in crate::store) fn next_number(&mut self, prefix: &str, day: &str) -> Result<i64, DbError> {
        match self.ids.next_number(prefix, day)? {
            Some(number) => Ok(number),
            None => crate::store::engine::numbers::take(self.connection, prefix, day, 1),
        }
    }

    /// A new id, unique in the database.
    pub fn next_id(&mut self) -> Result<i64, DbError> {
        self.ids.next(self.connection)
    }
}

impl Db {
    /// Opens the database a URL names (`sqlite://path` or `postgres://…`) and brings it up to date, when nobody else does so.
    pub fn open(url: &str, clock: Clock) -> Result<Self, DbError> {
        Self::open_with_patience(url, clock, PATIENCE)
    }

    /// `open` where a write waits so long for a lock that another process holds on SQLite.
    pub fn open_with_patience(url: &str, clock: Clock, patience: Duration) -> Result<Self, DbError> {
        Turn::take(url)?.open(clock, patience)
    }

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
        let standing = Standing::new(own, &clock);
        Ok(Self { inner: Arc::new(Inner { engine, clock, standing, readers, writing, ids, jobs_waiting }) })
    }

    /// Looks whether a newer program has upgraded the database, from when on nothing is written any more; sets the clock once a minute.
    pub fn look(&self) -> Result<(), DbError> {
        self.read_blocking(|connection| self.inner.standing.look(connection, &self.inner.clock))
    }

    /// Why nothing is written any more: a newer program has upgraded the database.
    pub fn newer(&self) -> Option<&str> {
        self.inner.standing.newer()
    }

    /// Seconds by which this machine's clock is ahead of the database's (behind it where negative), where that is worth a warning.
    pub fn clock_ahead(&self) -> Option<i64> {
        self.inner.standing.clock_ahead()
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
