//! Returns that are agreed to when they are filed: tried first, switched on for a shop, and what stays with a reviewer.

use crate::harness::flow::{application_form, apply};
use crate::harness::records::texts;
use crate::harness::*;
use crate::refunds::people;

const PAGE: &str = "/fast-lane?merchant=MAIN";

fn tried(person: &mut Client, app: &TestApp, limit: &str) -> Page {
    let shop = texts(app, "SELECT CAST(MIN(id) AS TEXT) AS value FROM shops").remove(0);
    person.open(&format!("{PAGE}&shop={shop}&limit={limit}"))
}

/// Files a return for a reason.
fn file(agent: &mut Client, order: &str, reason: &str) -> String {
    let form = application_form(agent, order, "RETURN_REFUND", &[(1, 1)]).set("reason_1", reason);
    let page = agent.submit_ok(form);
    page.path().rsplit('/').next().unwrap_or_default().to_owned()
}

fn status(person: &mut Client, ticket: &str) -> String {
    person.open(&format!("/tickets/{ticket}")).status_of_ticket()
}

both_engines! {
    fn a_shop_agrees_at_once_after_it_tried(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("marta", &[Role::Manager]);
        for number in 1..=7 {
            app.order(&format!("L-{number}")).buyer(&format!("tb_{number}")).line("CHAIR", 1, "100.00").place();
        }
        let before = file(&mut people.agent, "L-1", "DISLIKE");
        assert_eq!(status(&mut people.agent, &before), "PENDING_REVIEW", "it is off at first");
        let page = manager.open(PAGE);
        assert!(!page.has("form[data-action=lane-on]"), "nothing is switched on untried");
        let shop = texts(app, "SELECT CAST(MIN(id) AS TEXT) AS value FROM shops").remove(0);
        let page = manager.get(&format!("{PAGE}&shop={shop}&limit=viel"));
        assert_eq!((page.status(), page.error("limit").is_empty()), (422, false));
        assert_eq!(manager.get(&format!("{PAGE}&shop=999999&limit=5")).status(), 404);
        assert!(tried(&mut manager, app, "99.99").text("[data-tried]").contains("Of 1 returns of the past 90 days (10,000 at most), 0 would"));
        let page = tried(&mut manager, app, "100");
        assert!(page.text("[data-tried]").contains(", 1 would") && page.text("[data-tried]").contains(&before));
        assert_eq!(page.form_of("try-lane").value("limit"), Some("100.00"), "what was tried stays");
        let stale = page.form_of("lane-on");
        manager.submit_ok(page.form_of("lane-on"));
        let mut other = app.staff("gundula", &[Role::Manager]);
        let form = tried(&mut other, app, "50").form_of("lane-on");
        let page = tried(&mut other, app, "100");
        assert_eq!(page.form_of("lane-on").value("version"), Some("1"));
        let off = manager.open(PAGE).form_of("lane-off");
        assert_eq!(manager.submit(stale.set("limit", "90")).status(), 409, "its version is gone");
        other.submit_ok(form);
        assert_eq!(manager.submit(off).status(), 409, "somebody was quicker");
        let page = tried(&mut manager, app, "100");
        manager.submit_ok(page.form_of("lane-on"));
        // In the lane: the return is open, and no money moves.
        let fast = file(&mut people.agent, "L-2", "DISLIKE");
        let page = people.agent.open(&format!("/tickets/{fast}"));
        assert_eq!(page.status_of_ticket(), "PENDING_RETURN");
        assert!(page.text("main").contains("Approved automatically"));
        assert!(texts(app, "SELECT refund_no AS value FROM refunds").is_empty(), "no money moves by it");
        // Beside it: for a reason, too dear, of a marked buyer.
        let quality = file(&mut people.agent, "L-3", "QUALITY");
        let page = people.agent.open(&format!("/tickets/{quality}"));
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.text("main").contains("It is no no-reason return"));
        app.order("L-DEAR").buyer("tb_dear").line("TABLE", 1, "100.01").place();
        let dear = file(&mut people.agent, "L-DEAR", "DISLIKE");
        assert_eq!(status(&mut people.agent, &dear), "PENDING_REVIEW");
        let exchange = apply(&mut people.agent, "L-4", "EXCHANGE", &[(1, 1)]);
        assert_eq!(status(&mut people.agent, &exchange), "PENDING_REVIEW");
        assert!(!people.agent.open(&format!("/tickets/{exchange}")).text("main").contains("Left to review"));
        // Off again.
        manager.submit_ok(manager.clone().open(PAGE).form_of("lane-off"));
        let after = file(&mut people.agent, "L-5", "DISLIKE");
        assert_eq!(status(&mut people.agent, &after), "PENDING_REVIEW");
        let audit = manager.open("/audit?kind=settings.").text("main");
        assert!(audit.contains("Returns agreed to at once changed"), "{audit}");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        assert_eq!(people.agent.get(PAGE).status(), 403);
    }
}
