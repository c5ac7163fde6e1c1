//! The migrations, up, down and up again on both engines, and the tables they leave against what the store reads.

use std::collections::BTreeMap;

use aftersales::clock::Clock;
use aftersales::store::db::MIGRATIONS;
use aftersales::store::{Conn, Db, DbError, Engine};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness;

use crate::harness::Database;

type Tables = BTreeMap<String, Vec<String>>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

/// The tables of `schema.rs`, each with its columns in order.
fn expected() -> Tables {
    let source = include_str!("../../src/store/schema.rs");
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in source.lines().map(str::trim) {
        if let Some((name, _)) = line.strip_suffix(" {").and_then(|head| head.split_once(" (")) {
            table = name.to_owned();
        } else if let Some((column, _)) = line.split_once(" -> ") {
            tables.entry(table.clone()).or_default().push(column.to_owned());
        }
    }
    tables
}

fn found(connection: &mut Conn, engine: Engine) -> Result<Tables, DbError> {
    let query = match engine {
        Engine::Sqlite => {
            "SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' ORDER BY m.name, c.cid"
        }
        Engine::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
             ORDER BY table_name, ordinal_position"
        }
    };
    let mut tables = Tables::new();
    for column in diesel::sql_query(query).load::<Column>(connection)? {
        if column.table_name != "__diesel_schema_migrations" {
            tables.entry(column.table_name).or_default().push(column.column_name);
        }
    }
    Ok(tables)
}

fn up_down_up(engine: Engine) {
    let database = Database::empty(engine);
    let db = Db::open(&database.url, Clock::System).expect("up");
    let (empty, full) = db
        .read_blocking(|connection| -> Result<_, DbError> {
            connection.revert_all_migrations(MIGRATIONS).expect("down");
            let empty = found(connection, engine)?;
            connection.run_pending_migrations(MIGRATIONS).expect("up again");
            Ok((empty, found(connection, engine)?))
        })
        .expect("the tables can be read");
    assert_eq!(empty, Tables::new(), "down leaves nothing behind");
    assert_eq!(full, expected());
    drop(db);
}

#[test]
fn migrations_go_up_and_down_on_sqlite() {
    up_down_up(Engine::Sqlite);
}

#[test]
fn migrations_go_up_and_down_on_postgres() {
    up_down_up(Engine::Postgres);
}
