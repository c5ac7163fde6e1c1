//! Filling an empty database with the rows of another one. The tables are made as they were there, older ones too; what has been added to
//! the schema since is left to whoever opens the database afterwards. All of it is one transaction: what is interrupted has never been.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness;

use super::catalogue::{Kind, Table, quoted, tables};
use crate::store::bulk::indexes;
use crate::store::engine::migrations::{KNOWN, MIGRATIONS, PROGRAM, applied, version_of};
use crate::store::upgrade::Turn;
use crate::store::{Conn, DbError};

/// Rows of one INSERT.
const ROWS: usize = 500;

/// The tables that are being filled.
pub struct Target<'a> {
    connection: &'a mut Conn,
    tables: Vec<Table>,
}

/// An error for which the transaction is undone.
struct Undone<E>(E);

impl<E: From<DbError>> From<DieselError> for Undone<E> {
    fn from(error: DieselError) -> Self {
        Self(DbError::Query(error).into())
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The newest of some migrations that this program does not know, said as a sentence; `None` where it knows all.
pub fn newer_than_program(migrations: &[String], program: &str) -> Option<String> {
    let unknown = migrations.iter().filter(|version| !KNOWN.contains(version)).max()?;
    let newest = KNOWN.last().map(String::as_str).unwrap_or_default();
    Some(format!(
        "This is aftersales {PROGRAM}, which knows migrations up to {newest}. The back-up was written by aftersales {program} and has \
         {unknown} as well: restore it with that program or a newer one."
    ))
}

impl Turn {
    /// Refused unless the database has no tables.
    pub fn expect_empty(&mut self) -> Result<(), DbError> {
        let there = tables(self.connection())?.len();
        if there > 0 || applied(self.connection()).is_ok_and(|applied| !applied.is_empty()) {
            let why = format!("it is not empty ({there} tables): restore into a new one");
            return Err(DbError::Open(why));
        }
        Ok(())
    }

    /// Fills an empty database: makes the tables of some migrations, lets `fill` add their rows, and commits.
    pub fn refill<E: From<DbError>>(
        &mut self,
        migrations: &[String],
        fill: impl FnOnce(&mut Target<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.expect_empty()?;
        let connection = self.connection();
        if matches!(connection, Conn::Sqlite(_)) {
            // Rows come table by table, whatever they refer to; they are looked at in the end.
            connection.batch_execute("PRAGMA foreign_keys = OFF").map_err(DbError::Query)?;
        }
        let filled = connection.transaction::<(), Undone<E>, _>(|connection| {
            make_tables(connection, migrations).map_err(|error| Undone(error.into()))?;
            let tables = tables(connection).map_err(|error| Undone(error.into()))?;
            let names: Vec<String> = tables.iter().map(|table| format!("'{}'", table.name)).collect();
            let put_back = indexes::take_off(connection, &names.join(", ")).map_err(|error| Undone(error.into()))?;
            for table in &tables {
                // Rows that a migration added are among those that come.
                connection.batch_execute(&format!("DELETE FROM {}", quoted(&table.name)))?;
            }
            fill(&mut Target { connection, tables }).map_err(Undone)?;
            for statement in put_back {
                connection.batch_execute(&statement)?;
            }
            references_hold(connection).map_err(|error| Undone(error.into()))
        });
        filled.map_err(|Undone(error)| error)?;
        let connection = self.connection();
        let after = match connection {
            Conn::Sqlite(_) => "PRAGMA foreign_keys = ON",
            Conn::Postgres(_) => "ANALYZE",
        };
        // The rows are there: what fails now is no reason to undo anything.
        if let Err(error) = connection.batch_execute(after) {
            tracing::warn!(%error, "{after} failed after a restore");
        }
        Ok(())
    }
}

fn make_tables(connection: &mut Conn, migrations: &[String]) -> Result<(), DbError> {
    let bad = |error: Box<dyn std::error::Error + Send + Sync>| DbError::Open(error.to_string());
    for migration in connection.pending_migrations(MIGRATIONS).map_err(bad)? {
        if migrations.contains(&version_of(migration.as_ref())) {
            connection.run_migration(migration.as_ref()).map_err(bad)?;
        }
    }
    Ok(())
}

/// Whether every reference leads to a row; Postgres has looked when its references were put back.
fn references_hold(connection: &mut Conn) -> Result<(), DbError> {
    if matches!(connection, Conn::Postgres(_)) {
        return Ok(());
    }
    let query = diesel::sql_query("SELECT COUNT(*) AS count FROM pragma_foreign_key_check");
    let broken: Count = query.get_result(connection)?;
    match broken.count {
        0 => Ok(()),
        count => Err(DbError::Open(format!("{count} rows refer to rows that are not among those restored"))),
    }
}

impl Target<'_> {
    /// Whether the tables are these, with the same columns.
    pub fn has(&self, tables: &[Table]) -> bool {
        self.tables == tables
    }

    /// Adds rows to a table of the target: JSON arrays as `Snapshot::rows` hands them on.
    pub fn add(&mut self, table: &str, rows: &[String]) -> Result<(), DbError> {
        let Some(table) = self.tables.iter().find(|known| known.name == table) else {
            return Err(DbError::Open(format!("there is no table {table}")));
        };
        let is_sqlite = matches!(self.connection, Conn::Sqlite(_));
        let values = table.columns.iter().enumerate().map(|(at, column)| match (is_sqlite, column.kind) {
            (true, _) => format!("json_extract(value, '$[{at}]')"),
            (false, Kind::Text) => format!("r ->> {at}"),
            (false, Kind::Integer) => format!("(r ->> {at})::bigint"),
            (false, Kind::Boolean) => format!("(r ->> {at})::boolean"),
        });
        let from = if is_sqlite { "json_each($1)" } else { "jsonb_array_elements($1::jsonb) AS r" };
        let insert = format!(
            "INSERT INTO {} ({}) SELECT {} FROM {from}",
            quoted(&table.name),
            table.column_list(),
            values.collect::<Vec<_>>().join(", ")
        );
        for rows in rows.chunks(ROWS) {
            let text = format!("[{}]", rows.join(","));
            diesel::sql_query(&insert).bind::<Text, _>(text).execute(self.connection)?;
        }
        Ok(())
    }
}
