//! Whose word holds: a password that somebody else set is changed first, one that was changed meanwhile logs nobody in, nobody decides
//! about the rights that are one's own, and a ticket is not assigned over somebody's head.

use std::sync::mpsc;

use aftersales::commands::people::login;
use aftersales::commands::people::login::{Attempt, Outcome};
use aftersales::commands::people::{account, change_staff};
use aftersales::commands::{Actor, CommandError};
use aftersales::domain::people::device::Place;
use aftersales::domain::refusal::Refusal;
use aftersales::store::people::{sessions, staff};
use aftersales::store::{Db, DbError, Engine, Scope, Tx};
use diesel::prelude::*;

use crate::harness::app::PASSWORD;
use crate::harness::flow::apply;
use crate::harness::*;

const GIVEN: &str = "a given password";
const OWN: &str = "a password of my own";

fn give_password(admin: &mut Client, id: i64) {
    let form = admin.open(&format!("/staff/{id}")).form_of("set-password");
    admin.submit_ok(form.set("new_password", GIVEN).set("new_password_again", GIVEN));
}

fn attempt(username: &str) -> Attempt {
    let place = Place { address: "203.0.113.1".to_owned(), device: String::new() };
    Attempt { username: username.to_owned(), place, browser: None }
}

fn hash_of(app: &TestApp, id: i64) -> String {
    let row = app.db.read_blocking(|connection| staff::by_id(connection, id)).expect("the staff");
    row.expect("the person").password_hash
}

/// An administrator's reset, as the command does it.
fn reset(tx: &mut Tx<'_>, admin: i64, id: i64, hash: &str) -> Result<(), CommandError> {
    let actor = Actor { staff_id: Some(admin), roles: vec![Role::Admin], scope: Scope::All };
    let version = staff::by_id(tx.connection(), id)?.expect("the person").version;
    change_staff::set_password(tx, &actor, id, version, hash)
}

fn open_sessions(app: &TestApp, id: i64) -> usize {
    let (limits, now) = (app.config.sessions, app.clock.now());
    let open = app.db.read_blocking(|connection| sessions::open_of(connection, id, limits, now));
    open.expect("the sessions").len()
}

