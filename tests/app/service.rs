//! What customer service does on a ticket beside decisions: attempts to resolve without a return, goods that came damaged.

use crate::harness::flow::{apply, send, send_with};
use crate::harness::*;

/// An application for the only unit of an order, for a reason.
fn applied(agent: &mut Client, order_no: &str, reason: &str) -> String {
    let form = agent.open(&format!("/tickets/new?order_no={order_no}")).form_of("submit");
    let form = form.set("type", "RETURN_REFUND").set("qty_1", "1").set("reason_1", reason);
    agent.submit_ok(form).path().trim_start_matches("/tickets/").to_owned()
}

both_engines! {
    fn attempts_to_resolve_without_a_return_are_logged_with_their_result(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        app.order("A-1").line("CHAIR", 1, "100.00").place();
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let address = format!("/tickets/{ticket}");
        let form = agent.open(&address).form_of("log-attempt").set("way", "DISCOUNT").set("result", "NO_ANSWER");
        let page = agent.submit(form);
        assert_eq!((page.status(), page.error("text").is_empty()), (422, false));
        assert_eq!(page.form_of("log-attempt").value("way"), Some("DISCOUNT"), "nothing typed is lost");
        let first = [("way", "DISCOUNT"), ("result", "BUYER_INSISTS"), ("text", "提出退 20 元，买家不同意。")];
        let page = send_with(&mut agent, &ticket, "log-attempt", &first);
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW", "it stays where it is");
        assert!(page.has("tr[data-attempt=BUYER_INSISTS]") && !page.has("[data-keeps]"));
        assert!(page.text("li[data-event=AttemptLogged]").contains("Discount"));
        // Two tabs: the later one is told who was first.
        let late = agent.open(&address).form_of("log-attempt");
        let second = [("way", "TECHNICAL_HELP"), ("result", "BUYER_KEEPS"), ("text", "指导调平四脚后不响了。")];
        send_with(&mut reviewer, &ticket, "log-attempt", &second);
        let page = agent.submit(late.set("way", "OTHER").set("result", "NO_ANSWER").set("text", "没接电话。"));
        assert_eq!(page.status(), 409);
        assert_eq!(page.form_of("log-attempt").value("text"), Some("没接电话。"));
        // The buyer keeps the goods: the cancellation is offered, not done.
        let page = agent.open(&address);
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.has("[data-keeps] a[href='#cancel-reason']"));
        let form = page.form_of("cancel");
        assert_eq!(form.value("reason"), Some("The buyer keeps the goods"));
        agent.submit_ok(form);
        let page = agent.open(&address);
        assert_eq!(page.status_of_ticket(), "CANCELLED");
        assert!(page.form("log-attempt").is_none() && page.has("tr[data-attempt=BUYER_KEEPS]"));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn nothing_is_tried_once_the_ticket_is_decided_and_not_by_others(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        app.order("A-2").line("CHAIR", 1, "100.00").place();
        let ticket = apply(&mut agent, "A-2", "RETURN_REFUND", &[(1, 1)]);
        let late = agent.open(&format!("/tickets/{ticket}")).form_of("log-attempt").set("way", "OTHER");
        let mut finance = app.staff("finance", &[Role::Finance]);
        assert!(finance.open(&format!("/tickets/{ticket}")).form("log-attempt").is_none());
        send(&mut reviewer, &ticket, "approve");
        let page = agent.submit(late.set("result", "NO_ANSWER").set("text", "没接电话。"));
        assert_eq!(page.status(), 409);
        assert!(page.text("main").contains("没接电话。"), "what was typed is still there");
        assert!(agent.open(&format!("/tickets/{ticket}")).form("log-attempt").is_none());
    }

    fn how_goods_were_signed_for_says_who_answers_for_the_damage(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        app.order("B-1").line("FRIDGE", 1, "900.00").place();
        let ticket = applied(&mut agent, "B-1", "TRANSIT_DAMAGE");
        let page = agent.open(&format!("/tickets/{ticket}"));
        assert!(page.has("[data-panel=damage]") && !page.has("[data-signed]") && !page.has("[data-panel=damage] details"));
        for (code, duty) in [
            ("NO_NOTE", "the buyer has to show"),
            ("DAMAGE_NOTED", "Compensate the buyer first"),
            ("NOT_SIGNED", "Compensate the buyer first"),
            ("UNKNOWN", "ask the carrier"),
        ] {
            let page = send_with(&mut agent, &ticket, "record-delivery", &[("signed_as", code)]);
            assert!(page.has(&format!("[data-signed={code}]")));
            assert!(page.text("[data-duty]").contains(duty), "{code}: {}", page.text("[data-duty]"));
        }
        let entries = agent.open(&format!("/tickets/{ticket}")).all("li[data-event=DeliveryRecorded]").len();
        assert_eq!(entries, 4);
        let page = send_with(&mut agent, &ticket, "record-delivery", &[("signed_as", "UNKNOWN")]);
        assert_eq!(page.all("li[data-event=DeliveryRecorded]").len(), entries, "the same again is no entry");
        let mut form = page.form_of("record-delivery");
        form.remove("signed_as");
        form.add("signed_as", "EATEN");
        let page = agent.submit(form);
        assert_eq!((page.status(), page.error("signed_as").is_empty()), (422, false));
        // The four steps, ticked by whoever did them.
        let mut manager = app.staff("manager", &[Role::Manager]);
        send_with(&mut agent, &ticket, "check-damage", &[("step_PHOTO_BEFORE_SIGNING", "1"), ("step_MACHINE_TESTED", "1")]);
        app.wait(3_600);
        let page = send_with(&mut manager, &ticket, "check-damage", &[("step_OUTER_STATE_CONFIRMED", "1"), ("step_PHOTO_OF_DEFECT", "1")]);
        assert!(page.text("[data-damage-step=MACHINE_TESTED]").contains("agent"), "{}", page.text("[data-panel=damage]"));
        assert!(page.text("[data-damage-step=PHOTO_OF_DEFECT]").contains("manager"));
        assert!(page.has("[data-all-done]"));
        assert!(page.text("li[data-event=DamageStepsChecked]").contains("done:"));
        let mut form = agent.open(&format!("/tickets/{ticket}")).form_of("check-damage");
        form.remove("step_MACHINE_TESTED");
        let stale = manager.open(&format!("/tickets/{ticket}")).form_of("check-damage");
        agent.submit_ok(form);
        let page = agent.open(&format!("/tickets/{ticket}"));
        assert!(!page.has("[data-damage-step=MACHINE_TESTED][data-done]") && !page.has("[data-all-done]"));
        assert!(page.text("li[data-event=DamageStepsChecked]").contains("not done after all"));
        assert_eq!(manager.submit(stale).status(), 409);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let page = finance.open(&format!("/tickets/{ticket}"));
        assert!(page.form("check-damage").is_none() && page.text("[data-damage-step=MACHINE_TESTED]").contains("to do"));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn damage_is_asked_about_where_it_may_be_the_cause(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        for order in ["B-2", "B-3"] {
            app.order(order).line("FRIDGE", 1, "900.00").place();
        }
        let faulty = applied(&mut agent, "B-2", "QUALITY");
        let page = agent.open(&format!("/tickets/{faulty}"));
        assert!(page.has("[data-panel=damage] details:not([open])"), "offered, not pressed upon anybody");
        let mut sent = page.form_of("record-delivery").set("signed_as", "DAMAGE_NOTED");
        agent.submit_ok(sent.clone());
        assert!(agent.open(&format!("/tickets/{faulty}")).has("[data-panel=damage] > [data-signed=DAMAGE_NOTED]"), "not folded any more");
        // A ticket without a reason of this kind has no such form, and takes none.
        let other = applied(&mut agent, "B-3", "DISLIKE");
        let page = agent.open(&format!("/tickets/{other}"));
        assert!(!page.has("[data-panel=damage]"));
        let note = page.form_of("note");
        let mut form = Form::to(&format!("/tickets/{other}/delivery"));
        for name in ["csrf", "version"] {
            form.add(name, note.value(name).unwrap_or("1"));
        }
        form.add("form_token", "by-hand");
        form.add("signed_as", "NOT_SIGNED");
        assert_eq!(agent.submit(form).status(), 422);
        sent.put("csrf", "x");
        assert_eq!(agent.submit(sent).status(), 403);
    }
}
