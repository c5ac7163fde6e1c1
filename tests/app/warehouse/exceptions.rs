//! The exits of an inspection exception: accepted, deducted, in part, sent back.

use aftersales::domain::goods::condition::Bucket;
use diesel::connection::SimpleConnection;

use super::*;

/// A ticket on two lines whose inspection deviated; what was received of the first line.
fn deviating(shop: &mut Shop, order_no: &str, received: &str, grade: &str) -> String {
    let ticket_no = shop.returning("RETURN_REFUND", order_no, &[(1, 3, ""), (2, 1, "")], "SF1111111111");
    shop.clerk_does(&ticket_no, "receive", &[("received_1", received), ("good_1", received)]);
    let page =
        shop.clerk_does(&ticket_no, "inspect", &[("verdict", "DEVIATES"), ("grade_1", grade), ("finding", "划痕")]);
    assert_eq!(page.status_of_ticket(), "INSPECTION_EXCEPTION");
    ticket_no
}

fn order(app: &TestApp, order_no: &str) {
    app.order(order_no).line_paid("CHAIR", 3, "40.00", "100.00").line("LAMP", 1, "50.00").place();
}

both_engines! {
    fn accepted_as_it_is(app: &TestApp) {
        order(app, "X-1");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-1", "3", "B");
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        let counted = page.text("form[data-action=inspection-outcome] [data-counted]");
        assert!(counted.contains('3') && counted.contains('B'), "the reviewer sees what was counted: {counted}");
        let untouched = shop.decides(&ticket_no, &[]);
        assert_eq!((untouched.status(), untouched.error("outcome").is_empty()), (422, false), "nothing is preset");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "ACCEPT")]).status(), 303);
        assert_eq!(shop.status(&ticket_no), "PENDING_REFUND");
        assert_eq!(shop.amount(&ticket_no, "approved"), "150.00");
        assert_eq!(held(app, "CHAIR", Bucket::Returned), (3, 0));
        assert_eq!(held(app, "LAMP", Bucket::Sellable), (1, 0));
    }

    fn a_brick_in_the_box_moves_no_stock(app: &TestApp) {
        order(app, "X-2");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-2", "3", "X");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "ACCEPT")]).status(), 303);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (0, 0));
        assert_moves_sum_to_stock(app);
    }

    fn accepted_with_a_deduction(app: &TestApp) {
        order(app, "X-3");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-3", "3", "A");
        let deduct: &[(&str, &str)] = &[("outcome", "DEDUCT"), ("deduction", "10.00"), ("note", "划痕折价")];
        let page = shop.decides(&ticket_no, deduct);
        assert_eq!((page.status(), page.error("buyer_agreed").is_empty()), (422, false));
        let agreed = |more: &[(&'static str, &'static str)]| [deduct, &[("buyer_agreed", "1")], more].concat();
        for (more, field) in [
            (&[("note", "")][..], "note"),
            (&[("deduction", "150.00")], "deduction"),
            (&[("deduction", "150.01")], "deduction"),
            (&[("deduction", "")], "deduction"),
            (&[("deduction", "-1")], "deduction"),
            (&[("amount_1", "99.00")], "deduction"),
            (&[("deduction", ""), ("amount_1", "100.01")], "amount_1"),
        ] {
            let page = shop.decides(&ticket_no, &agreed(more));
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{more:?}");
        }
        assert_eq!(shop.decides(&ticket_no, &agreed(&[])).status(), 303);
        assert_eq!(shop.amount(&ticket_no, "approved"), "140.00");
        assert_eq!(shop.status(&ticket_no), "PENDING_REFUND");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (3, 0));
    }

    fn accepted_in_part(app: &TestApp) {
        order(app, "X-4");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-4", "2", "A");
        for (units, field) in [("3", "accepted_1"), ("-1", "accepted_1")] {
            let page = shop.decides(&ticket_no, &[("outcome", "PARTIAL"), ("accepted_1", units)]);
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{units}");
        }
        let none = shop.decides(&ticket_no, &[("outcome", "PARTIAL"), ("accepted_1", "0"), ("accepted_2", "0")]);
        assert_eq!((none.status(), none.error("outcome").is_empty()), (422, false));
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "PARTIAL"), ("accepted_1", "1")]).status(), 303);
        // 100.00 for three: one is 33.33, and the lamp's 50.00.
        assert_eq!(shop.amount(&ticket_no, "approved"), "83.33");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (1, 0));
        assert!(shop.clerk.open("/warehouse/unclaimed").text("main").contains("CHAIR ×1"), "the second one is the buyer's");
        let again = shop.agent.open("/tickets/new?order_no=X-4");
        assert_eq!(again.attribute("tr[data-line-no='1']", "data-returnable").as_deref(), Some("2"));
    }

    fn sent_back_unshelved(app: &TestApp) {
        order(app, "X-5");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-5", "3", "X");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "SEND_BACK")]).status(), 422, "a reason is needed");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "SEND_BACK"), ("note", "不是我们的货")]).status(), 303);
        assert_eq!(shop.status(&ticket_no), "INSPECTION_EXCEPTION");
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.form("inspection-outcome").is_none(), "it is decided");
        let page = shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF2222222222")]);
        assert_eq!(page.status_of_ticket(), "CLOSED");
        assert_moves_sum_to_stock(app);
        let again = shop.agent.open("/tickets/new?order_no=X-5");
        assert_eq!(again.attribute("tr[data-line-no='1']", "data-returnable").as_deref(), Some("3"));
    }

    fn an_empty_box_is_refused_without_a_parcel_back(app: &TestApp) {
        let mut shop = Shop::new(app);
        for (order_no, kind) in [("X-7", "RETURN_REFUND"), ("X-8", "EXCHANGE")] {
            app.order(order_no).line_paid("CHAIR", 3, "40.00", "100.00").place();
            put(app, "MAIN", "CHAIR", 3);
            let ticket_no = shop.returning(kind, order_no, &[(1, 3, "")], &format!("SF{order_no}11111"));
            shop.clerk_does(&ticket_no, "receive", &[("received_1", "0"), ("good_1", "0")]);
            shop.clerk_does(&ticket_no, "inspect", &[("finding", "空箱")]);
            let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
            assert!(!page.form_of("inspection-outcome").choices("outcome").contains(&"PARTIAL".to_owned()));
            assert_eq!(shop.decides(&ticket_no, &[("outcome", "SEND_BACK")]).status(), 422, "a reason is needed");
            let refused = [("outcome", "SEND_BACK"), ("note", "空箱，已与快递核实")];
            assert_eq!(shop.decides(&ticket_no, &refused).status(), 303);
            let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
            assert_eq!(page.status_of_ticket(), "CLOSED");
            assert!(page.has("[data-event=EmptyParcelRefused]"));
            assert!(!shop.clerk.open("/warehouse?step=dispatch").has("tr[data-key]"), "nothing waits to be sent");
            assert_eq!(held(app, "CHAIR", Bucket::Sellable).1, 0, "nothing is promised any more");
            let again = shop.agent.open(&format!("/tickets/new?order_no={order_no}"));
            assert_eq!(again.attribute("tr[data-line-no='1']", "data-returnable").as_deref(), Some("3"));
        }
        assert_moves_sum_to_stock(app);
    }

    fn an_empty_box_that_was_to_be_sent_back_can_still_end(app: &TestApp) {
        order(app, "X-9");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-9", "3", "X");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "SEND_BACK"), ("note", "不是我们的货")]).status(), 303);
        app.db
            .write_blocking(|tx| {
                let emptied = "DELETE FROM outbound_lines; UPDATE inbound_lines SET received_qty = 0, good_qty = 0, defective_qty = 0; \
                               UPDATE ticket_lines SET received_qty = 0, good_qty = 0, defective_qty = 0";
                Ok::<_, DbError>(tx.connection().batch_execute(emptied)?)
            })
            .expect("as it was recorded before");
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "SEND_BACK"), ("note", "空箱")]).status(), 303);
        assert_eq!(shop.status(&ticket_no), "CLOSED");
        assert!(!shop.clerk.open("/warehouse?step=dispatch").has("tr[data-key]"));
    }

    fn an_exception_is_not_the_clerks_to_decide(app: &TestApp) {
        order(app, "X-6");
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, "X-6", "3", "A");
        assert!(shop.clerk_sees(&ticket_no).form("inspection-outcome").is_none());
        let mut form = Form::to(&format!("/tickets/{ticket_no}/inspection-outcome"));
        let token = shop.clerk.open("/warehouse").form_of("sign-in").value("csrf").expect("a token").to_owned();
        form.add("csrf", &token);
        assert_eq!(shop.clerk.submit(form).status(), 403);
    }
}
