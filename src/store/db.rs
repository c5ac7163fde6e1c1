//! One database, either engine. `Db::read` runs on a pool; `Db::write` is the only maker of a `Tx`. On SQLite all writes of the
//! process pass through one thread (`writer`); on Postgres each takes a pooled connection and is retried on deadlock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, Pool, PooledConnection};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sqlite::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::sync::Notify;

use super::ids::IdSource;
use super::writer::Writer;
use crate::clock::Clock;
use crate::domain::time::Timestamp;

/// Connections that read, and on Postgres as many that write.
const CONNECTIONS: u32 = 8;
/// A pooled connection to Postgres that answered so lately is taken to be alive; to ask it each time costs as much as a small question.
const TRUSTED: Duration = Duration::from_secs(1);

/// So often is a write on Postgres tried again.
const TRIES: u32 = 5;

/// The schema's history, for both engines.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

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
            $crate::store::db::Conn::Postgres($inner) => $body,
            $crate::store::db::Conn::Sqlite($inner) => $body,
        }
    };
}
pub(super) use per_backend;

/// Which engine a database URL names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    fn of(url: &str) -> Self {
        if url.starts_with("postgres") { Self::Postgres } else { Self::Sqlite }
    }
}

/// What the database could not do.
#[derive(Debug)]
pub enum DbError {
    /// A query failed; the transaction was undone.
    Query(DieselError),
    /// No connection in time.
    Pool(String),
    /// The database could not be opened or migrated.
    Open(String),
    /// The commit of a group of writes failed: none of them happened.
    Commit(String),
    /// The writer stopped, or a thread died.
    Gone,
}

impl std::fmt::Display for DbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Query(error) => write!(f, "query failed: {error}"),
            Self::Pool(error) => write!(f, "no database connection: {error}"),
            Self::Open(error) => write!(f, "cannot open the database: {error}"),
            Self::Commit(error) => write!(f, "commit failed: {error}"),
            Self::Gone => f.write_str("the database is shutting down"),
        }
    }
}

impl std::error::Error for DbError {}

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        Self::Query(error)
    }
}

impl DbError {
    /// Whether a row with the same key is there already.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }

    /// Whether other rows refer to the row that was to go.
    pub fn is_referenced(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)))
    }

    /// Whether the same work may succeed when tried again: deadlock, serialization failure, lock not available.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Query(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
            Self::Query(DieselError::DatabaseError(_, info)) => {
                info.message().contains("deadlock detected") || info.message().contains("database is locked")
            }
            _ => false,
        }
    }
}

/// Opens connections; diesel's own `establish` for the enum would swallow the error of the engine that was meant.
pub struct Manager {
    engine: Engine,
    url: String,
}

impl Manager {
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
                    .batch_execute(
                        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                         PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;",
                    )
                    .map_err(|error| DbError::Open(format!("{path}: {error}")))?;
                Ok(Conn::Sqlite(connection))
            }
        }
    }
}

fn pool(engine: Engine, url: &str, connections: u32) -> Result<Pool<Manager>, DbError> {
    Pool::builder()
        .max_size(connections)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(10))
        .test_on_check_out(engine == Engine::Postgres)
        .build(Manager { engine, url: url.to_owned() })
        .map_err(|error| DbError::Open(error.to_string()))
}

/// A connection of one's own, outside the pool.
pub(super) fn connect(url: &str) -> Result<Conn, DbError> {
    Manager { engine: Engine::of(url), url: url.to_owned() }.open()
}

/// A connection of a pool.
pub struct Pooled {
    connection: Conn,
    /// Since when it is known to be alive, if it is.
    alive: Option<Instant>,
}

impl Pooled {
    /// Runs something on it; after an error it has to answer before it is lent again.
    fn lend<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let result = work(&mut self.connection);
        if result.is_err() {
            self.alive = None;
        }
        result
    }
}

/// A connection beside those of transactions, for what is not to wait for them and may be done twice.
pub(super) struct Spare(Pool<Manager>);

impl Spare {
    /// Runs something; once more, on a connection that answers, where the first one failed.
    pub(super) fn run<T>(&self, work: impl Fn(&mut Conn) -> Result<T, DbError>) -> Result<T, DbError> {
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
        Ok(Pooled { connection: connection.map_err(bad)?, alive: Some(Instant::now()) })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), r2d2::Error> {
        if pooled.alive.is_none_or(|alive| alive.elapsed() > TRUSTED) {
            pooled.connection.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError)?;
            pooled.alive = Some(Instant::now());
        }
        Ok(())
    }

    fn has_broken(&self, _: &mut Pooled) -> bool {
        std::thread::panicking()
    }
}

/// An error that may carry a database error, so that `Db::write` can tell what is worth another try.
pub trait StoreError: From<DbError> + Send + 'static {
    /// The database error inside, if that is what went wrong.
    fn db_error(&self) -> Option<&DbError>;
}

impl StoreError for DbError {
    fn db_error(&self) -> Option<&DbError> {
        Some(self)
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
    pub(super) wakes_jobs: bool,
    /// What the transaction adds to the counts of tickets; written at its end, the last of its locks.
    pub(super) counted: super::counts::Counted,
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c mut Conn, ids: &'c IdSource, now: Timestamp) -> Self {
        Self { connection, ids, now, wakes_jobs: false, counted: Default::default() }
    }

