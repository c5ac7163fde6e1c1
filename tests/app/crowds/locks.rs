//! Work that stands in each other's way, a database that another process holds, connections that have ended: tried again where nothing
//! happened, and told where it did not help.

use std::sync::Arc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aftersales::store::{Db, DbError, Tx};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::{execute, number};
use crate::harness::flow::*;
use crate::harness::*;

/// Two transactions that lock two rows in opposite order. Postgres ends one of them, in the language of its settings; it runs again.
#[test]
fn a_deadlock_is_tried_again_in_whatever_language() {
    let app = TestApp::postgres();
    execute(
        &app,
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET deadlock_timeout = ''20ms'''; END $$",
    );
    execute(&app, "INSERT INTO demo_marks (name, created_at) VALUES ('a', 0), ('b', 0)");
    let db = Db::open(&app.config.database_url, app.clock.clone()).expect("the database opens");
    let both_hold_one = Arc::new(Barrier::new(2));
    let tries = Arc::new(AtomicUsize::new(0));
    let work = |first: &'static str, second: &'static str| {
        let (both_hold_one, tries, own) = (both_hold_one.clone(), tries.clone(), AtomicUsize::new(0));
        move |tx: &mut Tx<'_>| -> Result<(), DbError> {
            let mut change = |name: &str| {
                let statement = format!("UPDATE demo_marks SET created_at = created_at + 1 WHERE name = '{name}'");
                tx.connection().batch_execute(&statement).map_err(DbError::Query)
            };
            change(first)?;
            tries.fetch_add(1, Ordering::Relaxed);
            if own.fetch_add(1, Ordering::Relaxed) == 0 {
                both_hold_one.wait();
            }
            change(second)
        }
    };
    let (one, other) = (work("a", "b"), work("b", "a"));
    let ends = std::thread::scope(|scope| {
        let first = scope.spawn(|| db.write_blocking(one));
        [db.write_blocking(other), first.join().expect("an end")]
    });
    assert!(ends.iter().all(Result::is_ok), "{ends:?}");
    assert!(tries.load(Ordering::Relaxed) >= 3, "they did stand in each other's way");
    assert_eq!(number(&app, "SELECT CAST(SUM(created_at) AS BIGINT) AS number FROM demo_marks"), 4);
}

/// A restart of Postgres between two requests: nobody sees it.
#[test]
fn the_first_read_after_connections_ended_is_answered() {
    let app = TestApp::postgres();
    app.order("A-1").line("CHAIR", 2, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut other = PgConnection::establish(&app.config.database_url).expect("a connection of one's own");
    for _ in 0..3 {
        // All readers are known and trusted.
        assert_eq!(agent.get("/tickets").status(), 200);
        let end_others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                          WHERE datname = current_database() AND pid <> pg_backend_pid()";
        other.batch_execute(end_others).expect("the others are ended");
        let answer = agent.get("/tickets");
        assert_eq!(answer.status(), 200, "{}", answer.trouble("the first page after a restart"));
    }
}

/// A back-up or a command holds SQLite's lock for longer than a write waits.
#[test]
fn what_was_typed_stays_while_another_process_holds_the_database() {
    let app = TestApp::sqlite();
    app.order("A-1").line("CHAIR", 2, "119.00").place();
    let impatient = app.impatient_server(Duration::from_millis(50));
    let mut agent = impatient.staff("agent", &[Role::Agent]);
    let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
    let form = agent.open(&format!("/tickets/{ticket}")).form_of("note").set("note", "a long note, typed with care");
    let path = app.config.database_url.trim_start_matches("sqlite://");
    let mut other = SqliteConnection::establish(path).expect("another process");
    other.batch_execute("BEGIN IMMEDIATE").expect("it holds the lock");
    let answer = agent.submit(form.clone());
    assert_eq!(answer.status(), 503, "{}", answer.trouble("the database is held"));
    assert_eq!(answer.form_of("note").value("note"), Some("a long note, typed with care"));
    assert!(answer.text("[role=alert]").contains("send it again"), "{}", answer.text("[role=alert]"));
    other.batch_execute("ROLLBACK").expect("it lets go");
    agent.submit_ok(answer.form_of("note"));
    assert_eq!(agent.submit(form).status(), 303, "the first sending was not taken for done");
    let page = agent.open(&format!("/tickets/{ticket}"));
    assert_eq!(page.all("[data-event=NoteAdded]").len(), 2, "{}", page.trouble("each was sent once"));
    impatient.finish();
}

both_engines! {
    /// An open form knows the version it was made from; only what changes the ticket makes it stale.
    fn what_changes_nothing_makes_no_open_form_stale(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let address = format!("/tickets/{ticket}");
        let approve = rita.open(&address).form_of("approve");
        let before = number(app, "SELECT CAST(SUM(version) AS BIGINT) AS number FROM tickets");
        for _ in 0..3 {
            let mut to_nobody = Form::to("/tickets/bulk");
            to_nobody.add("csrf", agent.open(&address).form_of("note").value("csrf").expect("a token"));
            for (name, value) in [("intent", "assign"), ("assignee", "none"), ("ticket", ticket.as_str())] {
                to_nobody.add(name, value);
            }
            assert_eq!(agent.submit(to_nobody).status(), 200);
        }
        assert_eq!(number(app, "SELECT CAST(SUM(version) AS BIGINT) AS number FROM tickets"), before);
        rita.submit_ok(approve);
        assert_eq!(number(app, "SELECT CAST(SUM(version) AS BIGINT) AS number FROM tickets"), before + 1);
        assert_eq!(rita.open(&address).status_of_ticket(), "PENDING_RETURN");
    }
}
