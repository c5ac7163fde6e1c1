//! Applications and reviews through the pages: amounts an accountant would check, rules a reviewer would meet, lists that stay valid.

use aftersales::commands::house::create_merchant;
use aftersales::commands::house::create_merchant::NewMerchant;
use aftersales::domain::money::Currency;
use aftersales::domain::money::states::GatewayKind;
use aftersales::domain::order::kind::Platform;
use aftersales::store::tickets;

use crate::harness::flow::{application_form, apply, send, send_with};
use crate::harness::*;

struct People {
    agent: Client,
    reviewer: Client,
}

fn people(app: &TestApp) -> People {
    People { agent: app.staff("agent", &[Role::Agent]), reviewer: app.staff("reviewer", &[Role::Reviewer]) }
}

fn number(page: &Page) -> String {
    page.path().rsplit('/').next().unwrap_or_default().to_owned()
}

both_engines! {
    fn parts_of_a_line_add_up_to_what_was_paid(app: &TestApp) {
        let mut people = people(app);
        app.order("T-1").line_paid("SET", 3, "40.00", "100.00").place();
        let shares: Vec<String> = (0..3)
            .map(|_| {
                let ticket = apply(&mut people.agent, "T-1", "RETURN_REFUND", &[(1, 1)]);
                people.agent.open(&format!("/tickets/{ticket}")).value("[data-amount=computed]")
            })
            .collect();
        assert_eq!(shares, ["33.33", "33.33", "33.34"]);
        let form = application_form(&mut people.agent, "T-1", "RETURN_REFUND", &[]);
        assert!(!form.has("qty_1"), "a line with nothing left cannot be filled in");
    }

    fn a_cancelled_ticket_gives_its_units_and_money_back(app: &TestApp) {
        let mut people = people(app);
        app.order("T-2").line_paid("SET", 3, "40.00", "100.00").place();
        let first = apply(&mut people.agent, "T-2", "RETURN_REFUND", &[(1, 1)]);
        apply(&mut people.agent, "T-2", "RETURN_REFUND", &[(1, 2)]);
        send_with(&mut people.agent, &first, "cancel", &[("reason", "买家不退了")]);
        let again = apply(&mut people.agent, "T-2", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(people.agent.open(&format!("/tickets/{again}")).value("[data-amount=computed]"), "33.33");
    }

    fn a_fee_is_kept_back_only_when_the_buyer_agreed_and_bears_the_cause(app: &TestApp) {
        let mut people = people(app);
        app.order("T-3").line("CHAIR", 1, "99.66").line("LAMP", 1, "50.00").place();
        let mut form = application_form(&mut people.agent, "T-3", "RETURN_REFUND", &[(1, 1), (2, 1)]);
        form = form.set("reason_1", "DISLIKE").set("reason_2", "QUALITY");
        let ticket = number(&people.agent.submit_ok(form));
        let page = people.reviewer.open(&format!("/tickets/{ticket}"));
        let refused = people.reviewer.submit(page.form_of("approve").set("service_fee", "５.00"));
        assert_eq!(refused.status(), 422);
        assert!(refused.has("[data-error-for=service_fee]"));
        assert_eq!(refused.form_of("approve").value("service_fee"), Some("５.00"), "what was typed stays");
        people.reviewer.submit_ok(refused.form_of("approve").set("buyer_agreed", "1"));
        let page = people.reviewer.open(&format!("/tickets/{ticket}"));
        assert_eq!(page.value("[data-amount=computed]"), "149.66");
        assert_eq!(page.value("[data-amount=approved]"), "144.66");
        let line = page.text_of("tr[data-line-no='1'] strong");
        assert_eq!(line.as_deref(), Some("94.66"), "the buyer's line alone bears the fee");
    }

    fn an_amount_can_be_lowered_with_a_note_but_never_raised(app: &TestApp) {
        let mut people = people(app);
        app.order("T-4").line("CHAIR", 1, "100.00").place();
        let ticket = apply(&mut people.agent, "T-4", "RETURN_REFUND", &[(1, 1)]);
        for (typed, note, field) in [
            ("100.01", "x", "amount_1"),
            ("90.00", "", "note"),
            ("0.00", "全部扣掉", ""),
            ("1e3", "", "amount_1"),
            ("-1", "", "amount_1"),
            ("12.345", "", "amount_1"),
        ] {
            let page = people.reviewer.open(&format!("/tickets/{ticket}"));
            let answer = people.reviewer.submit(page.form_of("approve").set("amount_1", typed).set("note", note));
            assert_eq!(answer.status(), 422, "{typed}");
            if !field.is_empty() {
                assert!(answer.error_at(field).is_some(), "{typed} is refused at {field}");
            }
            assert_eq!(people.reviewer.open(&format!("/tickets/{ticket}")).status_of_ticket(), "PENDING_REVIEW");
        }
        let page = people.reviewer.open(&format!("/tickets/{ticket}"));
        people.reviewer.submit_ok(page.form_of("approve").set("amount_1", "９０.5").set("note", "有使用痕迹"));
        assert_eq!(people.reviewer.open(&format!("/tickets/{ticket}")).value("[data-amount=approved]"), "90.50");
    }

    fn freight_goes_back_with_the_last_unshipped_line(app: &TestApp) {
        let mut people = people(app);
        app.order("T-5").unshipped().freight("10.00").line("CHAIR", 1, "80.00").line("PAD", 1, "40.00").place();
        let first = apply(&mut people.agent, "T-5", "REFUND_ONLY", &[(1, 1)]);
        let second = apply(&mut people.agent, "T-5", "REFUND_ONLY", &[(2, 1)]);
        app.run_jobs();
        for (ticket, amount) in [(&first, "80.00"), (&second, "50.00")] {
            let page = people.agent.open(&format!("/tickets/{ticket}"));
            assert_eq!(page.value("[data-amount=refunded]"), amount);
            assert_eq!(page.status_of_ticket(), "COMPLETED");
            assert!(page.has("[data-event=TicketAutoApproved]"));
        }
    }

    fn a_shipped_refund_only_needs_a_ground_and_a_reviewer(app: &TestApp) {
        let mut people = people(app);
        app.order("T-6").line("CHAIR", 3, "99.66").place();
        let ticket = apply(&mut people.agent, "T-6", "REFUND_ONLY", &[(1, 3)]);
        let page = people.reviewer.open(&format!("/tickets/{ticket}"));
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.has("[data-event=AutoApprovalDeclined]"));
        let refused = people.reviewer.submit(page.form_of("approve").set("ground", ""));
        assert!(refused.error_at("ground").is_some());
        let form = refused.form_of("approve").set("ground", "COMPENSATION").set("amount_1", "50.00").set("note", "补偿");
        people.reviewer.submit_ok(form);
        // The goods stay with the buyer and can still come back, for what is left of their price.
        let later = apply(&mut people.agent, "T-6", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(people.agent.open(&format!("/tickets/{later}")).value("[data-amount=computed]"), "82.99");
    }

    fn a_rejection_needs_a_reason_keeps_what_was_typed_and_frees_the_units(app: &TestApp) {
        let mut people = people(app);
        app.order("T-7").line("CHAIR", 1, "10.00").place();
        let ticket = apply(&mut people.agent, "T-7", "RETURN_REFUND", &[(1, 1)]);
        let page = people.reviewer.open(&format!("/tickets/{ticket}"));
        let refused = people.reviewer.submit(page.form_of("reject").set("category", "USED").set("reason", "  x "));
        assert_eq!(refused.status(), 422);
        assert!(refused.error_at("reason").is_some());
        assert_eq!(refused.form_of("reject").value("category"), Some("USED"));
        let page = send_with(&mut people.reviewer, &ticket, "reject", &[("category", "USED"), ("reason", "已使用过")]);
        assert_eq!(page.status_of_ticket(), "REJECTED");
        assert!(page.source().contains("已使用过"));
        let address = format!("/tickets/new?order_no=T-7&after={ticket}");
        let form = people.agent.open(&address).form_of("submit").set("qty_1", "1").set("reason_1", "QUALITY");
        let again = people.agent.submit_ok(form);
        assert!(again.source().contains(&ticket), "the new ticket names the one it takes up");
    }

    fn nobody_reviews_his_own_application_and_the_button_says_so(app: &TestApp) {
        app.order("T-8").line("CHAIR", 1, "10.00").place();
        let mut both = app.staff("both", &[Role::Agent, Role::Reviewer]);
        let ticket = apply(&mut both, "T-8", "RETURN_REFUND", &[(1, 1)]);
        let page = both.open(&format!("/tickets/{ticket}"));
        assert!(page.form("approve").is_none());
        assert!(page.has("#approve-rule"));
    }

    fn whoever_submits_a_draft_does_not_review_it(app: &TestApp) {
        let mut people = people(app);
        app.order("T-8").line("CHAIR", 1, "10.00").place();
        let mut form = application_form(&mut people.agent, "T-8", "RETURN_REFUND", &[(1, 1)]);
        form.press("intent", "draft");
        let draft = number(&people.agent.submit_ok(form));
        let mut both = app.staff("both", &[Role::Agent, Role::Reviewer]);
        let page = send(&mut both, &draft, "submit");
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        let page = both.open(&format!("/tickets/{draft}"));
        assert!(page.form("approve").is_none() && page.has("#approve-rule"));
        assert!(people.reviewer.open(&format!("/tickets/{draft}")).form("approve").is_some());
    }

    fn the_version_of_a_form_must_be_the_present_one(app: &TestApp) {
        let mut people = people(app);
        app.order("T-9").line("CHAIR", 1, "10.00").place();
        let ticket = apply(&mut people.agent, "T-9", "RETURN_REFUND", &[(1, 1)]);
        let mut other = app.staff("other", &[Role::Reviewer]);
        let page = people.reviewer.open(&format!("/tickets/{ticket}"));
        let late = other.open(&format!("/tickets/{ticket}"));
        people.reviewer.submit_ok(page.form_of("approve"));
        let form = late.form_of("reject").set("reason", "来晚一步的理由");
        let answer = other.submit(form);
        assert_eq!(answer.status(), 409);
        let alarm = answer.text_of("[role=alert]").unwrap_or_default();
        assert!(alarm.contains("reviewer"), "{alarm} names who was first");
        assert!(answer.source().contains("来晚一步的理由"), "nothing typed is lost");
        let mut missing = other.open(&format!("/tickets/{ticket}")).form_of("note").set("note", "记一笔");
        missing.remove("form_token");
        assert_eq!(other.submit(missing).status(), 422);
    }

    fn the_same_form_sent_twice_makes_one_ticket(app: &TestApp) {
        let mut people = people(app);
        app.order("T-10").line("CHAIR", 2, "10.00").place();
        let form = application_form(&mut people.agent, "T-10", "RETURN_REFUND", &[(1, 1)]);
        let first = people.agent.submit(form.clone());
        let second = people.agent.submit(form);
        assert_eq!((first.status(), second.status()), (303, 303));
        assert_eq!(first.location(), second.location());
        let count = app.db.read_blocking(|connection| {
            let order = aftersales::store::orders::by_no(connection, &aftersales::store::Scope::All, "T-10")?;
            tickets::of_order(connection, order[0].id)
        });
        assert_eq!(count.expect("tickets").len(), 1);
    }

    fn a_draft_reserves_nothing_and_can_be_edited_submitted_or_discarded(app: &TestApp) {
        let mut people = people(app);
        app.order("T-11").line("CHAIR", 1, "10.00").place();
        let mut form = application_form(&mut people.agent, "T-11", "RETURN_REFUND", &[(1, 1)]);
        form.press("intent", "draft");
        let draft = number(&people.agent.submit_ok(form));
        assert_eq!(people.agent.open(&format!("/tickets/{draft}")).status_of_ticket(), "DRAFT");
        assert!(!people.reviewer.open("/tickets").source().contains(&draft), "reviewers do not see drafts");
        let taken = apply(&mut people.agent, "T-11", "RETURN_REFUND", &[(1, 1)]);
        let refused = people.agent.open(&format!("/tickets/{draft}")).form_of("submit");
        assert_eq!(people.agent.submit(refused).status(), 422);
        send_with(&mut people.agent, &taken, "cancel", &[("reason", "重复")]);
        let page = send(&mut people.agent, &draft, "submit");
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
    }

    fn an_own_number_is_taken_when_it_is_free_and_a_window_can_close(app: &TestApp) {
        let mut people = people(app);
        app.order("T-12").line("CHAIR", 3, "10.00").place();
        let own = |agent: &mut Client| {
            application_form(agent, "T-12", "RETURN_REFUND", &[(1, 1)]).set("ticket_no", "own-77")
        };
        let form = own(&mut people.agent);
        assert_eq!(number(&people.agent.submit_ok(form)), "OWN-77");
        let form = own(&mut people.agent);
        let answer = people.agent.submit(form);
        assert_eq!(answer.status(), 422);
        assert!(answer.error_at("ticket_no").is_some());
        let form = application_form(&mut people.agent, "T-12", "RETURN_REFUND", &[(1, 1)]).set("requested_on", "2999-01-01");
        assert!(people.agent.submit(form).error_at("requested_on").is_some());
    }

    fn the_list_filters_sorts_hides_and_never_breaks(app: &TestApp) {
        let mut people = people(app);
        app.order("L-1").line("CHAIR", 60, "10.00").place();
        let mut all: Vec<String> = Vec::new();
        for _ in 0..5 {
            app.order(&format!("L-{}", all.len() + 2)).line("CHAIR", 1, "10.00").place();
            all.push(apply(&mut people.agent, &format!("L-{}", all.len() + 2), "RETURN_REFUND", &[(1, 1)]));
        }
        send_with(&mut people.reviewer, &all[0], "reject", &[("reason", "理由充分")]);
        let rows = |page: &Page| -> Vec<String> {
            page.all("tbody tr").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
        };
        assert_eq!(rows(&people.reviewer.open("/tickets?status=REJECTED")), [all[0].clone()]);
        assert_eq!(rows(&people.reviewer.open("/tickets?sort=ticket_no&dir=asc")), all);
        assert_eq!(rows(&people.reviewer.open(&format!("/tickets?ticket_no=%20{}", all[2].to_lowercase()))), [all[2].clone()]);
        for nonsense in [
            "status=NOPE", "type=%00", "sort=%27%3B--", "after=zz", "before=6e313a32", "applied_from=2026-13-40",
            "applied_from=2026-11-22&applied_to=2026-11-01", "ticket_no=%25%5F%5C%FF", "page=9999", "dir=up",
        ] {
            assert_eq!(people.reviewer.get(&format!("/tickets?{nonsense}")).status(), 200, "{nonsense}");
        }
        let page = people.reviewer.open("/tickets");
        assert!(page.has("th[data-col=merchant]"));
        let mut form = page.form_at("form[action='/tickets/columns']").expect("the columns' form");
        form.remove("show");
        form.add("show", "status");
        people.reviewer.submit(form);
        let page = people.reviewer.open("/tickets");
        assert!(page.has("th[data-col=ticket_no]") && page.has("th[data-col=status]"));
        assert!(!page.has("th[data-col=merchant]"));
        let csv = people.reviewer.open("/tickets.csv?sort=ticket_no&dir=asc");
        let text = String::from_utf8_lossy(csv.bytes()).into_owned();
        assert!(text.starts_with('\u{FEFF}'));
        assert_eq!(text.lines().count(), 6);
        assert_eq!(people.agent.get("/tickets.csv").status(), 403);
    }

    fn evidence_is_told_by_its_content(app: &TestApp) {
        let mut people = people(app);
        app.order("T-13").line("CHAIR", 1, "10.00").place();
        let ticket = apply(&mut people.agent, "T-13", "RETURN_REFUND", &[(1, 1)]);
        let attach = |agent: &mut Client, bytes: &[u8]| {
            let mut form = agent.open(&format!("/tickets/{ticket}")).form_of("attach");
            form.attach("file", "photo.jpg", "image/jpeg", bytes);
            agent.submit(form)
        };
        let refused = attach(&mut people.agent, b"<html><script>alert(1)</script>");
        assert_eq!(refused.status(), 422);
        assert!(refused.error_at("file").is_some());
        assert_eq!(attach(&mut people.agent, &photos::png()).status(), 303);
        let page = people.agent.open(&format!("/tickets/{ticket}"));
        let address = page.attribute(".files a", "href").expect("the file's address");
        let file = people.agent.open(&address);
        assert_eq!(file.header("content-type"), Some("image/png"));
        let other = NewMerchant {
            code: "OTHER",
            name: "别家",
            shop: "别家店",
            platform: Platform::Own,
            timezone: "Asia/Shanghai",
            currency: Currency::CNY,
            gateway: GatewayKind::Manual, names: &aftersales::i18n::seed::SEED_NAMES };
        app.db.write_blocking(move |tx| create_merchant::merchant(tx, &other)).expect("a second merchant");
        let mut foreign = app.staff_of("foreign", &[Role::Agent], &["OTHER"]);
        assert_eq!(foreign.get(&address).status(), 404);
    }

    fn all_that_is_wrong_with_an_application_is_said_at_once(app: &TestApp) {
        let mut people = people(app);
        app.order("T-13B").line("CHAIR", 1, "10.00").line("LAMP", 1, "20.00").place();
        let form = application_form(&mut people.agent, "T-13B", "RETURN_REFUND", &[(1, 5), (2, 1)]);
        let form = form.set("reason_2", "").set("contact_email", "zz").set("requested_on", "2027-01-01");
        let page = people.agent.submit(form.set("contact_phone", "abc"));
        assert_eq!(page.status(), 422);
        for field in ["qty_1", "reason_2", "contact_email", "contact_phone", "requested_on"] {
            assert!(!page.error(field).is_empty(), "{field}");
        }
        assert_eq!(page.all("[data-errors] a").len(), 5, "each once, as a link");
    }

    fn sheets_can_be_printed(app: &TestApp) {
        let mut people = people(app);
        app.order("T-14").line("CHAIR", 1, "10.00").place();
        let form = application_form(&mut people.agent, "T-14", "RETURN_REFUND", &[(1, 1)]).set("reason_1", "NO_REASON");
        let ticket = people.agent.submit_ok(form).path().rsplit('/').next().unwrap_or_default().to_owned();
        send(&mut people.reviewer, &ticket, "approve");
        for sheet in ["return-document", "return-slip"] {
            let page = people.agent.open(&format!("/tickets/{ticket}/{sheet}"));
            assert!(page.has("svg path"), "{sheet} carries the number as a barcode");
        }
        // The reason is known by its code, whatever the merchant calls it.
        let slip = people.agent.open(&format!("/tickets/{ticket}/return-slip"));
        let ticked = |page: &Page| page.all(".boxes [data-checked]").len();
        assert_eq!((slip.all(".boxes li").len(), ticked(&slip)), (6, 3), "refund, no reason, return; nobody saw the packaging");
        app.db
            .write_blocking(|tx| {
                use diesel::connection::SimpleConnection;
                let rename = "UPDATE ticket_lines SET reason_zh = '随便退', reason_en = 'Any cause'";
                Ok::<_, aftersales::store::DbError>(tx.connection().batch_execute(rename)?)
            })
            .expect("renamed");
        assert_eq!(ticked(&people.agent.open(&format!("/tickets/{ticket}/return-slip"))), 3);
    }
}
