//! Contacts that are no return: recorded, answered, closed, opened again, and a ticket from one; they hold nothing.

use crate::harness::flow::apply;
use crate::harness::*;

/// Records a query; its page.
fn record(agent: &mut Client, fields: &[(&str, &str)]) -> Page {
    let form = agent.open("/queries/new").form_of("record-query");
    let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    agent.submit_ok(form)
}

/// The numbers of a list's rows, in their order.
fn listed(person: &mut Client, query: &str) -> Vec<String> {
    let page = person.open(&format!("/queries?{query}"));
    page.all("tbody[data-rows] tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
}

fn number(page: &Page) -> String {
    page.text("h1")
}

both_engines! {
    fn a_query_is_recorded_answered_closed_and_opened_again(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        app.order("Q-1").line("CHAIR", 1, "100.00").place();
        // From the order's page: its number and shop stand there.
        let link = agent.open("/orders/Q-1").attribute("[data-record-query]", "href").expect("a link");
        let page = agent.open(&link);
        let form = page.form_of("record-query");
        assert_eq!(form.value("order_no"), Some("Q-1"));
        assert_ne!(form.value("shop"), Some(""));
        let form = form.set("kind", "COURIER_DAMAGE").set("words", "外箱破了，里面好像没事。").set("contact", "13812345678");
        let page = agent.submit_ok(form);
        assert_eq!(page.name().as_deref(), Some("queries.show"));
        assert!(page.text("main").contains("外箱破了") && page.text("main").contains("13812345678"));
        assert!(page.has("a[data-order]") && page.has("li[data-step=RECORDED]"));
        let (address, no) = (page.path().to_owned(), number(&page));
        app.wait(60);
        let second = record(&mut agent, &[("kind", "LOGISTICS"), ("words", "包裹到哪里了？"), ("order_no", "XYZ-9")]);
        assert!(second.text("main").contains("No order of this number"), "{}", second.text("main"));
        app.wait(60);
        // The reviewer answers the first: it goes behind the open one.
        assert_eq!(listed(&mut reviewer, ""), [no.clone(), number(&second)], "the oldest open one first");
        let form = reviewer.open(&address).form_of("answer-query").set("answer", "请拍下外箱，我们登记快递理赔。");
        let page = reviewer.submit_ok(form);
        assert!(page.text("[data-answer]").contains("快递理赔") && page.form("answer-query").is_none());
        assert!(page.text("main").contains("reviewer"), "who answered");
        assert_eq!(listed(&mut reviewer, ""), [number(&second), no.clone()]);
        for (query, found) in [
            ("state=OPEN", vec![number(&second)]),
            ("state=ANSWERED", vec![no.clone()]),
            ("kind=LOGISTICS", vec![number(&second)]),
            ("q=xyz-9", vec![number(&second)]),
            ("q=%E5%A4%96%E7%AE%B1", vec![no.clone()]),
            ("q=nothing", vec![]),
            ("sort=taken_at&dir=asc", vec![no.clone(), number(&second)]),
        ] {
            assert_eq!(listed(&mut reviewer, query), found, "{query}");
        }
        // Closed with a word, and opened again.
        let form = agent.open(&address).form_of("close-query").set("closing_words", "买家已收到补发的外箱照片。");
        let page = agent.submit_ok(form);
        assert!(page.has("[data-status=CLOSED]") && page.form("close-query").is_none());
        let page = agent.submit_ok(page.form_of("reopen-query"));
        assert!(page.has("[data-status=OPEN]") && !page.has("[data-answer]"));
        assert!(page.text("li[data-step=ANSWERED]").contains("快递理赔"), "the answer stays in the history");
        assert!(agent.open("/orders/Q-1").has(&format!("tr[data-query='{no}']")));
        // The order holds nothing for it.
        assert!(agent.open("/tickets/new?order_no=Q-1").form_of("submit").has("qty_1"));
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let log = auditor.open("/audit?kind=query.");
        let kinds: Vec<&str> = log.all("tr[data-kind]").iter().filter_map(|row| row.attr("data-kind")).collect();
        assert_eq!(kinds, ["query.reopened", "query.closed", "query.answered", "query.recorded", "query.recorded"]);
        assert!(!log.source().contains("外箱"), "the log keeps no words of buyers");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn a_ticket_is_opened_from_a_query(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        app.order("Q-2").line("CHAIR", 1, "100.00").place();
        let page = record(&mut agent, &[("kind", "QUALITY"), ("words", "椅子一坐就响。"), ("contact", "13812345678")]);
        let address = page.path().to_owned();
        assert!(!page.has("[data-open-ticket]") && page.has("button[aria-describedby=open-ticket-rule]"));
        let page = agent.submit_ok(page.form_of("name-order").set("order_no", "Q-2"));
        let link = page.attribute("[data-open-ticket]", "href").expect("a link");
        let page = agent.open(&link);
        assert!(page.has("[data-from-query]"));
        let form = page.form_of("submit");
        assert_eq!(form.value("buyer_words"), Some("椅子一坐就响。"));
        assert_eq!(form.value("contact_phone"), Some("13812345678"));
        // A refused application still knows its query.
        let reason = page.value("select[name=reason_1] option:not([value=''])");
        let page = agent.submit(form.set("qty_1", "9").set("reason_1", &reason));
        assert_eq!(page.status(), 422);
        assert!(page.has("[data-from-query]"));
        let ticket = agent.submit_ok(page.form_of("submit").set("qty_1", "1"));
        assert_eq!(ticket.name().as_deref(), Some("tickets.show"));
        assert!(ticket.has("[data-panel=queries] tr[data-query]"));
        let page = agent.open(&address);
        assert_eq!(page.text("a[data-ticket]"), ticket.text("h1"));
        assert!(page.has("[data-status=CLOSED]") && page.has("li[data-step=TICKET_OPENED]") && !page.has("[data-open-ticket]"));
        // Another form that was open meanwhile: no second ticket comes of it, and nothing typed is lost.
        app.order("Q-3").line("CHAIR", 1, "100.00").place();
        let late = agent.open(&link.replace("Q-2", "Q-3"));
        let form = late.form_of("submit").set("qty_1", "1").set("reason_1", &reason);
        let refused = agent.submit(form);
        assert_eq!(refused.status(), 409);
        assert!(refused.text("[role=alert]").contains(&ticket.text("h1")));
        assert_eq!(refused.form_of("submit").value("qty_1"), Some("1"));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn an_order_that_is_not_here_yet_is_typed_on_the_way(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let page = record(&mut agent, &[("kind", "OTHER"), ("words", "想问能不能换个颜色。"), ("order_no", "NEW-77")]);
        let (address, link) = (page.path().to_owned(), page.attribute("[data-open-ticket]", "href").expect("a link"));
        let form = agent.open(&link).form_of("type-order");
        assert_eq!(form.value("order_no"), Some("NEW-77"));
        let refused = agent.submit(form);
        assert_eq!(refused.status(), 422, "nothing was typed");
        let mut form = refused.form_of("type-order").set("order_no", "NEW-77").set("paid", "50").set("ordered_on", "2026-11-20");
        for (name, value) in [("sku_1", "LAMP"), ("quantity_1", "1"), ("unit_price_1", "50"), ("paid_1", "50")] {
            form.put(name, value);
        }
        let page = agent.submit_ok(form);
        assert_eq!(page.form_of("submit").value("buyer_words"), Some("想问能不能换个颜色。"));
        let reason = page.value("select[name=reason_1] option:not([value=''])");
        let ticket = agent.submit_ok(page.form_of("submit").set("qty_1", "1").set("reason_1", &reason));
        assert_eq!(agent.open(&address).text("a[data-ticket]"), ticket.text("h1"));
    }

    fn what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/queries/new").form_of("record-query");
        let page = agent.submit(form.set("order_no", &"9".repeat(101)).set("contact", "wx-lin"));
        assert_eq!(page.status(), 422);
        assert!(!page.error("words").is_empty() && !page.error("order_no").is_empty());
        assert_eq!(page.form_of("record-query").value("contact"), Some("wx-lin"));
        let mut form = page.form_of("record-query");
        form.add("kind", "GOSSIP");
        form.remove("kind");
        form.add("kind", "GOSSIP");
        let page = agent.submit(form);
        assert!(page.status() == 422 && !page.error("kind").is_empty());
        let query = record(&mut agent, &[("kind", "LOGISTICS"), ("words", "到哪了？")]);
        for (hook, field) in [("answer-query", "answer"), ("close-query", "closing_words"), ("name-order", "order_no")] {
            let page = agent.submit(query.form_of(hook).set(field, ""));
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{hook}");
        }
        assert!(agent.open(query.path()).has("[data-status=OPEN]"));
        // Chinese words stand at the field too.
        let page = agent.submit(query.form_of("answer-query").set("answer", "好"));
        assert_eq!(page.form_of("answer-query").value("answer"), Some("好"), "too short, and still there");
    }

    fn of_two_tabs_one_wins_and_the_other_loses_nothing(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let query = record(&mut agent, &[("kind", "LOGISTICS"), ("words", "到哪了？")]);
        let late = agent.open(query.path()).form_of("answer-query").set("answer", "已在派送。");
        let sent = manager.open(query.path()).form_of("answer-query").set("answer", "明天送到。");
        manager.submit_ok(sent.clone());
        let page = agent.submit(late);
        assert_eq!(page.status(), 409);
        assert!(page.text("[role=alert]").contains("manager"), "{}", page.text("[role=alert]"));
        assert_eq!(page.text("[data-typed]"), "已在派送。");
        assert!(page.text("[data-answer]").contains("明天送到"));
        // The same form again gets the same answer, and does nothing twice.
        manager.submit_ok(sent);
        assert_eq!(manager.open(query.path()).all("li[data-step=ANSWERED]").len(), 1);
    }

    fn queries_are_seen_by_those_who_file_tickets_of_their_merchants(app: &TestApp) {
        crate::order_import::found_other(app);
        let mut agent = app.staff_of("agent", &[Role::Agent], &["MAIN"]);
        app.order("Q-9").merchant("OTHER").line("CHAIR", 1, "100.00").place();
        app.order("Q-8").line("CHAIR", 1, "100.00").place();
        let query = record(&mut agent, &[("kind", "LOGISTICS"), ("words", "到哪了？"), ("order_no", "Q-9")]);
        assert!(!query.has("a[data-order]") && query.text("main").contains("No order of this number"), "another merchant's");
        let mut foreign = app.staff_of("foreign", &[Role::Agent], &["OTHER"]);
        assert!(listed(&mut foreign, "").is_empty() && listed(&mut foreign, "q=Q-9").is_empty());
        assert_eq!(foreign.get(query.path()).status(), 404);
        assert_eq!(foreign.get("/queries/new?merchant=MAIN").status(), 404);
        let token = foreign.open("/account").value("input[name=csrf]");
        for end in ["answer", "closure", "reopening", "order"] {
            let mut form = Form::to(&format!("{}/{end}", query.path()));
            for (name, value) in [("csrf", token.as_str()), ("form_token", end), ("version", "1"), ("answer", "好的好的")] {
                form.add(name, value);
            }
            assert_eq!(foreign.submit(form).status(), 404, "{end}");
        }
        // A ticket of another merchant does not take the query up.
        let link = format!("/tickets/new?order_no=Q-9&from_query={}", query.path().trim_start_matches("/queries/"));
        assert!(!foreign.open(&link).has("[data-from-query]"));
        for role in [Role::Finance, Role::Warehouse, Role::Auditor] {
            let mut other = app.staff(&format!("r-{}", role.code()), &[role]);
            assert_eq!((other.get("/queries").status(), other.get(query.path()).status()), (403, 403), "{role}");
            assert!(!other.open("/").has("nav a[href='/queries']"));
        }
        assert!(agent.open("/").has("nav a[href='/queries']"));
        // As a file for those who take lists out.
        let mut manager = app.staff_of("manager", &[Role::Manager], &["MAIN"]);
        let file = manager.get("/queries.csv?lang=en");
        assert!(file.status() == 200 && file.source().contains("到哪了"), "{}", file.source());
        assert_eq!((manager.get("/queries.xlsx").status(), agent.get("/queries.csv").status()), (200, 403));
        // Without a token of the session nothing is done.
        let mut form = query.form_of("answer-query").set("answer", "好的好的");
        form.put("csrf", "x");
        assert_eq!(agent.submit(form).status(), 403);
        let ticket = apply(&mut agent, "Q-8", "RETURN_REFUND", &[(1, 1)]);
        assert!(!agent.open(&format!("/tickets/{ticket}")).has("[data-panel=queries]"));
    }
}
