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

    fn our_own_papers_and_barcodes_of_products_are_told_from_parcels(app: &TestApp) {
        for order_no in ["D-5", "D-6", "D-7"] {
            app.order(order_no).line("CHAIR", 1, "119.00").place();
        }
        let mut shop = Shop::new(app);
        let sent = shop.returning("RETURN_REFUND", "D-5", &[(1, 1, "")], "SF0000000051");
        let unsent = shop.approved("RETURN_REFUND", "D-6", &[(1, 1, "")]);
        let applied = shop.applied("RETURN_REFUND", "D-7", &[(1, 1, "")]);
        for ticket_no in [&sent, &unsent] {
            let page = shop.scan(&ticket_no.to_lowercase());
            assert_eq!(sound(&page), "hit", "the ticket's own number signs its parcel in");
            assert!(page.text("[data-sound]").contains(ticket_no.as_str()));
            let shown = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
            assert!(shown.has("[data-event=ParcelSignedIn]"));
            assert_eq!(sound(&shop.scan(ticket_no)), "miss", "a double sounds");
        }
        assert_eq!(sound(&shop.scan("SF0000000051")), "miss", "that parcel is here");
        shop.clerk_does(&unsent, "receive", &[]);
        let inbounds = shop.clerk.open("/warehouse/inbounds").text("main");
        assert!(!inbounds.contains(&format!("{unsent} {unsent}")), "the ticket's number is no parcel's");
        let form = shop.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", &applied);
        assert!(!shop.clerk.submit(form).error("tracking_no").is_empty(), "it waits for no parcel");
        let form = shop.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "6901234567892");
        let asked = shop.clerk.submit(form);
        assert_eq!((asked.status(), asked.error("tracking_no").is_empty()), (422, false));
        assert!(!shop.clerk.open("/warehouse/unclaimed").has("tr[data-key]"), "nothing was registered");
        let page = shop.clerk.submit_ok(asked.form_of("sign-in-anyway"));
        assert_eq!(sound(&page), "miss", "the clerk says that it is a parcel");
        assert!(shop.clerk.open("/warehouse/unclaimed").has("tr[data-key]"));
    }

    fn a_miss_says_whose_number_it_is(app: &TestApp) {
        app.order("D-8").line("CHAIR", 1, "119.00").place();
        app.order("D-9").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "D-8", &[(1, 1, "")], "SF0000000081");
        for step in ["receive", "inspect"] {
            shop.clerk_does(&ticket_no, step, &[]);
        }
        let page = shop.scan("OUTGOD8");
        assert_eq!(sound(&page), "miss");
        let said = page.text("[data-sound]");
        assert!(said.contains("D-8") && said.contains(&ticket_no), "{said}");
        assert!(shop.scan("OUTGOD9").text("[data-sound]").contains("D-9"), "an order without a ticket is named too");
        let page = shop.clerk.open("/warehouse?step=open&q=OUTGOD9");
        let lies = page.attribute("[data-sound] a", "href").expect("a link to the unclaimed parcel");
        assert!(shop.clerk.open(&lies).text("tr[data-key]").contains("OUTGOD9"));
        assert!(page.form("sign-in").is_none(), "it is registered already");
    }

    fn a_parcel_of_another_warehouse_is_noticed(app: &TestApp) {
        app.order("D-10").line("CHAIR", 1, "119.00").place();
        app.order("D-11").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        for (order_no, number) in [("D-10", "SF0000000101"), ("D-11", "SF0000000111")] {
            shop.returning("RETURN_REFUND", order_no, &[(1, 1, "")], number);
        }
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/settings?open=warehouse").form_of("add-warehouse");
        manager.submit_ok(form.set("code", "w2").set("name", "二号仓"));
        let form = shop.clerk.open("/warehouse").form_of("sign-in");
        let own = form.value("warehouse").expect("a warehouse").to_owned();
        let second = form.choices("warehouse").iter().find(|id| **id != own).expect("the second").clone();
        let page = shop.clerk.submit_ok(form.set("warehouse", &second).set("tracking_no", "SF0000000101"));
        assert_eq!(sound(&page), "elsewhere");
        assert!(page.text("[data-sound]").contains("退货仓"), "it says where the parcel belongs");
        let form = shop.clerk.open("/warehouse").form_of("sign-in").set("warehouse", &own);
        assert_eq!(sound(&shop.clerk.submit_ok(form.set("tracking_no", "SF0000000111"))), "hit");
    }

    fn one_too_many_is_said_at_once(app: &TestApp) {
        app.order("D-12").line("CHAIR", 2, "119.00").place();
        let mut shop = Shop::new(app);
        shop.returning("RETURN_REFUND", "D-12", &[(1, 1, "")], "SF0000000121");
        let form = shop.clerk.open("/warehouse?q=D-12").form_of("receive");
        let page = shop.clerk.submit_ok(form.set("received_1", "2").set("good_1", "2"));
        let said = page.text("[data-leftover]");
        assert!(said.contains("CHAIR ×1") && said.contains("UP"), "{said}");
    }

    fn the_logs_are_searched_by_what_stands_in_them(app: &TestApp) {
        app.order("D-20").line("CHAIR", 2, "119.00").place();
        app.order("D-21").line("LAMP", 1, "50.00").place();
        let mut shop = Shop::new(app);
        let first = shop.returning("RETURN_REFUND", "D-20", &[(1, 2, "")], "SF0000000201");
        let second = shop.returning("RETURN_REFUND", "D-21", &[(1, 1, "")], "YT0000000211");
        shop.clerk_does(&first, "receive", &[("received_1", "1"), ("good_1", "1")]);
        shop.clerk_does(&second, "receive", &[]);
        shop.clerk_does(&second, "inspect", &[("grade_1", "B")]);
        let warehouse = {
            let page = shop.clerk.open("/warehouse/inbounds");
            let row = format!("tr:has(a[href='/tickets/{first}']) td[data-col=expected]");
            assert_eq!(page.text(&row).trim(), "2", "the expected units are a column");
            page.attribute("select[name=warehouse] option[value]:not([value=''])", "value").unwrap_or_default()
        };
        for (query, found) in [
            (format!("q={first}"), vec![&first]),
            ("q=yt0000000211".to_owned(), vec![&second]),
            ("q=CHAIR".to_owned(), vec![&first]),
            ("tracking_no=0201".to_owned(), vec![&first]),
            ("state=SHELVED".to_owned(), vec![&second]),
            ("grade=B".to_owned(), vec![&second]),
            ("operator=clerk".to_owned(), vec![&second, &first]),
            ("operator=nobody".to_owned(), vec![]),
            (format!("warehouse={warehouse}"), vec![&second, &first]),
        ] {
            let page = shop.clerk.open(&format!("/warehouse/inbounds?{query}"));
            let cells = page.all("td[data-col=ticket_no]");
            let rows: Vec<String> = cells.iter().map(|cell| cell.text().collect::<String>().trim().to_owned()).collect();
            assert_eq!(rows.iter().collect::<Vec<_>>(), found, "{query}");
        }
        assert_eq!(shop.clerk.open("/warehouse/outbounds?q=NOPE&operator=x&tracking_no=1").all("tr[data-key]").len(), 0);
    }

    fn a_clerk_begins_at_the_scanner(app: &TestApp) {
        app.order("D-22").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "D-22", &[(1, 1, "")], "SF0000000221");
        let form = shop.clerk.open(&format!("/warehouse?q={ticket_no}")).form_of("receive").set("good_1", "x");
        let refused = shop.clerk.submit(form);
        assert_eq!(refused.status(), 422);
        let current = refused.attribute("#rail [aria-current=page]", "href");
        assert_eq!(current.as_deref(), Some("/warehouse"), "a refused form of the desk is still the desk");
        for (username, roles, start) in
            [("keeper", vec![Role::Warehouse], "/warehouse"), ("both", vec![Role::Warehouse, Role::Agent], "/")]
        {
            app.add_staff(username, &roles, &[]);
            let mut browser = app.browser();
            let form = browser.get("/login").expect("an answer").form_of("log-in");
            let form = form.set("username", username).set("password", crate::harness::app::PASSWORD);
            let answer = browser.submit(&form).expect("an answer");
            assert_eq!(answer.location(), Some(start), "{username}");
        }
    }
}
