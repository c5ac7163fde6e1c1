//! Bringing a database up to date, one program at a time. A `Turn` is held by whoever opens a database: an advisory lock on Postgres, a
//! locked file beside the database on SQLite, both gone with their process. What is missing is looked up inside it. A database that has
//! migrations this program does not know belongs to a newer one and is left alone.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_migrations::MigrationHarness;

use crate::clock::Clock;
use crate::domain::time::Timestamp;
use crate::store::engine::conn::{Conn, Engine, per_backend};
use crate::store::engine::db::Db;
use crate::store::engine::db_error::DbError;
use crate::store::engine::migrations::{KNOWN, MIGRATIONS, PROGRAM, applied, newer_than_known, version_of};
use crate::store::engine::pool::{PATIENCE, connect};
use crate::store::engine::status::time_there;
use crate::store::orders::keys as order_keys;
use crate::store::schema::upgrades;
use crate::store::tickets::{entry_repair, keys as ticket_keys};

/// The lock that stands for opening a database: `aftersal` in letters.
const LOCK: i64 = 0x6166_7465_7273_616c;

/// The right to open a database and to bring it up to date, held by one program at a time.
pub struct Turn {
    engine: Engine,
    url: String,
    connection: Conn,
    /// Locked on SQLite; closing it lets go of the lock.
    _file: Option<File>,
}

impl Turn {
    /// Waits until nobody else opens the database a URL names (`sqlite://path` or `postgres://…`).
    pub fn take(url: &str) -> Result<Self, DbError> {
        let engine = Engine::of(url);
        let file = match engine {
            Engine::Sqlite => Some(locked_file(url.trim_start_matches("sqlite://"))?),
            Engine::Postgres => None,
        };
        let mut connection = connect(url)?;
        if engine == Engine::Postgres {
            lock(&mut connection)?;
        }
        Ok(Self { engine, url: url.to_owned(), connection, _file: file })
    }

    /// The connection that holds it.
    pub(in crate::store) fn connection(&mut self) -> &mut Conn {
        &mut self.connection
    }

    /// The clock of a server on this database. Several servers write times that others compare: on Postgres all of them take the
    /// database's, whatever their own clocks say. A fixed clock stays what it is.
    pub fn clock(&mut self, own: &Clock) -> Result<Clock, DbError> {
        match (self.engine, own) {
            (Engine::Sqlite, _) | (_, Clock::Fixed(_)) => Ok(own.clone()),
            (Engine::Postgres, _) => Ok(Clock::running_from(time_there(&mut self.connection)?)),
        }
    }

    /// Brings the database up to date and opens it; refused where it is newer than this program.
    pub fn open(&mut self, own: Clock, patience: Duration) -> Result<Db, DbError> {
        let clock = self.clock(&own)?;
        migrate(&mut self.connection, clock.now())?;
        Db::over(self.engine, &self.url, own, clock, patience)
    }
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Takes the lock on the connection that migrates: whoever dies lets go of it.
fn lock(connection: &mut Conn) -> Result<(), DbError> {
    let attempt = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS taken").bind::<BigInt, _>(LOCK);
    let free: Taken = attempt.get_result(connection)?;
    if !free.taken {
        tracing::info!("another program is opening the database; this one waits");
        diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(connection)?;
    }
    Ok(())
}

fn locked_file(database: &str) -> Result<File, DbError> {
    let path = format!("{database}.lock");
    let bad = |error: std::io::Error| DbError::Open(format!("{path}: {error}"));
    if let Some(folder) = Path::new(&path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| DbError::Open(format!("{}: {error}", folder.display())))?;
    }
    let file = File::options().create(true).append(true).open(&path).map_err(bad)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            tracing::info!("another program is opening the database; this one waits");
            file.lock().map_err(bad)?;
        }
        Err(TryLockError::Error(error)) => return Err(bad(error)),
    }
    Ok(file)
}

/// Applies what is missing of the schema's history, then does what migrations left to the program.
fn migrate(connection: &mut Conn, now: Timestamp) -> Result<(), DbError> {
    let bad = |error: Box<dyn std::error::Error + Send + Sync>| DbError::Open(error.to_string());
    // A database without the table is a new one.
    let applied = applied(connection).unwrap_or_default();
    let is_complete = KNOWN.iter().all(|known| applied.contains(known));
    if let Some(newer) = newer_than_known(connection, applied) {
        return Err(DbError::Newer(newer));
    }
    let mut done = Vec::new();
    // Where nothing is missing no table is made, so that a role that may make none can serve.
    let missing = if is_complete { Vec::new() } else { connection.pending_migrations(MIGRATIONS).map_err(bad)? };
    for migration in missing {
        connection.run_migration(migration.as_ref()).map_err(bad)?;
        tracing::info!(migration = %migration.name(), "applied");
        done.push(version_of(migration.as_ref()));
    }
    note(connection, &done, now)?;
    // A program that cannot repair lists can still work, and the next one tries again.
    if let Err(error) = entry_repair::repair(connection) {
        tracing::error!(%error, "missing list entries could not be repaired");
    }
    ticket_keys::backfill(connection)?;
    order_keys::backfill(connection)
}

/// Keeps which program applied some migrations.
fn note(connection: &mut Conn, migrations: &[String], now: Timestamp) -> Result<(), DbError> {
    for migration in migrations {
        let row =
            (upgrades::migration.eq(migration), upgrades::program.eq(PROGRAM), upgrades::applied_at.eq(now.micros()));
        per_backend!(&mut *connection, inner => {
            diesel::insert_into(upgrades::table).values(row).on_conflict_do_nothing().execute(inner)?
        });
    }
    Ok(())
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
}
