//! How long a log-in holds, and the cookies that carry it.

use aftersales::store::DbError;
use diesel::prelude::*;

use crate::harness::app::PASSWORD;
use crate::harness::*;

const HOUR: i64 = 3_600;

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    seen_at: i64,
}

fn seen_at(app: &TestApp) -> i64 {
    let query = "SELECT MAX(seen_at) AS seen_at FROM staff_sessions";
    let read = app
        .db
        .read_blocking(|connection| diesel::sql_query(query).get_result::<Seen>(connection).map_err(DbError::Query));
    read.expect("a session").seen_at
}

/// Opens a page and waits until that is noted, which happens beside the answer.
fn use_and_wait(app: &TestApp, browser: &mut Browser) {
    assert_eq!(browser.get("/account").expect("an answer").status(), 200);
    let now = app.clock.now().micros();
    for _ in 0..100_000 {
        if seen_at(app) == now {
            return;
        }
        std::thread::yield_now();
    }
    panic!("the use of the session is never noted");
}

both_engines! {
    fn a_session_ends_after_twelve_hours_without_use(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let server = app.second_server_with(|config| config.sessions = Default::default());
        let mut browser = server.browser();
        browser.log_in("agent", PASSWORD).expect("logged in");
        app.wait(12 * HOUR - 1);
        use_and_wait(app, &mut browser);
        app.wait(12 * HOUR - 1);
        assert_eq!(browser.get("/account").expect("an answer").status(), 200, "it was used meanwhile");
        let mut other = server.browser();
        other.log_in("agent", PASSWORD).expect("logged in");
        assert_eq!(other.get("/account").expect("the account").all("tbody tr").len(), 2);
        app.wait(12 * HOUR);
        for address in ["/account", "/", "/tickets", "/tickets.csv"] {
            let answer = other.get(address).expect("an answer");
            assert_eq!(answer.status(), 303, "{address}");
            assert!(answer.location().is_some_and(|to| to.starts_with("/login?next=")), "{address}");
        }
        other.log_in("agent", PASSWORD).expect("logged in again");
        assert_eq!(other.get("/account").expect("the account").all("tbody tr").len(), 1, "what ended is not listed");
        server.finish();
    }

    fn a_session_ends_after_seven_days_in_all(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let server = app.second_server_with(|config| config.sessions = Default::default());
        let mut browser = server.browser();
        browser.log_in("agent", PASSWORD).expect("logged in");
        for _ in 0..15 {
            app.wait(11 * HOUR);
            use_and_wait(app, &mut browser);
        }
        app.wait(3 * HOUR - 1);
        assert_eq!(browser.get("/account").expect("an answer").status(), 200);
        app.wait(1);
        assert_eq!(browser.get("/account").expect("an answer").status(), 303);
        server.finish();
    }

    fn the_limits_are_settings(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let server = app.second_server_with(|config| config.sessions.idle_seconds = HOUR);
        let mut browser = server.browser();
        browser.log_in("agent", PASSWORD).expect("logged in");
        app.wait(HOUR);
        assert_eq!(browser.get("/account").expect("an answer").status(), 303);
        server.finish();
    }

    fn a_use_is_noted_once_a_minute(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let opened = seen_at(app);
        app.wait(59);
        agent.open("/account");
        app.wait(1);
        use_and_wait(app, &mut agent.browser);
        assert_eq!(seen_at(app), opened + 60_000_000, "nothing was noted after 59 seconds, or it would be 59 later");
    }

    fn under_https_no_other_host_can_plant_the_cookies(app: &TestApp) {
        app.add_staff("agent", &[Role::Agent], &[]);
        let server = app.second_server_with(|config| config.public_url = "https://shop.example".to_owned());
        let mut browser = server.browser();
        let form = browser.get("/login").expect("the log-in page").form_of("log-in");
        let form = form.set("username", "agent").set("password", PASSWORD);
        let answer = browser.submit(&form).expect("an answer");
        assert_eq!(answer.status(), 303);
        let set: Vec<&str> = answer.all_headers("set-cookie").collect();
        for name in ["__Host-aftersales=", "__Host-aftersales-browser="] {
            let cookie = set.iter().find(|cookie| cookie.starts_with(name)).unwrap_or_else(|| panic!("{name} {set:?}"));
            let parts: Vec<&str> = cookie.split("; ").skip(1).collect();
            for part in ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
                assert!(parts.contains(&part), "{part} in {cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert_eq!(set.len(), 2, "{set:?}");
        assert_eq!(browser.get("/account").expect("an answer").status(), 200);
        assert!(app.browser().get("/login").expect("a page").all_headers("set-cookie").all(|set| set.starts_with("aftersales=")));
        server.finish();
    }
}
