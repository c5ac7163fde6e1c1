//! Who has to wait before the next log-in: by name and address, by name, by address; and who does not, because the browser is known.

use std::net::IpAddr;
use std::sync::Barrier;

use aftersales::domain::people::login_limits::{FAILURES_BEFORE_LOCK, LOCK_SECONDS, SLOW_SECONDS, WINDOW_SECONDS};
use aftersales::store::DbError;
use diesel::prelude::*;

use crate::harness::app::PASSWORD;
use crate::harness::*;

/// A server behind a proxy on this machine.
fn behind_proxy(app: &TestApp) -> TestApp {
    app.second_server_with(|config| config.trusted_proxies = vec![IpAddr::from([127, 0, 0, 1])])
}

/// Sends the log-in form from an address.
fn send(browser: &mut Browser, address: &str, username: &str, password: &str) -> Page {
    browser.headers.insert("x-forwarded-for".to_owned(), address.to_owned());
    let page = browser.get("/login").expect("the log-in page");
    let form = page.form_of("log-in").set("username", username).set("password", password);
    browser.submit(&form).expect("an answer")
}

/// A stranger, in a browser nobody knows, tries a wrong password.
fn fail(app: &TestApp, address: &str, username: &str) -> u16 {
    send(&mut app.browser(), address, username, "not this one").status()
}

