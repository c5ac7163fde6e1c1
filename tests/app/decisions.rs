//! Decisions with their reasons beside them: one's own taken back, exceptions with their figures, refunds with why.

use crate::harness::flow::{apply, send, send_with, ship_back};
use crate::harness::*;
use crate::refunds::{act, people, refund_of, review, work};
use crate::warehouse::{Shop, put};

/// A ticket for two chairs of 88.00 each whose inspection deviated, with one received.
fn one_of_two(shop: &mut Shop, app: &TestApp, order_no: &str) -> String {
    app.order(order_no).line("CHAIR", 2, "88.00").place();
    let ticket_no = shop.returning("RETURN_REFUND", order_no, &[(1, 2, "")], "SF1111111111");
    shop.clerk_does(&ticket_no, "receive", &[("received_1", "1"), ("good_1", "1")]);
    shop.clerk_does(&ticket_no, "inspect", &[("verdict", "DEVIATES"), ("finding", "only one came")]);
    ticket_no
}

fn withdraw(person: &mut Client, ticket_no: &str) -> Page {
    send_with(person, ticket_no, "withdraw", &[("reason", "the wrong ticket")])
}

both_engines! {
    fn an_own_approval_is_taken_back_before_finance_signs(app: &TestApp) {
        app.order("W-1").line("CHAIR", 1, "60.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "W-1", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.reviewer, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        let mut colleague = app.staff("colleague", &[Role::Reviewer]);
        assert!(colleague.open(&format!("/tickets/{ticket_no}")).form("withdraw").is_none(), "it is not the colleague's");
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let refused = people.reviewer.submit(page.form_of("withdraw").set("reason", ""));
        assert_eq!((refused.status(), refused.error("reason").is_empty()), (422, false));
        let page = withdraw(&mut people.reviewer, &ticket_no);
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.text("li[data-event=DecisionWithdrawn]").contains("the wrong ticket"));
        assert!(!people.finance.open(&format!("/refunds?q={ticket_no}")).has("tbody tr[data-key]"), "nothing is left to pay");
        send_with(&mut people.reviewer, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        act(&mut people.finance, &refund_no, "finance-approve");
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.form("withdraw").is_none(), "finance has signed");
        work(app);
    }

    fn a_decision_stands_once_the_parcel_is_on_its_way(app: &TestApp) {
        app.order("W-2").line("CHAIR", 1, "60.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "W-2", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &ticket_no, "approve");
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let late = page.form_of("withdraw").set("reason", "too late");
        app.wait(60);
        ship_back(&mut people.agent, &ticket_no);
        assert_eq!(people.reviewer.submit(late).status(), 409);
        assert!(people.reviewer.open(&format!("/tickets/{ticket_no}")).form("withdraw").is_none());
    }

    fn a_withdrawn_exchange_frees_its_stock(app: &TestApp) {
        app.order("W-3").line("CHAIR", 1, "60.00").place();
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let ticket_no = shop.approved("EXCHANGE", "W-3", &[(1, 1, "CHAIR")]);
        assert_eq!(crate::warehouse::held(app, "CHAIR", aftersales::domain::goods::condition::Bucket::Sellable), (1, 1));
        assert_eq!(withdraw(&mut shop.reviewer, &ticket_no).status_of_ticket(), "PENDING_REVIEW");
        assert_eq!(crate::warehouse::held(app, "CHAIR", aftersales::domain::goods::condition::Bucket::Sellable), (1, 0));
        assert_eq!(send(&mut shop.reviewer, &ticket_no, "approve").status_of_ticket(), "PENDING_RETURN");
    }

    fn a_rejection_is_taken_back_while_the_goods_are_free(app: &TestApp) {
        app.order("W-4").line("CHAIR", 1, "60.00").place();
        let mut people = people(app);
        let refuse: &[(&str, &str)] = &[("category", "OVERDUE"), ("reason", "too late")];
        let ticket_no = apply(&mut people.agent, "W-4", "RETURN_REFUND", &[(1, 1)]);
        send_with(&mut people.reviewer, &ticket_no, "reject", refuse);
        assert_eq!(withdraw(&mut people.reviewer, &ticket_no).status_of_ticket(), "PENDING_REVIEW");
        send_with(&mut people.reviewer, &ticket_no, "reject", refuse);
        apply(&mut people.agent, "W-4", "RETURN_REFUND", &[(1, 1)]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let refused = people.reviewer.submit(page.form_of("withdraw").set("reason", "another one holds it"));
        assert_eq!((refused.status(), refused.error("reason").is_empty()), (422, false));
    }

    fn a_partial_acceptance_leaves_its_numbers_everywhere(app: &TestApp) {
        let mut shop = Shop::new(app);
        let ticket_no = one_of_two(&mut shop, app, "W-5");
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        let form = "form[data-action=inspection-outcome]";
        assert!(!page.has(&format!("{form} input[name=outcome][checked]")), "nothing is chosen beforehand");
        assert!(page.text(&format!("{form} .outcomes")).contains("88.00"), "what a part pays stands beside it");
        assert!(page.text(&format!("{form} [data-inspected-by]")).contains("clerk"));
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "PARTIAL"), ("accepted_1", "1")]).status(), 303);
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        let entry = page.text("li[data-event=ExceptionPartlyAccepted]");
        assert!(entry.contains("176.00 → 88.00") && entry.contains("2 → 1"), "{entry}");
        let line = page.text("[data-panel=goods] tr[data-line-no='1']");
        assert!(line.contains("2 → 1") && line.contains("176.00"), "{line}");
        let mut finance = app.staff("finance", &[Role::Finance]);
        let refund_no = refund_of(&mut finance, &ticket_no);
        let list = finance.open(&format!("/refunds?lang=en&open={refund_no}"));
        assert_eq!(list.text("td[data-col=quantity]"), "2 → 1");
        for part in ["td[data-col=fees]", "[data-why]"] {
            assert!(list.text(part).contains("2 → 1 units, 176.00 → 88.00"), "{part}: {}", list.text(part));
        }
        assert_eq!(list.text("td[data-col=subtotal]"), "88.00", "price times units");
    }

    fn the_card_of_finance_says_why(app: &TestApp) {
        app.order("W-6").line("CHAIR", 2, "60.00").place();
        let mut people = people(app);
        let first = apply(&mut people.agent, "W-6", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.reviewer, &first, "approve", &[("ground", "LOST")]);
        let paid = refund_of(&mut people.finance, &first);
        act(&mut people.finance, &paid, "finance-approve");
        work(app);
        let second = apply(&mut people.agent, "W-6", "REFUND_ONLY", &[(1, 1)]);
        let fields = [("ground", "COMPENSATION"), ("amount_1", "20.00"), ("note", "a scratch")];
        send_with(&mut people.reviewer, &second, "approve", &fields);
        let refund_no = refund_of(&mut people.finance, &second);
        let page = people.finance.open(&format!("/refunds?open={refund_no}"));
        let why = page.text("[data-why]");
        assert!(why.contains("reviewer") && why.contains("a scratch"), "{why}");
        assert!(page.text("[data-why] [data-earlier]").contains(&paid), "{why}");
        let row = format!("tr[data-key='{refund_no}'] td");
        assert_eq!(page.text(&format!("{row}[data-col=subtotal]")), "60.00", "price times units, not what was approved");
        assert_eq!(page.all("form[data-action=finance-approve] ~ details.danger:not(.jumped)").len(), 0, "one control to bounce");
    }

    fn fees_are_folded_and_refusing_stands_beside_approving(app: &TestApp) {
        app.order("W-7").line("CHAIR", 1, "60.00").place();
        let mut people = people(app);
        let ticket_no = apply(&mut people.agent, "W-7", "RETURN_REFUND", &[(1, 1)]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(!page.has("[data-action=approve] .line-input input[disabled]"), "no rows that can do nothing");
        assert!(page.has("[data-action=approve] .form-actions a[href='#reject-category']"));
        assert!(page.has("#reject-category"));
        review(&mut people, &ticket_no);
    }
}
