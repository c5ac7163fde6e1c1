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
        let another = app.second_server_with(|config| config.session_key = Some(vec![8; 64]));
        assert_eq!(another.set_up_code, app.set_up_code, "the code opens every server of the house");
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

    fn a_list_of_first_steps_leads_from_the_empty_house(app: &TestApp) {
        let mut browser = app.browser();
        let form = set_up_form(app, &mut browser);
        browser.submit(&form).expect("an answer");
        let open = |browser: &mut Browser| browser.get("/").expect("the desk");
        let done = |page: &Page| -> Vec<String> {
            let steps = page.all("[data-first-steps] li[data-done]");
            steps.iter().filter_map(|step| step.attr("data-step").map(str::to_owned)).collect()
        };
        let desk = open(&mut browser);
        assert_eq!(desk.all("[data-first-steps] li").len(), 5);
        // The test's house begins with a return address.
        assert_eq!(done(&desk), ["address"]);
        let shop = desk.attribute("[data-step=shop] a", "href").expect("a way to the shop");
        let form = browser.get(&shop).expect("its form").form_of("edit-shop").set("name", "木子旗舰店");
        assert_eq!(browser.submit(&form).expect("an answer").status(), 303);
        let policies = desk.attribute("[data-step=policy] a", "href").expect("a way to the policies");
        assert!(browser.get(&policies).expect("the policies").has("tr[data-key=NO_LIMIT]"));
        // One click on the desk takes the standard over.
        let adopt = open(&mut browser).form_of("adopt");
        let answer = browser.submit(&adopt).expect("an answer");
        assert_eq!(answer.status(), 303);
        let page = browser.get(answer.location().expect("a policy")).expect("the policy");
        assert!(page.has("[data-policy=CN_STANDARD]"));
        assert!(browser.get(&policies).expect("the policies").has("tr[data-key=NO_LIMIT][data-active=false]"));
        assert_eq!(done(&open(&mut browser)), ["address", "policy", "shop"]);
        for step in ["staff", "import"] {
            let address = desk.attribute(&format!("[data-step={step}] a"), "href").expect("a way on");
            assert_eq!(browser.get(&address).expect("a page").status(), 200, "{step}");
        }
        let mut agent = app.staff("agent", &[Role::Agent]);
        assert!(!agent.open("/").has("[data-first-steps]"), "it is the administrator's");
        app.order("A-1").line("CHAIR", 1, "10.00").place();
        assert!(!open(&mut browser).has("[data-first-steps]"), "all is done");
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
