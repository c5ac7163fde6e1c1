//! Who works on new tickets: rules and queues, who is passed over, what happens to the tickets of people who are not there.

use crate::concurrency::at_once;
use crate::harness::flow::{application_form, apply};
use crate::harness::records::texts;
use crate::harness::*;
use crate::order_import::found_other;

const DAY: i64 = 86_400;

/// A manager, a reviewer and two agents.
struct House {
    manager: Client,
    reviewer: Client,
    anna: Client,
    bela: Client,
}

fn house(app: &TestApp) -> House {
    House {
        manager: app.staff("manager", &[Role::Manager]),
        reviewer: app.staff("reviewer", &[Role::Reviewer]),
        anna: app.staff("anna", &[Role::Agent]),
        bela: app.staff("bela", &[Role::Agent]),
    }
}

const PAGE: &str = "/assignment-rules?merchant=MAIN";

fn add_queue(manager: &mut Client, name: &str, members: &[i64]) {
    let mut form = manager.open(PAGE).form_of("save-queue").set("name", name);
    members.iter().for_each(|id| form.add("member", &id.to_string()));
    let page = manager.submit_ok(form);
    assert!(page.has(&format!("tr[data-queue=\"{name}\"]")));
}

fn queue_id(app: &TestApp, name: &str) -> String {
    texts(app, &format!("SELECT CAST(id AS TEXT) AS value FROM assignment_queues WHERE name = '{name}'")).remove(0)
}

/// A rule that is switched on; fields are those of its form, in which a name may repeat.
pub fn add_rule(manager: &mut Client, name: &str, fields: &[(&str, &str)]) {
    let mut form = manager.open(PAGE).form_of("save-rule").set("name", name);
    for (field, value) in fields {
        if !form.put(field, value) {
            form.add(field, value);
        }
    }
    let page = manager.submit_ok(form);
    let row = format!("tr[data-rule=\"{name}\"]");
    assert_eq!(page.attribute(&row, "data-active").as_deref(), Some("false"), "a new rule is off");
    let form = page.form_at(&format!("{row} form[data-action=switch-rule]")).expect("a switch");
    let page = manager.submit_ok(form);
    assert_eq!(page.attribute(&row, "data-active").as_deref(), Some("true"));
}

fn file(app: &TestApp, agent: &mut Client, order: &str, address: &str) -> String {
    app.order(order).address(address).line("CHAIR", 3, "100.00").place();
    apply(agent, order, "RETURN_REFUND", &[(1, 1)])
}

fn assignee(person: &mut Client, ticket_no: &str) -> String {
    let shown = person.open(&format!("/tickets/{ticket_no}")).text("[data-assignee]");
    shown.split_whitespace().next().unwrap_or_default().to_owned()
}

