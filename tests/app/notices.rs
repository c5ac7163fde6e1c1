//! Word to one person: who hears what, who does not, the bell with its count, and how it is read, muted and forgotten.

use aftersales::store::DbError;
use diesel::prelude::*;

use crate::harness::flow::apply;
use crate::harness::*;
use crate::refunds::{act, people, reviewed, work};

const DAY: i64 = 86_400;

/// The kind and the ticket of each notice on a person's page, the newest first.
fn notices(person: &mut Client) -> Vec<(String, String)> {
    let page = person.open("/notices");
    let rows = page.all("tr[data-notice]");
    let attribute = |row: &scraper::ElementRef<'_>| row.attr("data-notice").unwrap_or_default().to_owned();
    let numbers = page.all("tr[data-notice] td.id");
    rows.iter()
        .zip(numbers)
        .map(|(row, number)| (attribute(row), number.text().collect::<String>().trim().to_owned()))
        .collect()
}

/// What the bell says.
fn bell(person: &mut Client) -> i64 {
    let shown = person.open("/account").text_of("[data-bell] .count").unwrap_or_default();
    let asked = person.get("/notices/count");
    assert_eq!(asked.status(), 200);
    assert_eq!(asked.text_of(".count").unwrap_or_default(), shown, "the page and the poll agree");
    shown.parse().unwrap_or_default()
}

fn assign(person: &mut Client, ticket_no: &str, to: &str) {
    let mut form = person.open("/tickets").form_at("#bulk-form").expect("the bulk form").set("assignee", to);
    form.add("ticket", ticket_no);
    form.press("intent", "assign");
    assert_eq!(person.submit(form).status(), 200);
}

