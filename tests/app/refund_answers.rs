//! What gateways answer, late, twice and about older attempts; and what neither a file nor a second currency does to a refund.

use aftersales::commands::money::refund::{Followed, attempt_started, gateway_answered, task};
use aftersales::domain::house::job::JobQueue;
use aftersales::domain::money::Money;
use aftersales::domain::money::refund::Answer;
use aftersales::domain::money::settlement::UnclearCause;
use aftersales::domain::money::states::AttemptOutcome;
use aftersales::store::DbError;
use aftersales::store::jobs::outbox;
use diesel::connection::SimpleConnection;

use crate::harness::*;
use crate::refunds::*;

/// Runs SQL past the product, as a file, a clock or a faulty gateway would leave things.
pub fn alter(app: &TestApp, sql: &str) {
    let sql = sql.to_owned();
    app.db
        .write_blocking(move |tx| tx.connection().batch_execute(&sql).map_err(DbError::Query))
        .expect("the database takes it");
}

fn id_of(app: &TestApp, refund_no: &str) -> i64 {
    let refund_no = refund_no.to_owned();
    app.db
        .read_blocking(|connection| {
            aftersales::store::money::refunds::by_no(connection, &aftersales::store::Scope::All, &refund_no)
        })
        .expect("readable")
        .expect("a refund")
        .id
}

/// Tells an answer about an attempt, as a worker would that was slow.
pub fn tell(app: &TestApp, refund_no: &str, attempt_no: i32, answer: Answer) -> Followed {
    let id = id_of(app, refund_no);
    app.db.write_blocking(move |tx| gateway_answered(tx, id, attempt_no, answer.clone())).expect("an answer is kept")
}

pub fn paid_answer(minor: i64) -> Answer {
    Answer::Succeeded(Money::from_minor(minor))
}

/// The payment references that the simulated gateway was given for a refund.
fn references(app: &TestApp, refund_no: &str) -> Vec<String> {
    let books = std::fs::read_to_string(app.config.files_dir.join("simulated-gateway.jsonl")).unwrap_or_default();
    let lines = books.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of the books"));
    let mut all: Vec<String> = lines
        .filter(|line| line["refund_no"] == refund_no)
        .map(|line| line["reference"].as_str().expect("a reference").to_owned())
        .collect();
    all.dedup();
    all
}

/// A refund over 40.00 that failed at its gateway: ticket and refund number.
pub fn failed(app: &TestApp, people: &mut People, order_no: &str, reference: &str) -> (String, String) {
    app.order(order_no).unsigned().reference(reference).line("LAMP", 1, "40.00").place();
    let (ticket_no, refund_no) = reviewed(people, order_no, "1");
    assert_eq!(act(&mut people.finance, &refund_no, "finance-approve").status(), 303);
    work(app);
    assert_eq!(refund_state(&mut people.finance, &refund_no), "FAILED");
    (ticket_no, refund_no)
}

/// Fills and sends the form of a transfer.
pub fn transfer(person: &mut Client, refund_no: &str) -> Page {
    let form = person.open(&format!("/refunds/{refund_no}")).form_of("pay-offline");
    person.submit(form.set("reference", "T-77").set("paid_on", "2026-11-22"))
}

pub fn bounce(person: &mut Client, refund_no: &str) -> Page {
    let form = person.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce");
    person.submit(form.set("reason", "请补凭证"))
}

pub fn marks(page: &Page) -> usize {
    page.all("[data-unclear]").len()
}

