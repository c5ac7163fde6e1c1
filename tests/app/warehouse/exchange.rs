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

    fn an_exchange_says_what_it_waits_for(app: &TestApp) {
        app.order("E-9").line("CHAIR", 2, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.applied("EXCHANGE", "E-9", &[(1, 2, "")]);
        let address = format!("/tickets/{ticket_no}");
        let page = shop.reviewer.open(&address);
        assert!(page.has("[data-panel=goods] [data-for-sale='0']"), "the reviewer sees the stock");
        shop.reviewer.submit_ok(page.form_of("approve"));
        assert_eq!(shop.status(&ticket_no), "APPROVED");
        let page = shop.agent.open(&format!("{address}?lang=en"));
        let said = page.text("[data-waits-for-stock]");
        assert!(said.contains("2 of CHAIR needed, 0 for sale"), "{said}");
        assert!(page.has("form[data-action=give-address] button[disabled]"));
        put(app, "MAIN", "CHAIR", 2);
        let page = shop.agent.open(&address);
        assert!(!page.has("[data-waits-for-stock]"));
        assert_eq!(shop.agent.submit_ok(page.form_of("give-address")).status_of_ticket(), "PENDING_RETURN");
    }

    fn the_parcel_has_an_address_that_agents_change(app: &TestApp) {
        app.order("E-5").receiver("王小明", "13800001234").line("CHAIR", 1, "119.00").place();
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let mut colleague = app.staff("colleague", &[Role::Warehouse]);
        let ticket_no = shop.returning("EXCHANGE", "E-5", &[(1, 1, "")], "SF0000000005");
        for step in ["receive", "inspect"] {
            shop.clerk_does(&ticket_no, step, &[]);
        }
        let desk = format!("/warehouse?q={ticket_no}");
        let page = shop.clerk.open(&desk);
        assert!(page.has("[data-ship-to=masked]") && !page.source().contains("13800001234"));
        let page = shop.clerk.submit_ok(page.form_of("show-ship-to"));
        assert_eq!(page.name().as_deref(), Some("warehouse.desk"));
        let shown = page.text("[data-ship-to=clear]");
        assert!(shown.contains("王小明") && shown.contains("13800001234") && shown.contains("浦东新区"), "{shown}");
        let token = colleague.open(&desk).form_of("show-ship-to");
        assert!(shop.clerk_sees(&ticket_no).has("[data-ship-to=clear]"), "once is enough for one person");
        assert_eq!(app.staff("auditor", &[Role::Auditor]).open("/audit?kind=unmask").all("tr[data-kind=unmask]").len(), 1);
        colleague.submit_ok(token);
        let page = shop.agent.open(&format!("/tickets/{ticket_no}"));
        assert!(!page.text("[data-panel=ship-to]").contains("13800001234"), "masked on the ticket");
        let form = page.form_of("change-ship-to").set("receiver", "李雷").set("phone", "13900005678");
        for (address, at) in [("上海市浦东新区***", "address"), ("", "address")] {
            let refused = shop.agent.submit(form.clone().set("address", address));
            assert_eq!((refused.status(), refused.error(at).is_empty()), (422, false), "{address}");
            assert_eq!(refused.form_of("change-ship-to").value("receiver"), Some("李雷"));
        }
        let page = shop.agent.submit_ok(form.set("address", "北京市海淀区学院路 5 号"));
        assert!(page.has("[data-event=ShipToChanged]") && !page.text("[data-event=ShipToChanged]").contains("学院路"));
        let page = shop.clerk.open(&desk);
        assert!(page.has("[data-ship-to=masked]"), "nobody has seen the new one");
        let page = shop.clerk.submit_ok(page.form_of("show-ship-to"));
        assert!(page.text("[data-ship-to=clear]").contains("李雷 13900005678 北京市海淀区学院路 5 号"));
        assert!(shop.clerk_sees(&ticket_no).form("change-ship-to").is_none(), "clerks send, agents change");
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        assert!(shop.agent.open(&format!("/tickets/{ticket_no}")).form("change-ship-to").is_none(), "it is sent");
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
        let to_dispatch = format!("[data-key={ticket_no}]");
        assert!(!shop.clerk.open("/warehouse?step=dispatch").has(&to_dispatch), "nothing leaves before the exception is decided");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "PARTIAL")]).status(), 303);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (5, 2));
        assert!(shop.clerk.open("/warehouse?step=dispatch").has(&to_dispatch));
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
        assert!(shop.clerk.open("/warehouse?step=dispatch").has(&format!("[data-key={ticket_no}]")), "the goods that go back");
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        assert_eq!(shop.status(&ticket_no), "CLOSED");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (1, 0));
        assert_moves_sum_to_stock(app);
    }
}
