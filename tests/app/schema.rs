//! The migrations, up, down and up again on both engines, and the tables they leave against what the store reads.

use std::collections::BTreeMap;

use aftersales::clock::Clock;
use aftersales::store::engine::migrations::MIGRATIONS;
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

/// Parents of which the program deletes no row and never changes a key: nothing ever looks for their children, so their children need no
/// index for that. `nothing_is_deleted_there` holds the program to it.
const LASTING: [&str; 14] = [
    "buyers",
    "inbounds",
    "merchants",
    "order_payments",
    "orders",
    "outbounds",
    "parcels",
    "policies",
    "refunds",
    "return_stations",
    "shops",
    "staff",
    "tickets",
    "warehouses",
];

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    parent: String,
}

/// The references of children that no index finds by their parent.
fn without_index(connection: &mut Conn, engine: Engine) -> Result<Vec<Reference>, DbError> {
    // Every reference is one column; an index helps where that is its first. One that leaves out rows without a parent will do.
    let query = match engine {
        Engine::Sqlite => {
            "SELECT m.name AS child, f.\"from\" AS column_name, f.\"table\" AS parent \
             FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' \
             AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c \
                 LEFT JOIN sqlite_master s ON s.type = 'index' AND s.name = i.name \
                 WHERE c.seqno = 0 AND c.name = f.\"from\" \
                 AND (i.partial = 0 OR s.sql LIKE '% WHERE ' || f.\"from\" || ' IS NOT NULL')) \
             ORDER BY 1, 2"
        }
        Engine::Postgres => {
            "SELECT c.conrelid::regclass::text AS child, a.attname::text AS column_name, c.confrelid::regclass::text AS parent \
             FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid \
                 AND i.indkey[0] = c.conkey[1] AND (i.indpred IS NULL \
                 OR pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)')) ORDER BY 1, 2"
        }
    };
    Ok(diesel::sql_query(query).load(connection)?)
}

fn every_reference_has_an_index(engine: Engine) {
    let database = Database::fresh(engine);
    let db = Db::open(&database.url, Clock::System).expect("up");
    let found = db.read_blocking(|connection| without_index(connection, engine)).expect("the catalogue");
    assert!(!found.is_empty(), "the catalogue was not understood");
    let missing: Vec<String> = found
        .iter()
        .filter(|reference| !LASTING.contains(&reference.parent.as_str()))
        .map(|reference| format!("{}.{} → {}", reference.child, reference.column_name, reference.parent))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "an index, or a reason why nothing is ever deleted there");
}

#[test]
fn every_reference_has_an_index_on_sqlite() {
    every_reference_has_an_index(Engine::Sqlite);
}

#[test]
fn every_reference_has_an_index_on_postgres() {
    every_reference_has_an_index(Engine::Postgres);
}

#[test]
fn nothing_is_deleted_there() {
    fn sources(folder: &std::path::Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push_str(&std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    let mut text = String::new();
    sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store").as_ref(), &mut text);
    let text: String = text.split_whitespace().collect();
    assert!(text.contains("diesel::delete(order_lines::table"), "the sources were not understood");
    for parent in LASTING {
        for way in [format!("diesel::delete({parent}::table"), format!("DELETEFROM{parent}")] {
            let at = text.match_indices(&way).find(|(at, _)| !text[at + way.len()..].starts_with('_'));
            assert_eq!(at, None, "{way}");
        }
    }
}
