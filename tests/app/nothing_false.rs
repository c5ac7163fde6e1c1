//! What a page says is so: totals of refused forms, amounts that were asked for, sentences to the buyer, ways of payment.

use crate::harness::flow::{application_form, apply, send, send_with};
use crate::harness::*;
use crate::refunds::{people, refund_of, work};
use crate::warehouse::put;

/// The number of the ticket whose page this is.
fn number(page: &Page) -> String {
    page.path().rsplit('/').next().unwrap_or_default().to_owned()
}

both_engines! {
    fn a_refused_approval_shows_the_total_of_its_fields(app: &TestApp) {
        app.order("F-1").line("CHAIR", 1, "29.90").freight("10.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "F-1", "RETURN_REFUND", &[(1, 1)]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.value("[data-amount=to-approve]"), "29.90");
        let refused = people.reviewer.submit(page.form_of("approve").set("amount_1", "20").set("allow_freight", "1"));
        assert_eq!(refused.status(), 422);
        assert_eq!(refused.value("[data-amount=to-approve]"), "30.00", "20.00 and the freight");
        assert!(refused.error_at("note").is_some());
        let listed = refused.all("[data-errors] a");
        assert_eq!(listed.len(), 1, "each problem is listed once");
        let place = refused.attribute("[data-errors] a", "href").expect("a link");
        assert_eq!(refused.all(&place).len(), 1, "{place} stands on the page");
    }

    fn freight_that_comes_by_itself_stands_once_in_the_sum(app: &TestApp) {
        app.order("F-2").unshipped().line("CHAIR", 1, "400.00").line("LAMP", 1, "1500.00").freight("10.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "F-2", "REFUND_ONLY", &[(1, 1), (2, 1)]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.value("[data-amount=to-approve]"), "1910.00");
        let refused = people.reviewer.submit(page.form_of("approve").set("amount_1", "300"));
        assert_eq!((refused.status(), refused.value("[data-amount=to-approve]").as_str()), (422, "1810.00"));
    }

    fn an_approval_starts_at_what_the_buyer_asked(app: &TestApp) {
        app.order("F-3").line("CHAIR", 1, "60.00").line("LAMP", 1, "30.00").place();
        let mut people = people(app);
        let form = application_form(&mut people.agent, "F-3", "REFUND_ONLY", &[(1, 1), (2, 1)]);
        let ticket_no = number(&people.agent.submit_ok(form.set("claimed_amount", "30.01")));
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let form = page.form("approve").expect("the form");
        let starts = ["amount_1", "amount_2", "ground"].map(|field| form.value(field));
        assert_eq!(starts, [Some("20.01"), Some("10.00"), Some("")]);
        assert_eq!(page.value("[data-asked] [data-amount=asked]"), "30.01");
        assert_eq!(page.value("[data-amount=to-approve]"), "30.01");
        let page = send_with(&mut people.reviewer, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        assert_eq!(page.value("[data-amount=approved]"), "30.01");
        assert!(page.text("[data-panel=rounds]").contains("As the buyer asked"), "no note was needed");
        let said = people.agent.open(&format!("/tickets/{ticket_no}")).text("#say-buyer");
        assert!(said.contains("30.01") && !said.contains("59.99"), "what was never asked for is not deducted: {said}");
    }

    fn less_than_was_asked_needs_a_note(app: &TestApp) {
        app.order("F-4").line("CHAIR", 1, "60.00").place();
        let mut people = people(app);
        let form = application_form(&mut people.agent, "F-4", "REFUND_ONLY", &[(1, 1)]);
        let ticket_no = number(&people.agent.submit_ok(form.set("claimed_amount", "30")));
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let form = page.form_of("approve").set("ground", "COMPENSATION").set("amount_1", "29.99");
        assert!(people.reviewer.submit(form).error_at("note").is_some());
    }

    fn a_draft_that_is_refused_says_why(app: &TestApp) {
        app.order("F-5").line("CHAIR", 2, "60.00").place();
        let mut people = people(app);
        let mut form = application_form(&mut people.agent, "F-5", "RETURN_REFUND", &[(1, 2)]);
        form.press("intent", "draft");
        let draft = number(&people.agent.submit_ok(form));
        apply(&mut people.agent, "F-5", "RETURN_REFUND", &[(1, 1)]);
        let page = people.agent.open(&format!("/tickets/{draft}"));
        assert!(page.all("#say-buyer").is_empty(), "a buyer knows nothing of a draft");
        let refused = people.agent.submit(page.form_of("submit"));
        assert_eq!(refused.status(), 422);
        let why = refused.error_at("qty_1").expect("the problem stands on the page");
        assert!(why.contains('1'), "{why}");
        assert!(refused.all("[data-errors] a").len() == 1 && refused.source().contains(&format!("/tickets/{draft}/edit")));
    }

    fn a_form_of_an_application_knows_its_order(app: &TestApp) {
        app.order("F-6").line("CHAIR", 2, "60.00").place();
        put(app, "MAIN", "CHAIR", 3);
        let mut people = people(app);
        let open = apply(&mut people.agent, "F-6", "RETURN_REFUND", &[(1, 1)]);
        let page = people.agent.open("/tickets/new?order_no=F-6");
        assert!(page.text("[data-strip] [data-open-tickets]").contains(&open));
        assert!(page.text("[data-variant=CHAIR]").contains("3 for sale"));
        let form = application_form(&mut people.agent, "F-6", "EXCHANGE", &[(1, 1)]);
        let page = people.agent.submit_ok(form.set("exchange_sku_1", "chair"));
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW", "letters of a SKU may be small");
    }

    fn a_bounced_ticket_opens_with_the_reason_and_the_last_decision(app: &TestApp) {
        app.order("F-9").line("CHAIR", 1, "60.00").line("LAMP", 1, "30.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "F-9", "REFUND_ONLY", &[(1, 1), (2, 1)]);
        let lower = [("amount_1", "30.00"), ("note", "一半"), ("ground", "COMPENSATION")];
        send_with(&mut people.reviewer, &ticket_no, "approve", &lower);
        send_with(&mut people.finance, &ticket_no, "finance-bounce", &[("reason", "说好退 80")]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let why = page.text("[data-bounced]");
        assert!(why.contains("finance") && why.contains("说好退 80"), "{why}");
        assert_eq!(page.value("[data-bounced] [data-amount=bounced]"), "60.00");
        assert_eq!(page.value("[data-amount=to-approve]"), "60.00", "the next round starts there");
        let refused = people.reviewer.submit(page.form_of("approve"));
        assert!(refused.error_at("note").is_some(), "a lower amount has its reason in each round");
        assert!(people.reviewer.submit(page.form("reject").expect("the form").set("reason", "不同意")).error_at("category").is_some());
    }

    fn a_transfer_is_a_transfer_from_its_registration_on(app: &TestApp) {
        app.order("F-7").manual_gateway().line("CHAIR", 1, "60.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "F-7", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.reviewer, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        send(&mut people.finance, &ticket_no, "finance-approve");
        work(app);
        let said = people.agent.open(&format!("/tickets/{ticket_no}")).text("#say-buyer");
        assert!(said.contains("CNY 60.00"), "{said}");
        send_with(&mut people.finance, &ticket_no, "pay-offline", &[("reference", "T-1"), ("paid_on", "2026-11-22")]);
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        let page = people.finance.open(&format!("/refunds/{refund_no}"));
        assert!(page.source().contains("Manual transfer"));
        let said = people.agent.open(&format!("/tickets/{ticket_no}")).text("#say-buyer");
        assert!(said.contains("bank transfer") && said.contains("CNY 60.00"), "{said}");
    }
}

#[test]
fn a_form_that_is_too_large_leads_back() {
    let app = TestApp::sqlite();
    let mut agent = app.staff("agent", &[Role::Agent]);
    app.order("F-8").line("CHAIR", 1, "60.00").place();
    let form = application_form(&mut agent, "F-8", "REFUND_ONLY", &[(1, 1)]);
    let refused = agent.submit(form.set("buyer_words", &"x".repeat(2_000_000)));
    assert_eq!(refused.status(), 413);
    assert!(refused.source().contains("10 MB") && refused.source().contains("1 MB"), "the limits are said");
    app.finish();
}
