//! Signing in by the number alone: hits, doubles, two tickets in one box, refused deliveries, parcels nobody expects.

use super::*;

both_engines! {
    fn a_scan_finds_its_ticket_once(app: &TestApp) {
        app.order("P-1").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "P-1", &[(1, 1, "")], "SF0000000001");
        let page = shop.scan("ｓｆ 0000000001");
        assert_eq!(sound(&page), "hit");
        assert!(page.text("[data-sound]").contains(&ticket_no));
        let shown = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(shown.has("[data-event=ParcelSignedIn]"), "agents see at once that it is there");
        let page = shop.scan("SF0000000001");
        assert_eq!(sound(&page), "miss", "a double sounds");
        let shown = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(shown.all("[data-event=ParcelSignedIn]").len(), 1);
        let form = shop.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "no!");
        let page = shop.clerk.submit(form);
        assert_eq!((page.status(), page.error("tracking_no").is_empty()), (422, false));
    }

    fn the_inbound_log_shows_the_clerks_note_without_contacts(app: &TestApp) {
        app.order("P-9").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "P-9", &[(1, 1, "")], "SF0000000099");
        shop.clerk_does(&ticket_no, "receive", &[("note", "外箱破损，司机 13800138000")]);
        let note = shop.clerk.open("/warehouse/inbounds").text("td[data-col=note]");
        assert!(note.contains("外箱破损") && !note.contains("13800138000"), "{note}");
        let mut manager = app.staff("manager", &[Role::Manager]);
        let file = manager.open("/warehouse/inbounds.csv").source();
        assert!(file.contains("外箱破损") && !file.contains("13800138000"), "{file}");
        assert_eq!(shop.clerk.open("/warehouse/outbounds").all("th[data-col=note]").len(), 0);
    }

    fn two_tickets_share_a_box(app: &TestApp) {
        app.order("P-2").line("CHAIR", 1, "119.00").place();
        app.order("P-3").line("LAMP", 1, "50.00").place();
        let mut shop = Shop::new(app);
        let first = shop.returning("RETURN_REFUND", "P-2", &[(1, 1, "")], "SF0000000002");
        let second = shop.returning("RETURN_REFUND", "P-3", &[(1, 1, "")], "SF0000000002");
        let page = shop.scan("SF0000000002");
        assert!(page.text("[data-sound]").contains(&first) && page.text("[data-sound]").contains(&second));
        let several = shop.clerk.open("/warehouse?q=SF0000000002");
        assert!(several.has(&format!("tr[data-key={first}]")) && several.has(&format!("tr[data-key={second}]")));
        for ticket_no in [&first, &second] {
            shop.clerk_does(ticket_no, "receive", &[]);
        }
        assert_eq!(shop.status(&second), "RECEIVED");
    }

    fn a_refused_delivery_comes_back_under_its_outgoing_number(app: &TestApp) {
        app.order("P-4").unsigned().line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.approved("RETURN_REFUND", "P-4", &[(1, 1, "")]);
        let outgoing = outgoing_number(app, "P-4");
        let page = shop.scan(&outgoing);
        assert_eq!(sound(&page), "hit");
        assert!(page.text("[data-sound]").contains(&ticket_no));
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[]);
        assert_eq!(shop.status(&ticket_no), "PENDING_REFUND");
    }

    fn what_nobody_expects_is_unclaimed_until_it_is_matched(app: &TestApp) {
        app.order("P-5").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.approved("RETURN_REFUND", "P-5", &[(1, 1, "")]);
        let page = shop.scan("78810093328841");
        assert_eq!(sound(&page), "miss");
        app.wait(86_400);
        let page = shop.clerk.open("/warehouse/unclaimed?q=3328841");
        let form = page.form_of("match").set("ticket_no", "AS000");
        let refused = shop.clerk.submit(form);
        assert_eq!((refused.status(), refused.error("ticket_no").is_empty()), (422, false));
        let form = page.form_of("match").set("ticket_no", &ticket_no.to_lowercase());
        shop.clerk.submit_ok(form);
        assert!(shop.clerk.open("/warehouse/unclaimed").form("match").is_none());
        let signed_in = signed_in_at(app, &ticket_no);
        assert_eq!(signed_in, Some(crate::harness::app::NOW), "it counts from the day it came");
        shop.clerk_does(&ticket_no, "receive", &[]);
        assert_eq!(shop.status(&ticket_no), "RECEIVED");
    }
}

fn outgoing_number(app: &TestApp, order_no: &str) -> String {
    let order_no = order_no.to_owned();
    app.db
        .read_blocking(|connection| {
            let order = aftersales::store::orders::by_no(connection, &Scope::All, &order_no)?.remove(0);
            Ok::<_, DbError>(aftersales::store::orders::shipments_of(connection, order.id)?.remove(0).tracking_no)
        })
        .expect("the order was shipped")
}

fn signed_in_at(app: &TestApp, ticket_no: &str) -> Option<i64> {
    let ticket_no = ticket_no.to_owned();
    app.db
        .read_blocking(|connection| {
            let ticket = aftersales::store::tickets::by_no(connection, &Scope::All, &ticket_no)?.expect("the ticket");
            let back = aftersales::store::tickets::stages::return_of(connection, ticket.id)?;
            Ok::<_, DbError>(back.and_then(|back| back.signed_in_at).map(|at| at.micros()))
        })
        .expect("the ticket is readable")
}
