//! What waits for the buyer: evidence asked for and offers made, while the review stands still; more time to send; the platform's own time.

use crate::harness::flow::{apply, send, send_with, ship_back};
use crate::harness::*;
use crate::refunds::people;
use crate::terms::{clocks, pass, rows};
use crate::warehouse::put;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

both_engines! {
    fn a_review_waits_for_the_buyer_with_what_was_left_of_it(app: &TestApp) {
        let mut people = people(app);
        app.order("W-1").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "W-1", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-26T18:00:00+08:00");
        // From Sunday 10:00 to Tuesday 15:00: 3, 9 and 9 office hours are left.
        app.wait(2 * DAY + 5 * HOUR);
        let mut agent = app.staff("agent2", &[Role::Agent]);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        let mut form = page.form_of("request-supplement").set("text", "");
        form.remove("kinds");
        let empty = agent.submit(form);
        assert_eq!(empty.status(), 422);
        assert!(!empty.error("kinds").is_empty() && !empty.error("text").is_empty());
        send_with(&mut agent, &ticket_no, "request-supplement", &[("text", "请补充破损处照片")]);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.status_of_ticket(), "AWAITING_BUYER");
        let states: Vec<(String, String)> = clocks(&mut agent, &ticket_no).into_iter().map(|(kind, state, _)| (kind, state)).collect();
        assert_eq!(states, [("REVIEW".to_owned(), "PAUSED".to_owned()), ("SUPPLEMENT".to_owned(), "RUNNING".to_owned())]);
        assert!(page.text("[data-term=REVIEW]").contains("21 hours of working time"), "{}", page.text("[data-term=REVIEW]"));
        assert!(page.text("#say-buyer").contains("请补充破损处照片"));
        assert!(page.form("approve").is_none(), "nothing is decided while the buyer is asked");
        let list = agent.open("/tickets?view=mine&status=PENDING_REVIEW&stage=AWAITING_BUYER&assignee=none");
        assert!(list.text(&format!("tr[data-key={ticket_no}] [data-col=time_left]")).contains("Answer by the buyer"));
        assert!(!agent.open("/tickets?status=PENDING_REVIEW&stage=PENDING_REVIEW").has(&format!("tr[data-key={ticket_no}]")));
        // Friday 11:00: seven hours are left of that day, fourteen for the next week.
        app.wait(2 * DAY + 20 * HOUR);
        let mut agent = app.staff("agent3", &[Role::Agent]);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        let mut form = page.form_of("record-answer");
        assert_eq!(form.value("answer"), Some(""), "no answer stands there before the buyer gave one");
        let untouched = agent.submit(form.clone());
        assert_eq!((untouched.status(), untouched.error("answer").is_empty()), (422, false));
        form.remove("answer");
        form.add("answer", "ACCEPTED");
        let wrong = agent.submit(form);
        assert_eq!((wrong.status(), wrong.error("answer").is_empty()), (422, false), "an offer is accepted, evidence supplied");
        send_with(&mut agent, &ticket_no, "record-answer", &[("answer", "SUPPLIED"), ("text", "照片已发")]);
        assert_eq!(clocks(&mut agent, &ticket_no), [("REVIEW".to_owned(), "RUNNING".to_owned(), "2026-12-01T14:00:00+08:00".to_owned())]);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        assert!(page.text("[data-request=SUPPLEMENT]").contains("照片已发"));
        let mut reviewer = app.staff("reviewer2", &[Role::Reviewer]);
        send(&mut reviewer, &ticket_no, "approve");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        app.run_jobs();
    }

    fn nothing_that_comes_in_time_closes_the_ticket(app: &TestApp) {
        let mut people = people(app);
        for order in ["W-2", "W-3"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        let (silent, answered) = (
            apply(&mut people.agent, "W-2", "RETURN_REFUND", &[(1, 1)]),
            apply(&mut people.agent, "W-3", "REFUND_ONLY", &[(1, 1)]),
        );
        for ticket_no in [&silent, &answered] {
            send_with(&mut people.agent, ticket_no, "request-supplement", &[("text", "请补充照片")]);
        }
        send_with(&mut people.agent, &answered, "record-answer", &[("answer", "DECLINED")]);
        pass(app, 3 * DAY);
        let mut agent = app.staff("later", &[Role::Agent]);
        let page = agent.open(&format!("/tickets/{silent}"));
        assert_eq!(page.status_of_ticket(), "CLOSED");
        assert!(page.text("#say-buyer").contains("did not hear") || page.text("#say-buyer").contains("没有收到您的答复"));
        assert_eq!(agent.open(&format!("/tickets/{answered}")).status_of_ticket(), "PENDING_REVIEW");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn an_offer_that_the_buyer_takes_is_where_the_decision_starts(app: &TestApp) {
        let mut people = people(app);
        app.order("W-4").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "W-4", "REFUND_ONLY", &[(1, 1)]);
        for (amount, said) in [("100.01", "100.00"), ("0", "0"), ("abc", "")] {
            let form = people.agent.open(&format!("/tickets/{ticket_no}")).form_of("offer").set("amount", amount);
            let page = people.agent.submit(form.set("text", "保留商品，退一部分"));
            assert_eq!(page.status(), 422, "{amount}");
            assert!(page.error("amount").contains(said) && !page.error("amount").is_empty(), "{}", page.error("amount"));
            assert_eq!(page.form_of("offer").value("text"), Some("保留商品，退一部分"), "what was typed stays");
        }
        send_with(&mut people.agent, &ticket_no, "offer", &[("amount", "40"), ("text", "保留商品，退一部分")]);
        assert!(people.agent.open(&format!("/tickets/{ticket_no}")).text("#say-buyer").contains("40.00"));
        let mut helper = app.staff("helper", &[Role::Agent]);
        send_with(&mut helper, &ticket_no, "record-answer", &[("answer", "ACCEPTED"), ("text", "同意")]);
        assert!(people.agent.open("/notices").has("tr[data-notice=answered]"), "who filed it hears of it");
        assert!(!helper.open("/notices").has("tr[data-notice]"), "who recorded it does not");
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.has("[data-accepted]"));
        assert_eq!(page.form_of("approve").value("amount_1"), Some("40.00"));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn a_return_gets_more_time_once_and_is_taken_up_again_within_two_days(app: &TestApp) {
        let mut people = people(app);
        put(app, "MAIN", "CHAIR", 1);
        for order in ["W-5", "W-6"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        let late = apply(&mut people.agent, "W-5", "EXCHANGE", &[(1, 1)]);
        let other = apply(&mut people.agent, "W-6", "RETURN_REFUND", &[(1, 1)]);
        for ticket_no in [&late, &other] {
            send(&mut people.reviewer, ticket_no, "approve");
        }
        assert_eq!(clocks(&mut people.agent, &late)[0].2, "2026-11-29T10:00:00+08:00");
        send_with(&mut people.agent, &late, "extend-return", &[("reason", "买家出差")]);
        assert_eq!(clocks(&mut people.agent, &late)[0].2, "2026-12-02T10:00:00+08:00");
        assert!(people.agent.open(&format!("/tickets/{late}")).form("extend-return").is_none(), "once");
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/calendar").form_of("hours").set("closes", "19:00");
        manager.submit_ok(form);
        app.run_jobs();
        assert_eq!(clocks(&mut people.agent, &late)[0].2, "2026-12-02T10:00:00+08:00", "counted again it is as long");
        pass(app, 7 * DAY);
        let mut agent = app.staff("later", &[Role::Agent]);
        assert_eq!(agent.open(&format!("/tickets/{late}")).status_of_ticket(), "PENDING_RETURN");
        assert_eq!(agent.open(&format!("/tickets/{other}")).status_of_ticket(), "CLOSED");
        pass(app, 3 * DAY);
        let mut agent = app.staff("latest", &[Role::Agent]);
        assert_eq!(agent.open(&format!("/tickets/{late}")).status_of_ticket(), "CLOSED");
        assert!(agent.open(&format!("/tickets/{other}")).form("reopen-return").is_none(), "three days later");
        let form = agent.open(&format!("/tickets/{late}")).form_of("reopen-return").set("reason", "买家已寄出");
        agent.submit_ok(form.clone());
        let all = clocks(&mut agent, &late);
        assert_eq!((all[0].0.as_str(), all[0].2.as_str()), ("RETURN", "2026-12-05T10:00:00+08:00"), "three days");
        ship_back(&mut agent, &late);
        assert_eq!(agent.open(&format!("/tickets/{late}")).status_of_ticket(), "RETURNING");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn where_the_platform_has_the_ticket_our_times_only_warn(app: &TestApp) {
        let mut people = people(app);
        app.order("W-7").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "W-7", "RETURN_REFUND", &[(1, 1)]);
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        for (number, due, field) in [("", "", "platform_ticket_no"), ("TB-1", "2026-11-22T09:00", "due_at"), ("TB-1", "morgen", "due_at")] {
            let form = page.form_of("note-platform").set("platform_ticket_no", number).set("due_at", due);
            let page = people.agent.submit(form);
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{number} {due}");
        }
        let form = page.form_of("note-platform").set("platform_ticket_no", "TB-20261122").set("due_at", "2026-11-24T09:30");
        people.agent.submit_ok(form.set("consequence", "AUTO_REFUND"));
        let all = clocks(&mut people.agent, &ticket_no);
        assert_eq!(all[1], ("PLATFORM".to_owned(), "RUNNING".to_owned(), "2026-11-24T09:30:00+08:00".to_owned()));
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        assert!(page.text("[data-term=PLATFORM]").contains("refunds the buyer"), "{}", page.text("[data-term=PLATFORM]"));
        assert!(page.text("[data-ends-first]").contains("platform"));
        let list = people.agent.open("/tickets?platform_due=TOMORROW&sort=platform_left&dir=asc");
        assert!(!list.has(&format!("tr[data-key={ticket_no}]")), "it is the day after");
        let list = people.agent.open("/tickets?sort=platform_left&dir=asc");
        assert!(list.has(&format!("tr[data-key={ticket_no}]")));
        send_with(&mut people.agent, &ticket_no, "request-supplement", &[("text", "请补充照片")]);
        assert_eq!(clocks(&mut people.agent, &ticket_no)[1].1, "RUNNING", "the platform waits for nobody");
        pass(app, 4 * DAY);
        let mut agent = app.staff("later", &[Role::Agent]);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.status_of_ticket(), "AWAITING_BUYER", "our time-out only warns");
        assert!(page.has("[data-term=SUPPLEMENT][data-term-state=OVERDUE]"));
        assert!(agent.open("/tickets?platform_due=OVERDUE").has(&format!("tr[data-key={ticket_no}]")));
        send_with(&mut agent, &ticket_no, "cancel", &[("reason", "买家撤回")]);
        assert!(!agent.open("/tickets?platform_due=OVERDUE").has(&format!("tr[data-key={ticket_no}]")), "it has ended");
        assert!(rows(app, &ticket_no).iter().all(|row| !row.is_open()));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn lengths_are_settings_that_change_nothing_that_runs(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        for order in ["W-8", "W-9"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        let before = apply(&mut people.agent, "W-8", "REFUND_ONLY", &[(1, 1)]);
        for (field, value) in [
            ("length_REVIEW_STATUS", "0"),
            ("length_REVIEW_STATUS", "10000"),
            ("length_REVIEW_STATUS", "two"),
            ("target_REVIEW_STATUS", "4"),
            ("target_REVIEW_STATUS", "-1"),
            ("archive", "0"),
        ] {
            let form = manager.open("/terms").form_of("terms").set(field, value);
            let page = manager.submit(form);
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{field} {value}");
            assert_eq!(page.form_of("terms").value(field), Some(value), "what was typed stays");
        }
        let form = manager.open("/terms").form_of("terms").set("length_REVIEW_STATUS", "1").set("target_REVIEW_STATUS", "0");
        let form = form.set("length_SUPPLEMENT_STATUS", "5").set("end_SUPPLEMENT_STATUS", "ALARM");
        let stale = manager.open("/terms").form_of("terms").set("length_REVIEW_STATUS", "2");
        manager.submit_ok(form);
        assert_eq!(manager.submit(stale).status(), 409, "somebody else changed it meanwhile");
        let after = apply(&mut people.agent, "W-9", "REFUND_ONLY", &[(1, 1)]);
        assert_eq!(clocks(&mut people.agent, &before)[0].2, "2026-11-26T18:00:00+08:00", "what runs stays as it is");
        assert_eq!(clocks(&mut people.agent, &after)[0].2, "2026-11-24T18:00:00+08:00");
        let hint = people.agent.open(&format!("/tickets/{after}")).text("form[data-action=request-supplement] .hint");
        assert!(hint.contains("has 5 days") && hint.contains("in red"), "{hint}");
        let auditor = app.staff("auditor", &[Role::Auditor]).open("/terms");
        assert!(auditor.has("#length_REVIEW_STATUS[disabled]") && !auditor.has("form[data-action=terms] button"), "looks only");
        assert_eq!(app.staff("clerk", &[Role::Warehouse]).get("/terms").status(), 403);
    }

    fn ended_tickets_are_put_away_by_themselves_once_that_is_switched_on(app: &TestApp) {
        let mut people = people(app);
        app.order("W-10").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "W-10", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.agent, &ticket_no, "cancel", &[("reason", "买家撤回")]);
        pass(app, 40 * DAY);
        let row = format!("tr[data-key={ticket_no}]");
        let mut manager2 = app.staff("manager2", &[Role::Manager]);
        assert!(manager2.open("/tickets").has(&row), "off until it is switched on");
        let form = manager2.open("/terms").form_of("terms").set("archive", "30");
        manager2.submit_ok(form);
        pass(app, DAY);
        let mut manager3 = app.staff("manager3", &[Role::Manager]);
        assert!(!manager3.open("/tickets").has(&row));
        assert!(manager3.open(&format!("/tickets/{ticket_no}")).has("li[data-event=TicketArchived]"));
    }

    fn a_special_period_moves_what_ends_in_it(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        app.order("W-11").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "W-11", "REFUND_ONLY", &[(1, 1)]);
        let period = |form: Form, first: &str, last: &str, days: &str| {
            form.set("name", "大促").set("first", first).set("last", last).set("days", days)
        };
        for (first, last, days, field) in [
            ("2026-11-26", "2026-11-25", "2", "last"),
            ("2026-11-25", "2026-11-26", "0", "days"),
            ("2026-11-25", "2026-11-26", "61", "days"),
            ("2026-11-25", "2026-13-26", "2", "last"),
        ] {
            let form = manager.open("/terms").form_of("declare");
            let page = manager.submit(period(form, first, last, days));
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{first} {last} {days}");
        }
        let mut form = period(manager.open("/terms").form_of("declare"), "2026-11-25", "2026-11-27", "2");
        form.press("intent", "preview");
        let page = manager.submit(form);
        assert!(page.text("[data-touched]").starts_with("1 "), "{}", page.text("[data-touched]"));
        manager.submit_ok(period(page.form_of("declare"), "2026-11-25", "2026-11-27", "2"));
        app.run_jobs();
        // Thursday and two days is Saturday, so Monday.
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-30T18:00:00+08:00");
        assert!(people.agent.open(&format!("/tickets/{ticket_no}")).has("li[data-event=ClocksCountedAgain]"));
        let twice = period(manager.open("/terms").form_of("declare"), "2026-12-01", "2026-12-02", "1");
        assert!(!manager.submit(twice).error("name").is_empty(), "its name is taken");
        let form = manager.open("/terms").form_of("revoke");
        manager.submit_ok(form);
        app.run_jobs();
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-26T18:00:00+08:00");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn an_appeal_is_decided_by_somebody_else(app: &TestApp) {
        let mut people = people(app);
        let mut other = app.staff("other", &[Role::Reviewer]);
        for order in ["W-12", "W-13", "W-15"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        let [ticket_no, late, on_platform] =
            ["W-12", "W-13", "W-15"].map(|order| apply(&mut people.agent, order, "REFUND_ONLY", &[(1, 1)]));
        send_with(&mut people.agent, &on_platform, "note-platform", &[("platform_ticket_no", "TB-9")]);
        for ticket_no in [&ticket_no, &late, &on_platform] {
            let fields = [("category", "HUMAN_DAMAGE"), ("reason", "人为损坏")];
            send_with(&mut people.reviewer, ticket_no, "reject", &fields);
        }
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        assert!(!people.agent.submit(page.form_of("appeal").set("text", "")).error("text").is_empty());
        send_with(&mut people.agent, &ticket_no, "appeal", &[("text", "开箱视频可以证明到手就坏")]);
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].0, "SECOND_REVIEW");
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.form("approve").is_none() && page.text("#approve-rule").contains("another reviewer"));
        send_with(&mut other, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
        assert_eq!(other.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), "PENDING_REFUND");
        pass(app, 15 * DAY);
        let mut agent = app.staff("later", &[Role::Agent]);
        let page = agent.open(&format!("/tickets/{late}"));
        assert!(page.form("appeal").is_none() && page.has("[data-reapply]"), "its time is over");
        let page = agent.open(&format!("/tickets/{on_platform}"));
        assert!(page.form("appeal").is_some() && page.has("[data-term=APPEAL][data-term-state=OVERDUE]"), "ours only warns");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn where_nobody_else_reviews_the_first_may_decide_and_the_timeline_says_so(app: &TestApp) {
        let mut people = people(app);
        app.order("W-14").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "W-14", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut people.reviewer, &ticket_no, "reject", &[("category", "USED"), ("reason", "影响二次销售")]);
        send_with(&mut people.agent, &ticket_no, "appeal", &[("text", "只是拆封")]);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.text("li[data-event=Appealed]").contains("may decide"), "{}", page.text("li[data-event=Appealed]"));
        send_with(&mut people.reviewer, &ticket_no, "approve", &[("ground", "COMPENSATION")]);
    }
}
