//! Money going out: finance decides, the gateway answers in all its ways, people transfer, goods stay where they are.

use aftersales::domain::house::job::JobQueue;
use aftersales::jobs::job::Jobs;
use aftersales::store::jobs::outbox;

use crate::harness::*;

/// The people a refund needs, each with one job.
pub struct People {
    pub agent: Client,
    pub reviewer: Client,
    pub finance: Client,
    pub lead: Client,
}

pub fn people(app: &TestApp) -> People {
    People {
        agent: app.staff("agent", &[Role::Agent]),
        reviewer: app.staff("reviewer", &[Role::Reviewer]),
        finance: app.staff("finance", &[Role::Finance]),
        lead: app.staff("lead", &[Role::FinanceLead]),
    }
}

/// Applies for units of the order's first line and lets them pass review: ticket and refund number.
pub fn reviewed(people: &mut People, order_no: &str, quantity: &str) -> (String, String) {
    let form = people
        .agent
        .open(&format!("/tickets/new?order_no={order_no}"))
        .form_of("submit")
        .set("type", "REFUND_ONLY")
        .set("qty_1", quantity)
        .set("reason_1", "NO_REASON");
    let ticket_no = people.agent.submit_ok(form).path().trim_start_matches("/tickets/").to_owned();
    review(people, &ticket_no);
    let refund_no = refund_of(&mut people.finance, &ticket_no);
    (ticket_no, refund_no)
}

pub fn review(people: &mut People, ticket_no: &str) {
    let form = people.reviewer.open(&format!("/tickets/{ticket_no}")).form_of("approve");
    people.reviewer.submit_ok(form);
}

/// The refund that the finance list shows for a ticket.
pub fn refund_of(finance: &mut Client, ticket_no: &str) -> String {
    let page = finance.open(&format!("/refunds?q={ticket_no}"));
    page.attribute("tbody tr", "data-key").unwrap_or_else(|| panic!("{}", page.trouble("no refund")))
}

pub fn act(person: &mut Client, refund_no: &str, action: &str) -> Page {
    let form = person.open(&format!("/refunds/{refund_no}")).form_of(action);
    person.submit(form)
}

/// Runs what is due, and what becomes due within a minute, until nothing is.
pub fn work(app: &TestApp) {
    let jobs = Jobs::new(app.db.clone(), &app.config.files_dir, &[]);
    for _ in 0..6 {
        jobs.run_due().expect("the outbox is readable");
        app.wait(20);
    }
}

pub fn ticket_status(person: &mut Client, ticket_no: &str) -> String {
    person.open(&format!("/tickets/{ticket_no}")).status_of_ticket()
}

pub fn refund_state(person: &mut Client, refund_no: &str) -> String {
    person.open(&format!("/refunds/{refund_no}")).attribute("main [data-status]", "data-status").unwrap_or_default()
}

/// What the simulated gateway paid, by refund.
pub fn paid(app: &TestApp, refund_no: &str) -> Vec<i64> {
    let books = std::fs::read_to_string(app.config.files_dir.join("simulated-gateway.jsonl")).unwrap_or_default();
    books
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of the books"))
        .filter(|line| line["refund_no"] == refund_no && line["standing"] == "PAID")
        .map(|line| line["amount_minor"].as_i64().expect("an amount"))
        .collect()
}

