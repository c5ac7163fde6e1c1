//! The first administrator of a fresh house.

use crate::harness::*;

const NEW: &str = "a long first password";

fn set_up_form(app: &TestApp, browser: &mut Browser) -> Form {
    let code = app.set_up_code.clone().expect("a fresh house prints a code");
    let page = browser.get("/setup").expect("the set-up page");
    let form = page.form_of("set-up").set("code", &code).set("username", "Boss").set("display_name", "老板");
    form.set("password", NEW).set("password_again", NEW)
}

both_engines! {
    fn the_code_makes_one_administrator_and_logs_in(app: &TestApp) {
        let mut browser = app.browser();
        assert_eq!(browser.get("/login").expect("an answer").location(), Some("/setup"), "nobody can log in yet");
        assert_eq!(app.second_server().set_up_code, app.set_up_code, "the code opens every server of the house");
        let form = set_up_form(app, &mut browser);
        let again = form.clone();
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!((answer.status(), answer.location()), (303, Some("/")));
        assert_eq!(browser.get("/staff").expect("the staff page").status(), 200);
        assert_eq!(browser.get("/refunds").expect("an answer").status(), 403, "an administrator has no money rights");
        assert_eq!(app.browser().get("/setup").expect("an answer").status(), 404);
        let mut other = app.browser();
        other.get("/login").expect("a page");
        assert_ne!(other.submit(&again).expect("an answer").status(), 303, "there is one first administrator");
    }

    fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(app: &TestApp) {
        let mut browser = app.browser();
        let form = set_up_form(app, &mut browser).set("code", "0000").set("username", "中文").set("password", "short");
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!(answer.status(), 422);
        for field in ["code", "username", "password", "password_again"] {
            answer.error(field);
        }
        let shown = answer.form_of("set-up");
        assert_eq!(shown.value("display_name"), Some("老板"));
        assert_eq!(shown.value("password"), Some(""), "passwords are not shown again");
    }

    fn where_there_are_staff_there_is_no_set_up(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        assert_eq!(app.browser().get("/setup").expect("an answer").status(), 404);
        assert!(app.second_server().set_up_code.is_none());
    }
}
