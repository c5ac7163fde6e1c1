//! Cases that others decide: the ticket is on hold, evidence is gathered, the ruling says what follows; and superiors whom buyers ask for.

use aftersales::store::{DbError, Scope, orders};

use crate::harness::flow::{apply, send, send_with, ship_back};
use crate::harness::*;
use crate::refunds::people;
use crate::terms::{clocks, pass};

const DAY: i64 = 86_400;

/// Opens a case before the platform.
fn open_case(person: &mut Client, ticket_no: &str) -> Page {
    send_with(person, ticket_no, "open-dispute", &[("reference", "JR-7"), ("text", "买家要求全额退款")])
}

fn rule(person: &mut Client, ticket_no: &str, fields: &[(&str, &str)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("text", "平台裁决书")]).collect();
    send_with(person, ticket_no, "record-ruling", &fields)
}

/// What was paid back for an order, in minor units.
fn refunded(app: &TestApp, order_no: &str) -> i64 {
    let order_no = order_no.to_owned();
    let read = app.db.read_blocking(move |connection| {
        let order = orders::by_no(connection, &Scope::All, &order_no)?.remove(0);
        Ok::<_, DbError>(order.refunded_minor.minor())
    });
    read.expect("the database answers")
}

both_engines! {
    fn a_rejected_ticket_is_held_until_the_platform_ruled_for_the_buyer(app: &TestApp) {
        let mut people = people(app);
        app.order("D-1").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "D-1", "RETURN_REFUND", &[(1, 1)]);
        send_with(&mut people.reviewer, &ticket_no, "reject", &[("category", "NOT_JUSTIFIED"), ("reason", "不成立")]);
        // Wrong input: nothing is lost, nothing changes.
        let form = people.agent.open(&format!("/tickets/{ticket_no}")).form_of("open-dispute");
        let page = people.agent.submit(form.set("kind", "LEGAL").set("text", "买家起诉").set("due_at", "2020-01-01T10:00"));
        assert_eq!(page.status(), 422);
        assert!(!page.error("reference").is_empty() && !page.error("body").is_empty());
        assert_eq!(page.form_of("open-dispute").value("text"), Some("买家起诉"));
        let form = page.form_of("open-dispute").set("reference", "C-1").set("body", "法院");
        let page = people.agent.submit(form);
        assert_eq!((page.status(), page.error("due_at").is_empty()), (422, false), "a time that has passed");
        let page = open_case(&mut people.agent, &ticket_no);
        assert!(page.has("[data-hold]") && page.has("[data-dispute=PLATFORM]"));
        assert_eq!(page.status_of_ticket(), "REJECTED");
        assert!(page.text("#say-buyer").contains("the platform"), "{}", page.text("#say-buyer"));
        // Four hours between 9 and 18 for evidence, a day for the answer; our own clock stands.
        let running: Vec<(String, String)> = clocks(&mut people.agent, &ticket_no).into_iter().map(|(kind, state, _)| (kind, state)).collect();
        let wanted = [("APPEAL", "PAUSED"), ("PLATFORM", "DUE_SOON"), ("EVIDENCE", "RUNNING")];
        assert_eq!(running.iter().map(|(kind, state)| (kind.as_str(), state.as_str())).collect::<Vec<_>>(), wanted);
        // It holds its units again: another application finds none.
        let form = people.agent.open("/tickets/new?order_no=D-1").form_of("submit");
        assert!(!form.has("qty_1"), "nothing is left to apply for");
        assert!(people.reviewer.open("/tickets?dispute=HOLD").has(&format!("tr[data-key={ticket_no}]")));
        assert!(people.reviewer.open("/").text("main").contains("On hold"));
        assert!(people.reviewer.open("/notices").has("tr[data-notice=disputed]"), "who rejected it hears of it");
        let page = send_with(&mut people.agent, &ticket_no, "add-evidence", &[("side", "MERCHANT"), ("text", "发货称重视频")]);
        assert!(!page.has("[data-term=EVIDENCE]"), "it was given");
        // Nothing is chosen before somebody chooses.
        let form = people.reviewer.open(&format!("/tickets/{ticket_no}")).form_of("record-ruling").set("text", "判退");
        assert_eq!((form.value("ruling"), form.value("payer")), (Some(""), Some("")));
        let page = people.reviewer.submit(form);
        assert_eq!((page.status(), page.error("ruling").is_empty()), (422, false));
        let page = people.reviewer.submit(page.form_of("record-ruling").set("ruling", "BUYER"));
        assert_eq!((page.status(), page.error("payer").is_empty()), (422, false));
        // Too much, and another remedy than the type's.
        let form = people.reviewer.open(&format!("/tickets/{ticket_no}")).form_of("record-ruling");
        let form = form.set("ruling", "BUYER").set("next", "REFUND").set("payer", "MERCHANT").set("amount", "100.01").set("text", "判退");
        let page = people.reviewer.submit(form);
        assert_eq!(page.status(), 422);
        assert!(page.error("amount").contains("100.00"), "{}", page.error("amount"));
        let page = rule(&mut people.reviewer, &ticket_no, &[("ruling", "BUYER"), ("next", "REFUND"), ("payer", "MERCHANT"), ("amount", "80")]);
        assert_eq!(page.status_of_ticket(), "PENDING_REFUND");
        assert!(!page.has("[data-hold]") && page.text("[data-dispute=PLATFORM]").contains("80.00"));
        assert!(page.text("[data-dispute=PLATFORM]").contains("objected to until 11-29"), "seven days to object");
        assert!(!page.has("[data-term=PLATFORM]"), "the platform waits for nothing any more");
        // Our money takes the usual signature.
        let page = send(&mut people.finance, &ticket_no, "finance-approve");
        assert_eq!(page.status_of_ticket(), "REFUNDING");
        app.run_jobs();
        assert_eq!(people.agent.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), "COMPLETED");
        assert_eq!(refunded(app, "D-1"), 8_000);
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn on_hold_nothing_is_paid_and_what_waits_to_be_sent_comes_back(app: &TestApp) {
        let mut people = people(app);
        app.order("D-2").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "D-2", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.reviewer, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        let approval = people.finance.open(&format!("/tickets/{ticket_no}")).form_of("finance-approve");
        people.finance.submit_ok(approval.clone());
        assert_eq!(people.agent.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), "REFUNDING");
        let page = open_case(&mut people.agent, &ticket_no);
        assert_eq!(page.status_of_ticket(), "PENDING_REFUND", "it was queued, not sent");
        app.run_jobs();
        assert_eq!(people.agent.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), "PENDING_REFUND");
        let page = people.finance.open(&format!("/tickets/{ticket_no}"));
        assert!(page.has("form[data-action=finance-approve] button[disabled]"), "the button is off");
        assert!(page.text("#action").contains("record the ruling first"), "and says why");
        let mut stale = approval;
        stale.put("version", "3");
        let refused = people.finance.submit(stale);
        assert!([409, 422].contains(&refused.status()), "{}", refused.status());
        let second = people.agent.open(&format!("/tickets/{ticket_no}"));
        assert!(second.form("open-dispute").is_none(), "one case at a time");
        let page = rule(&mut people.reviewer, &ticket_no, &[("ruling", "WITHDRAWN")]);
        assert_eq!(page.status_of_ticket(), "PENDING_REFUND");
        assert_eq!(send(&mut people.finance, &ticket_no, "finance-approve").status_of_ticket(), "REFUNDING");
        app.run_jobs();
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.status_of_ticket(), "COMPLETED");
        assert_eq!(refunded(app, "D-2"), 10_000, "once");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn what_the_platform_paid_is_never_paid_again(app: &TestApp) {
        let mut people = people(app);
        for order in ["D-3", "D-4"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        // Before anything was decided: the ticket is complete.
        let first = apply(&mut people.agent, "D-3", "REFUND_ONLY", &[(1, 1)]);
        open_case(&mut people.agent, &first);
        let page = rule(&mut people.reviewer, &first, &[("ruling", "BUYER"), ("next", "REFUND"), ("payer", "PLATFORM"), ("amount", "60")]);
        assert_eq!(page.status_of_ticket(), "COMPLETED");
        assert_eq!(refunded(app, "D-3"), 6_000);
        // While the goods are on their way: they are taken in, and nothing more is paid.
        let second = apply(&mut people.agent, "D-4", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &second, "approve");
        ship_back(&mut people.agent, &second);
        open_case(&mut people.agent, &second);
        let form = people.reviewer.open(&format!("/tickets/{second}")).form_of("record-ruling");
        let page = people.reviewer.submit(form.set("ruling", "BUYER").set("next", "REFUND").set("payer", "MERCHANT").set("text", "判退"));
        assert_eq!((page.status(), page.error("ruling").is_empty()), (422, false), "our money waits for the goods");
        // What the platform paid is a fact: nothing stands for it, and it is a refund.
        let form = page.form_of("record-ruling");
        let page = people.reviewer.submit(form.set("payer", "PLATFORM"));
        assert_eq!((page.status(), page.error("amount").is_empty()), (422, false));
        let page = people.reviewer.submit(page.form_of("record-ruling").set("next", "RETURN").set("amount", "100"));
        assert_eq!((page.status(), page.error("payer").contains("recorded as a refund")), (422, true));
        let platform = [("ruling", "BUYER"), ("next", "REFUND"), ("payer", "PLATFORM"), ("amount", "100")];
        let page = rule(&mut people.reviewer, &second, &platform);
        assert_eq!(page.status_of_ticket(), "RETURNING");
        assert!(page.form("cancel").is_none());
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        send(&mut clerk, &second, "receive");
        let mut tech = app.staff("tech", &[Role::Technician]);
        assert_eq!(send(&mut tech, &second, "inspect").status_of_ticket(), "COMPLETED");
        app.run_jobs();
        assert_eq!(refunded(app, "D-4"), 10_000);
        let list = people.finance.open("/refunds?state=ALL");
        assert_eq!(list.all("tr[data-key]").len(), 2, "{}", list.text("main"));
        assert!(list.text("main").contains("Paid by the platform"));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn a_ruling_for_us_ends_the_ticket_or_sends_the_goods_back(app: &TestApp) {
        let mut people = people(app);
        for order in ["D-5", "D-6"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        let open = apply(&mut people.agent, "D-5", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &open, "approve");
        open_case(&mut people.agent, &open);
        pass(app, 8 * DAY);
        let mut people = crate::refunds::People {
            agent: app.staff("agent2", &[Role::Agent]),
            reviewer: app.staff("reviewer2", &[Role::Reviewer]),
            finance: app.staff("finance2", &[Role::Finance]),
            lead: app.staff("lead2", &[Role::FinanceLead]),
        };
        assert_eq!(people.agent.open(&format!("/tickets/{open}")).status_of_ticket(), "PENDING_RETURN", "its time stands still");
        assert_eq!(rule(&mut people.reviewer, &open, &[("ruling", "MERCHANT")]).status_of_ticket(), "CLOSED");
        let here = apply(&mut people.agent, "D-6", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &here, "approve");
        ship_back(&mut people.agent, &here);
        open_case(&mut people.agent, &here);
        // Parcels and inspections are taken in as ever; the money waits.
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        send(&mut clerk, &here, "receive");
        let mut tech = app.staff("tech", &[Role::Technician]);
        assert_eq!(send(&mut tech, &here, "inspect").status_of_ticket(), "PENDING_REFUND");
        assert!(people.finance.open(&format!("/tickets/{here}")).has("form[data-action=finance-approve] button[disabled]"));
        assert_eq!(rule(&mut people.reviewer, &here, &[("ruling", "MERCHANT")]).status_of_ticket(), "INSPECTION_EXCEPTION");
        let page = clerk.open(&format!("/tickets/{here}"));
        assert!(page.form("dispatch").is_some(), "the goods go back to the buyer");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn a_superior_decides_where_the_buyer_asked_for_one(app: &TestApp) {
        let mut people = people(app);
        app.order("D-7").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "D-7", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.agent, &ticket_no, "escalate", &[("text", "买家要求主管处理")]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.form("approve").is_none() && page.text("#action").contains("manager"), "{}", page.text("#action"));
        let mut manager = app.staff("manager", &[Role::Manager]);
        assert!(manager.open("/tickets?dispute=ESCALATED").has(&format!("tr[data-key={ticket_no}]")));
        assert!(manager.open("/").text("main").contains("Escalated"));
        let page = send_with(&mut manager, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        assert_eq!(page.status_of_ticket(), "PENDING_REFUND");
        assert!(!manager.open("/tickets?dispute=ESCALATED").has(&format!("tr[data-key={ticket_no}]")));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }
}
