//! My account, over HTTP: password, sessions, language.

use aftersales::commands::people::login::FAILURES_BEFORE_LOCK;

use crate::harness::app::PASSWORD;
use crate::harness::*;

const NEW: &str = "another long password";

fn password_form(client: &mut Client, current: &str) -> Form {
    let form = client.open("/account").form_of("password");
    form.set("current_password", current).set("new_password", NEW).set("new_password_again", NEW)
}

both_engines! {
    fn a_new_password_ends_all_other_sessions(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut elsewhere = app.browser();
        elsewhere.log_in("agent", PASSWORD).expect("a second session");
        let old_cookie = agent.browser.cookie("aftersales").expect("a cookie").to_owned();
        let form = password_form(&mut agent, PASSWORD);
        assert!(agent.submit_ok(form).has("[role=status]"));
        assert_eq!(elsewhere.get("/account").expect("an answer").status(), 303, "the other session has ended");
        let mut stolen = app.browser();
        stolen.set_cookie("aftersales", &old_cookie);
        assert_eq!(stolen.get("/account").expect("an answer").status(), 303, "the session was rotated");
        assert!(app.browser().log_in("agent", PASSWORD).is_err());
        app.browser().log_in("agent", NEW).expect("the new password works");
    }

    fn a_wrong_present_password_is_counted(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        for _ in 0..FAILURES_BEFORE_LOCK {
            let form = password_form(&mut agent, "not this one");
            let answer = agent.submit(form);
            assert_eq!(answer.status(), 422);
            answer.error("current_password");
        }
        let form = password_form(&mut agent, PASSWORD);
        let answer = agent.submit(form);
        assert_eq!(answer.status(), 429, "locked, though it is right now");
        assert!(answer.error("current_password").contains("15 minutes"));
        assert_eq!(answer.header("retry-after"), Some("900"));
        assert!(app.browser().log_in("agent", PASSWORD).is_err(), "the lock is the name's from this address");
    }

    fn a_bad_new_password_is_refused(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = password_form(&mut agent, PASSWORD).set("new_password", "short").set("new_password_again", "other");
        let answer = agent.submit(form);
        assert_eq!(answer.status(), 422);
        answer.error("new_password");
        answer.error("new_password_again");
        for weak in [PASSWORD, "aaaaaaaaaa", "1234567890", "Password123", "my Agent password"] {
            let form = password_form(&mut agent, PASSWORD).set("new_password", weak).set("new_password_again", weak);
            let answer = agent.submit(form);
            assert_eq!((answer.status(), answer.error("new_password").is_empty()), (422, false), "{weak}");
        }
    }

    fn sessions_are_listed_and_ended(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut elsewhere = app.browser();
        elsewhere.log_in("agent", PASSWORD).expect("a second session");
        let form = agent.open("/account").form_of("end-session");
        agent.submit_ok(form);
        assert_eq!(elsewhere.get("/account").expect("an answer").status(), 303);
        elsewhere.log_in("agent", PASSWORD).expect("a third session");
        let form = agent.open("/account").form_of("end-other-sessions");
        agent.submit_ok(form);
        assert_eq!(elsewhere.get("/account").expect("an answer").status(), 303);
        assert!(!agent.open("/account").has("form[data-action=end-session]"), "only this one is left");
    }

    fn the_language_is_kept_with_the_person(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/account").form_of("profile").set("language", "zh-CN").set("display_name", "小林");
        let page = agent.submit_ok(form);
        assert_eq!(page.attribute("html", "lang").as_deref(), Some("zh-CN"));
        assert_eq!(agent.open("/account?lang=en").attribute("html", "lang").as_deref(), Some("en"));
        let mut again = app.browser();
        again.log_in("agent", PASSWORD).expect("logged in");
        let page = again.get("/account").expect("the account");
        assert_eq!(page.attribute("html", "lang").as_deref(), Some("zh-CN"));
        assert_eq!(page.form_of("profile").value("display_name"), Some("小林"));
    }
}
