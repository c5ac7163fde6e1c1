//! What every list has by being one: columns, views, files, notices for what cannot be read, pages that go on from a row.

use crate::harness::*;

/// Every list beside that of tickets, with a filter that no address can mean.
const LISTS: [(&str, &str); 8] = [
    ("/refunds", "amount_from=many"),
    ("/orders", "tickets=maybe"),
    ("/stock", "bucket=NOWHERE"),
    ("/warehouse/inbounds", "kind=NOTHING"),
    ("/warehouse/outbounds", "from=soon"),
    ("/warehouse/unclaimed", "to=never"),
    ("/audit", "who=nobody"),
    ("/staff", "role=KING"),
];

fn keys(page: &Page) -> Vec<String> {
    page.all("tbody[data-rows] tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
}

/// Three refunds that wait for finance, and their numbers from the smallest on.
fn three_refunds(app: &TestApp) -> (Client, Vec<String>) {
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
    for (order, price) in [("E-1", "40.00"), ("E-2", "60.00"), ("E-3", "80.00")] {
        app.order(order).unsigned().line("LAMP", 1, price).place();
        let ticket = flow::apply(&mut agent, order, "REFUND_ONLY", &[(1, 1)]);
        app.wait(60);
        flow::send(&mut reviewer, &ticket, "approve");
    }
    let mut finance = app.staff("finance", &[Role::FinanceLead]);
    let all = keys(&finance.open("/refunds"));
    assert_eq!(all.len(), 3);
    (finance, all)
}

both_engines! {
    fn every_list_has_the_tools_of_a_list(app: &TestApp) {
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        for (address, nonsense) in LISTS {
            let page = auditor.open(address);
            assert!(page.has("#columns-form") && page.form("save-view").is_some(), "{address}");
            assert!(page.has("form.filters"), "{address}");
            let page = auditor.open(&format!("{address}?{nonsense}"));
            let value = nonsense.split('=').nth(1).unwrap_or_default();
            let notice = page.text_of(".notice.warn").unwrap_or_default();
            assert!(notice.contains(&format!("“{value}”")), "{address}?{nonsense}: {notice}");
            assert!(!page.has(".chip-remove"), "{address}: no chip for what is left out");
            for odd in ["page=7", "after=zz", "before=6e31", "after=74313a", "after=6e313a32", "sort=nothing", "view=99"] {
                assert_eq!(auditor.get(&format!("{address}?{odd}")).status(), 200, "{address}?{odd}");
            }
        }
    }

    fn every_list_leaves_as_a_file_in_its_columns(app: &TestApp) {
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        for (address, nonsense) in LISTS {
            let file = auditor.get(&format!("{address}.csv?lang=en"));
            assert_eq!(file.status(), 200, "{address}");
            let source = file.source();
            let heads = source.trim_start_matches('\u{FEFF}').lines().next().unwrap_or_default();
            assert!(!heads.is_empty() && !heads.contains('_'), "{address}: {heads}");
            assert_eq!(auditor.get(&format!("{address}.xlsx")).status(), 200, "{address}");
            assert_eq!(auditor.get(&format!("{address}.csv?{nonsense}")).status(), 303, "{address}: a file cannot say what it left out");
        }
    }

    fn refunds_are_narrowed_by_chips_and_kept_as_a_view(app: &TestApp) {
        let (mut finance, all) = three_refunds(app);
        let page = finance.open("/refunds?amount_from=50&applied_from=2026-11-01");
        assert_eq!(keys(&page), all[1..]);
        assert_eq!(page.all(".chip-remove").len(), 2);
        let form = page.form_of("save-view").set("name", "大额");
        let view = finance.submit_ok(form);
        let address = view.path();
        assert!(address.starts_with("/refunds?view="), "{address}");
        assert_eq!(keys(&finance.open(address)), all[1..]);
        let id = address.rsplit('=').next().unwrap_or_default();
        assert_eq!(keys(&finance.open(&format!("/tickets?view={id}"))).len(), 3, "a view belongs to its list");
        let off = page.attribute(".chip-remove", "href").expect("a chip's cross");
        assert_eq!(finance.open(&off).all(".chip-remove").len(), 1);
        let mut form = finance.open(address).form_at("form[action*='/refunds/views/']").expect("the view's form");
        form.press("intent", "delete");
        assert_eq!(keys(&finance.submit_ok(form)).len(), 3);
    }

    fn chosen_refunds_are_taken_out_as_a_file(app: &TestApp) {
        let (mut finance, all) = three_refunds(app);
        let page = finance.open("/refunds?sort=approved&dir=desc");
        let mut form = page.form_at("#bulk-form").expect("the bar");
        for number in [&all[0], &all[2]] {
            form.add("only", number);
        }
        let file = finance.submit(form);
        assert_eq!(file.status(), 200);
        let source = file.source();
        assert_eq!(source.lines().count(), 3, "{source}");
        assert!(source.contains("80.00") && source.contains("40.00") && !source.contains("60.00"), "{source}");
        let none = finance.submit(page.form_at("#bulk-form").expect("the bar")).source();
        assert_eq!(none.lines().count(), 1, "without a chosen row the file has none");
        let mut lister = app.staff("lister", &[Role::Warehouse]);
        assert!(!lister.open("/warehouse/inbounds").has("#bulk-form"), "there is nothing to do with chosen rows of a log");
    }

    fn refunds_page_to_the_end_and_back_in_every_order(app: &TestApp) {
        let (mut finance, all) = three_refunds(app);
        for sort in ["approved", "applied_at", "reviewed_at"] {
            for dir in ["asc", "desc"] {
                let page = finance.open(&format!("/refunds?sort={sort}&dir={dir}"));
                let expected: Vec<String> = if dir == "asc" { all.clone() } else { all.iter().rev().cloned().collect() };
                assert_eq!(keys(&page), expected, "{sort} {dir}");
                assert!(page.has(&format!("th[data-col={sort}][aria-sort]")), "{sort} {dir}");
            }
        }
    }

    fn staff_are_found_by_name_role_and_state(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        app.staff("nina", &[Role::Warehouse]);
        app.staff("nora", &[Role::Agent]);
        for (query, expected) in [
            ("q=NIN", vec!["nina"]),
            ("role=AGENT", vec!["nora"]),
            ("sort=username&dir=desc", vec!["nora", "nina", "admin"]),
            ("state=DISABLED", vec![]),
            ("state=ACTIVE&sort=name&dir=asc", vec!["admin", "nina", "nora"]),
        ] {
            assert_eq!(keys(&admin.open(&format!("/staff?{query}"))), expected, "{query}");
        }
    }
}
