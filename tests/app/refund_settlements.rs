//! Refunds of which nobody knows whether they were paid: silence, another amount, a payment that comes to light late; two persons settle
//! them by the gateway's statement, and every sum tells the truth afterwards.

use aftersales::domain::money::gateway_answer::MOST_QUESTIONS;
use aftersales::store::money::ledger_totals;
use aftersales::store::{DbError, Scope, orders};

use crate::harness::*;
use crate::refund_answers::*;
use crate::refunds::*;

/// Fills and sends what the statement says.
fn record(person: &mut Client, refund_no: &str, verdict: &str, amount: &str) -> Page {
    let form = person.open(&format!("/refunds/{refund_no}")).form_of("record-settlement");
    let form = form.set("verdict", verdict).set("paid_amount", amount).set("reference", "ST-1");
    person.submit(form.set("reason", "对账单第 3 行"))
}

fn settle(people: &mut People, refund_no: &str, verdict: &str, amount: &str) {
    let recorded = record(&mut people.finance, refund_no, verdict, amount);
    assert_eq!(recorded.status(), 303, "{}", recorded.trouble("not recorded"));
    let confirmed = act(&mut people.lead, refund_no, "confirm-settlement");
    assert_eq!(confirmed.status(), 303, "{}", confirmed.trouble("not confirmed"));
}

/// What the order says was refunded of it, in minor units; all books must add up.
fn refunded(app: &TestApp, order_no: &str) -> i64 {
    assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    app.db
        .read_blocking(|connection| {
            let order = orders::by_no(connection, &Scope::All, order_no)?.remove(0);
            Ok::<_, DbError>(order.refunded_minor.minor())
        })
        .expect("the order")
}

/// Approves a refund over 40.00 and lets its jobs run as long as the gateway is asked.
fn sent(app: &TestApp, people: &mut People, order_no: &str, reference: &str) -> (String, String) {
    app.order(order_no).unsigned().reference(reference).line("LAMP", 2, "40.00").place();
    let (ticket_no, refund_no) = reviewed(people, order_no, "1");
    assert_eq!(act(&mut people.finance, &refund_no, "finance-approve").status(), 303);
    for _ in 0..MOST_QUESTIONS + 2 {
        app.run_jobs();
        app.wait(700);
    }
    (ticket_no, refund_no)
}