both_engines! {
    fn the_first_rule_that_matches_decides_and_the_timeline_names_it(app: &TestApp) {
        let mut house = house(app);
        let (anna, bela) = (house.anna.id, house.bela.id);
        add_queue(&mut house.manager, "East", &[anna, bela]);
        let east = queue_id(app, "East");
        add_rule(&mut house.manager, "Zhejiang first", &[("region", "浙江, 江苏"), ("queue", &east), ("strategy", "in_turn"), ("priority", "HIGH")]);
        let bela_id = bela.to_string();
        add_rule(&mut house.manager, "All returns", &[("type", "RETURN_REFUND"), ("strategy", "fixed"), ("staff", &bela_id)]);
        let agent = &mut app.staff("filer", &[Role::Agent]);
        let first = file(app, agent, "A-1", "浙江省杭州市西湖区 1 号");
        let second = file(app, agent, "A-2", "江苏省苏州市 2 号");
        let third = file(app, agent, "A-3", "浙江宁波 3 号");
        let other = file(app, agent, "A-4", "***浙江省***");
        let names: Vec<String> = [&first, &second, &third, &other].iter().map(|no| assignee(&mut house.reviewer, no)).collect();
        assert_eq!(names, ["anna", "bela", "anna", "bela"], "in turn; what is masked falls to the next rule");
        let page = house.reviewer.open(&format!("/tickets/{first}"));
        let entry = page.text("li[data-event=RuleApplied]");
        assert!(entry.contains("Zhejiang first") && entry.contains("East") && entry.contains("anna"), "{entry}");
        assert_eq!(page.text("[data-assignment-queue]"), "East");
        assert!(house.anna.open("/notices").has("tr[data-notice=assigned]"), "who gets it by a rule is told");
        let listed = |person: &mut Client, query: &str| person.open(&format!("/tickets?{query}")).all("tbody[data-rows] tr[data-key]").len();
        assert_eq!(listed(&mut house.reviewer, "priority=HIGH"), 3);
        assert_eq!(listed(&mut house.reviewer, &format!("assignment_queue={east}")), 3);
        assert_eq!(listed(&mut house.reviewer, "priority=USUAL"), 1);
    }

    fn the_fewest_open_tickets_and_nobody_who_is_away_or_disabled(app: &TestApp) {
        let mut house = house(app);
        let (anna, bela) = (house.anna.id, house.bela.id);
        add_queue(&mut house.manager, "All", &[anna, bela]);
        let all = queue_id(app, "All");
        add_rule(&mut house.manager, "Everything", &[("queue", &all), ("strategy", "least_open")]);
        let agent = &mut app.staff("filer", &[Role::Agent]);
        let numbers: Vec<String> = (1..=3).map(|n| file(app, agent, &format!("B-{n}"), "上海")).collect();
        let names: Vec<String> = numbers.iter().map(|no| assignee(&mut house.reviewer, no)).collect();
        assert_eq!(names, ["anna", "bela", "anna"]);
        let form = house.bela.open("/account").form_of("absence").set("away_until", "2026-11-30");
        house.bela.submit_ok(form);
        let fourth = file(app, agent, "B-4", "上海");
        assert_eq!(assignee(&mut house.reviewer, &fourth), "anna", "who is away is passed over");
        let load = house.reviewer.open("/workload");
        let open = |page: &Page, id: i64| page.attribute(&format!("tr[data-key=\"{id}\"] [data-open]"), "data-open");
        assert_eq!((open(&load, anna).as_deref(), open(&load, bela).as_deref()), (Some("3"), Some("0")));
        assert_eq!(assignee(&mut house.reviewer, &numbers[1]), "Unassigned", "what runs out before bela is back went to the pool");
        assert!(house.reviewer.open(&format!("/tickets/{}", numbers[1])).text("li[data-event=ReturnedToPool]").contains("bela"));
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = admin.open(&format!("/staff/{anna}")).form_of("disable-staff");
        admin.submit_ok(form);
        for number in [&numbers[0], &numbers[2], &fourth] {
            assert_eq!(assignee(&mut house.reviewer, number), "Unassigned");
            let entry = house.reviewer.open(&format!("/tickets/{number}")).text("li[data-event=ReturnedToPool]");
            assert!(entry.contains("anna"), "history keeps the name: {entry}");
        }
        let fifth = file(app, agent, "B-5", "上海");
        assert_eq!(assignee(&mut house.reviewer, &fifth), "Unassigned", "nobody is left");
        app.wait(9 * DAY);
        let sixth = file(app, agent, "B-6", "上海");
        assert_eq!(assignee(&mut house.reviewer, &sixth), "bela", "the absence has an end");
    }

    fn a_short_absence_keeps_what_runs_out_later(app: &TestApp) {
        let mut house = house(app);
        let bela = house.bela.id;
        let bela_id = bela.to_string();
        add_rule(&mut house.manager, "To bela", &[("strategy", "fixed"), ("staff", &bela_id)]);
        let number = file(app, &mut house.anna, "C-1", "上海");
        let form = house.reviewer.open("/workload").form_at(&format!("tr[data-key=\"{bela}\"] form")).expect("a lead may");
        let over = house.reviewer.submit(form.set("away_until", "2026-11-20"));
        assert_eq!(over.status(), 422);
        assert!(over.has("[data-error-for=away_until]"));
        let form = over.form_at(&format!("tr[data-key=\"{bela}\"] form")).expect("again").set("away_until", "2026-11-22");
        let page = house.reviewer.submit_ok(form);
        assert!(page.text(&format!("tr[data-key=\"{bela}\"]")).contains("2026-11-22"));
        assert_eq!(assignee(&mut house.reviewer, &number), "bela");
        let form = page.form_at(&format!("tr[data-key=\"{bela}\"] form")).expect("again").set("away_until", "");
        house.reviewer.submit_ok(form);
        assert_eq!(house.anna.get("/workload").status(), 403);
    }

    fn a_rule_that_makes_no_sense_is_refused_at_its_field(app: &TestApp) {
        let mut house = house(app);
        let (bela, bela_id) = (house.bela.id, house.bela.id.to_string());
        add_rule(&mut house.manager, "To bela", &[("strategy", "fixed"), ("staff", &bela_id)]);
        let cases: [(&str, &[(&str, &str)]); 7] = [
            ("name", &[("name", "")]),
            ("name", &[("strategy", "nobody"), ("name", "To bela")]),
            ("queue", &[("strategy", "in_turn")]),
            ("staff", &[("strategy", "fixed")]),
            ("region", &[("strategy", "nobody"), ("region", "浙")]),
            ("amount_to", &[("strategy", "nobody"), ("amount_from", "200"), ("amount_to", "100")]),
            ("amount_from", &[("strategy", "nobody"), ("amount_from", "many")]),
        ];
        for (field, values) in cases {
            let form = house.manager.open(PAGE).form_of("save-rule").set("name", "A rule");
            let form = values.iter().fold(form, |form, (name, value)| form.set(name, value));
            let refused = house.manager.submit(form);
            assert_eq!(refused.status(), 422, "{field} {values:?}");
            assert!(refused.has(&format!("[data-error-for={field}]")), "{field} {values:?}");
            let kept = refused.form_of("save-rule");
            for (name, value) in values {
                assert_eq!(kept.value(name), Some(*value), "nothing typed is lost");
            }
        }
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = house.manager.open(PAGE).form_of("save-rule").set("name", "Later").set("strategy", "fixed").set("staff", &bela_id);
        let form_of_disabling = admin.open(&format!("/staff/{bela}")).form_of("disable-staff");
        admin.submit_ok(form_of_disabling);
        let refused = house.manager.submit(form);
        assert_eq!(refused.status(), 422);
        assert!(refused.text("[data-error-for=staff]").contains("bela"), "somebody disabled is named at the field");
        let page = house.manager.open(PAGE);
        assert!(page.text("tr[data-rule=\"To bela\"]").contains("Disabled"), "a rule that names somebody disabled says so");
        let off = house.manager.submit_ok(page.form_at("tr[data-rule=\"To bela\"] form[data-action=switch-rule]").expect("a switch"));
        let on = house.manager.submit(off.form_at("tr[data-rule=\"To bela\"] form[data-action=switch-rule]").expect("a switch"));
        assert_eq!(on.status(), 422);
        let number = file(app, &mut house.anna, "D-1", "上海");
        assert_eq!(assignee(&mut house.reviewer, &number), "Unassigned");
    }

    fn rules_are_moved_changed_and_deleted_by_one_at_a_time(app: &TestApp) {
        let mut house = house(app);
        for name in ["one", "two"] {
            add_rule(&mut house.manager, name, &[("strategy", "nobody")]);
        }
        let names = |page: &Page| page.all("tr[data-rule]").iter().filter_map(|row| row.attr("data-rule").map(str::to_owned)).collect::<Vec<_>>();
        let page = house.manager.open(PAGE);
        let stale = page.form_at("tr[data-rule=two] form[data-action=delete-rule]").expect("a form");
        let up = page.form_at("tr[data-rule=two] form[data-action=move-up]").expect("a form");
        let page = house.manager.submit_ok(up);
        assert_eq!(names(&page), ["two", "one"]);
        assert_eq!(house.manager.submit(stale).status(), 409, "it was changed meanwhile");
        let gone = page.form_at("tr[data-rule=two] form[data-action=delete-rule]").expect("a form");
        assert_eq!(names(&house.manager.submit_ok(gone)), ["one"]);
        found_other(app);
        let mut other = app.staff_of("other", &[Role::Manager], &["OTHER"]);
        assert_eq!(other.get(PAGE).status(), 404, "another merchant's rules do not exist");
        let form = house.manager.open(PAGE).form_of("save-rule").set("name", "theirs").set("strategy", "nobody");
        let (_, body) = form.body();
        let text = String::from_utf8(body).expect("text");
        let csrf = other.open("/account").value("input[name=csrf]");
        let mine = house.manager.open("/account").value("input[name=csrf]");
        let sent = other.browser.post("/assignment-rules", "application/x-www-form-urlencoded", text.replace(&mine, &csrf).as_bytes());
        assert_eq!(sent.expect("an answer").status(), 404);
    }

    fn rules_are_tried_on_past_tickets_before_they_are_switched_on(app: &TestApp) {
        let mut house = house(app);
        let (anna, bela_id) = (house.anna.id, house.bela.id.to_string());
        let agent = &mut app.staff("filer", &[Role::Agent]);
        let east = file(app, agent, "F-1", "浙江省杭州市");
        let west = file(app, agent, "F-2", "四川省成都市");
        add_queue(&mut house.manager, "East", &[anna]);
        let queue = queue_id(app, "East");
        let rules: [(&str, &[(&str, &str)]); 3] = [
            ("zhejiang", &[("region", "浙江"), ("queue", &queue), ("strategy", "in_turn")]),
            ("sichuan", &[("region", "四川"), ("strategy", "fixed"), ("staff", &bela_id)]),
            ("dear", &[("amount_from", "9999"), ("strategy", "nobody")]),
        ];
        for (name, fields) in rules {
            let form = house.manager.open(PAGE).form_of("save-rule").set("name", name);
            let form = fields.iter().fold(form, |form, (field, value)| form.set(field, value));
            house.manager.submit_ok(form);
        }
        let none = house.manager.open(PAGE).form_of("try-rules");
        let mut none = none;
        none.remove("rule");
        let refused = house.manager.submit(none);
        assert_eq!(refused.status(), 422);
        assert!(refused.has("[data-error-for=rule]"));
        let form = house.manager.open(PAGE).form_of("try-rules");
        let page = house.manager.submit_ok(form);
        assert_eq!(page.attribute("[data-trial]", "data-trial").as_deref(), Some("RUNNING"));
        app.run_jobs();
        let page = house.manager.open("/assignment-rules/trial?merchant=MAIN");
        assert_eq!(page.attribute("[data-trial]", "data-trial").as_deref(), Some("DONE"));
        let matched = |name: &str| page.attribute(&format!("tr[data-rule={name}] [data-matched]"), "data-matched");
        assert_eq!([matched("zhejiang"), matched("sichuan"), matched("dear")].map(Option::unwrap_or_default), ["1", "1", "0"]);
        assert!(page.text("tr[data-rule=zhejiang]").contains(&east) && page.text("tr[data-rule=sichuan]").contains(&west));
        let loads: Vec<_> = page.all("[data-load]").iter().map(|load| load.text().collect::<String>()).collect();
        assert_eq!(loads, ["1", "1"], "one of the queue, one of bela");
        assert_eq!(assignee(&mut house.reviewer, &east), "Unassigned", "a trial assigns nothing");
    }

    fn many_tickets_go_back_by_a_job(app: &TestApp) {
        let mut house = house(app);
        let bela_id = house.bela.id.to_string();
        add_rule(&mut house.manager, "To bela", &[("strategy", "fixed"), ("staff", &bela_id)]);
        let agent = &mut house.anna;
        for n in 1..=101 {
            app.order(&format!("E-{n}")).line("CHAIR", 1, "10.00").place();
            let form = application_form(agent, &format!("E-{n}"), "RETURN_REFUND", &[(1, 1)]);
            agent.submit_ok(form);
        }
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = admin.open(&format!("/staff/{bela_id}")).form_of("disable-staff");
        admin.submit_ok(form);
        let left = |app: &TestApp| texts(app, &format!("SELECT ticket_no AS value FROM ticket_entries WHERE assignee_id = {bela_id}")).len();
        assert_eq!(left(app), 101);
        app.run_jobs();
        assert_eq!(left(app), 0);
    }

    fn two_filings_at_one_instant_take_turns(app: &TestApp) {
        let mut house = house(app);
        add_queue(&mut house.manager, "轮流", &[house.anna.id, house.bela.id]);
        let queue = queue_id(app, "轮流");
        add_rule(&mut house.manager, "轮流", &[("queue", &queue), ("strategy", "in_turn")]);
        for round in 0..6 {
            let orders = [format!("T-{round}-1"), format!("T-{round}-2")];
            for order in &orders {
                app.order(order).line("CHAIR", 1, "100.00").place();
            }
            let one = application_form(&mut house.anna, &orders[0], "RETURN_REFUND", &[(1, 1)]);
            let other = application_form(&mut house.bela, &orders[1], "RETURN_REFUND", &[(1, 1)]);
            let answers = at_once((house.anna.clone(), one), (house.bela.clone(), other));
            let mut given: Vec<String> = answers
                .iter()
                .map(|answer| assignee(&mut house.manager, answer.location().expect("filed").rsplit('/').next().unwrap_or_default()))
                .collect();
            given.sort();
            assert_eq!(given, ["anna", "bela"], "round {round}");
        }
    }
}