    /// The instant of this transaction, the same for everything in it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The connection, for the store's read functions.
    pub fn connection(&mut self) -> &mut Conn {
        self.connection
    }

    /// The next running number of a prefix and day.
    pub(super) fn next_number(&mut self, prefix: &str, day: &str) -> Result<i64, DbError> {
        match self.ids.next_number(prefix, day)? {
            Some(number) => Ok(number),
            None => super::numbers::take(self.connection, prefix, day, 1),
        }
    }

    /// A new id, unique in the database.
    pub fn next_id(&mut self) -> Result<i64, DbError> {
        self.ids.next(self.connection)
    }
}

impl Db {
    /// Opens the database a URL names (`sqlite://path` or `postgres://…`) and brings it up to date.
    pub fn open(url: &str, clock: Clock) -> Result<Self, DbError> {
        let engine = Engine::of(url);
        if engine == Engine::Sqlite {
            make_parent_folder(url)?;
        }
        let mut first = connect(url)?;
        migrate(&mut first)?;
        let readers = pool(engine, url, CONNECTIONS)?;
        let jobs_waiting = Arc::new(Notify::new());
        let (ids, writing) = match engine {
            Engine::Sqlite => {
                let ids = Arc::new(IdSource::new(None));
                let writer = Writer::start(first, connect(url)?, ids.clone(), clock.clone(), jobs_waiting.clone())?;
                (ids, Writing::Sqlite(writer))
            }
            Engine::Postgres => {
                let spare = Spare(pool(engine, url, 1)?);
                (Arc::new(IdSource::new(Some(spare))), Writing::Postgres(pool(engine, url, CONNECTIONS)?))
            }
        };
        Ok(Self { inner: Arc::new(Inner { engine, clock, readers, writing, ids, jobs_waiting }) })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// The clock that stamps transactions.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Is notified after a commit that left work in the outbox.
    pub fn jobs_waiting(&self) -> Arc<Notify> {
        self.inner.jobs_waiting.clone()
    }

    /// Runs a read on a pooled connection, off the async workers.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: StoreError,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_blocking(work)).await.unwrap_or_else(|_| Err(DbError::Gone.into()))
    }

    /// `read` for callers outside the async runtime.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E>,
        E: From<DbError>,
    {
        lent(&self.inner.readers)?.lend(work)
    }

    /// Runs one write transaction: committed when `work` answers `Ok`, undone otherwise. On Postgres `work` runs again after a
    /// deadlock, so it must do nothing but SQL.
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
        let writers = match &self.inner.writing {
            Writing::Sqlite(writer) => return writer.run(work),
            Writing::Postgres(writers) => writers,
        };
        let mut tries = 0;
        loop {
            let mut pooled = lent(writers)?;
            // What cannot begin did nothing: the next connection is asked first whether it lives.
            if let Err(error) = pooled.lend(|connection| connection.batch_execute("BEGIN").map_err(DbError::Query)) {
                if tries < TRIES {
                    tries += 1;
                    continue;
                }
                return Err(error.into());
            }
            match pooled.lend(|connection| self.try_postgres(connection, &work)) {
                Err(error) if tries < TRIES && error.db_error().is_some_and(DbError::is_transient) => tries += 1,
                result => return result,
            }
        }
    }

    /// One try in a transaction that has begun.
    fn try_postgres<T, E, F>(&self, connection: &mut Conn, work: &F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E>,
        E: StoreError,
    {
        let mut tx = Tx::new(connection, &self.inner.ids, self.inner.clock.now());
        let result = work(&mut tx).and_then(|value| super::counts::write(&mut tx).map(|()| value).map_err(E::from));
        let wakes_jobs = tx.wakes_jobs;
        let result = result.and_then(|value| match connection.batch_execute("COMMIT") {
            Ok(()) => Ok(value),
            Err(error) => Err(DbError::Query(error).into()),
        });
        match &result {
            Ok(_) if wakes_jobs => self.inner.jobs_waiting.notify_one(),
            Ok(_) => {}
            Err(_) => {
                if let Err(rollback) = connection.batch_execute("ROLLBACK") {
                    tracing::error!(%rollback, "rollback failed");
                }
            }
        }
        result
    }
}

/// Applies what is missing of the schema's history. Where nothing is missing no table is made or written, so that a role that may not
/// do so can serve.
pub fn migrate(connection: &mut Conn) -> Result<(), DbError> {
    let open = |error: String| DbError::Open(error);
    if !is_up_to_date(connection).map_err(open)? {
        connection.run_pending_migrations(MIGRATIONS).map_err(|error| open(error.to_string()))?;
    }
    super::ticket_keys::backfill(connection)
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// Whether every migration of this program was applied.
fn is_up_to_date(connection: &mut Conn) -> Result<bool, String> {
    // A database without the table is a new one.
    let Ok(applied) = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load::<Applied>(connection)
    else {
        return Ok(false);
    };
    let own = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).map_err(|error| error.to_string())?;
    Ok(own.iter().all(|own| applied.iter().any(|applied| own.name().version() == applied.version.as_str().into())))
}

fn make_parent_folder(url: &str) -> Result<(), DbError> {
    let path = std::path::Path::new(url.trim_start_matches("sqlite://"));
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(|error| DbError::Open(format!("{}: {error}", folder.display())))
        }
        _ => Ok(()),
    }
}
