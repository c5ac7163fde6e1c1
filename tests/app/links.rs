//! Where the pages lead: nobody is shown a link that refuses them, and each role finds what it may do.

use std::collections::BTreeSet;

use crate::harness::flow::{self, apply};
use crate::harness::*;

/// The addresses that a page links to.
fn links(page: &Page) -> Vec<String> {
    let found = page.all("a[href^='/']");
    found.iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect()
}

/// An address without query and place.
fn path(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// What a checker of markup would say: a block inside a line, a heading level left out, two landmarks of one name.
fn markup_faults(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    if page.has("span details") {
        faults.push("a disclosure stands inside a span".to_owned());
    }
    let mut level = 0_u32;
    for heading in page.all("main h1, main h2, main h3, main h4") {
        let own = heading.value().name().trim_start_matches('h').parse().unwrap_or(0);
        if own > level + 1 {
            faults.push(format!("h{own} after h{level}: {}", heading.text().collect::<String>()));
        }
        level = own;
    }
    let mut names = BTreeSet::new();
    for landmark in page.all("main section[aria-labelledby], main [role=region]") {
        let name = landmark.attr("aria-labelledby").or(landmark.attr("aria-label")).unwrap_or_default();
        if !names.insert(name.to_owned()) {
            faults.push(format!("two landmarks are named by {name}"));
        }
    }
    faults
}

/// Follows every link from the desk on, each path once, and looks at the markup of each page; the links that refuse, with the page that
/// shows them.
fn refused(person: &mut Client) -> Vec<String> {
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut waiting = vec![("/".to_owned(), String::new())];
    let mut refused = Vec::new();
    while let Some((address, from)) = waiting.pop() {
        let page = person.get(&address);
        if page.status() == 403 {
            refused.push(format!("{address} (shown on {from})"));
            continue;
        }
        let faults = markup_faults(&page);
        assert!(faults.is_empty(), "{address}: {faults:?}");
        for link in links(&page) {
            if seen.insert(path(&link).to_owned()) {
                waiting.push((link, address.clone()));
            }
        }
    }
    assert!(seen.len() > 3, "{} is led somewhere", person.username);
    refused
}

both_engines! {
    fn nobody_is_shown_a_link_that_refuses_them(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let empty = refused(&mut admin);
        assert!(empty.is_empty(), "in an empty house: {empty:?}");
        app.order("L-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let ticket = apply(&mut agent, "L-1", "RETURN_REFUND", &[(1, 1)]);
        flow::send(&mut reviewer, &ticket, "approve");
        flow::ship_back(&mut agent, &ticket);
        clerk.submit_ok(clerk.clone().open("/warehouse").form_of("sign-in").set("tracking_no", "SF0000000077"));
        let mut upload = admin.open("/orders/import").form_of("import");
        let text = "order_no,ordered_at,sku,quantity,unit_price\nL-9,2026-11-20,CUP,1,9.00\n";
        upload.attach("file", "orders.csv", "text/csv", text.as_bytes());
        upload.remove("dry_run");
        let report = admin.submit(upload).location().expect("the report").to_owned();
        app.run_jobs();
        assert!(admin.open(&report).has("[data-import-state=DONE] a.button.primary"), "the report leads on");
        for role in Role::ALL {
            let mut person = app.staff(&format!("x{}", role.code().to_lowercase()), &[*role]);
            let refused = refused(&mut person);
            assert!(refused.is_empty(), "{role}: {refused:?}");
        }
    }

    fn the_menu_has_what_a_role_may_do(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut technician = app.staff("technician", &[Role::Technician]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let menu = |person: &mut Client| links_of(&person.open("/"), "#rail a");
        assert!(menu(&mut admin).contains(&"/orders/import".to_owned()));
        assert!(!menu(&mut agent).contains(&"/orders/import".to_owned()), "agents import from the orders' page");
        assert!(menu(&mut technician).contains(&"/warehouse".to_owned()));
        let desk = technician.open("/warehouse");
        assert!(desk.text(".tabs [aria-current]").starts_with("Open"), "it begins with the inspection");
        let empty = admin.open("/tickets");
        assert_eq!(empty.attribute(".empty a", "href").as_deref(), Some("/orders/import"));
    }

    fn agents_look_through_unclaimed_parcels_and_leave_them_to_the_warehouse(app: &TestApp) {
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        clerk.submit_ok(clerk.clone().open("/warehouse").form_of("sign-in").set("tracking_no", "SF0000000088"));
        for role in [Role::Agent, Role::Reviewer] {
            let mut person = app.staff(role.code(), &[role]);
            let address = "/warehouse/unclaimed";
            assert!(links(&person.open("/")).contains(&address.to_owned()), "{role} finds them from the desk");
            let page = person.open(address);
            assert!(page.text("main").contains("SF0000000088") && page.text("main").contains("clerk"), "number, and who signed it in");
            assert!(page.form("match").is_none(), "{role} only looks");
            assert_eq!(person.get("/warehouse").status(), 403);
        }
        let mut finance = app.staff("finance", &[Role::Finance]);
        assert_eq!(finance.get("/warehouse/unclaimed").status(), 403);
    }
}

fn links_of(page: &Page, selector: &str) -> Vec<String> {
    page.all(selector).iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect()
}
