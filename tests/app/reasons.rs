//! The reasons page, over HTTP (R118–R123).

use crate::harness::flow;
use crate::harness::*;

fn codes(page: &Page) -> Vec<String> {
    page.all("tbody tr[data-key]").iter().filter_map(|row| row.value().attr("data-key").map(str::to_owned)).collect()
}

fn row_form(page: &Page, code: &str, action: &str) -> Form {
    let selector = format!("tr[data-key={code}] form[data-action={action}]");
    page.form_at(&selector).unwrap_or_else(|| panic!("{}", page.trouble(&selector)))
}

both_engines! {
    fn reasons_are_added_edited_hidden_and_moved(app: &TestApp) {
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let form = reviewer.open("/reasons").form_of("add-reason").set("name_zh", "色差").set("code", "colour");
        let page = reviewer.submit_ok(form.set("responsibility", "SELLER"));
        assert_eq!(codes(&page).last().map(String::as_str), Some("COLOUR"));
        let page = reviewer.submit_ok(row_form(&page, "COLOUR", "move-up"));
        let order = codes(&page);
        assert_eq!(order[order.len() - 2..], ["COLOUR", "OTHER"]);
        let page = reviewer.submit_ok(row_form(&page, "COLOUR", "set-visibility"));
        assert!(page.has("tr[data-key=COLOUR] .tag"));
        let id = row_form(&page, "COLOUR", "set-visibility").action().split('/').nth(2).expect("an id").to_owned();
        let edit = reviewer.open(&format!("/reasons?edit={id}")).form_of("edit-reason");
        let stale = edit.clone().set("form_token", "stale").set("name_zh", "别的");
        let page = reviewer.submit_ok(edit.set("name_zh", "颜色不符").set("name_en", "Wrong colour"));
        assert!(page.source().contains("Wrong colour"));
        let answer = reviewer.submit(stale);
        assert_eq!(answer.status(), 409);
        assert_eq!(answer.form_of("edit-reason").value("name_zh"), Some("别的"), "what was typed stays");
        let page = reviewer.open("/reasons");
        let page = reviewer.submit_ok(row_form(&page, "COLOUR", "delete-reason"));
        assert!(!codes(&page).contains(&"COLOUR".to_owned()));
    }

    fn a_reason_has_a_cause_that_somebody_confirms(app: &TestApp) {
        app.db
            .write_blocking(|tx| {
                let guessed = "UPDATE reasons SET cause = 'OTHER', cause_confirmed = FALSE WHERE code = 'SIZE'";
                diesel::RunQueryDsl::execute(diesel::sql_query(guessed), tx.connection())?;
                Ok::<_, aftersales::store::DbError>(())
            })
            .expect("as an older house is");
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let page = reviewer.open("/reasons");
        assert!(page.has("tr[data-key=SIZE] [data-unconfirmed]") && page.all("[data-unconfirmed]").len() == 1);
        assert!(page.text(".notice.warn").contains("1 reasons"));
        let id = row_form(&page, "SIZE", "set-visibility").action().split('/').nth(2).expect("an id").to_owned();
        let edit = reviewer.open(&format!("/reasons?edit={id}")).form_of("edit-reason");
        assert_eq!(edit.value("cause"), Some("OTHER"), "it opens at what is kept");
        let refused = reviewer.submit(edit.clone().set("form_token", "bad").set("cause", "WEATHER"));
        refused.error("cause");
        let page = reviewer.submit_ok(edit.set("cause", "NO_REASON"));
        assert!(!page.has("[data-unconfirmed]") && page.text("tr[data-key=SIZE] [data-col=cause]").contains("No reason"));
        assert_eq!(page.text("tr[data-key=QUALITY] [data-col=cause]"), "Quality");
    }

    fn a_reason_in_use_is_withdrawn_and_old_tickets_keep_its_text(app: &TestApp) {
        let order = app.order("A1").line("SKU1", 3, "10.00").place();
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = flow::application_form(&mut agent, &order, "RETURN_REFUND", &[(1, 1)]).set("reason_1", "SIZE");
        let ticket = agent.submit_ok(form);
        let page = manager.open("/reasons");
        assert_eq!(page.text("tr[data-key=SIZE] td[data-col=used]"), "1");
        let hidden = manager.submit_ok(row_form(&page, "QUALITY", "set-visibility"));
        let offered = agent.open(&format!("/tickets/new?order_no={order}"));
        assert!(!offered.has("select[name=reason_1] option[value=QUALITY]"), "what is hidden is not offered");
        let id = row_form(&hidden, "SIZE", "delete-reason").action().split('/').nth(2).expect("an id").to_owned();
        let edit = manager.open(&format!("/reasons?edit={id}")).form_of("edit-reason");
        manager.submit_ok(edit.set("name_zh", "改过的").set("name_en", "Renamed"));
        let page = manager.open("/reasons");
        let page = manager.submit_ok(row_form(&page, "SIZE", "delete-reason"));
        assert!(!codes(&page).contains(&"SIZE".to_owned()));
        let ticket = agent.open(ticket.path());
        assert!(ticket.source().contains("Wrong size") && !ticket.source().contains("Renamed"));
        assert!(manager.open("/audit?kind=reason.").has("tr[data-kind='reason.withdrawn']"));
    }

    fn a_deleted_reason_leaves_its_code_and_can_be_brought_back(app: &TestApp) {
        let order = app.order("A1").line("SKU1", 3, "10.00").place();
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let file = |agent: &mut Client| {
            let form = flow::application_form(agent, &order, "RETURN_REFUND", &[(1, 1)]).set("reason_1", "SIZE");
            agent.submit_ok(form);
        };
        file(&mut agent);
        let page = manager.open("/reasons");
        assert!(page.text("tr[data-key=SIZE] .ask").contains('1'), "the question says how often it was used");
        let page = manager.submit_ok(row_form(&page, "SIZE", "delete-reason"));
        assert!(!codes(&page).contains(&"SIZE".to_owned()) && page.has("tr[data-withdrawn=SIZE]"));
        let form = manager.open("/reasons").form_of("add-reason").set("name_zh", "尺码偏小").set("code", "SIZE");
        manager.submit_ok(form.set("responsibility", "BUYER"));
        file(&mut agent);
        assert_eq!(manager.open("/tickets?reason=SIZE").all("tr[data-key]").len(), 2, "both reasons are shown as SIZE");
        let page = manager.open("/reasons");
        let mut form = page.form_of("restore-reason");
        for (code, status) in [("", 422), ("size", 422), ("size~1", 422)] {
            form.put("code", code);
            let refused = manager.submit(form.clone());
            assert_eq!((refused.status(), refused.error("code").is_empty()), (status, false), "{code:?}");
        }
        let page = manager.submit_ok(form.set("code", "size-old"));
        assert!(codes(&page).contains(&"SIZE-OLD".to_owned()) && !page.has("tr[data-withdrawn]"));
        assert_eq!(page.text("tr[data-key=SIZE-OLD] td[data-col=used]"), "1");
        let page = manager.submit_ok(row_form(&page, "SIZE", "delete-reason"));
        assert!(!page.form_of("restore-reason").has("code"), "its code is free");
        let page = manager.submit_ok(page.form_of("restore-reason"));
        assert!(codes(&page).contains(&"SIZE".to_owned()));
        let audit = manager.open("/audit?kind=reason.");
        assert!(audit.has("tr[data-kind='reason.restored']"));
        for page in [audit, page, manager.open("/tickets?reason=SIZE")] {
            assert!(!page.text("main").contains('~'), "what the code is stored as is never shown");
        }
        agent.open(&format!("/tickets/new?order_no={order}"));
    }

    fn no_two_reasons_are_called_alike(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/reasons").form_of("add-reason").set("name_zh", "色差").set("name_en", "Colour");
        let page = manager.submit_ok(form.clone().set("code", "COLOUR"));
        let answer = manager.submit(form.clone().set("form_token", "again").set("name_en", "Other colour"));
        assert_eq!(answer.status(), 422);
        answer.error("name_zh");
        let answer = manager.submit(form.set("form_token", "once more").set("name_zh", "色差2").set("name_en", " colour"));
        answer.error("name_en");
        assert_eq!(codes(&manager.open("/reasons")), codes(&page), "nothing was added");
        let id = row_form(&page, "SIZE", "set-visibility").action().split('/').nth(2).expect("an id").to_owned();
        let edit = manager.open(&format!("/reasons?edit={id}")).form_of("edit-reason");
        manager.submit_ok(edit.clone().set("responsibility", "SELLER"));
        let edit = manager.open(&format!("/reasons?edit={id}")).form_of("edit-reason");
        manager.submit(edit.set("name_zh", "色差")).error("name_zh");
    }

    fn a_reason_goes_to_its_place_at_once(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = manager.open("/reasons");
        let before = codes(&page);
        let last = before.last().expect("reasons").clone();
        let form = row_form(&page, &last, "move-to");
        assert_eq!(form.value("position"), Some(before.len().to_string().as_str()), "it opens as things are");
        let id = form.action().split('/').nth(2).expect("an id").to_owned();
        let answer = manager.submit(form.set("position", "1"));
        let back = answer.location().expect("an address").to_owned();
        assert!(back.ends_with(&format!("#reason-{id}")), "{back} leads to the line");
        let page = manager.open("/reasons");
        assert_eq!(codes(&page), [std::slice::from_ref(&last), &before[..before.len() - 1]].concat());
        assert_eq!(page.attribute(&format!("tr[data-key={last}]"), "id"), Some(format!("reason-{id}")));
        let page = manager.submit_ok(row_form(&page, &last, "move-to").set("position", "999"));
        assert_eq!(codes(&page), before, "beyond the end is the end");
        for wrong in ["", "x", "-1"] {
            let answer = manager.submit(row_form(&page, &last, "move-to").set("position", wrong));
            assert_eq!((answer.status(), answer.error("position").is_empty()), (422, false), "{wrong:?}");
        }
    }

    fn a_reply_of_a_reason_stands_on_its_tickets_with_their_numbers(app: &TestApp) {
        let order = app.order("A1").line("SKU1", 2, "10.00").place();
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = flow::application_form(&mut agent, &order, "RETURN_REFUND", &[(1, 1)]);
        let code = form.value("reason_1").expect("a reason").to_owned();
        let chosen = agent.submit_ok(form).path().to_owned();
        let number = chosen.rsplit('/').next().expect("a number").to_owned();
        let page = manager.open("/reasons");
        let id = row_form(&page, &code, "set-visibility").action().split('/').nth(2).expect("an id").to_owned();
        let edit = format!("/reasons?edit={id}");
        let form = manager.open(&edit).form_of("edit-reason");
        let answer = manager.submit(form.set("reply_zh", "请寄回 {money}").set("reply_en", "{order} {"));
        let problem = answer.error("reply_zh");
        assert!(problem.contains("{money}") && problem.contains("{ticket}"), "{problem}");
        let form = answer.form_of("edit-reason").set("reply_zh", "单号 {ticket}。");
        manager.submit_ok(form.set("reply_en", "Case {ticket} of {order} {, <b>please</b>."));
        let said = agent.open(&chosen).text("[data-reply]");
        assert!(said.starts_with(&format!("Case {number} of {order} {{, <b>please</b>.")), "{said}");
        let form = manager.open(&edit).form_of("edit-reason");
        manager.submit_ok(form.set("reply_en", ""));
        assert!(agent.open(&chosen).text("[data-reply]").starts_with(&format!("单号 {number}。")));
        let form = manager.open(&edit).form_of("edit-reason");
        manager.submit_ok(form.set("reply_zh", ""));
        assert!(!agent.open(&chosen).has("[data-reply]"));
        assert!(manager.open("/audit?kind=reason.").text("main").contains("English reply"));
    }

    fn other_cannot_be_deleted(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = manager.open("/reasons");
        assert_eq!(manager.submit(row_form(&page, "OTHER", "delete-reason")).status(), 409);
    }

    fn bad_input_is_refused_at_its_field(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut form = manager.open("/reasons").form_of("add-reason").set("name_zh", "").set("code", "中文");
        form.put("responsibility", "NOBODY");
        form.remove("type");
        let answer = manager.submit(form);
        assert_eq!(answer.status(), 422);
        for field in ["name_zh", "code", "responsibility", "type"] {
            answer.error(field);
        }
        let form = manager.open("/reasons").form_of("add-reason").set("name_zh", "重复").set("code", "QUALITY");
        manager.submit(form).error("code");
    }

    fn only_those_with_the_right_change_reasons(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        assert!(!auditor.open("/reasons").has("form[data-action=add-reason]"));
        let csrf = auditor.open("/account").form_of("profile").value("csrf").expect("a token").to_owned();
        let form = manager.open("/reasons").form_of("add-reason").set("name_zh", "无权").set("csrf", &csrf);
        assert_eq!(auditor.submit(form).status(), 403);
        assert_eq!(app.staff("agent", &[Role::Agent]).get("/reasons").status(), 403);
    }
}