both_engines! {
    fn an_approved_refund_is_paid_once_and_completes_its_ticket(app: &TestApp) {
        let mut people = people(app);
        app.order("R-1").unsigned().line("CHAIR", 3, "100.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-1", "2");
        let answer = act(&mut people.finance, &refund_no, "finance-approve");
        assert_eq!(answer.status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "SUCCEEDED");
        assert_eq!(paid(app, &refund_no), [20_000]);
        let page = people.finance.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.value("[data-amount=refunded]"), "200.00");
    }

    fn a_failed_refund_is_tried_again(app: &TestApp) {
        let mut people = people(app);
        app.order("R-2").unsigned().reference("SIM-FAIL-BALANCE").line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-2", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUND_FAILED");
        assert_eq!(paid(app, &refund_no), [0; 0]);
        assert_eq!(act(&mut people.lead, &refund_no, "retry-refund").status(), 303);
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(paid(app, &refund_no), [4_000]);
    }

    fn a_number_that_the_gateway_closed_is_replaced(app: &TestApp) {
        let mut people = people(app);
        app.order("R-3").unsigned().reference("SIM-CLOSED").line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-3", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUND_FAILED");
        act(&mut people.finance, &refund_no, "retry-refund");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(paid(app, &refund_no), [4_000]);
        assert!(people.finance.open(&format!("/refunds/{refund_no}")).source().contains(&format!("{refund_no}-2")));
    }

    fn what_cannot_go_back_is_transferred_by_one_and_confirmed_by_another(app: &TestApp) {
        let mut people = people(app);
        app.order("R-4").unsigned().reference("SIM-FAIL").line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-4", "1");
        let early = people.finance.open(&format!("/refunds/{refund_no}"));
        assert!(early.has("form[data-action=pay-offline] button[disabled]"));
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        let empty = act(&mut people.finance, &refund_no, "pay-offline");
        assert_eq!((empty.status(), empty.error("reference").is_empty()), (422, false));
        let form = people.finance.open(&format!("/refunds/{refund_no}")).form_of("pay-offline");
        let tomorrow = people.finance.submit(form.set("reference", "T-77").set("paid_on", "2026-11-23"));
        assert_eq!(tomorrow.status(), 422);
        assert!(!tomorrow.error("paid_on").is_empty());
        let again = tomorrow.form_of("pay-offline");
        assert_eq!(again.value("reference"), Some("T-77"));
        assert_eq!(people.finance.submit(again.set("paid_on", "2026-11-22")).status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING");
        let own = people.finance.open(&format!("/refunds/{refund_no}"));
        assert!(own.has("form[data-action=confirm-offline] button[disabled]"));
        assert_eq!(people.finance.submit(own.form_of("confirm-offline")).status(), 403);
        assert_eq!(act(&mut people.lead, &refund_no, "confirm-offline").status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(paid(app, &refund_no), [0; 0]);
        assert!(people.lead.open(&format!("/refunds/{refund_no}")).source().contains("T-77"));
    }

    fn a_manual_gateway_waits_for_people(app: &TestApp) {
        let mut people = people(app);
        app.order("R-5").unsigned().manual_gateway().line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-5", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "MANUAL_PENDING");
        assert_eq!(app.waiting_jobs(), 0);
        let form = people.finance.open(&format!("/refunds/{refund_no}")).form_of("pay-offline").set("reference", "T-1");
        assert_eq!(people.finance.submit(form).status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING");
        act(&mut people.lead, &refund_no, "confirm-offline");
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
    }

    fn a_bounced_refund_comes_back_after_a_second_review(app: &TestApp) {
        let mut people = people(app);
        app.order("R-6").unsigned().line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-6", "1");
        let short = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce").set("reason", "?");
        let refused = people.finance.submit(short);
        assert_eq!((refused.status(), refused.form_of("finance-bounce").value("reason")), (422, Some("?")));
        let form = refused.form_of("finance-bounce").set("reason", "缺少买家同意的截图");
        assert_eq!(people.finance.submit(form).status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "PENDING_REVIEW");
        assert_eq!(people.finance.open(&format!("/refunds?state=ALL&q={ticket_no}")).all("tbody tr").len(), 0);
        review(&mut people, &ticket_no);
        let second = refund_of(&mut people.finance, &ticket_no);
        assert_ne!(second, refund_no);
        assert!(people.finance.open(&format!("/refunds?q={ticket_no}")).has("td[data-col=status] .tag.red"));
        let old = people.finance.open(&format!("/refunds/{refund_no}"));
        assert!(old.form("finance-approve").is_none());
        act(&mut people.finance, &second, "finance-approve");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!((paid(app, &refund_no), paid(app, &second)), (Vec::new(), vec![4_000]));
    }

    fn a_gateway_that_answers_late_or_twice_pays_once(app: &TestApp) {
        let mut people = people(app);
        for (order_no, reference) in [("R-7", "SIM-LATE"), ("R-8", "SIM-TWICE")] {
            app.order(order_no).unsigned().reference(reference).line("LAMP", 1, "40.00").place();
            let (ticket_no, refund_no) = reviewed(&mut people, order_no, "1");
            act(&mut people.finance, &refund_no, "finance-approve");
            work(app);
            assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED", "{reference}");
            assert_eq!(paid(app, &refund_no), [4_000], "{reference}");
            let page = people.finance.open(&format!("/refunds/{refund_no}"));
            assert_eq!(page.all("li[data-event=RefundSucceeded]").len(), 1, "{reference}");
        }
    }

    fn whoever_reviewed_does_not_pay(app: &TestApp) {
        let mut people = people(app);
        people.reviewer = app.staff("both", &[Role::Reviewer, Role::Finance]);
        app.order("R-9").unsigned().line("LAMP", 1, "40.00").place();
        let (_, refund_no) = reviewed(&mut people, "R-9", "1");
        let page = people.reviewer.open(&format!("/refunds/{refund_no}"));
        assert!(page.has("form[data-action=finance-approve] button[disabled]"));
        assert_eq!(people.reviewer.submit(page.form_of("finance-approve")).status(), 403);
        assert_eq!(people.agent.get(&format!("/refunds/{refund_no}")).status(), 403);
        assert_eq!(people.finance.get("/refunds/RF0000000001").status(), 404);
    }

    fn a_stale_or_repeated_form_pays_nothing_more(app: &TestApp) {
        let mut people = people(app);
        app.order("R-10").unsigned().line("LAMP", 1, "40.00").place();
        let (_, refund_no) = reviewed(&mut people, "R-10", "1");
        let form = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-approve");
        let stale = people.lead.open(&format!("/refunds/{refund_no}")).form_of("finance-approve");
        assert_eq!(people.finance.submit(form.clone()).status(), 303);
        assert_eq!(people.finance.submit(form).status(), 303);
        let late = people.lead.submit(stale);
        assert_eq!(late.status(), 409);
        assert!(late.text("[role=alert]").contains("finance"));
        work(app);
        assert_eq!(paid(app, &refund_no), [4_000]);
    }

    fn two_refunds_of_one_order_stay_within_what_was_paid(app: &TestApp) {
        let mut people = people(app);
        app.order("R-11").unsigned().line_paid("CHAIR", 3, "40.00", "100.00").place();
        let first = reviewed(&mut people, "R-11", "1");
        let second = reviewed(&mut people, "R-11", "2");
        let forms: Vec<_> = [&first, &second]
            .map(|(_, refund_no)| people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-approve"))
            .to_vec();
        let finance = &people.finance;
        std::thread::scope(|threads| {
            for form in forms {
                threads.spawn(move || assert_eq!(finance.clone().submit(form).status(), 303));
            }
        });
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &first.0), "COMPLETED");
        assert_eq!(ticket_status(&mut people.finance, &second.0), "COMPLETED");
        assert_eq!([paid(app, &first.1), paid(app, &second.1)].concat().iter().sum::<i64>(), 10_000);
        let marked = app
            .db
            .read_blocking(|connection| {
                let order = aftersales::store::orders::by_no(connection, &aftersales::store::Scope::All, "R-11")?.remove(0);
                Ok::<_, aftersales::store::DbError>((order.after_sale.code(), order.refunded_minor.minor()))
            })
            .expect("the order");
        assert_eq!(marked, ("RETURN_COMPLETE", 10_000));
        let agent = &mut people.agent;
        assert_eq!(agent.open("/orders/R-11").text("h1 ~ span [data-came-back]"), "Return complete");
        assert_eq!(agent.open("/orders?q=R-11").text("td[data-col=after_sale] [data-came-back]"), "Return complete");
    }

    fn a_worker_that_died_before_or_after_the_call_pays_once(app: &TestApp) {
        let mut people = people(app);
        app.order("R-12").unsigned().line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "R-12", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        // The first worker claimed the job and noted its call, and was killed before or after it was made.
        let number = refund_no.clone();
        app.db
            .write_blocking(move |tx| {
                let job = outbox::claim(tx, JobQueue::Money, |_| 15)?.expect("a due job");
                let refund_id = job.payload.parse().expect("a refund's id");
                aftersales::commands::money::refund::attempt_started(tx, refund_id, &number)
            })
            .expect("the call is noted");
        let jobs = Jobs::new(app.db.clone(), &app.config.files_dir, &[]);
        assert_eq!(jobs.run_due().expect("the outbox is readable"), 0);
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(paid(app, &refund_no), [4_000]);
    }

    fn the_list_is_filtered_sorted_and_exported(app: &TestApp) {
        let mut people = people(app);
        for (number, price) in [("F-1", "10.00"), ("F-2", "30.00"), ("F-3", "20.00")] {
            app.order(number).unsigned().line("LAMP", 1, price).place();
            reviewed(&mut people, number, "1");
        }
        let amounts = |page: &Page| -> Vec<String> {
            page.all("td[data-col=approved] strong data").iter().map(|d| d.value().attr("value").unwrap_or_default().to_owned()).collect()
        };
        let page = people.finance.open("/refunds?sort=approved&dir=desc");
        assert_eq!(amounts(&page), ["30.00", "20.00", "10.00"]);
        assert_eq!(amounts(&people.finance.open("/refunds?amount_from=15&amount_to=%EF%BC%92%EF%BC%90.00")), ["20.00"]);
        assert_eq!(amounts(&people.finance.open("/refunds?q=F-2")), ["30.00"]);
        assert_eq!(amounts(&people.finance.open("/refunds?applied_from=2026-11-23")), [""; 0]);
        assert_eq!(amounts(&people.finance.open("/refunds?applied_to=2026-11-22")).len(), 3);
        assert_eq!(amounts(&people.finance.open("/refunds?after=nonsense&sort=x&state=y")).len(), 3);
        let csv = people.finance.get("/refunds.csv?sort=approved&dir=desc&amount_from=15");
        assert_eq!((csv.status(), csv.header("content-type")), (200, Some("text/csv; charset=utf-8")));
        let text = csv.source();
        assert_eq!(text.lines().count(), 3);
        assert!(text.find("30.00").expect("the first") < text.find("20.00").expect("the second"));
        assert_eq!(people.agent.get("/refunds.csv").status(), 403);
    }

    fn an_administrator_sees_jobs_and_runs_one_at_once(app: &TestApp) {
        let mut people = people(app);
        let mut admin = app.staff("admin", &[Role::Admin]);
        app.order("J-1").unsigned().reference("SIM-SILENT").line("LAMP", 1, "40.00").place();
        let (_, refund_no) = reviewed(&mut people, "J-1", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        let jobs = Jobs::new(app.db.clone(), &app.config.files_dir, &[]);
        assert_eq!(jobs.run_due().expect("readable"), 1);
        assert_eq!(jobs.run_due().expect("readable"), 0);
        assert_eq!(refund_state(&mut people.finance, &refund_no), "PROCESSING");
        let form = admin.open("/jobs").form_of("run-job");
        assert_eq!(admin.submit(form).status(), 303);
        assert_eq!(jobs.run_due().expect("readable"), 1);
        assert_eq!(people.finance.get("/jobs").status(), 403);
        assert_eq!(paid(app, &refund_no), [0; 0]);
        // It would be asked for ever; the test ends it.
        app.wait(700);
        app.db
            .write_blocking(|tx| {
                let job = outbox::claim(tx, JobQueue::Money, |_| 15)?.expect("a due job");
                outbox::give_up(tx, &job, "")
            })
            .expect("the job ends");
    }

    fn an_unshipped_order_is_refunded_by_itself_and_only_shown_to_finance(app: &TestApp) {
        let mut people = people(app);
        app.order("U-1").unshipped().freight("8.00").line("LAMP", 1, "40.00").place();
        let form = people
            .agent
            .open("/tickets/new?order_no=U-1")
            .form_of("submit")
            .set("type", "REFUND_ONLY")
            .set("qty_1", "1")
            .set("reason_1", "NO_REASON");
        let ticket_no = people.agent.submit_ok(form).path().trim_start_matches("/tickets/").to_owned();
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        let page = people.finance.open(&format!("/refunds?q={ticket_no}"));
        assert!(page.has("td[data-col=status] .tag.blue"));
        let refund_no = page.attribute("tbody tr", "data-key").expect("a row");
        assert_eq!(paid(app, &refund_no), [4_800]);
        assert!(people.finance.open(&format!("/refunds/{refund_no}")).form("finance-approve").is_none());
    }

    fn finance_decides_on_the_tickets_page_and_comes_back_to_it(app: &TestApp) {
        let mut people = people(app);
        app.order("T-1").unsigned().line("LAMP", 1, "40.00").place();
        let (ticket_no, _) = reviewed(&mut people, "T-1", "1");
        let here = format!("/tickets/{ticket_no}");
        let form = people.finance.open(&here).form_of("finance-bounce").set("reason", "?");
        let refused = people.finance.submit(form);
        assert_eq!((refused.status(), refused.name().as_deref()), (422, Some("tickets.show")));
        assert!(!refused.error("reason").is_empty());
        let form = refused.form_of("finance-bounce").set("reason", "请补凭证");
        assert_eq!(people.finance.submit(form).location(), Some(here.as_str()));
        assert!(people.agent.open(&here).form("finance-approve").is_none());
    }

    fn hostile_input_is_refused_at_its_field(app: &TestApp) {
        let mut people = people(app);
        app.order("H-1").unsigned().manual_gateway().line("LAMP", 1, "40.00").place();
        let (_, refund_no) = reviewed(&mut people, "H-1", "1");
        let page = people.finance.open(&format!("/refunds/{refund_no}"));
        for (field, value, status) in [
            ("version", "", 422),
            ("version", "1e3", 422),
            ("version", "99", 409),
            ("csrf", "x", 403),
            ("form_token", "", 422),
        ] {
            let answer = people.finance.submit(page.form_of("finance-approve").set(field, value));
            assert_eq!(answer.status(), status, "{field} {value:?}");
        }
        let long = "长".repeat(501);
        for reason in ["", " ", "a\u{0}b", long.as_str(), "\u{FFFD}\u{FFFD}"] {
            let answer = people.finance.submit(page.form_of("finance-bounce").set("reason", reason));
            assert_eq!(answer.status(), 422, "{reason:?}");
        }
        let elsewhere = page.form_of("finance-approve").set("next", "//evil.example/");
        let home = format!("/refunds/{refund_no}");
        assert_eq!(people.finance.submit(elsewhere).location(), Some(home.as_str()));
        let page = people.finance.open(&home);
        for (field, value) in [("paid_on", "31/12"), ("paid_on", ""), ("paid_on", "2026-02-30"), ("reference", "")] {
            let form = page.form_of("pay-offline").set("reference", "T-1").set(field, value);
            let answer = people.finance.submit(form);
            assert_eq!(answer.status(), 422, "{field} {value:?}");
            assert!(!answer.error(field).is_empty());
        }
    }
}
