//! The box for everything: what it finds by whole numbers and by their last figures, and the next step where it finds nothing.

use crate::harness::flow::apply;
use crate::harness::*;
use crate::warehouse::{Shop, put};

/// The address that a search leads straight to.
fn straight(person: &mut Client, typed: &str) -> Option<String> {
    person.get(&format!("/search?q={typed}")).location().map(str::to_owned)
}

/// The numbers of the rows that a search lists.
fn listed(person: &mut Client, typed: &str) -> Vec<String> {
    let page = person.open(&format!("/search?q={typed}"));
    page.all("tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
}

/// The clerk signs in a parcel that nobody waits for; its own number.
fn unclaimed(shop: &mut Shop, tracking_no: &str) -> String {
    let form = shop.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", tracking_no);
    shop.clerk.submit(form);
    let page = shop.clerk.open(&format!("/warehouse/unclaimed?q={tracking_no}"));
    page.attribute("tbody tr[data-key]", "data-key").expect("an unclaimed parcel")
}

both_engines! {
    fn the_number_of_a_platform_finds_its_ticket(app: &TestApp) {
        app.order("P-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("anna", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "P-1", "RETURN_REFUND", &[(1, 1)]);
        apply(&mut agent, "P-1", "RETURN_REFUND", &[(1, 1)]);
        let form = agent.open(&format!("/tickets/{ticket_no}")).form_of("note-platform");
        agent.submit_ok(form.set("platform_ticket_no", "TB-2026112277"));
        fn found(person: &mut Client, typed: &str) -> Vec<String> {
            let list = person.open(&format!("/tickets?q={typed}"));
            list.all("tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
        }
        for typed in ["TB-2026112277", "tb-2026112277", "%20TB-2026112277%20"] {
            assert_eq!(found(&mut agent, typed), [ticket_no.as_str()], "{typed}");
            assert_eq!(straight(&mut agent, typed), Some(format!("/tickets/{ticket_no}")), "{typed}");
        }
        assert_eq!(found(&mut agent, "TB-20261122"), [""; 0], "a part of it is no number");
        crate::order_import::found_other(app);
        let mut other = app.staff_of("otto", &[Role::Agent], &["OTHER"]);
        assert_eq!(found(&mut other, "TB-2026112277"), [""; 0], "another merchant's");
        assert_eq!(straight(&mut other, "TB-2026112277"), None);
    }

    fn warehouse_numbers_lead_to_their_ticket(app: &TestApp) {
        app.order("P-1").line("CHAIR", 1, "119.00").place();
        put(app, "MAIN", "CHAIR", 2);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "P-1", &[(1, 1, "")], "SF0000000001");
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[]);
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        let page = shop.agent.open(&format!("/tickets/{ticket_no}"));
        let here = Some(format!("/tickets/{ticket_no}"));
        for hook in ["data-inbound", "data-outbound"] {
            let number = page.attribute(&format!("[{hook}]"), hook).expect("a number");
            assert_eq!(straight(&mut shop.agent, &number), here, "{number}");
            assert_eq!(straight(&mut shop.agent, &number.to_lowercase()), here, "{number}");
            assert!(listed(&mut shop.agent, &number[4..]).contains(&number), "by its last figures");
        }
        assert_eq!(straight(&mut shop.agent, "SF0000000001"), here);
    }

    fn an_agent_finds_a_parcel_that_nobody_claims(app: &TestApp) {
        let mut shop = Shop::new(app);
        let parcel_no = unclaimed(&mut shop, "ZT091000003");
        let there = format!("/warehouse/unclaimed?q={parcel_no}");
        assert_eq!(straight(&mut shop.agent, "ZT091000003").as_deref(), Some(there.as_str()));
        assert_eq!(straight(&mut shop.agent, &parcel_no).as_deref(), Some(there.as_str()));
        assert_eq!(listed(&mut shop.agent, "1000003"), [parcel_no.as_str()]);
        let page = shop.agent.open(&there);
        assert!(page.has(&format!("tr[data-key={parcel_no}]")) && !page.has("form[data-action=match]"));
        let mut finance = app.staff("finance", &[Role::Finance]);
        assert_eq!(listed(&mut finance, "1000003"), [""; 0], "who may not see the parcels finds none");
        assert_eq!(straight(&mut finance, "ZT091000003"), None);
    }

    fn the_last_figures_of_a_ticket_find_it_with_what_tells_it_apart(app: &TestApp) {
        app.order("P-3").receiver("林小安", "13812345678").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "P-3", "RETURN_REFUND", &[(1, 2)]);
        let page = agent.open(&format!("/search?q={}", &ticket_no[6..]));
        let row = page.text(&format!("tr[data-key={ticket_no}]"));
        assert!(row.contains("×2") && row.contains("P-3") && row.contains("林**"), "{row}");
        assert!(!row.contains("林小安"));
    }

    fn what_is_not_found_can_be_typed_in(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let page = agent.open("/search?q=4711-0815");
        let address = page.attribute("[data-type-order]", "href").expect("a next step");
        assert_eq!(agent.open(&address).form_of("type-order").value("order_no"), Some("4711-0815"));
        let mut finance = app.staff("finance", &[Role::Finance]);
        assert!(!finance.open("/search?q=4711-0815").has("[data-type-order]"));
    }

    fn who_called_about_a_typed_order_is_found_again(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/orders/new").form_of("type-order").set("order_no", "4711");
        let form = form.set("sku_1", "A1").set("quantity_1", "1").set("unit_price_1", "30").set("paid", "30");
        let form = form.set("buyer_name", "林小安").set("buyer_phone", "电话").set("buyer_account", "lin-88");
        let refused = agent.submit(form.clone());
        assert_eq!(refused.status(), 422);
        assert!(refused.has("[data-error-for=buyer_phone]"));
        assert_eq!(agent.submit(form.set("buyer_phone", "13812345678")).status(), 303);
        apply(&mut agent, "4711", "REFUND_ONLY", &[(1, 1)]);
        for typed in ["5678", "lin-88", "%E6%9E%97%E5%B0%8F%E5%AE%89"] {
            let page = agent.open(&format!("/search?q={typed}"));
            assert!(page.has("tr[data-key='4711']"), "{typed}");
        }
        let page = agent.open("/orders/4711");
        assert!(page.has("a[href^='/buyers/']"), "the buyer has a page");
    }

    fn an_order_says_what_open_tickets_hold_of_it(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        app.order("P-5").line("CHAIR", 2, "40.00").place();
        assert!(!agent.open("/orders/P-5").has("[data-held]"));
        apply(&mut agent, "P-5", "RETURN_REFUND", &[(1, 1)]);
        let page = agent.open("/orders/P-5");
        let money = page.text("section[aria-labelledby=order-payments]");
        assert_eq!(page.text("[data-held]").trim(), "40.00");
        assert!(money.matches("40.00").count() == 2 && page.has("a[href^='/tickets/new']"), "{money}");
        assert!(!page.has("[data-col=coupon]"), "nothing was taken off, so no column says so");
        apply(&mut agent, "P-5", "RETURN_REFUND", &[(1, 1)]);
        let page = agent.open("/orders/P-5");
        assert_eq!(page.text("[data-held]").trim(), "80.00");
        assert!(!page.has("a[href^='/tickets/new']"), "nothing is left to apply for");
    }

    fn the_application_knows_what_it_is_worth_and_what_is_taken(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        app.order("P-6").line_paid("CHAIR", 3, "40.00", "100.00").line("LAMP", 1, "50.00").place();
        let first = apply(&mut agent, "P-6", "RETURN_REFUND", &[(1, 1)]);
        let page = agent.open("/tickets/new?order_no=P-6");
        assert_eq!(page.attribute("tr[data-line-no='1']", "data-left-value").as_deref(), Some("66.67"));
        assert_eq!(page.value("[data-amount=to-apply]"), "0.00");
        let taken = page.text(&format!("tr[data-line-no='1'] [data-taken-by={first}]"));
        assert!(taken.replace(&first, "").contains('1') && page.has(&format!("tr[data-line-no='1'] a[href='/tickets/{first}']")), "{taken}");
        assert!(!page.has("tr[data-line-no='2'] [data-taken-by]"));
        let used = page.all("select[name=reason_1] optgroup:first-of-type option");
        assert_eq!(used.len(), 1, "the one reason that was used stands first");
        assert!(page.all("select[name=reason_1] optgroup").len() > 3, "the others by whose cause they are");
        let refused = agent.submit(page.form_of("submit").set("qty_1", "1").set("qty_2", "1"));
        assert_eq!(refused.status(), 422, "no reason was chosen");
        assert_eq!(refused.value("[data-amount=to-apply]"), "83.33", "as the fields stand");
    }
}
