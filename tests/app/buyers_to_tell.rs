//! Buyers who have yet to hear of a rejection, a bounce or a failed refund: a queue on the agent's desk, and the ways out of it.

use aftersales::store::tickets::stages;
use aftersales::store::{Scope, tickets};

use crate::harness::flow::{apply, send, send_with};
use crate::harness::*;
use crate::refunds::{People, act, people, reviewed, work};

const LIST: &str = "/tickets?queue=to-tell";

fn waiting(people: &mut People) -> Vec<String> {
    let page = people.agent.open(LIST);
    page.all("tbody tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
}

fn on_the_desk(people: &mut People, ticket_no: &str) -> bool {
    people.agent.open("/").has(&format!("tr[data-key={ticket_no}]"))
}

fn reject(people: &mut People, ticket_no: &str) {
    let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
    let form = page.form_of("reject").set("category", "INCOMPLETE_MATERIAL").set("reason", "缺少照片");
    people.reviewer.submit_ok(form);
}

both_engines! {
    fn a_rejected_ticket_waits_until_the_buyer_is_told(app: &TestApp) {
        let mut people = people(app);
        app.order("T-1").line("CHAIR", 3, "100.00").place();
        let ticket_no = apply(&mut people.agent, "T-1", "RETURN_REFUND", &[(1, 2)]);
        assert_eq!(waiting(&mut people), [""; 0]);
        assert!(!people.agent.open(&format!("/tickets/{ticket_no}")).has("form[data-action=tell-buyer]"));
        reject(&mut people, &ticket_no);
        assert_eq!(waiting(&mut people), [ticket_no.as_str()]);
        assert!(on_the_desk(&mut people, &ticket_no));
        assert!(!people.finance.open(&format!("/tickets/{ticket_no}")).has("form[data-action=tell-buyer]"), "who talks to no buyer");
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        assert!(page.text("form[data-action=tell-buyer] textarea").contains("缺少照片"), "the sentence is filled in");
        let empty = people.agent.submit(page.form_of("tell-buyer").set("text", " "));
        assert_eq!(empty.status(), 422);
        assert!(empty.has("[data-error-for=text]"));
        assert_eq!(waiting(&mut people), [ticket_no.as_str()]);
        let told = send_with(&mut people.agent, &ticket_no, "tell-buyer", &[("channel", "HOTLINE"), ("text", "已电话说明需补照片")]);
        let entry = told.text("li[data-event=BuyerTold]");
        assert!(entry.contains("已电话说明需补照片") && entry.contains("agent"), "{entry}");
        assert_eq!(waiting(&mut people), [""; 0]);
        assert!(!on_the_desk(&mut people, &ticket_no));
        assert!(!told.has("form[data-action=tell-buyer]"));
        assert_eq!(told.status_of_ticket(), "REJECTED");
    }

    fn a_bounce_and_a_failure_wait_until_the_next_status(app: &TestApp) {
        let mut people = people(app);
        app.order("T-2").unsigned().line("LAMP", 1, "40.00").place();
        let (bounced, refund_no) = reviewed(&mut people, "T-2", "1");
        let form = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce").set("reason", "金额不对");
        people.finance.submit_ok(form);
        app.order("T-3").unsigned().reference("SIM-FAIL-BALANCE").line("LAMP", 1, "40.00").place();
        let (failed, refund_no) = reviewed(&mut people, "T-3", "1");
        act(&mut people.finance, &refund_no, "finance-approve");
        work(app);
        let mut both = waiting(&mut people);
        both.sort();
        assert_eq!(both, [bounced.as_str(), failed.as_str()]);
        send(&mut people.reviewer, &bounced, "approve");
        assert_eq!(waiting(&mut people), [failed.as_str()]);
        assert_eq!(act(&mut people.lead, &refund_no, "retry-refund").status(), 303);
        work(app);
        assert_eq!(waiting(&mut people), [""; 0]);
    }

    fn a_rejected_ticket_is_taken_up_again_with_all_that_was_typed(app: &TestApp) {
        let mut people = people(app);
        app.order("T-4").line("CHAIR", 3, "100.00").line("LAMP", 1, "50.00").place();
        let form = people.agent.open("/tickets/new?order_no=T-4").form_of("submit").set("type", "RETURN_REFUND");
        let form = form.set("qty_1", "2").set("reason_1", "QUALITY").set("buyer_words", "椅脚断了").set("claimed_amount", "150.00");
        let form = form.set("contact_phone", "13812345678").set("contact_email", "li@example.com");
        let page = people.agent.submit_ok(form);
        let rejected = page.path().rsplit('/').next().unwrap_or_default().to_owned();
        reject(&mut people, &rejected);
        let page = people.agent.open(&format!("/tickets/{rejected}"));
        let again = page.attribute("[data-reapply]", "href").expect("a link to apply again");
        let form = people.agent.open(&again).form_of("submit");
        for (field, value) in [
            ("type", "RETURN_REFUND"),
            ("qty_1", "2"),
            ("reason_1", "QUALITY"),
            ("qty_2", ""),
            ("buyer_words", "椅脚断了"),
            ("claimed_amount", "150.00"),
            ("parent_no", rejected.as_str()),
            ("contact_phone", "138****5678"),
            ("contact_email", "l***@example.com"),
        ] {
            assert_eq!(form.value(field), Some(value), "{field}");
        }
        let contacts = |page: &Page| {
            let number = page.path().rsplit('/').next().unwrap_or_default().to_owned();
            let intake = app.db.read_blocking(move |connection| {
                let ticket = tickets::by_no(connection, &Scope::All, &number)?.expect("a ticket");
                stages::intake(connection, ticket.id)
            });
            let particulars = intake.expect("it is read").particulars;
            (particulars.contact_phone, particulars.contact_email)
        };
        let mut draft = form.clone().set("form_token", "a draft");
        draft.add("intent", "draft");
        let page = people.agent.submit_ok(draft);
        let edit = people.agent.open(&format!("{}/edit", page.path())).form_of("submit");
        assert_eq!(edit.value("contact_phone"), Some("138****5678"));
        let page = people.agent.submit_ok(edit.set("contact_email", "").set("qty_1", "1"));
        assert_eq!(contacts(&page), ("13812345678".to_owned(), String::new()), "what was shown in part stays, what was emptied goes");
        let page = people.agent.submit_ok(form.set("qty_1", "1"));
        assert_eq!(contacts(&page), ("13812345678".to_owned(), "li@example.com".to_owned()));
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.text("[data-panel=other-tickets]").contains(&rejected));
    }

    fn a_draft_shows_no_amount_that_nobody_computed(app: &TestApp) {
        let mut people = people(app);
        app.order("T-5").line("CHAIR", 3, "100.00").place();
        let form = people.agent.open("/tickets/new?order_no=T-5").form_of("submit").set("type", "RETURN_REFUND");
        let mut form = form.set("qty_1", "2").set("reason_1", "NO_REASON");
        form.add("intent", "draft");
        let page = people.agent.submit_ok(form);
        assert_eq!(page.status_of_ticket(), "DRAFT");
        assert!(!page.has("[data-amount=computed]") && !page.has("details.why"));
        for panel in ["[data-panel=goods] tfoot", "[data-panel=timeline]", "[data-panel=say]", ".action-bar"] {
            assert!(!page.text(panel).contains("0.00"), "{panel}: {}", page.text(panel));
        }
        let row = people.agent.open("/tickets?status=DRAFT").text("td[data-col=refund_amount]");
        assert_eq!(row.trim(), "—");
        assert_eq!(people.agent.open("/").text("td[data-col=refund_amount]").trim(), "—");
    }
}