both_engines! {
    fn silence_is_settled_by_two_and_never_a_failure(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = sent(app, &mut people, "Q-1", "SIM-SILENT");
        assert_eq!(app.waiting_jobs(), 1, "the gateway is asked on and on");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR");
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUNDING");
        let list = people.finance.open("/refunds?state=UNCLEAR");
        assert_eq!(list.attribute("tbody tr", "data-key").as_deref(), Some(refund_no.as_str()));
        assert!(list.text("nav.tabs a[aria-current]").contains('1'));
        assert!(people.finance.open("/").source().contains(&ticket_no), "it waits on finance's desk");
        // Its page lets nobody do anything else.
        let page = people.finance.open(&format!("/refunds/{refund_no}"));
        for hook in ["finance-approve", "finance-bounce", "retry-refund", "pay-offline", "confirm-offline"] {
            assert!(page.form(hook).is_none(), "{hook}");
        }
        assert_eq!(record(&mut people.finance, &refund_no, "NOT_PAID", "").status(), 303);
        // Who recorded it does not confirm it.
        let own = people.finance.open(&format!("/refunds/{refund_no}"));
        assert!(own.has("form[data-action=confirm-settlement] button[disabled]"));
        assert_eq!(people.finance.submit(own.form_of("confirm-settlement")).status(), 403);
        assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR");
        assert_eq!(act(&mut people.lead, &refund_no, "confirm-settlement").status(), 303);
        assert_eq!(refund_state(&mut people.finance, &refund_no), "FAILED");
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "REFUND_FAILED");
        assert_eq!(people.finance.open("/refunds?state=UNCLEAR").all("tbody tr").len(), 0);
        // The silent gateway stands in nobody's way now: two persons looked.
        assert_eq!(transfer(&mut people.finance, &refund_no).status(), 303);
        assert_eq!(act(&mut people.lead, &refund_no, "confirm-offline").status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!((paid(app, &refund_no), refunded(app, "Q-1")), (Vec::new(), 4_000));
    }

    fn the_gateway_is_asked_again_and_answers_after_all(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = sent(app, &mut people, "Q-2", "SIM-SILENT");
        assert_eq!(act(&mut people.finance, &refund_no, "ask-gateway").status(), 303);
        assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR");
        let books = app.config.files_dir.join("simulated-gateway.jsonl");
        let text = std::fs::read_to_string(&books).expect("books");
        let last = text.lines().next_back().expect("a line").replace("ACCEPTED", "PAID");
        std::fs::write(&books, format!("{text}{last}\n")).expect("books");
        assert_eq!(act(&mut people.finance, &refund_no, "ask-gateway").status(), 303);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!((paid(app, &refund_no), refunded(app, "Q-2")), (vec![4_000], 4_000));
        assert_eq!(people.agent.get("/refunds?state=UNCLEAR").status(), 403);
    }

    fn another_amount_is_kept_as_what_was_paid(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = sent(app, &mut people, "Q-3", "SIM-SHORT");
        assert_eq!(refund_state(&mut people.finance, &refund_no), "UNCLEAR");
        assert!(people.finance.open(&format!("/refunds/{refund_no}")).source().contains("39.99"));
        for (verdict, amount, field) in [
            ("", "", "verdict"),
            ("PAID_OTHER", "", "paid_amount"),
            ("PAID_OTHER", "40.00", "paid_amount"),
            ("PAID_OTHER", "0", "paid_amount"),
            ("PAID_OTHER", "80.01", "paid_amount"),
            ("PAID_OTHER", "much", "paid_amount"),
            ("PAID", "40.00", "paid_amount"),
            ("NOT_PAID", "1.00", "paid_amount"),
        ] {
            let answer = record(&mut people.finance, &refund_no, verdict, amount);
            assert_eq!(answer.status(), 422, "{verdict} {amount}");
            assert!(!answer.error(field).is_empty(), "{verdict} {amount}");
            assert_eq!(answer.form_of("record-settlement").value("reference"), Some("ST-1"));
        }
        // A mistake is put right by recording again; the later statement counts.
        assert_eq!(record(&mut people.finance, &refund_no, "NOT_PAID", "").status(), 303);
        settle(&mut people, &refund_no, "PAID_OTHER", "39.99");
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!((paid(app, &refund_no), refunded(app, "Q-3")), (vec![3_999], 3_999));
        let page = people.finance.open(&format!("/refunds/{refund_no}"));
        assert_eq!(page.value("[data-amount=paid]"), "39.99");
        assert!(page.source().contains("-0.01"), "the difference is named");
        assert_eq!(page.all("[data-verdict]").len(), 2);
        assert_eq!(people.finance.open(&format!("/tickets/{ticket_no}")).value("[data-amount=refunded]"), "39.99");
        let said = people.agent.open(&format!("/tickets/{ticket_no}")).text("#say-buyer");
        assert!(said.contains("39.99") && !said.contains("40.00"), "the buyer hears what was paid: {said}");
        let sums = app.db.read_blocking(ledger_totals::sums).expect("the books");
        assert_eq!(sums.refunded.minor(), 3_999);
        // The gateway says the same once more: nothing is new.
        tell(app, &refund_no, 1, paid_answer(3_999));
        assert_eq!(marks(&people.finance.open(&format!("/refunds/{refund_no}"))), 0);
    }

    fn more_than_asked_leaves_less_for_the_next(app: &TestApp) {
        let mut people = people(app);
        let (_, refund_no) = sent(app, &mut people, "Q-4", "SIM-SILENT");
        settle(&mut people, &refund_no, "PAID_OTHER", "50.00");
        assert_eq!(refunded(app, "Q-4"), 5_000);
        let form = people.agent.open("/tickets/new?order_no=Q-4").form_of("submit");
        let form = form.set("type", "REFUND_ONLY").set("qty_1", "1").set("reason_1", "NO_REASON");
        // Of 80.00 only 30.00 are left, though the first ticket was approved over 40.00.
        let refused = people.agent.submit(form);
        assert_eq!(refused.status(), 422);
        assert!(refused.text("[role=alert]").contains("30.00"), "{}", refused.text("[role=alert]"));
    }

    fn what_failed_and_was_paid_all_the_same_completes_its_ticket(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = failed(app, &mut people, "Q-5", "SIM-FAIL-PAID");
        assert_eq!(transfer(&mut people.finance, &refund_no).status(), 409);
        settle(&mut people, &refund_no, "PAID", "");
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!((paid(app, &refund_no), refunded(app, "Q-5")), (vec![4_000], 4_000));
    }

    fn what_the_gateway_calls_paid_and_was_not_is_retried_under_a_new_number(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, refund_no) = failed(app, &mut people, "Q-6", "SIM-FAIL-BALANCE");
        tell(app, &refund_no, 1, paid_answer(4_000));
        settle(&mut people, &refund_no, "NOT_PAID", "");
        assert_eq!(act(&mut people.finance, &refund_no, "retry-refund").status(), 303);
        work(app);
        act(&mut people.finance, &refund_no, "retry-refund");
        work(app);
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        let page = people.finance.open(&format!("/refunds/{refund_no}")).source();
        assert!(page.contains(&format!("{refund_no}-2")));
        assert_eq!((paid(app, &refund_no), refunded(app, "Q-6")), (vec![4_000], 4_000));
    }

    fn a_bounced_refund_that_was_paid_ends_its_ticket(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, first) = failed(app, &mut people, "Q-7", "SIM-FAIL");
        assert_eq!(bounce(&mut people.finance, &first).status(), 303);
        review(&mut people, &ticket_no);
        let second = refund_of(&mut people.finance, &ticket_no);
        tell(app, &first, 1, paid_answer(4_000));
        settle(&mut people, &first, "PAID", "");
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        assert_eq!(refund_state(&mut people.finance, &first), "SUCCEEDED");
        assert_eq!(refund_state(&mut people.finance, &second), "CANCELLED");
        assert_eq!(refunded(app, "Q-7"), 4_000);
    }

    fn a_bounced_refund_that_was_not_paid_lets_the_second_one_go(app: &TestApp) {
        let mut people = people(app);
        let (ticket_no, first) = failed(app, &mut people, "Q-8", "SIM-FAIL");
        assert_eq!(bounce(&mut people.finance, &first).status(), 303);
        tell(app, &first, 1, paid_answer(4_000));
        // The buyer's ticket is not closed either while its money is unclear.
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.form("reject").is_none() && page.form("close").is_none());
        settle(&mut people, &first, "NOT_PAID", "");
        assert_eq!(refund_state(&mut people.finance, &first), "CANCELLED");
        review(&mut people, &ticket_no);
        let second = refund_of(&mut people.finance, &ticket_no);
        assert_eq!(act(&mut people.finance, &second, "finance-approve").status(), 303);
        work(app);
        assert_eq!((ticket_status(&mut people.finance, &ticket_no), refunded(app, "Q-8")), ("REFUND_FAILED".to_owned(), 0));
    }

    fn what_was_transferred_and_paid_by_the_gateway_too_is_counted_twice(app: &TestApp) {
        let mut people = people(app);
        app.order("Q-9").unsigned().reference("SIM-FAIL").line("LAMP", 2, "40.00").place();
        let (ticket_no, refund_no) = reviewed(&mut people, "Q-9", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        assert_eq!(transfer(&mut people.finance, &refund_no).status(), 303);
        assert_eq!(act(&mut people.lead, &refund_no, "confirm-offline").status(), 303);
        tell(app, &refund_no, 1, paid_answer(4_000));
        assert_eq!(ticket_status(&mut people.finance, &ticket_no), "COMPLETED");
        let list = people.finance.open("/refunds?state=UNCLEAR");
        assert_eq!(list.attribute("tbody tr", "data-key").as_deref(), Some(refund_no.as_str()));
        settle(&mut people, &refund_no, "PAID", "");
        assert_eq!(refunded(app, "Q-9"), 8_000);
        let page = people.finance.open(&format!("/refunds/{refund_no}"));
        assert_eq!((page.value("[data-amount=paid]"), marks(&page)), ("80.00".to_owned(), 0));
    }

    fn whoever_reviewed_settles_nothing(app: &TestApp) {
        let mut people = people(app);
        people.reviewer = app.staff("both", &[Role::Reviewer, Role::Finance]);
        let (_, refund_no) = failed(app, &mut people, "Q-10", "SIM-FAIL");
        tell(app, &refund_no, 1, paid_answer(4_000));
        let page = people.reviewer.open(&format!("/refunds/{refund_no}"));
        assert!(page.has("form[data-action=record-settlement] button[disabled]"));
        assert_eq!(record(&mut people.reviewer, &refund_no, "PAID", "").status(), 403);
        assert_eq!(record(&mut people.finance, &refund_no, "PAID", "").status(), 303);
        assert_eq!(act(&mut people.reviewer, &refund_no, "confirm-settlement").status(), 403);
        assert_eq!(people.agent.get(&format!("/refunds/{refund_no}")).status(), 403);
        assert_eq!(act(&mut people.lead, &refund_no, "confirm-settlement").status(), 303);
    }
}
