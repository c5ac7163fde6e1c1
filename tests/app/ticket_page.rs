//! The ticket's page: what it says of rounds, goods, money and the buyer's contact, and how much of the timeline it reads.

use aftersales::commands::tickets::annotate;
use aftersales::commands::{Actor, CommandError};
use aftersales::store::DbError;
use diesel::prelude::*;

use crate::harness::flow::{application_form, apply, send, send_with, ship_back};
use crate::harness::*;
use crate::refunds::{act, people, refund_of, work};
use crate::warehouse::{Shop, put};

/// A ticket on three chairs and a lamp whose inspection found scratches.
fn deviating(shop: &mut Shop, app: &TestApp, order_no: &str) -> String {
    app.order(order_no).line_paid("CHAIR", 3, "40.00", "100.00").line("LAMP", 1, "50.00").place();
    let ticket_no = shop.returning("RETURN_REFUND", order_no, &[(1, 3, ""), (2, 1, "")], "SF1111111111");
    shop.clerk_does(&ticket_no, "receive", &[("received_1", "2"), ("good_1", "2"), ("note", "外箱破损")]);
    let found = [("verdict", "DEVIATES"), ("packaging_ok", "1"), ("quality_fault", "YES"), ("finding", "划痕")];
    shop.clerk_does(&ticket_no, "inspect", &found);
    ticket_no
}

fn execute(app: &TestApp, statement: &'static str) {
    let done = app.db.write_blocking(move |tx| {
        diesel::sql_query(statement).execute(tx.connection()).map_err(|error| CommandError::Db(DbError::Query(error)))
    });
    done.expect("the statement runs");
}

/// Agent notes, as many as asked for, without a look at the page between them.
fn note(app: &TestApp, ticket_no: &str, count: usize) {
    let ticket_no = ticket_no.to_owned();
    let noted = app.db.write_blocking(move |tx| {
        for number in 1..=count {
            annotate::note(tx, &Actor::system(), &ticket_no, None, &format!("电话 {number}"))?;
        }
        Ok::<_, CommandError>(())
    });
    noted.expect("notes are taken");
}

fn entries(page: &Page) -> usize {
    page.all("li[data-event]").len()
}