/// A stranger who has the right password.
fn enter(app: &TestApp, address: &str, username: &str) -> u16 {
    send(&mut app.browser(), address, username, PASSWORD).status()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn count(app: &TestApp, what: &str) -> i64 {
    let query = format!("SELECT CAST(COUNT(*) AS BIGINT) AS count FROM {what}");
    let read = app
        .db
        .read_blocking(|connection| diesel::sql_query(&query).get_result::<Count>(connection).map_err(DbError::Query));
    read.expect("a number").count
}

both_engines! {
    fn whether_a_name_exists_is_not_told(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let told = |username: &str| -> Vec<(u16, Option<String>, String)> {
            let mut browser = app.browser();
            (0..=FAILURES_BEFORE_LOCK)
                .map(|_| {
                    let answer = send(&mut browser, "", username, "not this one");
                    let retry = answer.header("retry-after").map(str::to_owned);
                    (answer.status(), retry, answer.text("[role=alert]"))
                })
                .collect()
        };
        let existing = told("agent");
        assert_eq!(existing, told("nobody"));
        assert_eq!(existing.last().map(|(status, ..)| *status), Some(429));
    }

    fn a_lock_is_for_one_address(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let proxied = behind_proxy(app);
        for _ in 0..FAILURES_BEFORE_LOCK {
            assert_eq!(fail(&proxied, "203.0.113.1", "agent"), 422);
        }
        assert_eq!(enter(&proxied, "203.0.113.1", "agent"), 429);
        assert_eq!(enter(&proxied, "203.0.113.2", "agent"), 303, "another address has its own count");
        assert_eq!(enter(&proxied, "203.0.113.1", "agent"), 429, "which ends no lock elsewhere");
        app.wait(LOCK_SECONDS + 1);
        assert_eq!(enter(&proxied, "203.0.113.1", "agent"), 303);
        proxied.finish();
    }

    fn an_address_of_ipv6_is_a_network(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let proxied = behind_proxy(app);
        for host in 1..=FAILURES_BEFORE_LOCK {
            assert_eq!(fail(&proxied, &format!("2001:db8:1:2::{host}"), "agent"), 422);
        }
        assert_eq!(enter(&proxied, "2001:db8:1:2:ffff::9", "agent"), 429);
        assert_eq!(enter(&proxied, "2001:db8:1:3::1", "agent"), 303);
        proxied.finish();
    }

    fn a_header_counts_only_where_a_proxy_is_trusted(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        for address in 1..=FAILURES_BEFORE_LOCK {
            assert_eq!(fail(app, &format!("203.0.113.{address}"), "agent"), 422);
        }
        assert_eq!(enter(app, "203.0.113.99", "agent"), 429);
        let proxied = behind_proxy(app);
        for address in 1..=FAILURES_BEFORE_LOCK {
            assert_eq!(fail(&proxied, &format!("198.51.100.{address}, 203.0.113.1"), "agent"), 422);
        }
        assert_eq!(enter(&proxied, "198.51.100.99, 203.0.113.1", "agent"), 429, "only the last hop is believed");
        proxied.finish();
    }

    fn a_name_that_fails_everywhere_is_slowed_for_strangers_alone(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let proxied = behind_proxy(app);
        let mut own = proxied.browser();
        assert_eq!(send(&mut own, "192.0.2.1", "agent", PASSWORD).status(), 303);
        for address in 1..=20 {
            assert_eq!(fail(&proxied, &format!("203.0.113.{address}"), "agent"), 422);
        }
        assert_eq!(enter(&proxied, "203.0.113.50", "agent"), 429);
        app.wait(SLOW_SECONDS);
        assert_eq!(fail(&proxied, "203.0.113.51", "agent"), 422, "one try in half a minute");
        let answer = send(&mut proxied.browser(), "203.0.113.52", "agent", PASSWORD);
        assert_eq!((answer.status(), answer.header("retry-after")), (429, Some("30")));
        assert!(answer.text("[role=alert]").contains("30 seconds"));
        // The person's own browser goes on, though from another place and at an address that failed.
        for address in ["192.0.2.1", "198.51.100.7", "203.0.113.51"] {
            assert_eq!(send(&mut own, address, "agent", PASSWORD).status(), 303);
        }
        app.wait(WINDOW_SECONDS);
        assert_eq!(enter(&proxied, "203.0.113.50", "agent"), 303, "an hour later it is forgotten");
        proxied.finish();
    }

    fn strangers_at_the_same_address_lock_nobody_out(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/account").form_of("log-out");
        assert_eq!(agent.submit(form).location(), Some("/login"));
        for _ in 0..FAILURES_BEFORE_LOCK {
            fail(app, "", "agent");
        }
        assert_eq!(enter(app, "", "agent"), 429);
        assert_eq!(send(&mut agent.browser, "", "agent", PASSWORD).status(), 303, "a known browser is counted apart");
        for _ in 0..FAILURES_BEFORE_LOCK {
            assert_eq!(send(&mut agent.browser, "", "agent", "not this one").status(), 422);
        }
        assert_eq!(send(&mut agent.browser, "", "agent", PASSWORD).status(), 429, "and has a lock of its own");
    }

    fn a_browser_is_known_for_one_person_one_password_and_ninety_days(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let agent = app.staff("agent", &[Role::Agent]);
        app.add_staff("other", &[Role::Agent], &[]);
        let mut known = agent.browser.clone();
        for username in ["agent", "other"] {
            for _ in 0..FAILURES_BEFORE_LOCK {
                fail(app, "", username);
            }
        }
        assert_eq!(send(&mut known, "", "other", PASSWORD).status(), 429, "known for agent, not for other");
        assert_eq!(send(&mut known.clone(), "", "agent", PASSWORD).status(), 303);
        let mut forged = app.browser();
        forged.set_cookie("aftersales-browser", "eyJpZCI6IngiLCJwZW9wbGUiOltdfQ");
        assert_eq!(send(&mut forged, "", "agent", PASSWORD).status(), 429);
        app.wait(91 * 86_400);
        for _ in 0..FAILURES_BEFORE_LOCK {
            fail(app, "", "agent");
        }
        assert_eq!(send(&mut known, "", "agent", PASSWORD).status(), 429, "too long ago");
        app.wait(LOCK_SECONDS + 1);
        assert_eq!(send(&mut known, "", "agent", PASSWORD).status(), 303);
        let form = admin.open(&format!("/staff/{}", agent.id)).form_of("set-password");
        let form = form.set("new_password", "a given password").set("new_password_again", "a given password");
        assert_eq!(admin.submit(form).status(), 303);
        for _ in 0..FAILURES_BEFORE_LOCK {
            fail(app, "", "agent");
        }
        let answer = send(&mut known, "", "agent", "a given password");
        assert_eq!(answer.status(), 429, "known under the old password only");
    }

    fn an_address_that_fails_with_many_names_is_slowed(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let proxied = behind_proxy(app);
        for name in ["a", "b", "c", "d", "e"] {
            assert_eq!(fail(&proxied, "203.0.113.1", name), 422);
        }
        assert_eq!(fail(&proxied, "203.0.113.1", "f"), 429);
        assert_eq!(enter(&proxied, "203.0.113.1", "agent"), 429);
        assert_eq!(enter(&proxied, "203.0.113.2", "agent"), 303);
        app.wait(SLOW_SECONDS);
        assert_eq!(enter(&proxied, "203.0.113.1", "agent"), 303);
        assert_eq!(fail(&proxied, "203.0.113.1", "f"), 422);
        assert_eq!(fail(&proxied, "203.0.113.1", "g"), 429);
        proxied.finish();
    }

    fn of_many_at_once_only_as_many_are_answered_as_one_after_the_other(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let other = app.second_server();
        let start = Barrier::new(12);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..12)
                .map(|at| {
                    let (server, start) = (if at % 2 == 0 { app } else { &other }, &start);
                    scope.spawn(move || {
                        let mut browser = server.browser();
                        let page = browser.get("/login").expect("the log-in page");
                        let form = page.form_of("log-in").set("username", "agent").set("password", "not this one");
                        start.wait();
                        browser.submit(&form).expect("an answer").status()
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        let checked = statuses.iter().filter(|status| **status == 422).count();
        assert_eq!(checked, FAILURES_BEFORE_LOCK, "{statuses:?}");
        assert!(statuses.iter().all(|status| [422, 429].contains(status)), "{statuses:?}");
        other.finish();
    }

    fn invented_names_fill_neither_the_log_nor_the_table(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let proxied = behind_proxy(app);
        for at in 0..30 {
            assert_eq!(fail(&proxied, &format!("203.0.113.{at}"), &format!("nobody-{at}")), 422);
        }
        assert_eq!(count(app, "audit_log WHERE kind LIKE 'login.%'"), 0, "not a row for each name");
        assert_eq!(count(app, "login_failures"), 30);
        for _ in 0..3 * FAILURES_BEFORE_LOCK {
            fail(&proxied, "198.51.100.1", "nobody");
        }
        assert_eq!(count(app, "audit_log WHERE kind = 'login.locked' AND subject = 'nobody'"), 1);
        assert_eq!(count(app, "audit_log WHERE kind LIKE 'login.%'"), 1);
        for _ in 0..3 * FAILURES_BEFORE_LOCK {
            fail(&proxied, "198.51.100.2", "agent");
        }
        let own = "audit_log WHERE kind = 'login.failed' AND subject = 'agent' AND detail LIKE '%\"from\":\"198.51.100.2\"%'";
        assert_eq!(count(app, own), FAILURES_BEFORE_LOCK as i64, "a wrong password of somebody is kept, a refused try is not");
        let before = count(app, "login_failures");
        app.wait(WINDOW_SECONDS + 1);
        for at in 0..10 {
            assert_eq!(fail(&proxied, &format!("198.51.100.{at}"), &format!("later-{at}")), 422);
        }
        assert!(count(app, "login_failures") <= before - 30, "new rows sweep old ones out");
        proxied.finish();
    }

    fn the_administrator_sees_a_lock_and_lifts_it(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let id = app.add_staff("agent", &[Role::Agent], &[]);
        for _ in 0..FAILURES_BEFORE_LOCK {
            fail(app, "", "agent");
        }
        assert!(admin.open("/staff").text("tr[data-key=agent] [data-col=state]").contains("locked until"));
        let page = admin.open(&format!("/staff/{id}"));
        assert!(page.text("h1 ~ .status").contains("locked until"));
        let log = admin.open("/audit?kind=log");
        assert_eq!(log.all("tr[data-kind='login.locked']").len(), 1);
        let form = page.form_of("set-password").set("new_password", "a given password");
        admin.submit_ok(form.set("new_password_again", "a given password"));
        assert!(!admin.open("/staff").text("tr[data-key=agent] [data-col=state]").contains("locked"));
    }
}
