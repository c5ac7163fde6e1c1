//! The sample business of `serve --demo`: it fills an empty database once, touches no other, and its books are in order.

use std::collections::BTreeSet;
use std::time::Instant;

use aftersales::clock::Clock;
use aftersales::commands::dispute::{RulingForm, rule};
use aftersales::commands::tickets::review;
use aftersales::commands::{Actor, CommandError};
use aftersales::config::Config;
use aftersales::demo::{DemoDatabase, prepare};
use aftersales::domain::dispute::ruling::Ruled;
use aftersales::domain::ticket::status::Status;
use aftersales::domain::time::Timestamp;
use aftersales::jobs::job::Jobs;
use aftersales::store::engine::migrations::MIGRATIONS;
use aftersales::store::{Conn, Db, DbError, Engine, Scope, tickets};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness;

use crate::harness::{Database, invariants};

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

/// The rows of a ticket and of its stages, each column as text.
fn stages(connection: &mut Conn) -> Result<Vec<String>, DbError> {
    let mut rows = Vec::new();
    for (table, columns) in [
        (
            "tickets",
            "id, merchant_id, shop_id, order_id, buyer_id, ticket_no, kind, status, scene, currency, created_at, submitted_at, \
             computed_minor, approved_minor, freight_minor, refunded_minor, status_since, parent_ticket_id, event_seq, completed_at, \
             version, updated_at",
        ),
        (
            "ticket_intakes",
            "ticket_id, buyer_words, remark, contact_phone, contact_email, desired_solution, claimed_minor, channel, requested_on, filed_by",
        ),
        (
            "ticket_decisions",
            "ticket_id, allow_freight, allow_coupon, allow_virtual, buyer_agreed_at, ground, note, sending_back, result, round, \
             bounce_count, reviewer_id, reviewed_at",
        ),
        (
            "ticket_returns",
            "ticket_id, station_id, warehouse_id, contact, phone, address, method, carrier, tracking_no, shipped_at, signed_in_at, \
             received_at, inspected_at, goods_state",
        ),
    ] {
        let texts: Vec<String> =
            columns.split(", ").map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')")).collect();
        let row = texts.join(" || ' ' || ");
        rows.extend(words(connection, &format!("SELECT '{table} ' || {row} AS word FROM {table} ORDER BY 1"))?);
    }
    Ok(rows)
}

/// The migration that gave a ticket's stages rows of their own, taken back and applied again on tickets of every status.
fn stages_go_down_and_up(engine: Engine) {
    let database = Database::fresh(engine);
    let clock = Clock::fixed(Timestamp::from_micros(NOW));
    assert_eq!(prepare(&config(&database), &clock), Ok(DemoDatabase::Filled));
    let db = Db::open(&database.url, clock).expect("the database opens");
    db.read_blocking(|connection| -> Result<_, DbError> {
        let before = stages(connection)?;
        while connection.applied_migrations().expect("a history").iter().any(|version| version.to_string().as_str() >= STAGES) {
            connection.revert_last_migration(MIGRATIONS).expect("down");
        }
        // The list's entries hold copies of their own.
        let differs = "SELECT t.ticket_no AS word FROM tickets t JOIN ticket_entries e ON e.ticket_id = t.id \
             WHERE e.channel <> t.channel OR e.ordered_at <> t.ordered_at OR e.review_result <> t.review_result \
             OR e.review_round <> t.review_round OR e.bounce_count <> t.bounce_count OR e.reviewer_id <> COALESCE(t.reviewer_id, 0) \
             OR e.reviewed_at <> COALESCE(t.reviewed_at, 0)";
        assert_eq!(words(connection, differs)?, Vec::<String>::new());
        let unnamed = "SELECT COUNT(*) FROM tickets WHERE filed_by IS NULL OR requested_on = ''";
        assert_eq!(figure(connection, unnamed)?, 0);
        let goods = "SELECT COUNT(*) FROM tickets t JOIN inbounds i ON i.ticket_id = t.id WHERE t.goods_state = 'WITH_BUYER'";
        assert_eq!(figure(connection, goods)?, 0);
        connection.run_pending_migrations(MIGRATIONS).expect("up again");
        assert_eq!(stages(connection)?, before);
        assert_eq!(invariants::broken_in(connection)?, Vec::<String>::new());
        Ok(())
    })
    .expect("the tickets can be read");
}

/// The migration that brought clocks.
const CLOCKS: &str = "20261130000048";

