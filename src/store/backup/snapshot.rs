//! Reading a database as it stood at one moment, while others write.

use std::collections::HashSet;
use std::path::Path;

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;

use super::catalogue::{Kind, Table, quoted, tables};
use crate::store::engine::conn::Engine;
use crate::store::engine::migrations::{applied, newer_than_known};
use crate::store::engine::pool::connect;
use crate::store::jobs::retention;
use crate::store::schema::{attachments, kept_files};
use crate::store::{Conn, DbError};

/// A database at one moment: a transaction that only reads, on a connection of its own. Nobody waits for it.
pub struct Snapshot {
    connection: Conn,
    migrations: Vec<String>,
    tables: Vec<Table>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Snapshot {
    /// Holds the present moment of the database that a URL names. Refused where a newer program has
    /// upgraded it; an older one is read as it is.
    pub fn take(url: &str) -> Result<Self, DbError> {
        if Engine::of(url) == Engine::Sqlite && !Path::new(url.trim_start_matches("sqlite://")).is_file() {
            return Err(DbError::Open(format!("there is none at {url}")));
        }
        let mut connection = connect(url)?;
        connection.batch_execute(match connection {
            Conn::Sqlite(_) => "BEGIN",
            Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })?;
        // The first question fixes the moment.
        let mut migrations = applied(&mut connection)?;
        migrations.sort();
        if let Some(newer) = newer_than_known(&mut connection, migrations.clone()) {
            return Err(DbError::Newer(newer));
        }
        let tables = tables(&mut connection)?;
        Ok(Self { connection, migrations, tables })
    }

    /// The migrations that were applied, oldest first.
    pub fn migrations(&self) -> &[String] {
        &self.migrations
    }

    /// Every table.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Hands on every row of a table, each as a JSON array of its columns' values without a line break.
    pub fn rows<E: From<DbError>>(
        &mut self,
        table: &Table,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let array = match &self.connection {
            Conn::Sqlite(_) => "json_array",
            Conn::Postgres(_) => "json_build_array",
        };
        let text = if array == "json_array" { "" } else { "::text" };
        let select = format!("SELECT {array}({}){text} AS line FROM {}", table.column_list(), quoted(&table.name));
        let query = diesel::sql_query(select);
        match &mut self.connection {
            // One row after the other, so that a table need not fit into memory.
            Conn::Postgres(inner) => hand_on(query.load_iter::<Line, PgRowByRowLoadingMode>(inner), table, &mut each),
            Conn::Sqlite(inner) => hand_on(query.load_iter::<Line, DefaultLoadingMode>(inner), table, &mut each),
        }
    }

    /// Which of some stored files of an area belong to a row.
    pub fn named(&mut self, area: &str, files: &[String]) -> Result<HashSet<String>, DbError> {
        let mut named = HashSet::new();
        for table in
            retention::tables_of(area).iter().filter(|table| self.tables.iter().any(|known| known.name == **table))
        {
            named.extend(retention::named_in(&mut self.connection, table, files)?);
        }
        Ok(named)
    }

    /// The stored files of all evidence, and of forms that still wait for their ticket.
    pub fn evidence(&mut self) -> Result<Vec<String>, DbError> {
        let attached: Vec<String> =
            attachments::table.order(attachments::id).select(attachments::stored_as).load(&mut self.connection)?;
        // A database of before has no such table.
        let kept: Vec<String> = match self.tables.iter().any(|known| known.name == "kept_files") {
            true => kept_files::table.order(kept_files::id).select(kept_files::stored_as).load(&mut self.connection)?,
            false => Vec::new(),
        };
        Ok(attached.into_iter().chain(kept).collect())
    }
}

fn hand_on<E: From<DbError>>(
    lines: QueryResult<impl Iterator<Item = QueryResult<Line>>>,
    table: &Table,
    each: &mut impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    for line in lines.map_err(DbError::Query)? {
        let line = line.map_err(DbError::Query)?.line;
        each(&as_on_both(table, &line)?)?;
    }
    Ok(())
}

/// A row as both engines write it: truth is a number on SQLite, and Postgres puts blanks between values.
fn as_on_both(table: &Table, line: &str) -> Result<String, DbError> {
    let bad = |error: serde_json::Error| DbError::Open(format!("a row of {} cannot be read: {error}", table.name));
    let mut values: Vec<Value> = serde_json::from_str(line).map_err(bad)?;
    for (value, column) in values.iter_mut().zip(&table.columns) {
        if column.kind == Kind::Boolean
            && let Some(number) = value.as_i64()
        {
            *value = Value::Bool(number != 0);
        }
    }
    serde_json::to_string(&values).map_err(bad)
}
