//! Background jobs: queues that do not hold each other up, leases that last, last tries that somebody sees, recurring work that servers
//! share, and refunds that nobody answers for.

use std::sync::{Arc, Mutex};

use aftersales::domain::house::job::JobQueue;
use aftersales::files::fetch::{Fetch, FetchError};
use aftersales::jobs::job::Jobs;
use aftersales::store::{DbError, Engine};
use diesel::connection::SimpleConnection;
use img_parts::Bytes;

use crate::harness::records::texts;
use crate::harness::*;
use crate::import_limits::{orders_of, refuse_orders, upload};
use crate::pictures::bring;
use crate::refunds::{act, people, refund_state, reviewed};

const HOUR: i64 = 3_600;

fn jobs_of(app: &TestApp) -> Jobs {
    Jobs::new(app.db.clone(), &app.config.files_dir, aftersales::web::SOURCES)
}

/// What the jobs of a kind say: state, tries and last error of each.
fn said(app: &TestApp, kind: &str) -> Vec<String> {
    let query = format!(
        "SELECT state || ' ' || tries || ' ' || last_error AS value FROM jobs WHERE kind = '{kind}' ORDER BY id"
    );
    texts(app, &query)
}

/// An internet that takes 40 seconds for each picture, during which another server looks for work.
struct SlowInternet {
    app_clock: aftersales::clock::Clock,
    other: Jobs,
    taken_away: Arc<Mutex<Vec<bool>>>,
}

impl Fetch for SlowInternet {
    fn fetch(&self, _: &str) -> Result<Bytes, FetchError> {
        self.app_clock.advance(40);
        let claimed = self.other.claim(JobQueue::Upkeep).expect("the outbox answers");
        self.taken_away.lock().expect("looks").push(claimed.is_some());
        Err(FetchError::Failed("no answer".to_owned()))
    }
}

