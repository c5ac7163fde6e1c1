//! The sample business of `serve --demo`: it fills an empty database once, touches no other, and its books are in order.

use std::collections::BTreeSet;
use std::time::Instant;

use aftersales::clock::Clock;
use aftersales::config::Config;
use aftersales::demo::{DemoDatabase, prepare};
use aftersales::domain::ticket::status::Status;
use aftersales::domain::time::Timestamp;
use aftersales::store::{Conn, Db, DbError, Engine};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::harness::Database;

/// A Sunday afternoon in Shanghai.
const NOW: i64 = 1_795_327_200_000_000;

#[derive(QueryableByName)]
struct Figure {
    #[diesel(sql_type = BigInt)]
    figure: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

fn figure(connection: &mut Conn, what: &str) -> Result<i64, DbError> {
    let row: Figure = diesel::sql_query(format!("SELECT CAST(({what}) AS BIGINT) AS figure")).get_result(connection)?;
    Ok(row.figure)
}

fn words(connection: &mut Conn, query: &str) -> Result<Vec<String>, DbError> {
    let rows: Vec<Word> = diesel::sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|row| row.word).collect())
}

fn config(database: &Database) -> Config {
    Config {
        database_url: database.url.clone(),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".to_owned(),
        files_dir: database.folder.path().join("files"),
        session_key: Some(vec![7; 64]),
        demo: true,
        ..Config::read(|_| None).expect("the usual settings")
    }
}

fn fills_once(engine: Engine) {
    let database = Database::fresh(engine);
    let config = config(&database);
    let clock = Clock::fixed(Timestamp::from_micros(NOW));
    let began = Instant::now();
    assert_eq!(prepare(&config, &clock), Ok(DemoDatabase::Filled));
    assert!(began.elapsed().as_secs() < 60, "filling took {:?}", began.elapsed());
    let db = Db::open(&config.database_url, clock.clone()).expect("the database opens");
    let tickets = db.read_blocking(books_are_in_order).expect("the books can be read");
    assert_eq!(prepare(&config, &clock), Ok(DemoDatabase::Reused));
    assert_eq!(db.read_blocking(books_are_in_order).expect("the books can be read"), tickets);
}

/// Every status occurs, nothing is paid above what came in, no job waits, nothing lies in the future; how many tickets there are.
fn books_are_in_order(connection: &mut Conn) -> Result<i64, DbError> {
    let statuses: BTreeSet<String> =
        words(connection, "SELECT DISTINCT status AS word FROM tickets")?.into_iter().collect();
    let all: BTreeSet<String> = Status::ALL.iter().map(|status| status.code().to_owned()).collect();
    assert_eq!(statuses, all);
    let above = "SELECT order_no AS word FROM orders WHERE paid_minor < (SELECT COALESCE(SUM(COALESCE(approved_minor, computed_minor)), 0) \
                 FROM tickets WHERE tickets.order_id = orders.id AND status NOT IN ('DRAFT', 'REJECTED', 'CANCELLED', 'CLOSED'))";
    assert_eq!(words(connection, above)?, Vec::<String>::new());
    let doubted = "SELECT order_no AS word FROM orders WHERE doubt <> ''";
    assert_eq!(words(connection, doubted)?, Vec::<String>::new());
    for (what, expected) in [
        ("SELECT COUNT(*) FROM jobs WHERE state <> 'DONE'".to_owned(), 0),
        (format!("SELECT COUNT(*) FROM events WHERE created_at >= {NOW}"), 0),
        ("SELECT COUNT(*) FROM merchants".to_owned(), 3),
        ("SELECT COUNT(*) FROM staff".to_owned(), 10),
        ("SELECT COUNT(*) FROM parcels WHERE state = 'UNCLAIMED'".to_owned(), 1),
        ("SELECT COUNT(*) FROM stock WHERE qty < 0".to_owned(), 0),
    ] {
        assert_eq!(figure(connection, &what)?, expected, "{what}");
    }
    figure(connection, "SELECT COUNT(*) FROM tickets")
}

#[test]
fn an_empty_database_is_filled_and_a_filled_one_is_used_again() {
    fills_once(Engine::Sqlite);
}

#[test]
fn a_database_that_holds_anything_else_is_refused() {
    let database = Database::fresh(Engine::Sqlite);
    let app = config(&database);
    let clock = Clock::fixed(Timestamp::from_micros(NOW));
    let db = Db::open(&app.database_url, clock.clone()).expect("the database opens");
    db.write_blocking(|tx| {
        diesel::sql_query(
            "INSERT INTO staff (id, username, display_name, password_hash, active, all_merchants, version, created_at) \
             VALUES (1, 'somebody', 'Somebody', '', TRUE, TRUE, 1, 0)",
        )
        .execute(tx.connection())
        .map_err(DbError::Query)
    })
    .expect("staff");
    let refused = prepare(&app, &clock).expect_err("it is not empty");
    assert!(refused.contains("--demo") && refused.contains("DATABASE_URL"), "{refused}");
}
