//! Pools of connections: opened with the settings of their engine, tested before they are lent where they may have ended.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::sqlite::SqliteConnection;

use crate::store::engine::conn::{Conn, Engine};
use crate::store::engine::db_error::{DbError, StoreError};

/// A pooled connection to Postgres that answered so lately is taken to be alive; to ask it each time costs as much as a small question.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long a connection to SQLite waits for the lock of another process.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Opens connections; diesel's own `establish` for the enum would swallow the error of the engine that was meant.
pub struct Manager {
    engine: Engine,
    url: String,
    patience: Duration,
    /// Since when connections are known to have ended: those that answered before are tested again.
    doubted: Arc<Mutex<Option<Instant>>>,
}

impl Manager {
    pub(in crate::store) fn new(engine: Engine, url: &str, patience: Duration) -> Self {
        Self { engine, url: url.to_owned(), patience, doubted: Arc::default() }
    }

    fn open(&self) -> Result<Conn, DbError> {
        match self.engine {
            Engine::Postgres => {
                let mut connection =
                    PgConnection::establish(&self.url).map_err(|error| DbError::Open(error.to_string()))?;
                // All statements use generic plans: planning costs more than execution.
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

/// A pool of at most `connections` connections.
pub(in crate::store) fn pool(
    engine: Engine,
    url: &str,
    connections: u32,
    patience: Duration,
) -> Result<Pool<Manager>, DbError> {
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
    pub(in crate::store) fn lend<T, E: StoreError>(
        &mut self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
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

    /// Whether it answered so lately that it need not be tested.
    fn is_trusted(&self) -> bool {
        let doubted = self.doubted.lock().ok().and_then(|doubted| *doubted);
        self.alive.is_some_and(|alive| alive.elapsed() <= TRUSTED && doubted.is_none_or(|doubted| alive > doubted))
    }
}

/// A connection beside those of transactions, for what is not to wait for them and may be done twice.
pub(in crate::store) struct Spare(pub(in crate::store) Pool<Manager>);

impl Spare {
    /// Runs something; once more, on a connection that answers, where the first one failed.
    pub(in crate::store) fn run<T>(&self, work: impl Fn(&mut Conn) -> Result<T, DbError>) -> Result<T, DbError> {
        let once = || lent(&self.0)?.lend(&work);
        once().or_else(|_| once())
    }
}

/// A connection of a pool.
pub(in crate::store) fn lent(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, DbError> {
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
