//! Machines whose clocks are wrong: on Postgres every time is the database's, so no server's work waits for another's clock.

use aftersales::clock::Clock;
use aftersales::domain::house::job::JobQueue;
use aftersales::store::Engine;
use aftersales::store::jobs::outbox;

use crate::harness::flow::{apply, send};
use crate::harness::*;

/// Two hours.
const AHEAD: i64 = 7_200;

/// The clock of a machine that is ahead of all others.
fn ahead() -> Clock {
    Clock::running_from(Clock::System.now().plus_seconds(AHEAD))
}

/// A ticket whose refund waits for its job.
fn approved_refund(app: &TestApp) -> String {
    app.order("A-1").line("CHAIR", 1, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let ticket = apply(&mut agent, "A-1", "REFUND_ONLY", &[(1, 1)]);
    send(&mut app.staff("rita", &[Role::Reviewer]), &ticket, "approve");
    send(&mut app.staff("fay", &[Role::Finance]), &ticket, "finance-approve");
    ticket
}

#[test]
fn what_a_server_ahead_took_in_is_due_at_once_for_another() {
    let app = TestApp::with_clock(Engine::Postgres, ahead());
    let other = app.second_server_at(Clock::System);
    let ticket = approved_refund(&app);
    assert_eq!(app.waiting_jobs(), 1);
    // The one ahead is gone before it ran its job.
    assert!(other.run_jobs() >= 1, "the job is not due");
    let mut finance = other.staff("finn", &[Role::Finance]);
    assert_eq!(finance.open(&format!("/tickets/{ticket}")).status_of_ticket(), "COMPLETED");
    app.finish();
}

#[test]
fn a_server_ahead_takes_no_running_job_away() {
    let right = TestApp::with_clock(Engine::Postgres, Clock::System);
    let wrong = right.second_server_at(ahead());
    approved_refund(&right);
    let claim = |app: &TestApp| {
        let claimed = app.db.write_blocking(|tx| outbox::claim(tx, JobQueue::Money, |_| 15));
        claimed.expect("the outbox answers")
    };
    assert!(claim(&right).is_some());
    assert!(claim(&wrong).is_none(), "a job that runs elsewhere was taken away");
}

#[test]
fn a_wrong_clock_is_said_and_the_server_is_ready() {
    let wrong = TestApp::with_clock(Engine::Postgres, ahead());
    let right = wrong.second_server_at(Clock::System);
    let ready = |app: &TestApp| {
        let page = app.browser().get("/readyz").expect("an answer");
        (page.status(), page.source())
    };
    assert_eq!(ready(&right), (200, "ready\n".to_owned()));
    let (status, text) = ready(&wrong);
    assert_eq!(status, 200);
    assert!(text.starts_with("ready\n"), "{text}");
    let seconds: i64 = text.split(' ').find_map(|word| word.parse().ok()).expect("seconds");
    assert!((AHEAD - 60..=AHEAD + 60).contains(&seconds) && text.contains("ahead of the database's"), "{text}");
}
