//! The receiving desk: the field is ready for the next scan whatever the last one met.

use aftersales::domain::time::Timestamp;
use aftersales::store::goods::parcels;

use super::*;
use crate::harness::app::NOW;

both_engines! {
    fn the_field_is_empty_after_every_answer(app: &TestApp) {
        for order_no in ["D-1", "D-2"] {
            app.order(order_no).line("CHAIR", 1, "119.00").place();
        }
        let mut shop = Shop::new(app);
        for order_no in ["D-1", "D-2"] {
            shop.returning("RETURN_REFUND", order_no, &[(1, 1, "")], "SF0000000001");
        }
        for q in ["NOPE12345", "SF0000000001", "D-1", "AS0"] {
            let page = shop.clerk.open(&format!("/warehouse?step=open&q={q}"));
            assert_eq!(page.attribute("input[data-scan]", "value").as_deref(), Some(""), "after {q}");
            assert!(page.has("input[data-scan][autofocus]"), "after {q}");
            assert!(page.text("main").contains(q), "the answer names {q}");
        }
        let form = shop.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "no!");
        let refused = shop.clerk.submit(form);
        assert_eq!(refused.status(), 422);
        assert_eq!(refused.attribute("input[data-scan]", "value").as_deref(), Some(""));
        assert!(refused.text("[data-sound=miss]").contains("no!"), "what was scanned is still shown");
    }

    fn a_scan_that_waited_counts_from_its_own_time_and_once(app: &TestApp) {
        app.order("D-3").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "D-3", &[(1, 1, "")], "SF0000000031");
        app.wait(2 * 86_400);
        let now = NOW + 2 * 86_400_000_000;
        let hours_ago = |hours: i64| Timestamp::from_micros(now - hours * 3_600_000_000).utc().to_rfc3339();
        let form = shop.clerk.open("/warehouse").form_of("sign-in");
        let scan = |number: &str, token: &str, at: &str| {
            let mut scan = form.clone().set("tracking_no", number).set("form_token", token);
            scan.add("scanned_at", at);
            scan
        };
        let kept = scan("SF0000000031", "kept", &hours_ago(5));
        let first = shop.clerk.submit(kept.clone());
        let again = shop.clerk.submit(kept);
        assert_eq!((first.status(), first.location()), (303, again.location()), "sent twice, it is the same scan");
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.all("[data-event=ParcelSignedIn]").len(), 1);
        shop.clerk.submit_ok(scan("SF0000000032", "old", &hours_ago(25)));
        shop.clerk.submit_ok(scan("SF0000000033", "early", &hours_ago(-1)));
        assert_eq!(shop.clerk.submit(scan("SF0000000034", "odd", "yesterday")).status(), 422);
        let times = app.db.read_blocking(|connection| {
            let numbers = ["SF0000000031", "SF0000000032", "SF0000000033", "SF0000000034"];
            let found = numbers.map(|number| parcels::by_tracking(connection, &Scope::All, number));
            Ok::<_, DbError>(found.map(|parcel| parcel.ok().flatten().map(|parcel| parcel.signed_in_at.micros())))
        });
        let expected = [Some(now - 5 * 3_600_000_000), Some(now), Some(now), None];
        assert_eq!(times.expect("readable"), expected, "the browser's word is taken for a day back");
    }

    fn whose_log_in_expired_comes_back_to_the_desk(app: &TestApp) {
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let form = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "SF0000000041");
        let log_out = clerk.open("/warehouse").form_of("log-out");
        clerk.submit(log_out);
        for (sent_from, address) in [
            ("http://127.0.0.1/warehouse?step=sign-in".to_owned(), "/login?next=%2Fwarehouse%3Fstep%3Dsign-in"),
            ("https://elsewhere.example/warehouse".to_owned(), "/login?next=%2F"),
        ] {
            clerk.browser.headers.insert("referer".to_owned(), sent_from);
            assert_eq!(clerk.submit(form.clone()).location(), Some(address));
        }
    }
}