both_engines! {
    fn a_file_does_not_redirect_a_refund_that_is_under_way(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = failed(app, &mut people, "P-1", "SIM-FAIL-BALANCE-77");
        // A later file says that the order was paid somewhere else.
        app.order("P-1").unsigned().reference("WX-SOMEBODY-ELSE").line("LAMP", 1, "40.00").place();
        alter(app, "UPDATE order_payments SET reference = 'WX-SOMEBODY-ELSE', gateway = 'manual'");
        assert!(people.finance.open(&format!("/refunds/{refund_no}")).source().contains("SIM-FAIL-BALANCE-77"));
        assert_eq!(act(&mut people.finance, &refund_no, "retry-refund").status(), 303);
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(references(app, &refund_no), ["SIM-FAIL-BALANCE-77"]);
    }

    fn nothing_is_approved_or_paid_in_two_currencies(app: &TestApp) {
        let mut people = people(app);
        let in_dollars = || alter(app, "UPDATE orders SET currency = 'USD'");
        let in_yuan = || alter(app, "UPDATE orders SET currency = 'CNY'");
        let refused = |answer: Page| {
            assert_eq!(answer.status(), 409, "{}", answer.trouble("two currencies"));
            let alarm = answer.text("[role=alert]");
            assert!(alarm.contains("USD") && alarm.contains("CNY"), "{alarm}");
        };
        app.order("C-1").unsigned().reference("SIM-FAIL").line("LAMP", 1, "40.00").place();
        let form = people.agent.open("/tickets/new?order_no=C-1").form_of("submit");
        let form = form.set("type", "REFUND_ONLY").set("qty_1", "1").set("reason_1", "NO_REASON");
        let ticket_no = people.agent.submit_ok(form).path().trim_start_matches("/tickets/").to_owned();
        in_dollars();
        let form = people.reviewer.open(&format!("/tickets/{ticket_no}")).form_of("approve");
        refused(people.reviewer.submit(form));
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "PENDING_REVIEW");
        in_yuan();
        review(&mut people, &ticket_no);
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        in_dollars();
        refused(act(&mut people.finance, &refund_no, "finance-approve"));
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "PENDING_REFUND");
        in_yuan();
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        in_dollars();
        refused(act(&mut people.finance, &refund_no, "retry-refund"));
        refused(transfer(&mut people.finance, &refund_no));
        in_yuan();
        assert_eq!(transfer(&mut people.finance, &refund_no).status(), 303);
        in_dollars();
        refused(act(&mut people.lead, &refund_no, "confirm-offline"));
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING");
        in_yuan();
        assert_eq!(act(&mut people.lead, &refund_no, "confirm-offline").status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
    }

    fn a_draft_of_another_currency_is_left_to_people(app: &TestApp) {
        let mut people = people(app);
        app.order("C-2").unshipped().line("LAMP", 1, "40.00").place();
        let mut form = people.agent.open("/tickets/new?order_no=C-2").form_of("submit");
        form = form.set("type", "REFUND_ONLY").set("qty_1", "1").set("reason_1", "NO_REASON");
        form.press("intent", "draft");
        let draft = people.agent.submit_ok(form);
        alter(app, "UPDATE orders SET currency = 'USD'");
        let ticket_no = draft.path().trim_start_matches("/tickets/").to_owned();
        let form = people.agent.open(&format!("/tickets/{ticket_no}")).form_of("submit");
        people.agent.submit_ok(form);
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "PENDING_REVIEW");
    }

    fn a_worker_that_lost_its_lease_fails_no_later_attempt(app: &TestApp) {
        let mut people = people(app);
        app.order("L-1").unsigned().reference("SIM-FAIL-BALANCE").line("LAMP", 1, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "L-1", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        let (id, number) = (id_of(app, &refund_no), refund_no.clone());
        // The first worker notes its call and hangs in it; its lease runs out.
        let (first, slow) = app
            .db
            .write_blocking(move |tx| {
                let job = outbox::claim(tx, JobQueue::Money, |_| 15)?.expect("a due job");
                Ok::<_, aftersales::commands::CommandError>((attempt_started(tx, id, &number)?, job))
            })
            .expect("the call is noted");
        let first = first.expect("an attempt");
        app.wait(16);
        // Another one asks, sends it again, is refused; finance tops up and retries, a third attempt is on its way.
        app.run_jobs();
        assert_eq!(refund_state(&mut people.finance, &refund_no), "FAILED");
        let failure = || Answer::Failed("BALANCE_SHORT".to_owned());
        assert_eq!(act(&mut people.finance, &refund_no, "retry-refund").status(), 303);
        assert_eq!(tell(app, &refund_no, first, failure()), Followed::Ended);
        assert_eq!(refund_state(&mut people.finance, &refund_no), "QUEUED");
        let number = refund_no.clone();
        let third = app.db.write_blocking(move |tx| attempt_started(tx, id, &number)).expect("noted").expect("an attempt");
        assert!(third > first);
        let task = app.db.read_blocking(|connection| task(connection, id)).expect("readable").expect("a task");
        let gateways = aftersales::jobs::Gateways::open(&app.config.files_dir);
        gateways.port(task.gateway).expect("a gateway").submit(&task.request);
        // Only now the first call ends; its worker ends its job too, as far as it still has it.
        assert_eq!(tell(app, &refund_no, first, failure()), Followed::Ended);
        app.db.write_blocking(move |tx| outbox::done(tx, &slow)).expect("the job is not his any more");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "PROCESSING");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(paid(app, &refund_no), [4_000]);
        assert_eq!(people.finance.open(&format!("/refunds/{refund_no}")).all("li[data-event=RefundFailed]").len(), 1);
    }

    fn before_money_goes_another_way_the_gateway_is_asked_once_more(app: &TestApp) {
        let mut people = people(app);
        for (order_no, way) in [("K-1", "bounce"), ("K-2", "transfer"), ("K-3", "retry")] {
            let (ticket_no, refund_no) = failed(app, &mut people, order_no, "SIM-FAIL-PAID");
            let answer = match way {
                "bounce" => bounce(&mut people.finance, &refund_no),
                "transfer" => transfer(&mut people.finance, &refund_no),
                _ => act(&mut people.finance, &refund_no, "retry-refund"),
            };
            assert_eq!(answer.status(), 409, "{way}");
            assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR", "{way}");
            assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING", "{way}");
            let page = people.finance.open(&format!("/refunds/{refund_no}"));
            assert_eq!((marks(&page) > 0, page.all("li[data-event=RefundUnclear]").len()), (true, 1), "{way}");
            for hook in ["finance-bounce", "retry-refund", "pay-offline", "confirm-offline"] {
                assert!(page.form(hook).is_none(), "{way}: {hook}");
            }
        }
    }

    fn a_gateway_that_does_not_answer_is_not_taken_for_one_that_did_not_pay(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = failed(app, &mut people, "K-4", "SIM-FAIL");
        // The gateway has it under way again.
        let books = app.config.files_dir.join("simulated-gateway.jsonl");
        let text = std::fs::read_to_string(&books).expect("books").replace("REJECTED", "ACCEPTED");
        std::fs::write(&books, text.replace(",\"code\":\"ACCOUNT_CLOSED\"", "")).expect("books");
        let refused = bounce(&mut people.finance, &refund_no);
        assert_eq!(refused.status(), 409);
        let alarm = refused.text("[role=alert]");
        assert!(alarm.contains("did not say that nothing was paid"), "{alarm}");
        assert_eq!(transfer(&mut people.finance, &refund_no).status(), 409);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUND_FAILED");
    }

    fn a_late_success_stops_the_confirmation_of_a_transfer(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = failed(app, &mut people, "S-1", "SIM-FAIL");
        assert_eq!(transfer(&mut people.finance, &refund_no).status(), 303);
        let stale = people.lead.open(&format!("/refunds/{refund_no}")).form_of("confirm-offline");
        assert_eq!(tell(app, &refund_no, 1, paid_answer(4_000)), Followed::Unclear(UnclearCause::LateSuccess));
        assert_eq!(people.lead.submit(stale.clone()).status(), 409);
        let fresh = people.lead.open(&format!("/refunds/{refund_no}"));
        let version = fresh.form_of("record-settlement").value("version").unwrap_or_default().to_owned();
        let token = fresh.form_of("record-settlement").value("form_token").unwrap_or_default().to_owned();
        let forged = people.lead.submit(stale.set("version", &version).set("form_token", &token));
        assert_eq!(forged.status(), 409);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING");
        // Told again, it changes nothing.
        assert_eq!(tell(app, &refund_no, 1, paid_answer(4_000)), Followed::Ended);
        assert_eq!(people.lead.open(&format!("/refunds/{refund_no}")).all("li[data-event=RefundUnclear]").len(), 1);
    }

    fn a_late_success_of_a_bounced_refund_stops_the_second_one(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, first) = failed(app, &mut people, "B-1", "SIM-FAIL");
        assert_eq!(bounce(&mut people.finance, &first).status(), 303);
        review(&mut people, &ticket_no);
        let second = refund_of(&mut people.finance, &ticket_no);
        assert_ne!(first, second);
        assert_eq!(tell(app, &first, 1, paid_answer(4_000)), Followed::Unclear(UnclearCause::LateSuccess));
        assert_eq!(refund_state(&mut people.finance, &first), "CANCELLED");
        // It is on finance's list, on its own page and on the ticket's.
        let list = people.finance.open("/refunds?state=UNCLEAR");
        assert_eq!(list.attribute("tbody tr", "data-key").as_deref(), Some(first.as_str()));
        assert!(list.has("td[data-col=status] [data-unclear]"));
        assert_eq!(marks(&people.finance.open(&format!("/refunds/{first}"))), 1);
        assert!(marks(&people.finance.open(&format!("/tickets/{ticket_no}"))) > 0);
        assert!(people.finance.open("/refunds.csv?state=UNCLEAR").source().contains(&ticket_no));
        // The second refund is neither paid nor bounced, whatever its page offers.
        let page = people.finance.open(&format!("/refunds/{second}"));
        assert!(page.has("form[data-action=finance-approve] button[disabled]"));
        assert_eq!(people.finance.submit(page.form_of("finance-approve")).status(), 409);
        assert_eq!(bounce(&mut people.finance, &second).status(), 409);
        work(app);
        assert_eq!(paid(app, &second), [0; 0]);
    }

    fn the_success_of_an_older_number_is_no_success_of_the_newer(app: &TestApp) {
        let mut people = people(app);
        app.order("N-1").unsigned().reference("SIM-CLOSED").line("LAMP", 1, "40.00").place();
        let (_, refund_no) = reviewed(&mut people, "N-1", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        assert_eq!(act(&mut people.finance, &refund_no, "retry-refund").status(), 303);
        assert_eq!(tell(app, &refund_no, 1, paid_answer(4_000)), Followed::Unclear(UnclearCause::LateSuccess));
        assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR");
        // What was queued is not sent any more.
        work(app);
        assert_eq!(paid(app, &refund_no), [0; 0]);
        assert_eq!(tell(app, &refund_no, 1, Answer::Open(AttemptOutcome::Unknown)), Followed::Ended);
    }
}