both_engines! {
    fn the_buyer_hears_the_number_of_the_replacements_parcel(app: &TestApp) {
        app.order("P-1").line("CHAIR", 1, "119.00").place();
        put(app, "MAIN", "CHAIR", 2);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "P-1", &[(1, 1, "")], "SF0000000001");
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[]);
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        let page = shop.agent.open(&format!("/tickets/{ticket_no}"));
        assert!(page.text("#say-buyer").contains("SF9988776655"));
        let sent = page.text("[data-panel=records] [data-outbound]");
        assert!(sent.contains("SF9988776655") && sent.contains("CHAIR") && sent.contains("clerk"), "{sent}");
    }

    fn deductions_and_parts_stand_in_the_timeline_with_their_amounts(app: &TestApp) {
        let mut shop = Shop::new(app);
        let deducted = deviating(&mut shop, app, "P-2");
        let agreed = [("outcome", "DEDUCT"), ("deduction", "10.00"), ("buyer_agreed", "1"), ("note", "折价")];
        assert_eq!(shop.decides(&deducted, &agreed).status(), 303);
        let in_part = deviating(&mut shop, app, "P-3");
        assert_eq!(shop.decides(&in_part, &[("outcome", "PARTIAL"), ("accepted_1", "1")]).status(), 303);
        let says = |shop: &mut Shop, ticket_no: &str, event: &str| {
            shop.reviewer.open(&format!("/tickets/{ticket_no}")).text(&format!("li[data-event={event}]"))
        };
        let entry = says(&mut shop, &deducted, "ExceptionDeducted");
        assert!(entry.contains("10.00") && entry.contains("140.00"), "{entry}");
        let entry = says(&mut shop, &in_part, "ExceptionPartlyAccepted");
        assert!(entry.contains("83.33") && entry.contains('1'), "{entry}");
        let entry = says(&mut shop, &in_part, "GoodsReceived");
        assert!(entry.contains("CHAIR") && entry.contains('2') && entry.contains('3'), "{entry}");
        // As older versions kept them: amounts as text.
        execute(app, "UPDATE events SET detail = '{\"deducted\":\"10.00\",\"approved\":\"140.00\"}' WHERE kind = 'ExceptionDeducted'");
        let entry = says(&mut shop, &deducted, "ExceptionDeducted");
        assert!(entry.contains("10.00") && entry.contains("140.00"), "{entry}");
    }

    fn a_long_timeline_is_read_in_part_and_in_whole_on_demand(app: &TestApp) {
        app.order("P-4").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "P-4", "RETURN_REFUND", &[(1, 1)]);
        note(app, &ticket_no, 40);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!((entries(&page), page.has("[data-timeline-rest]")), (41, false));
        note(app, &ticket_no, 40);
        let page = agent.open(&format!("/tickets/{ticket_no}?list=status%3DPENDING_REVIEW&at=1"));
        assert_eq!(entries(&page), 50);
        assert!(page.text("li[data-event]").contains("电话 40"), "the newest comes first");
        let rest = page.attribute("[data-timeline-rest]", "href").expect("a link to the rest");
        let whole = agent.open(&rest);
        assert_eq!((entries(&whole), whole.has("[data-timeline-rest]")), (81, false));
        assert!(whole.has("[data-place]"), "the list is not lost");
        let seq = |page: &Page| page.attribute("[data-presence]", "data-presence").expect("an address");
        assert_eq!(seq(&page), seq(&whole));
        assert!(!agent.open(&seq(&page)).has("[data-changed]"), "nothing is new");
    }

    fn the_inspection_is_shown_with_its_conditions(app: &TestApp) {
        let mut shop = Shop::new(app);
        let ticket_no = deviating(&mut shop, app, "P-5");
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        let met = |name: &str| page.attribute(&format!("[data-check={name}]"), "data-met").expect("a condition");
        assert_eq!((met("packaging_ok"), met("resalable")), ("true".to_owned(), "false".to_owned()));
        let inspection = page.text("[data-inspection=DEVIATES]");
        assert!(inspection.contains("划痕") && inspection.contains("Quality fault") && inspection.contains("clerk"));
        let inbound = page.text("[data-panel=records] [data-inbound]");
        assert!(inbound.contains("SF1111111111") && inbound.contains("外箱破损"), "{inbound}");
        assert!(!page.has("[data-shelved]"), "nothing is on the shelf yet");
        assert_eq!(page.attribute("[data-goods-state]", "data-goods-state").as_deref(), Some("SELLER_RECEIVED"));
        assert_eq!(page.attribute("[data-scene]", "data-scene").as_deref(), Some("RETURN"));
        assert_eq!(shop.decides(&ticket_no, &[("outcome", "PARTIAL")]).status(), 303);
        let page = shop.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(page.has("[data-shelved] time"));
        assert_eq!(page.attribute("[data-goods-state]", "data-goods-state").as_deref(), Some("SHELVED"));
    }

    fn who_signed_a_parcel_in_is_shown(app: &TestApp) {
        app.order("P-6").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "P-6", &[(1, 1, "")], "SF0000000006");
        assert!(!shop.agent.open(&format!("/tickets/{ticket_no}")).has("[data-panel=records]"));
        shop.scan("SF0000000006");
        let parcel = shop.agent.open(&format!("/tickets/{ticket_no}")).text("[data-parcel]");
        assert!(parcel.contains("SF0000000006") && parcel.contains("clerk"), "{parcel}");
    }

    fn rounds_are_kept_and_only_the_present_one_is_in_the_sum(app: &TestApp) {
        app.order("P-7").line("CHAIR", 1, "299.00").freight("12.00").place();
        let mut people = people(app);
        let form = application_form(&mut people.agent, "P-7", "REFUND_ONLY", &[(1, 1)]).set("reason_1", "DISLIKE");
        let ticket_no = people.agent.submit_ok(form).path().trim_start_matches("/tickets/").to_owned();
        let fees = [("packaging_fee", "5.00"), ("return_freight_fee", "12.00"), ("allow_freight", "1"), ("buyer_agreed", "1"), ("note", "第一轮")];
        let page = send_with(&mut people.reviewer, &ticket_no, "approve", &fees);
        assert_eq!(page.value("[data-amount=approved]"), "294.00", "299.00 − 5.00 − 12.00 + 12.00");
        let sum = page.text("tfoot");
        assert_eq!(sum.matches("12.00").count(), 2, "the freight once, the deduction once: {sum}");
        let said = people.agent.open(&format!("/tickets/{ticket_no}")).text("#say-buyer");
        assert!(said.contains("294.00") && said.contains("17.00"), "the fees in full, whatever freight was added: {said}");
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        let bounce = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce").set("reason", "金额不对");
        people.finance.submit_ok(bounce);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert!(!page.text("tfoot").contains("5.00"), "a bounced round deducts nothing");
        assert!(page.text("[data-panel=rounds] [data-adjustment=PACKAGING_FEE]").contains("5.00"));
        send(&mut people.reviewer, &ticket_no, "approve");
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        let first = page.text("[data-panel=rounds] [data-round='1'][data-decision=APPROVE]");
        assert!(first.contains("294.00") && first.contains("第一轮") && first.contains("reviewer"), "{first}");
        assert!(page.text("[data-panel=rounds] [data-round='2'][data-decision=APPROVE]").contains("299.00"));
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        assert_eq!(act(&mut people.finance, &refund_no, "finance-approve").status(), 303);
        work(app);
        let page = people.finance.open(&format!("/tickets/{ticket_no}"));
        assert!(page.has("[data-completed] time"));
        assert!(page.has(&format!("[data-panel=refunds] tr[data-key={refund_no}] [data-submitted] time")));
    }

    fn a_second_round_keeps_the_goods_way_and_the_slip_ticks_what_was_found(app: &TestApp) {
        app.order("P-9").line("CHAIR", 1, "299.00").place();
        let mut people = people(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let ticket_no = apply(&mut people.agent, "P-9", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &ticket_no, "approve");
        ship_back(&mut people.agent, &ticket_no);
        send(&mut clerk, &ticket_no, "receive");
        let slip = |agent: &mut Client| agent.open(&format!("/tickets/{ticket_no}/return-slip")).all(".boxes [data-checked]").len();
        let before = slip(&mut people.agent);
        send(&mut clerk, &ticket_no, "inspect");
        assert_eq!(slip(&mut people.agent), before + 1, "the packaging, which somebody has seen by now");
        let steps = |page: &Page| {
            let done = page.all(".steps li").iter().map(|step| step.value().attr("data-done").is_some()).collect::<Vec<_>>();
            (done, page.text(".steps [aria-current=step]"))
        };
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        let bounce = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce").set("reason", "金额不对");
        people.finance.submit_ok(bounce);
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        let (done, current) = steps(&page);
        assert_eq!(done, [true, false, true, true, false, false], "applied, and the goods are here: {current}");
        assert_eq!(current.trim(), "Review");
    }

    fn a_row_of_an_exchange_shows_no_amount_to_refund(app: &TestApp) {
        app.order("P-10").line("CHAIR", 1, "299.00").place();
        app.order("P-11").line("CHAIR", 1, "299.00").place();
        let mut people = people(app);
        let exchange = apply(&mut people.agent, "P-10", "EXCHANGE", &[(1, 1)]);
        let refund = apply(&mut people.agent, "P-11", "RETURN_REFUND", &[(1, 1)]);
        let page = people.reviewer.open("/tickets?columns=ticket_no,refund_amount,approved_amount");
        let amount = |ticket_no: &str| page.text(&format!("tr[data-key={ticket_no}] [data-col=refund_amount]"));
        assert_eq!((amount(&exchange).trim(), amount(&refund).contains("299.00")), ("—", true));
    }

    fn the_contact_of_the_application_is_masked_and_a_look_at_it_is_logged(app: &TestApp) {
        app.order("P-8").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = application_form(&mut agent, "P-8", "RETURN_REFUND", &[(1, 1)]);
        let form = form.set("contact_phone", "13812345678").set("contact_email", "li.si@example.com");
        let page = agent.submit_ok(form);
        let (address, ticket_no) = (page.path().to_owned(), page.path().trim_start_matches("/tickets/").to_owned());
        assert!(page.text("[data-panel=contact]").contains("138****5678"));
        assert!(!page.source().contains("13812345678") && !page.source().contains("li.si@example.com"));
        let form = page.form_of("unmask").set("field", "contact_phone");
        let refused = agent.submit(form);
        assert_eq!((refused.status(), refused.error("purpose").is_empty()), (422, false));
        let seen = agent.submit(refused.form_of("unmask").set("purpose", "回拨买家"));
        assert!(seen.text("[data-panel=contact] [role=status]").contains("13812345678"));
        assert!(!agent.open(&address).source().contains("13812345678"), "shown once");
        let log = admin.open("/audit?kind=unmask").source();
        assert!(log.contains(&ticket_no) && log.contains("回拨买家") && !log.contains("13812345678"));
        let page = finance.open(&address);
        assert!(!page.has("form[data-action=unmask]"), "finance has no right to look");
        let mut form = Form::to(&format!("{address}/unmasking"));
        form.add("csrf", &page.value("input[name=csrf]"));
        form.add("field", "contact_phone");
        form.add("purpose", "想看");
        assert_eq!(finance.submit(form).status(), 403);
    }

    fn an_approved_ticket_says_what_it_waits_for(app: &TestApp) {
        app.order("P-9").line("CHAIR", 2, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.approved("EXCHANGE", "P-9", &[(1, 1, "")]);
        let tags = |shop: &mut Shop, ticket_no: &str| shop.agent.open(&format!("/tickets/{ticket_no}")).text(".page-title");
        let waits = tags(&mut shop, &ticket_no);
        assert!(waits.contains("Waiting for stock") && !waits.contains("Address needed"), "{waits}");
        execute(app, "UPDATE return_stations SET address = ''");
        let ticket_no = shop.approved("RETURN_REFUND", "P-9", &[(1, 1, "")]);
        let waits = tags(&mut shop, &ticket_no);
        assert!(waits.contains("Address needed") && !waits.contains("Waiting for stock"), "{waits}");
    }

    fn a_reason_says_which_types_it_is_for(app: &TestApp) {
        app.order("P-10").line("CHAIR", 1, "119.00").place();
        execute(app, "UPDATE reasons SET applies_to = 'RETURN_REFUND,EXCHANGE' WHERE code = 'SIZE'");
        let mut agent = app.staff("agent", &[Role::Agent]);
        let page = agent.open("/tickets/new?order_no=P-10");
        let size = "select[name=reason_1] option[value=SIZE]";
        assert_eq!(page.attribute(size, "data-types").as_deref(), Some("RETURN_REFUND,EXCHANGE"));
        assert!(page.text(size).ends_with(" only)"), "{}", page.text(size));
        assert!(!page.text("select[name=reason_1] option[value=OTHER]").contains(" only)"));
    }
}
