//! The address of a list holds so much and no more, wherever it comes from: typed, sent by a form, or kept in a view. What is more is
//! named, left out of links, and never widens a file or a change of many rows.

use super::{execute, number};
use crate::harness::flow::*;
use crate::harness::*;

/// An ordinary page of a list, whatever its address.
const ORDINARY: usize = 300_000;

fn many(field: &str, count: usize) -> String {
    (1..=count).map(|value| format!("{field}={value}")).collect::<Vec<_>>().join("&")
}

/// The form that keeps a view, asking for a query that no page offers.
fn view(person: &mut Client, query: &str) -> Form {
    let mut form = person.open("/tickets").form_of("save-view").set("name", "mine");
    form.put("query", query);
    form
}

both_engines! {
    fn four_thousand_values_give_an_ordinary_page(app: &TestApp) {
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let mut all = app.staff("all", &[Role::Agent, Role::Manager, Role::Finance, Role::Warehouse, Role::Auditor]);
        apply(&mut all, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let lists = [
            "/tickets", "/refunds", "/warehouse/inbounds", "/warehouse/outbounds", "/audit", "/orders", "/stock", "/search", "/exports",
        ];
        for field in ["assignee", "reviewer", "shop", "sku", "order_no", "x"] {
            for list in lists {
                let page = all.open(&format!("{list}?{}", many(field, 4_000)));
                assert!(page.bytes().len() < ORDINARY, "{list} by {field}: {} bytes", page.bytes().len());
                let caution = page.text(".notice.warn");
                assert!(caution.contains("8,000 bytes") && caution.contains("3950"), "{list} by {field}: {caution}");
            }
        }
        let page = all.open(&format!("/tickets?{}", many("assignee", 4_000)));
        assert!(page.text(".notice.warn").contains("Assignee ×3950"), "{}", page.text(".notice.warn"));
        assert!(page.text(".active-filters").contains("Assignee: 50 values"), "{}", page.text(".active-filters"));
        let page = all.open(&format!("/tickets?lang=zh-CN&{}", many("assignee", 60)));
        assert!(page.text(".notice.warn").contains("最多 50 个值"), "{}", page.text(".notice.warn"));
    }

    fn a_long_address_of_many_filters_is_cut_too(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let filters = ["type", "merchant", "shop", "reason", "responsibility", "assignee", "reviewer", "result", "channel", "flag", "carrier"];
        let query = filters.iter().map(|field| many(field, 400)).collect::<Vec<_>>().join("&");
        let page = agent.open(&format!("/tickets?{query}"));
        assert!(page.bytes().len() < 2 * ORDINARY, "{} bytes", page.bytes().len());
        let page = agent.open(&format!("/tickets?sku={}", "%E6%A4%85".repeat(1_000)));
        assert!(page.text(".notice.warn").contains("SKU"), "{}", page.text(".notice.warn"));
    }

    fn a_view_keeps_no_more_than_an_address_holds(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        for query in [many("assignee", 7_000), many("assignee", 51), format!("q={}", "a".repeat(8_000))] {
            let form = view(&mut agent, &query);
            let refused = agent.submit(form);
            assert_eq!(refused.status(), 422, "{}", refused.trouble("too long"));
            assert!(refused.text("[role=alert]").contains("Too many filters"), "{}", refused.text("[role=alert]"));
            assert!(refused.bytes().len() < ORDINARY, "{} bytes", refused.bytes().len());
        }
        assert_eq!(number(app, "SELECT COUNT(*) AS number FROM list_views"), 0);
        let form = view(&mut agent, &many("assignee", 50));
        agent.submit_ok(form);
        // One that was kept before there was a limit.
        execute(app, &format!("UPDATE list_views SET query = '{}'", many("assignee", 7_000)));
        let id = number(app, "SELECT MIN(id) AS number FROM list_views");
        let page = agent.open(&format!("/tickets?view={id}"));
        assert!(page.bytes().len() < ORDINARY, "{} bytes", page.bytes().len());
        assert!(page.text(".notice.warn").contains("6950"), "{}", page.text(".notice.warn"));
    }

    fn the_view_one_starts_with_has_one_spelling(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = view(&mut agent, "assignee=me");
        agent.submit_ok(form);
        let id = number(app, "SELECT MIN(id) AS number FROM list_views");
        let mut start = Form::to(&format!("/tickets/views/{}{id}", "0".repeat(5_000)));
        let page = agent.open(&format!("/tickets?view={id}"));
        for (name, value) in [("csrf", page.value("input[name=csrf]")), ("form_token", "a-token".to_owned()), ("intent", "start".to_owned())] {
            start.add(name, &value);
        }
        assert_eq!(agent.submit(start).status(), 303);
        let page = agent.open("/tickets");
        assert!(page.source().contains(&format!("\"/tickets?view={id}\"")) && !page.source().contains("view=000"));
    }

    fn what_was_left_out_widens_no_file_and_no_change(app: &TestApp) {
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let mut all = app.staff("all", &[Role::Agent, Role::Manager, Role::Finance, Role::Warehouse, Role::Auditor]);
        let ticket = apply(&mut all, "A-1", "RETURN_REFUND", &[(1, 1)]);
        // The one value that excludes the ticket is the last.
        let query = format!("x={}&q=nothing-has-this-word", "y".repeat(7_990));
        for file in ["/tickets.csv", "/refunds.csv", "/warehouse/inbounds.csv", "/audit.csv"] {
            let answer = all.get(&format!("{file}?{query}"));
            assert_eq!(answer.status(), 303, "{}", answer.trouble("no file"));
            let page = all.open(answer.location().expect("an address"));
            assert!(page.text(".notice.done").contains("left out"), "{file}: {}", page.text("main"));
        }
        let mut form = Form::to("/tickets/bulk");
        let csrf = all.open("/tickets").value("input[name=csrf]");
        for (name, value) in [("csrf", csrf.as_str()), ("intent", "assign"), ("assignee", "me"), ("rows", "all"), ("query", &query)] {
            form.add(name, value);
        }
        let report = all.submit(form);
        assert_eq!(report.text("[role=status]"), "Select tickets first.");
        assert_eq!(all.open(&format!("/tickets/{ticket}")).all("[data-event=TicketAssigned]").len(), 0);
        let mut order = Form::to("/exports");
        let page = all.open("/tickets");
        for (name, value) in [
            ("csrf", page.value("input[name=csrf]")),
            ("form_token", "another-token".to_owned()),
            ("page", "tickets.index".to_owned()),
            ("format", "csv".to_owned()),
            ("query", query.clone()),
        ] {
            order.add(name, &value);
        }
        let refused = all.submit(order);
        assert_eq!(refused.status(), 422, "{}", refused.trouble("no file by a job either"));
    }
}
