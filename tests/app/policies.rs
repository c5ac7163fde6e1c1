//! Policies: taken over, changed in versions, refused where two would govern one application; and what they do to tickets.

use aftersales::clock::Clock;
use aftersales::domain::policy::cause::Cause;
use aftersales::domain::policy::rule::{Window, Windows};
use aftersales::store::house::merchants;
use aftersales::store::policy::policies;
use aftersales::store::{Db, DbError, Engine, Scope};

use crate::harness::flow::{application_form, send, send_with};
use crate::harness::*;
use crate::refunds::people;
use crate::versions::older;

/// Makes a profile the policy of `MAIN`.
fn adopt(manager: &mut Client, profile: &str) -> Page {
    let form = manager.open("/policies").form_at(&format!("tr[data-profile={profile}] form")).expect("the profile");
    manager.submit_ok(form)
}

/// The application for one unit of the first line, for a reason.
fn form_for(agent: &mut Client, order_no: &str, kind: &str, reason: &str) -> Form {
    application_form(agent, order_no, kind, &[(1, 1)]).set("reason_1", reason)
}

fn number(page: &Page) -> String {
    page.path().rsplit('/').next().unwrap_or_default().to_owned()
}

/// A new policy's form, filled in for a category.
fn new_policy(manager: &mut Client, code: &str) -> Form {
    let form = manager.open("/policies/new?profile=EXTENDED_30").form_of("policy");
    form.set("code", code).set("name", code).set("scope", "CATEGORY").set("category", "家具")
}