both_engines! {
    fn a_password_that_somebody_set_is_changed_before_anything_else(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let roles = [Role::Agent, Role::Reviewer, Role::Manager, Role::FinanceLead, Role::Warehouse, Role::Auditor];
        let id = app.add_staff("person", &roles, &[]);
        give_password(&mut admin, id);
        let mut person = app.browser();
        let form = person.get("/login?next=%2Ftickets%3Fstatus%3DAPPROVED").expect("the log-in page").form_of("log-in");
        let form = form.set("username", "person").set("password", GIVEN);
        assert_eq!(person.submit(&form).expect("an answer").location(), Some("/tickets?status=APPROVED"));
        let first = person.get("/tickets?status=APPROVED").expect("an answer").location().map(str::to_owned);
        assert_eq!(first.as_deref(), Some("/account/password?next=%2Ftickets%3Fstatus%3DAPPROVED"));
        for address in [
            "/", "/account", "/tickets", "/tickets/new?order_no=A", "/tickets.csv", "/orders", "/orders/import", "/refunds",
            "/refunds.xlsx", "/warehouse", "/stock", "/reasons", "/staff", "/staff/new", "/settings", "/audit", "/jobs",
            "/exports", "/search?q=a", "//account/password", "/account/password/", "/account/password%2F..",
        ] {
            let answer = person.get(address).expect("an answer");
            assert!([303, 404].contains(&answer.status()), "{address}: {}", answer.status());
            if answer.status() == 303 {
                assert!(answer.location().is_some_and(|to| to.starts_with("/account/password?next=")), "{address}");
            }
        }
        let page = person.get(&first.expect("an address")).expect("the page");
        let csrf = page.form_of("password").value("csrf").expect("a token").to_owned();
        for address in ["/account", "/tickets", "/orders/new", "/staff", "/account/sessions-end", "/tickets/bulk"] {
            let body = format!("csrf={csrf}&form_token=t&version=1&display_name=x&language=en");
            let answer = person.post(address, "application/x-www-form-urlencoded", body.as_bytes()).expect("an answer");
            assert!([303, 404, 405].contains(&answer.status()), "{address}: {}", answer.status());
            if answer.status() == 303 {
                assert_eq!(answer.location(), Some("/account/password?next=%2F"), "{address}");
            }
        }
        for (lang, words) in [("en", "Choose a password of your own"), ("zh-CN", "请先设置自己的密码")] {
            let mut form = page.form_at("form[action='/language']").expect("the languages");
            assert!(form.press("lang", lang));
            assert_eq!(person.submit(&form).expect("an answer").location(), Some("/account/password"));
            assert_eq!(person.get("/account/password").expect("the page").text("h1"), words);
        }
        let form = page.form_of("password").set("current_password", GIVEN);
        let same = form.clone().set("new_password", GIVEN).set("new_password_again", GIVEN);
        let answer = person.submit(&same).expect("an answer");
        assert_eq!((answer.status(), answer.name().as_deref()), (422, Some("account.password")));
        answer.error("new_password");
        let wrong = form.clone().set("current_password", "not this one").set("new_password", OWN);
        let answer = person.submit(&wrong.set("new_password_again", OWN)).expect("an answer");
        assert_eq!(answer.status(), 422);
        answer.error("current_password");
        let answer = person.submit(&form.set("new_password", OWN).set("new_password_again", OWN)).expect("an answer");
        assert_eq!((answer.status(), answer.location()), (303, Some("/tickets?status=APPROVED")));
        assert_eq!(person.get("/tickets?status=APPROVED").expect("the list").status(), 200);
        app.browser().log_in("person", OWN).expect("the own password works");
    }

    fn who_must_change_a_password_can_leave(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let id = app.add_staff("person", &[Role::Agent], &[]);
        give_password(&mut admin, id);
        let mut person = app.browser();
        person.log_in("person", GIVEN).expect("logged in");
        let form = person.get("/account/password").expect("the page").form_of("log-out");
        assert_eq!(person.submit(&form).expect("an answer").location(), Some("/login"));
        let answer = person.get("/account/password").expect("an answer");
        assert!(answer.location().is_some_and(|to| to.starts_with("/login")));
    }

    fn a_password_changed_meanwhile_logs_nobody_in(app: &TestApp) {
        let (admin, id) = (app.add_staff("admin", &[Role::Admin], &[]), app.add_staff("agent", &[Role::Agent], &[]));
        // The old password is found right, then it is replaced, then the log-in ends.
        let old = hash_of(app, id);
        app.db.write_blocking(move |tx| reset(tx, admin, id, "another hash")).expect("a new password");
        let checked = old.clone();
        let outcome = app.db.write_blocking(move |tx| login::finish(tx, &attempt("agent"), Some(&checked), "token"));
        assert!(matches!(outcome, Ok(Outcome::Refused(Refusal::WrongPassword))), "{outcome:?}");
        assert_eq!(open_sessions(app, id), 0);
        let outcome = app.db.write_blocking(|tx| login::finish(tx, &attempt("agent"), Some("another hash"), "token"));
        assert!(matches!(outcome, Ok(Outcome::In)));
        // The same of the present password that a new one asks for.
        let actor = Actor { staff_id: Some(id), roles: vec![Role::Agent], scope: Scope::All };
        let changed = app.db.write_blocking(move |tx| {
            account::change_password(tx, &actor, &attempt("agent"), &old, "a stolen account", "token 2")
        });
        assert!(matches!(changed, Err(CommandError::Invalid(_))), "{changed:?}");
        assert_eq!(hash_of(app, id), "another hash");
    }

    fn nobody_changes_the_rights_that_are_ones_own(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut second = app.staff("second", &[Role::Admin]);
        let address = format!("/staff/{}", admin.id);
        let page = admin.open(&address);
        assert!(!page.has("form[data-action=change-staff] input[type=checkbox]"), "what cannot be changed is only shown");
        let own = |token: &str, change: fn(&mut Form)| {
            let mut form = page.form_of("change-staff").set("form_token", token);
            change(&mut form);
            form
        };
        let more = own("more", |form| form.add("role", "AGENT"));
        let other = own("other", |form| {
            form.remove("role");
            form.add("role", "FINANCE");
        });
        let fewer = own("fewer", |form| {
            form.remove("all_merchants");
            form.add("merchant", "MAIN");
        });
        for form in [more, other, fewer] {
            let answer = admin.submit(form);
            assert_eq!(answer.status(), 409);
            assert!(answer.text("[role=alert]").contains("Another administrator"));
        }
        assert_eq!(admin.get("/refunds").status(), 403);
        let renamed = admin.submit_ok(own("name", |form| assert!(form.put("display_name", "管理员"))));
        assert_eq!(renamed.text("h1"), "管理员", "a name is no right");
        let mut form = second.open(&address).form_of("change-staff");
        form.add("role", "AUDITOR");
        second.submit_ok(form);
        assert_eq!(admin.get("/refunds").status(), 200, "somebody else may");
    }

    fn ones_own_password_is_not_set_without_the_present_one(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let page = admin.open(&format!("/staff/{}", admin.id));
        assert!(page.has("#password-rule"));
        let form = page.form_of("set-password").set("new_password", GIVEN).set("new_password_again", GIVEN);
        assert_eq!(admin.submit(form).status(), 409);
        app.browser().log_in("admin", PASSWORD).expect("the password is the same");
    }

    fn a_ticket_is_assigned_from_the_version_that_was_seen(app: &TestApp) {
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let (mut rita, mut remi) = (app.staff("rita", &[Role::Reviewer]), app.staff("remi", &[Role::Reviewer]));
        let address = format!("/tickets/{}", apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]));
        let assignee = |person: &mut Client| {
            let shown = person.open(&address).text("[data-assignee]");
            shown.split(' ').next().unwrap_or_default().to_owned()
        };
        let seen_before = rita.open(&address).form_of("assign");
        let form = remi.open(&address).form_of("assign");
        remi.submit_ok(form);
        let answer = rita.submit(seen_before.clone());
        assert_eq!(answer.status(), 409, "{}", answer.trouble("the last one wins silently"));
        assert!(answer.text("[role=alert]").contains("remi"), "it says who was first");
        for version in ["-5", "x", "", "2147483647", "99999999999"] {
            let form = seen_before.clone().set("version", version).set("form_token", &format!("of {version}"));
            assert_eq!(rita.submit(form).status(), 422, "{version:?}");
        }
        assert_eq!(assignee(&mut rita), "remi");
        let form = rita.open(&address).form_of("assign");
        rita.submit_ok(form);
        assert_eq!(assignee(&mut rita), "rita");
    }
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// A log-in that has ended but for its commit, when a reset begins: the session it opened ends with all others. On Postgres alone: on SQLite
/// transactions follow each other.
#[test]
fn a_reset_finds_the_session_of_a_log_in_that_commits_meanwhile() {
    let app = TestApp::on(Engine::Postgres);
    let (admin, id) = (app.add_staff("admin", &[Role::Admin], &[]), app.add_staff("agent", &[Role::Agent], &[]));
    let old = hash_of(&app, id);
    let (in_hand, begun) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let db = app.db.clone();
        let watch = app.db.clone();
        scope.spawn(move || {
            let outcome = db.write_blocking(move |tx| {
                let outcome = login::finish(tx, &attempt("agent"), Some(&old), "token");
                in_hand.send(()).expect("the reset waits");
                wait_for_a_lock(&watch);
                outcome
            });
            assert!(matches!(outcome, Ok(Outcome::In)));
        });
        begun.recv().expect("the log-in has its row");
        app.db.write_blocking(move |tx| reset(tx, admin, id, "another hash")).expect("a new password");
    });
    assert_eq!(open_sessions(&app, id), 0, "the old password opened a session that goes on");
    app.finish();
}

/// Until somebody waits for a lock in this database.
fn wait_for_a_lock(db: &Db) {
    let waiting = "SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..10_000 {
        let read = db.read_blocking(|connection| {
            diesel::sql_query(waiting).get_result::<Waiting>(connection).map_err(DbError::Query)
        });
        if read.expect("the activity").count > 0 {
            return;
        }
        std::thread::yield_now();
    }
    panic!("the reset does not wait for the log-in");
}
