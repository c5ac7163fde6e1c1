//! Lists as people arrange them, over HTTP: what is shown, in which order, how wide, what is frozen; kept with the person.

use crate::harness::app::PASSWORD;
use crate::harness::*;
use crate::warehouse::{Shop, put};

const PANEL: &str = "form[data-action=arrange-columns]";

/// The columns' heads in order, each with its classes.
fn heads(page: &Page) -> Vec<(String, String)> {
    let attribute = |head: &scraper::ElementRef<'_>, name: &str| head.attr(name).unwrap_or_default().to_owned();
    page.all("thead th[data-col]").iter().map(|head| (attribute(head, "data-col"), attribute(head, "class"))).collect()
}

fn names(page: &Page) -> Vec<String> {
    heads(page).into_iter().map(|(name, _)| name).collect()
}

/// The columns of every row are those of the heads.
fn assert_rows_follow(page: &Page) {
    let heads = heads(page);
    let rows = page.all("tbody tr");
    assert!(!rows.is_empty());
    let cells = scraper::Selector::parse("[data-col]").expect("a selector");
    for row in rows {
        let cells: Vec<_> = row.select(&cells).collect();
        assert_eq!(cells.len(), heads.len());
        for (cell, (name, class)) in cells.iter().zip(&heads) {
            assert_eq!(cell.attr("data-col"), Some(name.as_str()));
            let has = cell.attr("class").unwrap_or_default();
            assert!(has.ends_with(class.as_str()), "{name}: {has:?} beside {class:?}");
        }
    }
}

/// The panel with these columns in front, in this order, and only these shown.
fn panel(page: &Page, columns: &[&str]) -> Form {
    let mut form = page.form_at(PANEL).expect("the panel");
    let sent = form.sent();
    let all = sent.iter().filter(|(name, _)| *name == "order").map(|(_, code)| (*code).to_owned());
    let rest: Vec<String> = all.filter(|code| !columns.contains(&code.as_str())).collect();
    form.remove("order");
    form.remove("show");
    for code in columns {
        form.add("order", code);
        form.add("show", code);
    }
    for code in &rest {
        form.add("order", code);
    }
    form
}

/// A finance clerk with a refund to decide.
fn finance(app: &TestApp) -> Client {
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
    app.order("C-1").unsigned().line("LAMP", 1, "40.00").place();
    let ticket_no = flow::apply(&mut agent, "C-1", "REFUND_ONLY", &[(1, 1)]);
    flow::send(&mut reviewer, &ticket_no, "approve");
    app.staff("finance", &[Role::Finance])
}

fn again(app: &TestApp, username: &str, address: &str) -> Page {
    let mut browser = app.browser();
    browser.log_in(username, PASSWORD).expect("logged in again");
    browser.get(address).expect("the list")
}