both_engines! {
    fn a_profile_is_taken_over_and_the_rule_speaks_before_anything_is_sent(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        app.order("P-1").line("CHAIR", 3, "100.00").days_ago(9).place();
        let free = people.agent.open("/tickets/new?order_no=P-1");
        assert!(free.text("[data-line-rules='1'] summary").contains("no limit"), "the house begins without limits");
        let page = adopt(&mut manager, "CN_STANDARD");
        assert!(page.has("[data-policy=CN_STANDARD]") && page.has("tr[data-cause=NO_REASON]"));
        let list = manager.open("/policies");
        assert!(list.has("tr[data-key=NO_LIMIT][data-active=false]") && list.has("tr[data-key=CN_STANDARD][data-active=true]"));
        let page = people.agent.open("/tickets/new?order_no=P-1");
        let summary = page.text("[data-line-rules='1'] summary");
        assert!(summary.contains("closed at 2026-11-20 23:59") && summary.contains("7 days from the sign-off of 2026-11-13"), "{summary}");
        let rules = page.text("[data-line-rules='1']");
        assert!(rules.contains("open until 2026-11-28 23:59 (15 days from the sign-off of 2026-11-13)"), "{rules}");
        assert!(page.has("[data-line-rules='1'] a[data-policy=CN_STANDARD]"));
        // What it said is what the submission does: line, rule and date are named.
        let refused = people.agent.clone().submit(form_for(&mut people.agent, "P-1", "RETURN_REFUND", "SIZE"));
        assert_eq!(refused.status(), 422);
        let error = refused.error_at("qty_1").expect("at the line");
        assert!(error.contains("Line 1") && error.contains("国内标准") | error.contains("CN standard") && error.contains("2026-11-20 23:59"), "{error}");
        assert_eq!(refused.form_of("submit").value("qty_1"), Some("1"), "what was typed stays");
        let refused = people.agent.clone().submit(form_for(&mut people.agent, "P-1", "RETURN_REFUND", "QUALITY"));
        assert_eq!(refused.status(), 422, "a quality claim on day nine is too late for a return");
        let form = form_for(&mut people.agent, "P-1", "EXCHANGE", "QUALITY");
        let ticket = people.agent.submit_ok(form);
        assert_eq!(ticket.status_of_ticket(), "PENDING_REVIEW", "and in time for an exchange");
        assert!(ticket.has("[data-panel=rules] a[data-policy=CN_STANDARD]"));
        assert!(ticket.text("[data-rule-line='1'] [data-verdict]").contains("open until 2026-11-28 23:59"));
        assert!(ticket.text("[data-rule-line='1'] [data-freight]").contains("seller"));
        // A later change leaves it its version.
        let policy = manager.open("/policies").attribute("tr[data-key=CN_STANDARD] a", "href").expect("its address");
        let form = manager.open(&policy).form_of("policy");
        manager.submit_ok(form.set("days_EXCHANGE_QUALITY", "1"));
        let later = people.agent.open(ticket.path());
        assert!(later.text("[data-rule-line='1'] [data-verdict]").contains("15 days"), "the version of its submission");
        let rule = later.attribute("[data-rule-line='1'] a[data-policy]", "href").expect("the rule");
        let shown = people.agent.open(&rule);
        assert!(shown.has(".notice.warn") && shown.text("tr[data-cause=QUALITY]").contains("15 days"));
        assert!(!shown.has("form[data-action=policy]"), "agents read it");
    }

    fn a_late_draft_is_let_through_by_a_manager_as_it_stands(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut chief = app.staff("chief", &[Role::GeneralManager]);
        adopt(&mut manager, "CN_STANDARD");
        app.order("P-2").line("CHAIR", 3, "100.00").days_ago(9).place();
        let mut form = form_for(&mut people.agent, "P-2", "RETURN_REFUND", "SIZE");
        form.put("intent", "draft");
        let draft = people.agent.submit_ok(form);
        let ticket_no = number(&draft);
        assert!(draft.text("[data-rule-line='1'] [data-verdict]").contains("closed at"), "the draft says so");
        assert!(!draft.has("form[data-action=override]"), "agents do not let it through");
        let page = people.agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(people.agent.submit(page.form_of("submit")).status(), 422);
        let form = chief.open(&format!("/tickets/{ticket_no}")).form_of("override");
        assert_eq!(chief.submit(form.clone()).status(), 422, "it wants a reason");
        let wrong = form.clone().set("form_token", "w").set("rule", "EU_14").set("reason", "老客户");
        assert_eq!(chief.submit(wrong).status(), 422);
        let page = chief.submit_ok(form.set("reason", "老客户，春节前发货延误"));
        assert!(page.text("[data-let-through]").contains("老客户") && page.has("li[data-event=PolicyOverridden]"));
        // More units than were let through ask the rule again.
        let edit = people.agent.open(&format!("/tickets/{ticket_no}/edit")).form_of("submit");
        let more = people.agent.submit(edit.set("qty_1", "2"));
        assert_eq!(more.status(), 422);
        let page = send(&mut people.agent, &ticket_no, "submit");
        assert_eq!(page.status_of_ticket(), "PENDING_REVIEW");
        assert!(page.text("[data-rule-line='1']").contains("closed at") && page.has("[data-let-through]"));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn attempts_are_the_rules_and_fees_as_well(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = adopt(&mut manager, "CN_STANDARD");
        manager.submit_ok(page.form_of("policy").set("attempts_most", "1"));
        app.order("P-3").line("CHAIR", 3, "100.00").place();
        let form = form_for(&mut people.agent, "P-3", "RETURN_REFUND", "SIZE");
        let ticket_no = number(&people.agent.submit_ok(form));
        let fee = [("packaging_fee", "5.00"), ("buyer_agreed", "1")];
        let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
        let form = fee.iter().fold(page.form_of("approve"), |form, (name, value)| form.set(name, value));
        let refused = people.reviewer.submit(form);
        assert_eq!(refused.status(), 422);
        assert!(refused.error_at("packaging_fee").is_some_and(|error| error.contains("does not allow this fee")));
        send_with(&mut people.reviewer, &ticket_no, "reject", &[("reason", "理由不充分")]);
        let again = people.agent.clone().submit(form_for(&mut people.agent, "P-3", "RETURN_REFUND", "SIZE"));
        let error = again.error_at("qty_1").expect("at the line");
        assert!(error.contains("applied for 1 times"), "{error}");
    }

    fn what_a_rule_wants_to_see_is_a_checklist(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        adopt(&mut manager, "CN_ELECTRONICS");
        app.order("P-4").line("CHAIR", 3, "100.00").place();
        let form = form_for(&mut people.agent, "P-4", "RETURN_REFUND", "QUALITY");
        let page = people.agent.submit_ok(form);
        let state = |page: &Page, proof: &str| page.attribute(&format!("[data-proof={proof}]"), "data-state");
        assert_eq!(state(&page, "SERIAL").as_deref(), Some("MISSING"));
        assert_eq!(page.all("[data-proof]").len(), 3, "purchase, serial, fault");
        let form = page.form_of("proofs").set("proof_SERIAL", "RECEIVED").set("proof_PURCHASE", "NOT_NEEDED");
        let bad = form.clone().set("form_token", "b").set("proof_SERIAL", "LOST");
        assert_eq!(people.agent.submit(bad).status(), 422);
        let page = people.agent.submit_ok(form);
        assert_eq!(state(&page, "SERIAL").as_deref(), Some("RECEIVED"));
        assert!(page.text("li[data-event=ProofsChecked]").contains("serial number received"));
        let mut wrong = page.form_of("proofs");
        wrong.put("proof_PACKAGING", "RECEIVED");
        assert_eq!(people.agent.submit(wrong).status(), 422, "nobody wants that");
    }

    fn two_policies_of_one_scope_at_one_time_are_refused_at_the_field(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = new_policy(&mut manager, "FURNITURE");
        manager.submit_ok(form);
        let form = new_policy(&mut manager, "AGAIN");
        let error = manager.submit(form).error_at("category").expect("at the category");
        assert!(error.contains("FURNITURE"), "{error}");
        let cases = [
            ("paid_until", "2026-11-01", "paid_from", "2026-11-11", "ends before it begins"),
            ("valid_until", "2026-11-01", "valid_from", "2026-11-11", "ends before it begins"),
        ];
        for (until, end, from, begin, text) in cases {
            let form = new_policy(&mut manager, "BACK").set(from, begin).set(until, end);
            let error = manager.submit(form).error_at(until).expect("at the end");
            assert!(error.contains(text), "{error}");
        }
        // For orders of a period it stands above the other one, and only once for each day.
        let sale = |manager: &mut Client, code: &str, from: &str| {
            new_policy(manager, code).set("paid_from", from).set("paid_until", "2026-11-30")
        };
        let form = sale(&mut manager, "SALE", "2026-11-11");
        manager.submit_ok(form);
        let form = sale(&mut manager, "SALE-2", "2026-11-30");
        assert!(manager.submit(form).error_at("paid_from").is_some_and(|error| error.contains("SALE")));
        for (field, value) in [
            ("days_EXCHANGE_QUALITY", "4000"),
            ("days_EXCHANGE_QUALITY", "x"),
            ("attempts_most", "0"),
            ("category", ""),
            ("name", ""),
            ("freight_OTHER", "NOBODY"),
            ("code", "FURNITURE"),
        ] {
            let form = new_policy(&mut manager, "BAD").set("category", "其他").set(field, value);
            let answer = manager.submit(form);
            assert_eq!(answer.status(), 422, "{field} {value}");
            answer.error(field);
        }
        for (scope, field) in [("SHOP", "shop"), ("PRODUCT", "sku"), ("CONTRACT", "account")] {
            let form = new_policy(&mut manager, "BAD").set("scope", scope).set(field, if scope == "PRODUCT" { "NOPE" } else { "" });
            manager.submit(form).error(field);
        }
        let page = manager.open("/policies");
        assert_eq!(page.all("tbody tr[data-key]").len(), 3, "what was refused is not there");
    }

    fn a_policy_is_changed_once_for_each_version_and_taken_out_of_use(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = adopt(&mut manager, "CN_STANDARD");
        let stale = page.form_of("policy").set("form_token", "stale").set("name", "另一个");
        let page = manager.submit_ok(page.form_of("policy").set("name", "七天"));
        let answer = manager.submit(stale);
        assert_eq!(answer.status(), 409);
        assert!(answer.text("[role=alert]").contains("manager"));
        assert_eq!(answer.form_of("policy").value("name"), Some("另一个"));
        let page = manager.submit_ok(page.form_of("use"));
        assert!(page.source().contains("Out of use") && page.text(".table-note").contains("Version 3"));
        let adopted = adopt(&mut manager, "EXTENDED_15");
        assert!(adopted.has("[data-policy=EXTENDED_15]"));
        let policy = manager.open("/policies").attribute("tr[data-key=CN_STANDARD] a", "href").expect("its address");
        let back = manager.open(&policy).form_of("use");
        assert_eq!(manager.submit(back).status(), 422, "another one governs all by now");
        let log = manager.open("/audit?kind=settings.");
        assert!(log.has("tr[data-kind='settings.policy_added']") && log.has("tr[data-kind='settings.policy_changed']"));
    }

    fn the_most_particular_policy_governs_a_line(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        adopt(&mut manager, "CN_STANDARD");
        app.order("P-5").line("CHAIR", 1, "100.00").line("LAMP", 1, "50.00").days_ago(9).place();
        let form = manager.open("/policies/new?profile=EXTENDED_30").form_of("policy").set("code", "LAMPS");
        manager.submit_ok(form.set("scope", "PRODUCT").set("sku", "LAMP"));
        let page = people.agent.open("/tickets/new?order_no=P-5");
        assert!(page.has("[data-line-rules='1'] a[data-policy=CN_STANDARD]"));
        assert!(page.has("[data-line-rules='2'] a[data-policy=LAMPS]"));
        // Edge 33: one line is late, and the sentence names it.
        let form = application_form(&mut people.agent, "P-5", "RETURN_REFUND", &[(1, 1), (2, 1)]);
        let refused = people.agent.submit(form.set("reason_1", "SIZE").set("reason_2", "SIZE"));
        assert!(refused.error_at("qty_1").is_some() && refused.error_at("qty_2").is_none());
        let form = application_form(&mut people.agent, "P-5", "RETURN_REFUND", &[(2, 1)]);
        assert_eq!(people.agent.submit_ok(form.set("reason_2", "SIZE")).status_of_ticket(), "PENDING_REVIEW");
    }
}

/// Return windows of an older database become policies, and reasons get their causes.
fn windows_become_policies(engine: Engine) {
    let database = older(engine, 1);
    let db = {
        let change = |sql: &str| match engine {
            Engine::Sqlite => {
                use diesel::Connection;
                use diesel::connection::SimpleConnection;
                let path = database.url.trim_start_matches("sqlite://");
                diesel::SqliteConnection::establish(path).expect("it opens").batch_execute(sql).expect("it runs");
            }
            Engine::Postgres => {
                use diesel::Connection;
                use diesel::connection::SimpleConnection;
                diesel::PgConnection::establish(&database.url).expect("it opens").batch_execute(sql).expect("it runs");
            }
        };
        change(
            "UPDATE merchants SET return_window_days = 9; \
             INSERT INTO merchants VALUES (90, 'OPEN', 'Open', 'Asia/Shanghai', 'CNY', 'manual', NULL, TRUE, 100000, FALSE, 1, 0); \
             INSERT INTO reasons VALUES (91, 1, 'COLOUR', '色差', 'Colour', 'REFUND_ONLY', 'BUYER', TRUE, 2, NULL, 1); \
             INSERT INTO reasons VALUES (92, 1, 'SIZE~92', '尺码', 'Size', 'REFUND_ONLY', 'SELLER', TRUE, 3, 5, 1);",
        );
        Db::open(&database.url, Clock::System).expect("it is brought up to date")
    };
    let (nine, open, reasons) = db
        .read_blocking(|connection| -> Result<_, DbError> {
            let mut of = |code: &str| {
                let merchant = merchants::by_code(connection, &Scope::All, code)?.expect("the merchant");
                policies::of_merchant(connection, merchant.id)
            };
            let (nine, open) = (of("MAIN")?, of("OPEN")?);
            let mut reasons = aftersales::store::house::reasons::of_ids(connection, &[4, 91, 92])?;
            reasons.sort_by_key(|reason| reason.id);
            Ok((nine, open, reasons))
        })
        .expect("the policies");
    let alike = |window| Windows { refund_only: window, return_refund: window, exchange: window };
    for (found, code, window) in [(nine, "STANDARD", Window::Days(9)), (open, "NO_LIMIT", Window::NoLimit)] {
        assert_eq!((found.len(), found[0].code.as_str(), found[0].terms.rules.len()), (1, code, Cause::ALL.len()));
        assert!(found[0].terms.rules.iter().all(|rule| rule.windows == alike(window)), "{:?}", found[0].terms);
    }
    let causes: Vec<(Cause, bool)> = reasons.iter().map(|row| (row.cause, row.cause_confirmed)).collect();
    assert_eq!(causes, [(Cause::Quality, true), (Cause::NoReason, false), (Cause::NoReason, true)]);
}

#[test]
fn windows_become_policies_on_sqlite() {
    windows_become_policies(Engine::Sqlite);
}

#[test]
fn windows_become_policies_on_postgres() {
    windows_become_policies(Engine::Postgres);
}
