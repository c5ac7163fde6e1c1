//! Buyers marked as a risk: who marks, what follows, what rules propose, and how a mark is taken back.

use crate::assignment::add_rule;
use crate::harness::flow::{apply, send, send_with, ship_back};
use crate::harness::records::texts;
use crate::harness::*;
use crate::order_import::found_other;
use crate::refunds::people;

const DAY: i64 = 86_400;

/// The address of the page of a ticket's buyer.
fn buyer_of(person: &mut Client, ticket_no: &str) -> String {
    let page = person.open(&format!("/tickets/{ticket_no}"));
    page.attribute("[data-panel=buyer] .card-head a", "href").expect("the buyer's page")
}

fn mark(person: &mut Client, buyer: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = person.open(buyer).form_of("mark-buyer");
    for (name, value) in fields {
        form = form.set(name, value);
    }
    person.submit(form)
}

both_engines! {
    fn a_marked_buyer_is_never_paid_without_a_reviewer(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("marker", &[Role::Manager]);
        app.order("K-1").buyer("tb_kuaitui").line("CHAIR", 1, "10.00").unshipped().place();
        app.order("K-2").buyer("tb_kuaitui").line("CHAIR", 1, "10.00").unshipped().place();
        app.order("K-3").buyer("tb_kuaitui").line("CHAIR", 1, "10.00").unshipped().place();
        app.order("K-9").buyer("tb_other").line("CHAIR", 1, "10.00").unshipped().place();
        let first = apply(&mut people.agent, "K-1", "REFUND_ONLY", &[(1, 1)]);
        assert_eq!(people.agent.open(&format!("/tickets/{first}")).status_of_ticket(), "REFUNDING", "paid at once");
        let other = apply(&mut people.agent, "K-9", "REFUND_ONLY", &[(1, 1)]);
        let buyer = buyer_of(&mut people.agent, &first);
        // Without evidence, of no known kind, and with somebody else's ticket: a word at the field, and no mark.
        let page = mark(&mut people.agent, &buyer, &[("evidence", ""), ("ticket", &other)]);
        assert_eq!(page.status(), 422);
        assert!(!page.error("evidence").is_empty());
        let page = mark(&mut people.agent, &buyer, &[("kind", "EMPTY_BOX"), ("evidence", "三次空包"), ("ticket", &other)]);
        assert_eq!((page.status(), page.error("ticket").is_empty()), (422, false));
        assert_eq!(page.form_of("mark-buyer").value("evidence"), Some("三次空包"), "what was typed stays");
        let page = mark(&mut people.agent, &buyer, &[("kind", "BORING"), ("evidence", "x")]);
        assert_eq!((page.status(), page.error("kind").is_empty()), (422, false));
        assert!(!people.agent.open(&buyer).has("[data-mark]"));
        let fields = [("kind", "FALSE_CLAIM"), ("evidence", "照片与实物不符，13812345678"), ("ticket", first.as_str())];
        let page = mark(&mut people.agent, &buyer, &fields);
        assert_eq!(page.status(), 303);
        let page = people.agent.open(&buyer);
        assert_eq!(page.attribute("[data-mark=FALSE_CLAIM]", "data-state").as_deref(), Some("SET"));
        let row = page.text("[data-mark=FALSE_CLAIM]");
        assert!(row.contains(&first) && row.contains("138****5678"), "{row}");
        let page = mark(&mut people.agent, &buyer, &fields);
        assert_eq!((page.status(), page.error("kind").is_empty()), (422, false), "once is enough");
        // The stricter way: a reviewer decides, and the timeline says why.
        let second = apply(&mut people.agent, "K-2", "REFUND_ONLY", &[(1, 1)]);
        let page = people.reviewer.open(&format!("/tickets/{second}"));
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.has("[data-risk]") && page.text("main").contains("marked as a risk"), "{}", page.text("main"));
        let list = people.reviewer.open("/tickets?risk=yes");
        assert!(list.has(&format!("tr[data-key={second}]")) && !list.has(&format!("tr[data-key={other}]")));
        assert!(list.text(&format!("tr[data-key={second}]")).contains("Risk buyer"));
        let list = people.reviewer.open("/tickets?risk=no");
        assert!(!list.has(&format!("tr[data-key={second}]")) && list.has(&format!("tr[data-key={other}]")));
        // A later file says that another order is this buyer's too: its ticket is marked with it.
        app.order("K-9").buyer("tb_kuaitui").line("CHAIR", 1, "10.00").unshipped().place();
        assert!(people.agent.open(&format!("/tickets/{other}")).has("[data-risk]"));
        // An agent cannot take it back; a manager does, with a reason.
        assert!(!people.agent.open(&buyer).has("form[data-action=clear-mark]"));
        let stale = manager.open(&buyer).form_of("clear-mark");
        let page = manager.submit(stale.clone().set("why", ""));
        assert_eq!((page.status(), page.error("why").is_empty()), (422, false));
        let form = manager.open(&buyer).form_of("clear-mark").set("why", "买家补充了视频，13812345678");
        assert_eq!(manager.submit(form).status(), 303);
        assert_eq!(manager.submit(stale.set("why", "再次")).status(), 409, "somebody was quicker");
        let page = manager.open(&buyer);
        assert_eq!(page.attribute("[data-mark=FALSE_CLAIM]", "data-state").as_deref(), Some("CLEARED"));
        assert!(page.text("[data-mark=FALSE_CLAIM]").contains("买家补充了视频，138****5678"));
        assert!(!manager.open(&format!("/tickets/{second}")).has("[data-risk]"));
        let third = apply(&mut people.agent, "K-3", "REFUND_ONLY", &[(1, 1)]);
        assert_eq!(people.agent.open(&format!("/tickets/{third}")).status_of_ticket(), "REFUNDING", "as for anybody");
        let audit = manager.open("/audit?kind=buyer.").text("main");
        assert!(audit.contains("Buyer marked as a risk") && audit.contains("Mark of a buyer taken back"), "{audit}");
        app.run_jobs();
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn rules_propose_and_people_decide(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("marker", &[Role::Manager]);
        let orders: Vec<String> = (1..=7).map(|number| format!("F-{number}")).collect();
        orders.iter().for_each(|order| {
            app.order(order).buyer("tb_often").line("CHAIR", 1, "10.00").place();
        });
        let mut tickets: Vec<String> =
            orders[..4].iter().map(|order| apply(&mut people.agent, order, "RETURN_REFUND", &[(1, 1)])).collect();
        let buyer = buyer_of(&mut people.agent, &tickets[0]);
        assert!(!people.agent.open(&buyer).has("[data-mark]"), "four are not many");
        tickets.push(apply(&mut people.agent, &orders[4], "RETURN_REFUND", &[(1, 1)]));
        let page = people.agent.open(&buyer);
        assert_eq!(page.attribute("[data-mark=FREQUENT_RETURN]", "data-state").as_deref(), Some("PROPOSED"));
        assert!(page.text("[data-mark=FREQUENT_RETURN]").contains("at least 5 after-sales within 90 days"));
        assert!(!people.agent.open(&format!("/tickets/{}", tickets[4])).has("[data-risk]"), "a proposal marks nobody");
        assert!(manager.open("/").text("main").contains("Marks proposed"));
        assert!(manager.open("/risk-buyers").has("[data-mark=FREQUENT_RETURN]"));
        // Dismissed, it is not proposed again for ninety days.
        let form = manager.open(&buyer).form_of("clear-mark").set("why", "企业团购客户");
        assert_eq!(manager.submit(form).status(), 303);
        tickets.push(apply(&mut people.agent, &orders[5], "RETURN_REFUND", &[(1, 1)]));
        let proposed = "SELECT state AS value FROM risk_flags WHERE state = 'PROPOSED'";
        assert!(texts(app, proposed).is_empty());
        app.wait(60 * DAY);
        // A box without goods is proposed by the count.
        send(&mut people.reviewer, &tickets[5], "approve");
        ship_back(&mut people.agent, &tickets[5]);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        send_with(&mut clerk, &tickets[5], "receive", &[("received_1", "0"), ("good_1", "0"), ("defective_1", "0")]);
        let form = people.agent.open(&buyer).form_of("confirm-mark");
        let other_tab = form.clone();
        assert_eq!(people.agent.submit(form).status(), 303);
        assert_eq!(manager.submit(other_tab).status(), 403, "a form is its person's own");
        assert_eq!(people.agent.open(&buyer).attribute("[data-mark=EMPTY_BOX]", "data-state").as_deref(), Some("SET"));
        assert!(manager.open("/risk-buyers?state=SET").has("[data-mark=EMPTY_BOX]"));
        // A rule may ask for it.
        add_rule(&mut manager, "风险件", &[("risk", "yes"), ("priority", "HIGH"), ("strategy", "nobody")]);
        let last = apply(&mut people.agent, &orders[6], "RETURN_REFUND", &[(1, 1)]);
        let page = people.agent.open(&format!("/tickets/{last}"));
        assert!(page.text("main").contains("风险件") && page.has("[data-risk]"));
    }

    fn marks_belong_to_a_merchant_and_to_rights(app: &TestApp) {
        let mut people = people(app);
        app.order("M-1").buyer("tb_masked").line("CHAIR", 1, "10.00").place();
        let ticket = apply(&mut people.agent, "M-1", "RETURN_REFUND", &[(1, 1)]);
        let buyer = buyer_of(&mut people.agent, &ticket);
        let form = people.agent.open(&buyer).form_of("mark-buyer").set("kind", "LONG_USE").set("evidence", "x");
        mark(&mut people.agent, &buyer, &[("kind", "LONG_USE"), ("evidence", "长期使用后退回")]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let page = auditor.open(&buyer);
        assert!(page.has("[data-mark]") && !page.has("form[data-action=mark-buyer]"), "an auditor sees and changes nothing");
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let page = clerk.open(&format!("/tickets/{ticket}"));
        assert!(page.has("span[data-risk]"), "a clerk sees the mark and no page of the buyer");
        assert_eq!(clerk.get("/risk-buyers").status(), 403);
        found_other(app);
        let mut stranger = app.staff_of("stranger", &[Role::Manager], &["OTHER"]);
        assert_eq!(stranger.get(&buyer).status(), 404);
        assert!(!stranger.open("/risk-buyers?state=SET").has("[data-mark]"));
        assert_eq!(stranger.submit(form).status(), 403, "not this person's form");
    }
}