both_engines! {
    fn who_is_given_a_ticket_hears_of_it_and_who_takes_one_does_not(app: &TestApp) {
        let mut people = people(app);
        app.order("N-1").line("CHAIR", 3, "100.00").place();
        let ticket_no = apply(&mut people.agent, "N-1", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(bell(&mut people.agent), 0);
        let agent = people.agent.id.to_string();
        assign(&mut people.reviewer, &ticket_no, &agent);
        assert_eq!(bell(&mut people.agent), 1);
        assert_eq!(notices(&mut people.agent), [("assigned".to_owned(), ticket_no.clone())]);
        assert_eq!(notices(&mut people.reviewer), [], "nobody is told of their own deeds");
        people.agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(bell(&mut people.agent), 0, "who opened the ticket knows");
        assert_eq!(notices(&mut people.agent).len(), 1, "and can look it up");
        assign(&mut people.reviewer, &ticket_no, "me");
        assert_eq!(notices(&mut people.reviewer), [], "who takes a ticket is not told");
    }

    fn a_bounce_and_a_failed_refund_reach_the_people_of_the_ticket(app: &TestApp) {
        let mut people = people(app);
        app.order("N-2").unsigned().line("LAMP", 1, "40.00").place();
        let (bounced, refund_no) = reviewed(&mut people, "N-2", "1");
        let form = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce").set("reason", "金额不对，请电 13812345678");
        people.finance.submit_ok(form);
        let expected = [("bounced".to_owned(), bounced.clone())];
        assert_eq!(notices(&mut people.agent), expected, "who filed it");
        assert_eq!(notices(&mut people.reviewer), expected, "whose approval it was");
        assert_eq!(notices(&mut people.finance), []);
        assert!(people.agent.open("/notices").text("tr[data-notice] td.text").contains("金额不对"), "the reason stands there");
        let auditor_like = people.lead.open("/notices");
        assert!(auditor_like.has(".empty"), "what concerns others is not listed");
        app.order("N-3").unsigned().reference("SIM-FAIL-BALANCE").line("LAMP", 1, "40.00").place();
        let (failed, refund_no) = reviewed(&mut people, "N-3", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        let expected = ("refund_failed".to_owned(), failed.clone());
        assert_eq!(notices(&mut people.agent)[0], expected);
        assert_eq!(notices(&mut people.finance), [expected], "who signed it");
        assert_eq!(bell(&mut people.agent), 2);
        let page = people.agent.open("/notices");
        people.agent.submit_ok(page.form_of("read-notices"));
        assert_eq!(bell(&mut people.agent), 0);
        assert!(people.agent.open("/notices").form_at("form[data-action=read-notices]").is_some());
    }

    fn a_signature_is_asked_of_the_only_one_who_can_give_it(app: &TestApp) {
        let mut people = people(app);
        let pay = |people: &mut crate::refunds::People, order: &str| {
            app.order(order).unsigned().manual_gateway().line("LAMP", 1, "40.00").place();
            let (ticket_no, refund_no) = reviewed(people, order, "1");
            act(&mut people.finance, &refund_no, "finance-approve");
            let form = people.finance.open(&format!("/refunds/{refund_no}")).form_of("pay-offline").set("reference", order);
            assert_eq!(people.finance.submit(form).status(), 303);
            ticket_no
        };
        let first = pay(&mut people, "N-7");
        let expected = [("signature_wanted".to_owned(), first)];
        assert_eq!(notices(&mut people.lead), expected);
        assert_eq!(notices(&mut people.finance), []);
        let mut third = app.staff("third", &[Role::Finance]);
        pay(&mut people, "N-8");
        assert_eq!(notices(&mut people.lead), expected, "where two can sign it is their queue's");
        assert_eq!(notices(&mut third), []);
    }

    fn kinds_are_muted_and_old_notices_go(app: &TestApp) {
        let mut people = people(app);
        let tickets: Vec<String> = ["N-4", "N-5"].iter().map(|order| {
            app.order(order).line("CHAIR", 3, "100.00").place();
            apply(&mut people.agent, order, "RETURN_REFUND", &[(1, 1)])
        }).collect();
        let agent = people.agent.id.to_string();
        assign(&mut people.reviewer, &tickets[0], &agent);
        let mut form = people.agent.open("/notices").form_of("notice-kinds");
        form.remove("kind");
        for kind in ["bounced", "signature_wanted", "refund_failed"] {
            form.add("kind", kind);
        }
        let page = people.agent.submit_ok(form);
        assert!(!page.has("input[value=assigned][checked]") && page.has("input[value=bounced][checked]"));
        assign(&mut people.reviewer, &tickets[1], &agent);
        assert_eq!(notices(&mut people.agent), [("assigned".to_owned(), tickets[0].clone())], "what was there stays");
        let mut form = people.agent.open("/notices").form_of("notice-kinds");
        form.add("kind", "everything");
        let refused = people.agent.submit(form);
        assert_eq!(refused.status(), 422);
        assert!(refused.has("[data-error-for=kind]"));
        app.wait(91 * DAY);
        app.run_schedule();
        let mut browser = app.browser();
        browser.log_in("agent", crate::harness::app::PASSWORD).expect("logged in");
        assert!(browser.get("/notices").expect("the page").has(".empty"), "what is older than 90 days is gone");
    }

    fn a_notice_of_a_ticket_out_of_sight_is_not_shown(app: &TestApp) {
        let mut people = people(app);
        let mut moving = app.staff_of("moving", &[Role::Agent], &["MAIN"]);
        app.order("N-6").line("CHAIR", 3, "100.00").place();
        let ticket_no = apply(&mut people.agent, "N-6", "RETURN_REFUND", &[(1, 1)]);
        let id = moving.id;
        assign(&mut people.reviewer, &ticket_no, &id.to_string());
        assert_eq!((bell(&mut moving), notices(&mut moving).len()), (1, 1));
        app.db
            .write_blocking(move |tx| {
                let query = diesel::sql_query(format!("DELETE FROM staff_merchants WHERE staff_id = {id}"));
                query.execute(tx.connection()).map_err(DbError::Query)
            })
            .expect("another merchant's from now on");
        assert_eq!((bell(&mut moving), notices(&mut moving).len()), (0, 0));
    }

    fn the_bell_of_an_open_page_keeps_no_session_alive(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let server = app.second_server_with(|config| config.sessions = Default::default());
        let mut browser = server.browser();
        browser.log_in("agent", crate::harness::app::PASSWORD).expect("logged in");
        for _ in 0..12 {
            app.wait(3_599);
            assert_eq!(browser.get("/notices/count").expect("an answer").status(), 200);
        }
        app.wait(60);
        assert_eq!(browser.get("/notices/count").expect("an answer").status(), 303);
        server.finish();
    }
}
