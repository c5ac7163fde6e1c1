//! Signing in by the number alone: hits, doubles, two tickets in one box, refused deliveries, parcels nobody expects.

use super::stock::other_merchant;
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

    fn the_desk_remembers_where_the_clerk_stands(app: &TestApp) {
        other_merchant(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let mut insider = app.staff_of("insider", &[Role::Warehouse], &["OTHER"]);
        let form = clerk.open("/warehouse").form_of("sign-in");
        let first = form.value("warehouse").expect("a warehouse").to_owned();
        let other = form.choices("warehouse").iter().find(|id| **id != first).expect("another warehouse").clone();
        clerk.submit_ok(form.set("warehouse", &other).set("tracking_no", "SF0000000041"));
        let form = clerk.open("/warehouse").form_of("sign-in");
        assert_eq!(form.value("warehouse"), Some(other.as_str()), "on the next visit too");
        let missed = clerk.open("/warehouse?step=open&q=SF0000000042").form_of("sign-in");
        clerk.submit_ok(missed);
        let mut colleague = app.staff("colleague", &[Role::Warehouse]);
        assert_eq!(colleague.open("/warehouse").form_of("sign-in").value("warehouse"), Some(first.as_str()));
        assert_eq!(insider.open("/warehouse/unclaimed").all("tr[data-key]").len(), 2, "both lie where the clerk stood");
    }

    fn an_unclaimed_parcel_moves_to_the_merchant_of_its_ticket(app: &TestApp) {
        other_merchant(app);
        app.order("P-6").line("CHAIR", 2, "119.00").place();
        app.order("P-7").merchant("OTHER").line("LAMP", 1, "50.00").place();
        app.order("P-8").merchant("OTHER").line("LAMP", 1, "50.00").place();
        let mut shop = Shop::new(app);
        let main = shop.approved("RETURN_REFUND", "P-6", &[(1, 1, "")]);
        let other = shop.approved("RETURN_REFUND", "P-7", &[(1, 1, "")]);
        let late = shop.approved("RETURN_REFUND", "P-8", &[(1, 1, "")]);
        for number in ["SF0000000051", "SF0000000052"] {
            assert_eq!(sound(&shop.scan(number)), "miss");
        }
        let mut insider = app.staff_of("insider", &[Role::Warehouse], &["OTHER"]);
        for (number, ticket_no) in [("SF0000000051", &main), ("SF0000000052", &other)] {
            let page = shop.clerk.open(&format!("/warehouse/unclaimed?q={number}"));
            let page = shop.clerk.submit_ok(page.form_of("match").set("ticket_no", ticket_no));
            assert!(page.form("receive").is_some(), "{ticket_no} is opened");
            shop.clerk_does(ticket_no, "receive", &[("received_1", "2"), ("good_1", "2")]);
        }
        assert!(insider.open("/warehouse/inbounds").has("tr[data-key]"), "it lies in the other merchant's warehouse");
        assert_eq!(sound(&shop.scan("SF0000000053")), "miss");
        shop.ship_back(&late, "SELF_SHIP", "SF0000000053");
        let found = shop.agent.open(&format!("/tickets/{late}"));
        assert!(found.has("[data-event=ParcelSignedIn]"), "a number that is entered later finds it in the other merchant's care too");
        let page = shop.clerk.open("/warehouse/unclaimed?q=CHAIR");
        let refused = shop.clerk.submit(page.form_of("match").set("ticket_no", &late));
        assert_eq!(refused.status(), 422);
        let why = refused.error("ticket_no");
        assert!(!why.contains("没有找到") && !why.contains("no such"), "the true reason: {why}");
        let page = shop.clerk.open("/warehouse/unclaimed?q=CHAIR");
        let over = shop.clerk.submit(page.form_of("match").set("ticket_no", &main));
        assert_eq!(over.status(), 422, "that ticket has its goods");
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

    fn a_number_recorded_later_finds_the_parcel_that_is_here(app: &TestApp) {
        app.order("P-20").line("CHAIR", 1, "119.00").place();
        app.order("P-21").line("CHAIR", 1, "119.00").place();
        app.order("P-22").unsigned().line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let first = shop.approved("RETURN_REFUND", "P-20", &[(1, 1, "")]);
        let second = shop.approved("RETURN_REFUND", "P-21", &[(1, 1, "")]);
        let refused = shop.applied("RETURN_REFUND", "P-22", &[(1, 1, "")]);
        let outgoing = outgoing_number(app, "P-22");
        for number in ["SF0000000201", &outgoing] {
            assert_eq!(sound(&shop.scan(number)), "miss");
        }
        let unclaimed = shop.clerk.open("/warehouse/unclaimed?q=SF0000000201");
        let parcel_no = unclaimed.attribute("tr[data-key]", "data-key").expect("the parcel");
        app.wait(5 * 3_600);
        let form = shop.agent.open(&format!("/tickets/{first}")).form_of("ship-back");
        let page = shop.agent.submit_ok(form.set("tracking_no", "sf 0000000201"));
        let notice = page.text(".notice.done");
        assert!(notice.contains(&parcel_no), "the agent hears that it is here: {notice}");
        assert!(page.text("[data-event=ParcelSignedIn]").contains("at the warehouse since 2026-11-22"), "the entry says since when");
        assert_eq!(signed_in_at(app, &first), Some(crate::harness::app::NOW), "it counts from the day it came");
        shop.ship_back(&second, "SELF_SHIP", "SF0000000201");
        assert_eq!(signed_in_at(app, &second), Some(crate::harness::app::NOW), "the second ticket in the box too");
        let page = shop.reviewer.open(&format!("/tickets/{refused}"));
        shop.reviewer.submit_ok(page.form_of("approve"));
        assert_eq!(signed_in_at(app, &refused), Some(crate::harness::app::NOW), "a refused delivery once it is approved");
        assert!(!shop.clerk.open("/warehouse/unclaimed").has("tr[data-key]"));
        let opened = shop.clerk.open(&format!("/warehouse?q={first}"));
        assert!(opened.text("[data-same-parcel]").contains(&second), "the desk names what waits in the same box");
        shop.clerk_does(&second, "receive", &[]);
        assert!(!shop.clerk.open(&format!("/warehouse?q={first}")).has("[data-same-parcel]"));
    }

    fn the_number_names_the_carrier(app: &TestApp) {
        for order_no in ["P-30", "P-31", "P-32"] {
            app.order(order_no).line("CHAIR", 1, "119.00").place();
        }
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let guessed = shop.approved("RETURN_REFUND", "P-30", &[(1, 1, "")]);
        let differing = shop.approved("RETURN_REFUND", "P-31", &[(1, 1, "")]);
        let mut send = |ticket_no: &str, carrier: &str, number: &str| {
            let form = shop.agent.open(&format!("/tickets/{ticket_no}")).form_of("ship-back");
            shop.agent.submit(form.set("carrier", carrier).set("tracking_no", number))
        };
        let refused = send(&guessed, "", "RT12345678");
        assert_eq!((refused.status(), refused.error("carrier").is_empty()), (422, false), "it names none");
        for wrong in ["6901234567892", &differing] {
            let refused = send(&guessed, "shunfeng", wrong);
            assert_eq!((refused.status(), refused.error("tracking_no").is_empty()), (422, false), "{wrong} is no parcel's");
        }
        assert_eq!(send(&guessed, "", "YT8837263545126").status(), 303);
        assert_eq!(send(&differing, "shunfeng", "YT8837263545127").status(), 303);
        let notice = shop.agent.open(&format!("/tickets/{differing}")).text(".notice.done");
        assert!(notice.contains("YTO") && notice.contains("SF Express"), "a mismatch is named: {notice}");
        let page = shop.agent.open(&format!("/tickets/{guessed}"));
        assert!(page.text("[data-event=ReturnShipped]").contains("YTO"));
        assert_eq!(sound(&shop.scan("JDVA37792645619")), "miss");
        assert!(shop.clerk.open("/warehouse/unclaimed").text("td[data-col=carrier]").contains("JD"));
        let exchange = shop.returning("EXCHANGE", "P-32", &[(1, 1, "")], "SF0000000321");
        for step in ["receive", "inspect"] {
            shop.clerk_does(&exchange, step, &[]);
        }
        for wrong in ["sf0000000321", &exchange] {
            let form = shop.clerk_sees(&exchange).form_of("dispatch").set("tracking_no", wrong);
            let refused = shop.clerk.submit(form);
            assert_eq!((refused.status(), refused.error("tracking_no").is_empty()), (422, false), "{wrong} is not the new label");
        }
        let desk = shop.clerk.open(&format!("/warehouse?q={exchange}"));
        assert!(desk.has("form[data-action=dispatch] [name=tracking_no][autofocus]"), "the next scan is the label");
        assert!(!desk.has("[name=q][autofocus]"));
        let page = shop.clerk_does(&exchange, "dispatch", &[("tracking_no", "YT8837263545128")]);
        assert!(page.text("[data-event=ReplacementShipped]").contains("YTO"));
    }

    fn an_unclaimed_parcel_is_voided_or_moved(app: &TestApp) {
        other_merchant(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let mut insider = app.staff_of("insider", &[Role::Warehouse], &["OTHER"]);
        for number in ["SF0000000401", "SF0000000402"] {
            let form = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", number);
            clerk.submit_ok(form);
        }
        let page = clerk.open("/warehouse/unclaimed?q=SF0000000401");
        let stale = page.form_of("void");
        assert!(!clerk.submit_ok(page.form_of("void")).text("main").contains("SF0000000401"));
        let mut again = stale;
        again = again.set("form_token", "another");
        assert_eq!(clerk.submit(again).status(), 409, "it is void already");
        let form = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "SF0000000401");
        let page = clerk.submit_ok(form);
        assert!(page.text("[data-sound]").contains("UP"), "its number can be signed in again");
        let form = clerk.open("/warehouse/unclaimed?q=SF0000000402").form_of("place");
        let others = form.choices("warehouse").to_vec();
        let [other] = others.as_slice() else { panic!("where it lies is no place to move it to: {others:?}") };
        assert_eq!(clerk.submit(form.clone().set("warehouse", "999")).status(), 422);
        clerk.submit_ok(form.set("warehouse", other));
        assert!(insider.open("/warehouse/unclaimed").text("main").contains("SF0000000402"), "it is the other merchant's now");
        let mut admin = app.staff("admin", &[Role::Admin]);
        let log = admin.open("/audit").text("main");
        assert!(log.contains("Unclaimed parcel voided") && log.contains("Unclaimed parcel moved"), "both are logged");
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
