//! Logging in and out, over HTTP.

use aftersales::commands::people::login::{FAILURES_BEFORE_LOCK, LOCK_SECONDS};

use crate::harness::app::PASSWORD;
use crate::harness::*;

fn log_in_form(browser: &mut Browser, username: &str, password: &str) -> Form {
    let page = browser.get("/login").expect("the log-in page");
    page.form_of("log-in").set("username", username).set("password", password)
}

both_engines! {
    fn the_right_password_leads_on(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let mut browser = app.browser();
        let form = log_in_form(&mut browser, "Agent ", PASSWORD);
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!((answer.status(), answer.location()), (303, Some("/")));
    }

    fn where_one_wanted_to_go_is_kept(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let mut browser = app.browser();
        let next = "/login?next=%2Ftickets%3Fstatus%3DPENDING_REVIEW";
        let page = browser.get(next).expect("the log-in page");
        let form = page.form_of("log-in").set("username", "agent").set("password", PASSWORD);
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!(answer.location(), Some("/tickets?status=PENDING_REVIEW"));
    }

    fn a_wrong_password_shows_the_form_again_with_the_name(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let mut browser = app.browser();
        let form = log_in_form(&mut browser, "agent", "not this one");
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!(answer.status(), 422);
        assert!(answer.has("[role=alert]"));
        assert_eq!(answer.form_of("log-in").value("username"), Some("agent"));
        assert_eq!(answer.form_of("log-in").value("password"), Some(""));
    }

    fn only_a_demo_offers_its_staff_at_the_log_in(app: &TestApp) {
        app.add_staff("reviewer", &[Role::Reviewer], &[]);
        let plain = app.browser().get("/login").expect("the log-in page");
        assert!(!plain.has("form[data-action=log-in-demo]"));
        let demo = app.second_server_with(|config| config.demo = true);
        let page = demo.browser().get("/login?next=%2Ftickets").expect("the log-in page");
        assert!(page.text("form[data-action=log-in-demo]").contains(aftersales::demo::PASSWORD));
        let form = page.form_of("log-in-demo");
        assert_eq!(form.value("password"), Some(aftersales::demo::PASSWORD));
        assert_eq!(form.value("next"), Some("/tickets"), "where one wanted to go is kept");
        assert!(page.has("form[data-action=log-in-demo] button[name=username][value=reviewer]"));
    }

    fn repeated_failures_lock_the_name_for_a_while(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let mut browser = app.browser();
        for _ in 0..FAILURES_BEFORE_LOCK {
            let form = log_in_form(&mut browser, "agent", "not this one");
            assert_eq!(browser.submit(&form).expect("an answer").status(), 422);
        }
        let form = log_in_form(&mut browser, "agent", PASSWORD);
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!(answer.status(), 429, "locked, though the password is right");
        assert_eq!(answer.header("retry-after"), Some("900"));
        assert!(answer.text("[role=alert]").contains("15 minutes"), "how long is said in words");
        assert_eq!(answer.form_of("log-in").value("username"), Some("agent"), "what was typed stays");
        app.wait(LOCK_SECONDS + 1);
        let form = log_in_form(&mut browser, "agent", PASSWORD);
        assert_eq!(browser.submit(&form).expect("an answer").status(), 303);
    }

    fn a_form_without_its_token_is_refused(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let mut browser = app.browser();
        let mut form = log_in_form(&mut browser, "agent", PASSWORD);
        form.remove("csrf");
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!(answer.status(), 403);
        let mut agent = app.staff("other", &[Role::Agent]);
        let mut form = agent.open("/login").form_at("form[action='/language']").expect("the languages");
        form.put("csrf", "not this one");
        assert_eq!(agent.submit(form).status(), 403);
    }

    fn who_logs_in_from_a_wrong_address_is_told_the_right_one(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let secure = app.second_server_with(|config| config.public_url = "https://rma.example.com".to_owned());
        let form = log_in_form(&mut secure.browser(), "agent", PASSWORD);
        let answer = secure.browser().submit(&form).expect("an answer");
        assert_eq!(answer.status(), 403);
        assert!(answer.text("[role=alert]").contains("https://rma.example.com"), "no cookie came with it");
        let mut browser = secure.browser();
        let mut form = log_in_form(&mut browser, "agent", PASSWORD);
        form.put("csrf", "an old one");
        let answer = browser.submit(&form).expect("an answer");
        assert!(!answer.text("[role=alert]").contains("rma.example.com"), "the address is right, the form is old");
        let form = log_in_form(&mut app.browser(), "agent", PASSWORD);
        let answer = app.browser().submit(&form).expect("an answer");
        assert!(!answer.text("[role=alert]").contains("http"), "over http any address will do");
        secure.finish();
    }

    fn two_servers_share_a_log_in(app: &TestApp) {
        let agent = app.staff("agent", &[Role::Agent]);
        let other = app.second_server();
        let mut browser = other.browser();
        browser.set_cookie("aftersales", agent.browser.cookie("aftersales").expect("the session's cookie"));
        assert_ne!(browser.get("/").expect("an answer").status(), 303, "still logged in");
        other.finish();
    }
}