both_engines! {
    fn a_lease_is_extended_while_a_slow_job_runs(app: &TestApp) {
        app.run_schedule();
        let urls = ["https://p.example/1.jpg", "https://p.example/2.jpg", "https://p.example/3.jpg"];
        bring(app, &[("L-1", urls[0]), ("L-2", urls[1]), ("L-3", urls[2])]);
        let taken_away = Arc::new(Mutex::new(Vec::new()));
        let internet = SlowInternet { app_clock: app.clock.clone(), other: jobs_of(app), taken_away: taken_away.clone() };
        let mut jobs = jobs_of(app);
        jobs.fetcher = Some(Box::new(internet));
        jobs.schedule().expect("scheduled");
        assert_eq!(jobs.run_due().expect("run"), 1);
        assert_eq!(*taken_away.lock().expect("looks"), [false, false, false], "120 seconds, and it stayed its own");
        assert_eq!(said(app, "pictures"), ["DONE 1 "]);
    }

    fn a_running_export_holds_up_no_refund_and_no_other_export(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        for format in ["csv", "xlsx"] {
            let offer = manager.open(&format!("/exports?page=tickets.index&format={format}&query=sort%3Dticket_no"));
            manager.submit_ok(offer.form_of("export"));
        }
        app.order("X-1").unsigned().line("LAMP", 1, "40.00").place();
        let (_, refund_no) = reviewed(&mut people, "X-1", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        let jobs = jobs_of(app);
        let exports = [(); 2].map(|()| jobs.claim(JobQueue::Exports).expect("readable").expect("an export"));
        assert!(JobQueue::Exports.workers() >= exports.len(), "both run at a time");
        let refund = jobs.claim(JobQueue::Money).expect("readable").expect("the refund");
        jobs.work(refund).expect("kept");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "SUCCEEDED");
        exports.into_iter().for_each(|export| jobs.work(export).expect("kept"));
        assert_eq!(said(app, "export"), ["DONE 1 ", "DONE 1 "]);
    }

    fn a_last_try_is_seen_with_its_reason_and_can_be_run_again(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut admin = app.staff("admin", &[Role::Admin]);
        refuse_orders(app, "");
        let report = upload(&mut agent, &orders_of(&["A-1", "A-2"]));
        for _ in 0..8 {
            app.run_jobs();
            app.wait(700);
        }
        assert!(agent.open(&report).has("[data-import-state=FAILED]"));
        let page = admin.open("/jobs?lang=en");
        assert!(page.has("[data-status=FAILED]"), "{}", page.source());
        let row = page.text("tbody tr");
        assert!(row.contains("refuse_orders") || row.contains("not this one"), "the database's own words: {row}");
        assert!(page.text("[data-left]").contains("the others are not in"), "{row}");
        assert!(row.contains(" 6 "), "six tries: {row}");
        let figure = admin.open("/?lang=en");
        assert!(figure.text(".figures").contains("Background jobs given up"), "{}", figure.text(".figures"));
        let allow = match app.db.engine() {
            Engine::Sqlite => "DROP TRIGGER refuse_orders",
            Engine::Postgres => "ALTER TABLE orders DROP CONSTRAINT refuse_orders",
        };
        app.db.write_blocking(move |tx| Ok::<_, DbError>(tx.connection().batch_execute(allow)?)).expect("allowed");
        admin.submit_ok(page.form_of("run-job"));
        app.run_jobs();
        let page = agent.open(&report);
        assert!(page.has("[data-import-state=DONE]"), "{}", page.source());
        assert_eq!(page.text("[data-figure=new]"), "2");
        assert!(!admin.open("/jobs").has("[data-status=FAILED]"));
    }

    fn a_refund_without_an_answer_alarms_finance_after_a_day_and_goes_on(app: &TestApp) {
        let mut people = people(app);
        app.order("S-1").unsigned().reference("SIM-SILENT").line("LAMP", 2, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "S-1", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        app.run_jobs();
        for _ in 0..23 {
            app.wait(HOUR);
            app.run_jobs();
        }
        let path = format!("/refunds/{refund_no}");
        let alarm = "Refunds unanswered for a day";
        assert!(!people.finance.open(&path).has("[data-overdue]"), "not for a day yet");
        let count = |page: &Page| page.all(".figures a").iter().find_map(|figure| {
            let text: String = figure.text().collect();
            text.strip_prefix(alarm).map(str::to_owned)
        });
        assert_eq!(count(&people.finance.open("/?lang=en")).as_deref(), Some("0"));
        app.wait(HOUR + 1);
        app.run_jobs();
        assert!(people.finance.open(&path).has("[role=alert][data-overdue]"));
        let desk = people.finance.open("/?lang=en");
        assert_eq!(count(&desk).as_deref(), Some("1"));
        assert!(desk.source().contains(&ticket_no) && desk.has(".figures b.red"));
        let before = said(app, "refund");
        assert!(before[0].starts_with("WAITING"), "{before:?}");
        app.wait(HOUR);
        app.run_jobs();
        assert_ne!(said(app, "refund"), before, "it is asked on");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR", "and never a failure");
        for (person, hook) in [(&mut people.finance, "record-settlement"), (&mut people.lead, "confirm-settlement")] {
            let mut form = person.open(&path).form_of(hook);
            if hook == "record-settlement" {
                form = form.set("verdict", "NOT_PAID").set("reference", "S-77").set("reason", "not in the statement");
            }
            assert_eq!(person.submit(form).status(), 303, "{hook}");
        }
        assert!(!people.finance.open(&path).has("[data-overdue]"));
        assert_eq!(app.waiting_jobs(), 0, "nobody is asked any more");
    }

    fn servers_share_recurring_work_and_do_nothing_twice(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let offer = manager.open("/exports?page=tickets.index&format=csv&query=sort%3Dticket_no");
        let file = manager.submit_ok(offer.form_of("export")).path().to_owned();
        app.run_jobs();
        app.wait(25 * HOUR);
        let second = app.second_server();
        let runs: usize = std::thread::scope(|threads| {
            let servers = [app, &second, app, &second].map(|server| threads.spawn(move || server.run_schedule()));
            servers.map(|server| server.join().expect("a server")).into_iter().sum()
        });
        assert_eq!(runs, 2, "the night's clean-up and the expired file");
        assert!(manager.open(&file).has("[data-export-state=EXPIRED]"));
        let nights = texts(app, "SELECT subject AS value FROM audit_log WHERE kind = 'retention'");
        assert_eq!(nights, ["retention:2026-11-23"]);
        let due = texts(app, "SELECT name || ' ' || next_at AS value FROM schedules WHERE last_at IS NOT NULL ORDER BY name");
        assert_eq!(due.len(), 2, "{due:?}");
        assert_eq!(app.run_schedule() + second.run_schedule(), 0);
    }
}
