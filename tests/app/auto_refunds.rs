//! Automatic approval: what decides it does not come from who applies, and it ends at a sum a day for each filer.

use aftersales::store::DbError;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::concurrency::at_once;
use crate::harness::app::PASSWORD;
use crate::harness::flow::{application_form, apply, send};
use crate::harness::*;

/// The agent applies for everything of an unshipped order; the ticket's number.
fn refund(agent: &mut Client, order_no: &str) -> String {
    apply(agent, order_no, "REFUND_ONLY", &[(1, 1)])
}

fn place(app: &TestApp, order_no: &str, price: &str, by: Option<i64>) {
    let order = app.order(order_no).unshipped().line("LAMP", 1, price);
    match by {
        Some(id) => order.imported_by(id).place(),
        None => order.place(),
    };
}

fn status(person: &mut Client, ticket_no: &str) -> String {
    person.open(&format!("/tickets/{ticket_no}")).status_of_ticket()
}

/// Why the system left a ticket to a reviewer, as its page says.
fn declined(person: &mut Client, ticket_no: &str, lang: &str) -> String {
    person.open(&format!("/tickets/{ticket_no}?lang={lang}")).text("li[data-event=AutoApprovalDeclined]")
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

/// What was refunded without a reviewer in all, in minor units.
fn automatic(app: &TestApp) -> i64 {
    let query = "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) AS sum FROM refunds WHERE is_auto AND state <> 'CANCELLED'";
    let found: Result<Sum, DbError> =
        app.db.read_blocking(|connection| Ok(diesel::sql_query(query).get_result(connection)?));
    found.expect("the refunds").sum
}

both_engines! {
    fn who_said_what_was_paid_gets_nothing_without_a_reviewer(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut colleague = app.staff("colleague", &[Role::Agent]);
        let (own, again, others) = ("H-1", "H-2", "H-3");
        place(app, own, "999.00", Some(agent.id));
        let ticket = refund(&mut agent, own);
        assert_eq!(status(&mut agent, &ticket), "PENDING_REVIEW");
        assert!(declined(&mut agent, &ticket, "zh-CN").contains("申请人本人导入或修改"));
        assert!(declined(&mut agent, &ticket, "en").contains("imported or changed what was paid"));
        // Somebody else's order, and then a price of one's own.
        place(app, again, "10.00", None);
        place(app, again, "900.00", Some(agent.id));
        let ticket = refund(&mut agent, again);
        assert_eq!(status(&mut agent, &ticket), "PENDING_REVIEW");
        // A draft is a share in the application too.
        place(app, others, "50.00", Some(agent.id));
        let mut form = application_form(&mut agent, others, "REFUND_ONLY", &[(1, 1)]);
        form.press("intent", "draft");
        let ticket = agent.submit_ok(form).path().rsplit('/').next().expect("a number").to_owned();
        send(&mut colleague, &ticket, "submit");
        assert_eq!(status(&mut colleague, &ticket), "PENDING_REVIEW");
        assert_eq!(automatic(app), 0);
        // What somebody else or the command line imported goes its usual way.
        place(app, "H-4", "50.00", Some(agent.id));
        let ticket = refund(&mut colleague, "H-4");
        assert_eq!(status(&mut colleague, &ticket), "REFUNDING");
        place(app, "H-5", "50.00", None);
        let ticket = refund(&mut agent, "H-5");
        assert_eq!(status(&mut agent, &ticket), "REFUNDING");
        app.run_jobs();
    }

    fn one_filer_is_refunded_so_much_a_day_and_no_more(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut colleague = app.staff("colleague", &[Role::Agent]);
        for number in 1..=6 {
            place(app, &format!("D-{number}"), "900.00", None);
            let ticket = refund(&mut agent, &format!("D-{number}"));
            let expected = if number <= 5 { "REFUNDING" } else { "PENDING_REVIEW" };
            assert_eq!(status(&mut agent, &ticket), expected, "the ticket number {number}");
            if number == 6 {
                assert!(declined(&mut agent, &ticket, "zh-CN").contains("当日"));
                assert!(declined(&mut agent, &ticket, "en").contains("in a day"));
            }
        }
        // 4,500.00 are taken; 500.00 are left, to the last fen, and nobody else's.
        place(app, "D-7", "500.01", None);
        let ticket = refund(&mut agent, "D-7");
        assert_eq!(status(&mut agent, &ticket), "PENDING_REVIEW");
        place(app, "D-8", "500.00", None);
        let ticket = refund(&mut agent, "D-8");
        assert_eq!(status(&mut agent, &ticket), "REFUNDING");
        place(app, "D-9", "900.00", None);
        let ticket = refund(&mut colleague, "D-9");
        assert_eq!(status(&mut colleague, &ticket), "REFUNDING");
        assert_eq!(automatic(app), 590_000);
        // Ten in the morning in Shanghai; the next day of that calendar begins after fourteen hours.
        place(app, "D-10", "900.00", None);
        place(app, "D-11", "900.00", None);
        app.wait(14 * 3_600 - 1);
        let mut agent = again(app, &agent);
        let ticket = refund(&mut agent, "D-10");
        assert_eq!(status(&mut agent, &ticket), "PENDING_REVIEW");
        app.wait(1);
        let ticket = refund(&mut agent, "D-11");
        assert_eq!(status(&mut agent, &ticket), "REFUNDING");
        app.run_jobs();
    }

    fn two_tabs_do_not_both_take_what_is_left_of_the_day(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        for round in 0..4 {
            let mut agent = if round == 0 { agent.clone() } else { app.staff(&format!("agent{round}"), &[Role::Agent]) };
            for number in 1..=4 {
                place(app, &format!("C-{round}-{number}"), "1000.00", None);
                refund(&mut agent, &format!("C-{round}-{number}"));
            }
            let [one, other] = ["left", "right"].map(|tab| {
                let order = format!("C-{round}-{tab}");
                place(app, &order, "700.00", None);
                let mut person = agent.clone();
                let form = application_form(&mut person, &order, "REFUND_ONLY", &[(1, 1)]);
                (person, form)
            });
            let answers = at_once(one, other);
            assert_eq!(answers.each_ref().map(Page::status), [303, 303]);
            assert_eq!(automatic(app), 470_000 * (round + 1), "one of two passes");
        }
        assert!(agent.open("/tickets?status=PENDING_REVIEW").has("tr[data-key]"));
        app.run_jobs();
    }
}

/// Somebody logged in anew, as one does in the evening.
fn again(app: &TestApp, person: &Client) -> Client {
    let mut browser = app.browser();
    browser.log_in(&person.username, PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    Client::new(browser, person.id, &person.username)
}
