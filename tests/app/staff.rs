//! Staff and rights, over HTTP: who may change whom, and when a change holds.

use aftersales::domain::permission::Permission;

use crate::harness::app::PASSWORD;
use crate::harness::*;

fn add_merchant(admin: &mut Client, code: &str) {
    let form = admin.open("/settings?open=merchant").form_of("add-merchant");
    admin.submit_ok(form.set("code", code).set("name", code).set("shop", &format!("{code} 店")));
}

both_engines! {
    fn somebody_is_added_and_works(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = admin.open("/staff/new").form_of("add-staff").set("username", "Li.Na").set("display_name", "李娜");
        let mut form = form.set("password", PASSWORD);
        form.add("role", "AGENT");
        form.add("role", "REVIEWER");
        let page = admin.submit_ok(form);
        assert!(page.has("[role=status]"));
        let mut browser = app.browser();
        browser.log_in("li.na", PASSWORD).expect("the new person logs in");
        let page = browser.get("/account/password").expect("the page that comes first");
        let form = page.form_of("password").set("current_password", PASSWORD);
        let form = form.set("new_password", "her own password").set("new_password_again", "her own password");
        assert_eq!(browser.submit(&form).expect("an answer").status(), 303);
        assert_eq!(browser.get("/reasons").expect("an answer").status(), 200, "a reviewer manages reasons");
        assert_eq!(browser.get("/staff").expect("an answer").status(), 403);
    }

    fn bad_input_is_refused_at_its_field(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut form = admin.open("/staff/new").form_of("add-staff").set("username", "admin").set("display_name", "再来");
        form.put("password", PASSWORD);
        let answer = admin.submit(form.clone());
        assert_eq!(answer.status(), 422);
        answer.error("role");
        form.add("role", "AGENT");
        let answer = admin.submit(form.clone());
        assert_eq!(answer.status(), 422);
        answer.error("username");
        form.remove("all_merchants");
        form.put("username", "other");
        admin.submit(form.clone()).error("merchant");
        form.add("merchant", "NOSUCH");
        admin.submit(form.clone()).error("merchant");
        form.add("role", "KING");
        admin.submit(form).error("role");
    }

    fn a_role_taken_away_is_gone_at_the_next_request(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut person = app.staff("person", &[Role::Agent, Role::Reviewer]);
        let mut form = admin.open(&format!("/staff/{}", person.id)).form_of("change-staff");
        assert_eq!(form.value("display_name"), Some("person"), "the form opens as things are");
        assert_eq!(person.get("/reasons").status(), 200);
        form.remove("role");
        form.add("role", "AGENT");
        admin.submit_ok(form.clone());
        assert_eq!(person.get("/reasons").status(), 403);
        let stale = admin.submit(form.set("form_token", "another"));
        assert_eq!(stale.status(), 409, "the version is stale");
        assert!(stale.has("[role=alert]"));
    }

    fn who_is_disabled_is_out_at_once(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let address = format!("/staff/{}", agent.id);
        let form = admin.open(&address).form_of("disable-staff");
        admin.submit_ok(form);
        assert_eq!(agent.get("/account").status(), 303);
        assert!(app.browser().log_in("agent", PASSWORD).is_err());
        let form = admin.open(&address).form_of("enable-staff");
        admin.submit_ok(form);
        assert_eq!(agent.get("/account").status(), 303, "an ended session stays ended");
        app.browser().log_in("agent", PASSWORD).expect("enabled again");
    }

    fn the_last_administrator_stays(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let page = admin.open(&format!("/staff/{}", admin.id));
        assert!(page.has("#disable-rule"), "the button says why it is off");
        let answer = admin.submit(page.form_of("disable-staff"));
        assert_eq!(answer.status(), 409, "nobody disables himself");
        let mut form = page.form_of("change-staff");
        form.remove("role");
        form.add("role", "AGENT");
        let answer = admin.submit(form);
        assert_eq!(answer.status(), 409);
        assert_eq!(admin.get("/staff").status(), 200, "still an administrator");
    }

    fn a_new_password_by_an_administrator_ends_sessions_and_lifts_the_lock(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        for _ in 0..5 {
            assert!(app.browser().log_in("agent", "not this one").is_err());
        }
        let page = admin.open(&format!("/staff/{}", agent.id));
        let form = page.form_of("set-password");
        admin.submit_ok(form.set("new_password", "a given password").set("new_password_again", "a given password"));
        assert_eq!(agent.get("/account").status(), 303);
        app.browser().log_in("agent", "a given password").expect("the lock is lifted");
    }

    fn a_locked_log_in_is_unlocked_and_the_password_stays(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let address = format!("/staff/{}", agent.id);
        assert!(!admin.open(&address).has("form[data-action=unlock]"), "there is nothing to unlock");
        for _ in 0..5 {
            assert!(app.browser().log_in("agent", "not this one").is_err());
        }
        assert!(app.browser().log_in("agent", PASSWORD).is_err(), "locked");
        let form = admin.open(&address).form_of("unlock");
        let page = admin.submit_ok(form);
        assert!(page.text("[role=status]").contains("agent") && !page.has("form[data-action=unlock]"));
        app.browser().log_in("agent", PASSWORD).expect("the lock is lifted");
        assert_eq!(agent.get("/account").status(), 200, "whoever was logged in stays so");
        assert!(admin.open("/audit?kind=staff.").has("tr[data-kind='staff.unlocked']"));
    }

    fn what_roles_may_is_one_click_away_and_bad_pairs_are_named(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let page = admin.open("/staff/new");
        assert!(page.has("a[href='/staff/roles']"));
        assert!(page.text(".role-boxes").contains("approves refunds"), "each role says what it does");
        let matrix = admin.open("/staff/roles");
        let marks = |right: &str| -> Vec<bool> {
            let cells = matrix.all(&format!("tr[data-right={right}] td"));
            cells.iter().map(|cell| cell.text().collect::<String>().contains('✓')).collect()
        };
        let granted = |right: Permission| Role::ALL.iter().map(|role| role.grants(right)).collect::<Vec<_>>();
        assert_eq!(marks("review"), granted(Permission::Review));
        assert_eq!(marks("decide_refund"), granted(Permission::DecideRefund));
        assert_eq!(matrix.all("tr[data-right]").len(), Permission::ALL.len());
        let pair = "[data-role-pair='REVIEWER FINANCE']";
        let person = app.add_staff("both", &[Role::Reviewer, Role::Finance], &[]);
        let shown = admin.open(&format!("/staff/{person}"));
        assert_eq!(shown.attribute(pair, "hidden"), None, "held by one person");
        assert_eq!(page.attribute(pair, "hidden").as_deref(), Some(""), "not yet ticked");
        assert_eq!(app.staff("agent", &[Role::Agent]).get("/staff/roles").status(), 403);
    }

    fn rights_are_asked_by_the_server(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let address = format!("/staff/{}", auditor.id);
        assert!(!auditor.open(&address).has("form[data-action=change-staff]"), "an auditor only looks");
        let mut form = admin.open(&address).form_of("change-staff");
        let own = auditor.open("/account").form_of("profile");
        form.put("csrf", own.value("csrf").expect("a token"));
        form.add("role", "ADMIN");
        assert_eq!(auditor.submit(form).status(), 403);
    }

    fn a_weak_password_is_given_to_nobody(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let id = app.add_staff("lili", &[Role::Agent], &[]);
        for weak in ["aaaaaaaaaa", "1234567890", "lili is here"] {
            let form = admin.open(&format!("/staff/{id}")).form_of("set-password");
            let answer = admin.submit(form.set("new_password", weak).set("new_password_again", weak));
            assert_eq!((answer.status(), answer.error("new_password").is_empty()), (422, false), "{weak}");
        }
    }

    fn another_merchants_people_are_not_found(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        add_merchant(&mut admin, "OTHER1");
        let mut local = app.staff_of("local", &[Role::Admin], &["OTHER1"]);
        let main = app.staff_of("main", &[Role::Agent], &["MAIN"]);
        assert_eq!(local.get(&format!("/staff/{}", main.id)).status(), 404);
        assert_eq!(local.get(&format!("/staff/{}", admin.id)).status(), 404);
        assert_eq!(local.get("/settings?merchant=MAIN").status(), 404);
        assert_eq!(local.get("/reasons?merchant=MAIN").status(), 404);
        assert!(!local.open("/staff").has("tr[data-key=main]"));
        let mut form = local.open("/staff/new").form_of("add-staff").set("username", "x1").set("display_name", "x");
        form.put("password", PASSWORD);
        form.add("role", "ADMIN");
        form.add("all_merchants", "1");
        assert_eq!(local.submit(form).status(), 422, "nobody grants what he does not have");
    }

    fn hostile_input_never_breaks_a_page(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let long = "长".repeat(5_000);
        for text in [long.as_str(), "a\0b", "<script>alert(1)</script>", "'; DROP TABLE staff; --", "\u{202e}x", "=1+1"] {
            let mut form = admin.open("/staff/new").form_of("add-staff").set("username", text).set("display_name", text);
            form.put("password", text);
            form.add("role", text);
            let answer = admin.submit(form);
            assert_eq!(answer.status(), 422, "{text:.20}");
            assert!(!answer.source().contains("<script>alert(1)"), "typed text is shown as text");
        }
        for path in ["/staff/abc", "/staff/-1", "/staff/99999999999999999999", "/staff/1%00", "/staff/0"] {
            assert_eq!(admin.get(path).status(), 404, "{path}");
        }
        let answer = admin.browser.post("/staff", "application/x-www-form-urlencoded", b"csrf=%ff%fe&username=%00");
        assert_eq!(answer.expect("an answer").status(), 403);
    }
}