both_engines! {
    fn a_finance_list_is_arranged_and_kept_with_the_person(app: &TestApp) {
        let mut finance = finance(app);
        let page = finance.open("/refunds?state=ALL&sort=approved");
        assert_rows_follow(&page);
        assert_eq!(names(&page)[0], "ticket_no");
        let form = panel(&page, &["status", "ticket_no", "approved", "order_no"])
            .set("width_approved", "160")
            .set("frozen", "2")
            .set("density", "COMPACT");
        let page = finance.submit_ok(form);
        assert_eq!(page.path(), "/refunds?state=ALL&sort=approved", "back to where it was");
        for page in [page, again(app, "finance", "/refunds")] {
            let classes: Vec<(String, String)> = heads(&page);
            let shown: Vec<(&str, &str)> = classes.iter().map(|(name, class)| (name.as_str(), class.as_str())).collect();
            assert_eq!(shown, [
                ("status", "frozen at-5 w-20"),
                ("ticket_no", "frozen at-25 w-17"),
                ("approved", "number w-20"),
                ("order_no", ""),
            ]);
            assert_rows_follow(&page);
            assert_eq!(page.attribute("table", "data-density").as_deref(), Some("COMPACT"));
            assert_eq!(page.text("td[data-col=order_no]"), "C-1");
        }
        assert_ne!(names(&app.staff("lead", &[Role::FinanceLead]).open("/refunds")).len(), 4, "it is one's own");
        let mut form = finance.open("/refunds").form_at(PANEL).expect("the panel");
        assert!(form.press("intent", "reset"));
        assert_eq!(names(&finance.submit_ok(form)).len(), 15, "the usual ones, without the merchant of who has one");
    }

    fn an_arrow_moves_a_column_and_opens_the_panel_again(app: &TestApp) {
        let mut finance = finance(app);
        let mut form = finance.open("/refunds").form_at(PANEL).expect("the panel");
        assert!(form.press("up", "approved"));
        let answer = finance.submit(form);
        assert_eq!(answer.location(), Some("/refunds#columns-form"));
        assert_eq!(names(&finance.open("/refunds"))[..3], ["ticket_no", "approved", "status"]);
    }

    fn nonsense_arranges_nothing_and_the_number_stays(app: &TestApp) {
        let mut finance = finance(app);
        let page = finance.open("/refunds");
        let usual = heads(&page);
        let mut form = page.form_at(PANEL).expect("the panel");
        for (name, value) in [("frozen", "99999999999999999999"), ("density", "HUGE,frozen:4"), ("width_goods", "-1"), ("width_fees", "1e3")] {
            form = form.set(name, value);
        }
        form.add("order", "nonsense");
        form.add("order", "frozen:4");
        form.add("show", "\u{0}';--");
        assert_eq!(heads(&finance.submit_ok(form)), usual);
        let mut form = page.form_at(PANEL).expect("the panel");
        form.remove("show");
        assert_eq!(names(&finance.submit_ok(form)), ["ticket_no"]);
        let form = page.form_at(PANEL).expect("the panel").set("csrf", "x");
        assert_eq!(finance.submit(form).status(), 403);
        let form = page.form_at(PANEL).expect("the panel").set("query", "//evil.example/?\r\nX: y");
        let location = finance.submit(form).location().expect("an address").to_owned();
        let here = location == "/refunds" || location.starts_with("/refunds?");
        assert!(here && !location.contains('\n'), "{location}");
    }

    fn a_file_has_the_columns_of_the_list(app: &TestApp) {
        let mut finance = finance(app);
        let heads = |client: &mut Client, address: &str| -> Vec<String> {
            let csv = client.open(address).source();
            let first = csv.trim_start_matches('\u{FEFF}').lines().next().unwrap_or_default().to_owned();
            first.split(',').map(str::to_owned).collect()
        };
        let usual = heads(&mut finance, "/refunds.csv?state=ALL&lang=en");
        assert_eq!(usual.last().map(String::as_str), Some("Currency"));
        let mut form = finance.open("/refunds").form_at(PANEL).expect("the panel");
        form.remove("show");
        form.add("show", "approved");
        finance.submit_ok(form);
        assert_eq!(heads(&mut finance, "/refunds.csv?state=ALL&lang=en").len(), 3, "number, amount, currency");
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let inbound = heads(&mut clerk, "/warehouse/inbounds.csv").len();
        assert_eq!(heads(&mut clerk, "/warehouse/outbounds.csv").len(), inbound - 5, "no units due, defects, grade, putting away and note");
        let mut form = clerk.open("/warehouse/inbounds").form_at("#columns-form").expect("the panel");
        form.remove("show");
        form.add("show", "tracking_no");
        clerk.submit_ok(form);
        assert_eq!(heads(&mut clerk, "/warehouse/inbounds.csv").len(), 3, "number, carrier, parcel");
    }

    fn two_tabs_may_arrange_a_list_for_the_first_time_at_once(app: &TestApp) {
        let mut finance = finance(app);
        let form = finance.open("/refunds").form_at(PANEL).expect("the panel");
        let tabs: Vec<_> = (0..16)
            .map(|_| {
                let (mut tab, form) = (finance.clone(), form.clone());
                std::thread::spawn(move || tab.submit(form).status())
            })
            .collect();
        let answers: Vec<u16> = tabs.into_iter().map(|tab| tab.join().expect("a tab")).collect();
        assert_eq!(answers, [303; 16]);
    }

    fn who_may_not_see_a_list_cannot_arrange_it(app: &TestApp) {
        let mut finance = finance(app);
        let mut form = finance.open("/refunds").form_at(PANEL).expect("the panel");
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let csrf = clerk.open("/warehouse/inbounds").form_at(PANEL).expect("a panel").value("csrf").unwrap_or_default().to_owned();
        assert!(form.put("csrf", &csrf));
        assert_eq!(clerk.submit(form).status(), 403);
    }

    fn the_logs_are_arranged_each_for_itself(app: &TestApp) {
        app.order("C-2").line("CHAIR", 1, "119.00").place();
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "C-2", &[(1, 1, "")], "SF0000000002");
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[]);
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        let before = shop.clerk.open("/warehouse/outbounds");
        assert_rows_follow(&before);
        assert!(!names(&before).iter().any(|name| name == "grade"), "what goes out has no grade");
        let page = shop.clerk.open("/warehouse/inbounds");
        assert_rows_follow(&page);
        let form = panel(&page, &["ticket_no", "number", "defective"]).set("frozen", "2").set("width_ticket_no", "200");
        let page = shop.clerk.submit_ok(form);
        assert_rows_follow(&page);
        assert_eq!(heads(&page), heads(&again(app, "clerk", "/warehouse/inbounds")));
        assert_eq!(heads(&page)[..2], [
            ("ticket_no".to_owned(), "frozen at-0 w-25".to_owned()),
            ("number".to_owned(), "frozen at-25 w-17".to_owned()),
        ]);
        assert_eq!(heads(&shop.clerk.open("/warehouse/outbounds")), heads(&before), "the other log is as it was");
        let form = panel(&before, &["grade", "state"]);
        assert_eq!(names(&shop.clerk.submit_ok(form)).len(), 2, "its number stays, what it has not does not come");
    }
}