/// A database of before there were clocks, with tickets of every status that there was then, is brought up to date: each open ticket has
/// the clocks of its status from the upgrade on, its timeline says so once, and nothing ends before its full length has passed.
fn clocks_begin_at_the_upgrade(engine: Engine) {
    const DAY: i64 = 86_400;
    let database = Database::fresh(engine);
    let clock = Clock::fixed(Timestamp::from_micros(NOW));
    let config = config(&database);
    assert_eq!(prepare(&config, &clock), Ok(DemoDatabase::Filled));
    let db = Db::open(&database.url, clock.clone()).expect("the database opens");
    // What came with the clocks is not there before them: tickets that wait for an answer, cases before a platform.
    let later = "SELECT ticket_no AS word FROM tickets WHERE status = 'AWAITING_BUYER' OR on_hold";
    for number in db.read_blocking(|connection| words(connection, later)).expect("the tickets") {
        db.write_blocking(move |tx| {
            let system = Actor::system();
            let ticket = tickets::by_no(tx.connection(), &Scope::All, &number)?.ok_or(CommandError::NotFound)?;
            let withdrawn = RulingForm { ruled: Ruled::Withdrawn, amount: None, words: String::new() };
            match ticket.on_hold {
                true => rule(tx, &system, &number, ticket.version, &withdrawn),
                false => review::cancel(tx, &system, &number, ticket.version, ""),
            }
        })
        .expect("it ends");
    }
    db.read_blocking(|connection| -> Result<_, DbError> {
        while connection
            .applied_migrations()
            .expect("a history")
            .iter()
            .any(|version| version.to_string().as_str() >= CLOCKS)
        {
            connection.revert_last_migration(MIGRATIONS).expect("down");
        }
        Ok(())
    })
    .expect("it is as it was before");
    drop(db);
    // The upgrade takes place 40 days later: everything would be over, if its time had run since it was filed.
    clock.advance(40 * DAY);
    let db = Db::open(&database.url, clock.clone()).expect("the database is brought up to date");
    let jobs = Jobs::new(db.clone(), &config.files_dir, &[]);
    let run = || {
        jobs.schedule().expect("jobs are scheduled");
        jobs.run_due().expect("jobs run");
    };
    let over = "SELECT COUNT(*) FROM events WHERE kind = 'TermExpired'";
    let before = db.read_blocking(|connection| figure(connection, over)).expect("the timelines");
    run();
    let now = clock.now().micros();
    db.read_blocking(|connection| -> Result<_, DbError> {
        let open = "t.status NOT IN ('DRAFT', 'COMPLETED', 'CANCELLED', 'CLOSED')";
        let statuses = words(connection, &format!("SELECT DISTINCT t.status AS word FROM tickets t WHERE {open}"))?;
        assert!(statuses.len() >= 9, "few statuses: {statuses:?}");
        // Without a clock are only those for whom somebody outside acts, or nobody can.
        let bare = words(
            connection,
            &format!(
                "SELECT DISTINCT t.status AS word FROM tickets t WHERE {open} AND NOT EXISTS \
                (SELECT 1 FROM ticket_terms m WHERE m.ticket_id = t.id AND m.state = 'RUNNING') ORDER BY 1"
            ),
        )?;
        let without_clock = ["APPROVED", "INSPECTION_EXCEPTION", "REFUNDING"];
        assert!(bare.iter().all(|status| without_clock.contains(&status.as_str())), "no clock: {bare:?}");
        for (what, why) in [
            (format!("SELECT COUNT(*) FROM ticket_terms WHERE started_at <> {now}"), "it began at another time"),
            (format!("SELECT COUNT(*) FROM ticket_terms WHERE due_at <= {now}"), "it is over at once"),
            (
                "SELECT COUNT(*) FROM (SELECT ticket_id FROM ticket_terms EXCEPT \
                 SELECT ticket_id FROM events WHERE kind = 'ClocksStarted' GROUP BY ticket_id HAVING COUNT(*) = 1) x"
                    .to_owned(),
                "its timeline does not say so",
            ),
        ] {
            assert_eq!(figure(connection, &what)?, 0, "{why}");
        }
        Ok(())
    })
    .expect("the clocks");
    // Day after day: nothing ends before its time.
    for _ in 0..6 {
        clock.advance(DAY);
        run();
    }
    db.read_blocking(|connection| -> Result<_, DbError> {
        assert_eq!(figure(connection, over)?, before, "something ended within six days");
        assert_eq!(
            figure(connection, "SELECT COUNT(*) FROM ticket_terms WHERE state = 'EXPIRED' AND ended_at < due_at")?,
            0
        );
        assert_eq!(invariants::broken_in(connection)?, Vec::<String>::new());
        Ok(())
    })
    .expect("the clocks");
    for _ in 0..10 {
        clock.advance(DAY);
        run();
    }
    let after = db.read_blocking(|connection| figure(connection, over)).expect("the timelines");
    assert!(after > before, "what nobody sent back is over in the end");
}

#[test]
fn clocks_begin_at_the_upgrade_on_sqlite() {
    clocks_begin_at_the_upgrade(Engine::Sqlite);
}

#[test]
fn clocks_begin_at_the_upgrade_on_postgres() {
    clocks_begin_at_the_upgrade(Engine::Postgres);
}

/// The version of that migration.
const STAGES: &str = "20261129000022";

#[test]
fn stages_go_down_and_up_on_sqlite() {
    stages_go_down_and_up(Engine::Sqlite);
}

#[test]
fn stages_go_down_and_up_on_postgres() {
    stages_go_down_and_up(Engine::Postgres);
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
