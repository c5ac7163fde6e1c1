//! Exchanges: stock reserved in one warehouse, shipped, confirmed; out of stock, cancelled, in part.

use aftersales::domain::goods::condition::Bucket;

use super::*;

both_engines! {
    fn the_replacement_is_reserved_shipped_and_can_be_returned(app: &TestApp) {
        app.order("E-1").line("CHAIR", 2, "119.00").place();
        put(app, "MAIN", "CHAIR", 5);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "E-1", &[(1, 1, "")], "SF0000000001");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (5, 1));
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[("grade_1", "C")]);
        assert_eq!(held(app, "CHAIR", Bucket::Defective), (1, 0));
        assert_eq!(shop.status(&ticket_no), "PENDING_EXCHANGE");
        let form = shop.clerk_sees(&ticket_no).form_of("dispatch").set("tracking_no", "12");
        let page = shop.clerk.submit(form);
        assert_eq!((page.status(), page.error("tracking_no").is_empty()), (422, false));
        let page = shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "sf 9988 7766 55")]);
        assert_eq!(page.status_of_ticket(), "EXCHANGE_SHIPPED");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (4, 0));
        let form = shop.agent.open(&format!("/tickets/{ticket_no}")).form_of("confirm-receipt");
        assert_eq!(shop.agent.submit_ok(form).status_of_ticket(), "COMPLETED");
        let again = shop.agent.open("/tickets/new?order_no=E-1");
        let left = |line: &str| again.attribute(&format!("tr[data-line-no='{line}']"), "data-returnable");
        assert_eq!((left("1").as_deref(), left("100001").as_deref()), (Some("1"), Some("1")));
        let second = shop.applied("RETURN_REFUND", "E-1", &[(100_001, 1, "")]);
        assert_eq!(shop.amount(&second, "computed"), "119.00");
        assert_moves_sum_to_stock(app);
    }

    fn without_stock_nothing_is_reserved(app: &TestApp) {
        app.order("E-2").line("CHAIR", 2, "119.00").place();
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let ticket_no = shop.approved("EXCHANGE", "E-2", &[(1, 2, "")]);
        assert_eq!(shop.status(&ticket_no), "APPROVED");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (1, 0));
        put(app, "MAIN", "CHAIR", 1);
        let form = shop.agent.open(&format!("/tickets/{ticket_no}")).form_of("give-address");
        assert_eq!(shop.agent.submit_ok(form).status_of_ticket(), "PENDING_RETURN");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (2, 2));
        let form = shop.agent.open(&format!("/tickets/{ticket_no}")).form_of("cancel").set("reason", "买家不换了");
        shop.agent.submit_ok(form);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (2, 0));
        assert_moves_sum_to_stock(app);
    }

    fn an_exchange_accepted_in_part_needs_less(app: &TestApp) {
        app.order("E-3").line("CHAIR", 3, "119.00").place();
        put(app, "MAIN", "CHAIR", 3);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "E-3", &[(1, 3, "")], "SF0000000003");
        shop.clerk_does(&ticket_no, "receive", &[("received_1", "2"), ("good_1", "2")]);
        shop.clerk_does(&ticket_no, "inspect", &[("verdict", "DEVIATES"), ("finding", "少一把")]);
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(!page.form_of("inspection-outcome").has("deduction"), "an exchange has no amount to lower");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "DEDUCT")]).status(), 409);
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "PARTIAL")]).status(), 303);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (5, 2));
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (3, 0));
        assert_moves_sum_to_stock(app);
    }

    fn an_exchange_sent_back_keeps_no_stock(app: &TestApp) {
        app.order("E-4").line("CHAIR", 1, "119.00").place();
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "E-4", &[(1, 1, "")], "SF0000000004");
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[("verdict", "DEVIATES"), ("finding", "人为损坏")]);
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "SEND_BACK"), ("note", "人为损坏")]).status(), 303);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (1, 0));
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        assert_eq!(shop.status(&ticket_no), "CLOSED");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (1, 0));
        assert_moves_sum_to_stock(app);
    }
}
