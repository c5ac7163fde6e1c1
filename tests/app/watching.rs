//! What whoever runs the product sees of it: readiness, figures, log lines, and what it leaves when it is stopped.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use aftersales::store::Engine;
use serde_json::Value;

use crate::harness::app::{PASSWORD, add_staff};
use crate::harness::database::on_postgres;
use crate::harness::flow::apply;
use crate::harness::process::{Server, product};
use crate::harness::*;

#[test]
fn a_database_that_is_away_is_said_at_once() {
    let app = TestApp::postgres();
    assert_eq!(app.browser().get("/readyz").map(|page| page.status()).ok(), Some(200));
    let name = app.config.database_url.rsplit('/').next().expect("a name").to_owned();
    on_postgres(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"));
    on_postgres(&format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"));
    let began = Instant::now();
    let page = app.browser().get("/readyz").unwrap_or_else(|trouble| panic!("{trouble}"));
    assert_eq!((page.status(), page.source()), (503, "not ready\n".to_owned()));
    assert!(began.elapsed() < Duration::from_secs(5), "a probe does not wait so long: {:?}", began.elapsed());
    assert_eq!(app.browser().get("/healthz").map(|page| page.status()).ok(), Some(200), "the process lives");
    on_postgres(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"));
    let began = Instant::now();
    while app.browser().get("/readyz").map(|page| page.status()).ok() != Some(200) {
        assert!(began.elapsed() < Duration::from_secs(20), "it does not recover");
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn figures(engine: Engine) {
    let database = Database::fresh(engine);
    let (order_no, agent, reviewer) = ("M-SECRET", "agent.li", "reviewer.wang");
    {
        let db = aftersales::store::Db::open(&database.url, aftersales::clock::Clock::System).expect("it opens");
        add_staff(&db, agent, &[Role::Agent], &[]);
        add_staff(&db, reviewer, &[Role::Reviewer], &[]);
        orders::OrderDraft::new(&db, order_no).line("CHAIR", 1, "119.00").place();
    }
    let listen = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").to_string();
    let server = Server::of(product(&database).env("METRICS_LISTEN", &listen).arg("serve"));
    let mut browser = Browser::new(&server.base);
    browser.log_in(agent, PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    let mut client = Client::new(browser, 0, agent);
    let ticket_no = apply(&mut client, order_no, "REFUND_ONLY", &[(1, 1)]);
    client.open(&format!("/tickets/{ticket_no}"));
    assert_eq!(client.get("/nowhere").status(), 404);
    assert_eq!(client.get("/metrics").status(), 404, "the figures are not among the pages");
    ask_with_a_made_up_method(&server.base);
    let page = Browser::new(&format!("http://{listen}")).get("/metrics").unwrap_or_else(|trouble| panic!("{trouble}"));
    assert_eq!(page.header("content-type"), Some("text/plain; version=0.0.4"));
    let text = page.source();
    for line in [
        r#"aftersales_requests_total{method="POST",route="/tickets",status="303"} 1"#,
        r#"aftersales_requests_total{method="GET",route="none",status="404"} 2"#,
        r#"aftersales_request_duration_seconds_count{route="/tickets"} 1"#,
        r#"aftersales_jobs_waiting{queue="money"} 0"#,
        r#"aftersales_jobs_given_up 0"#,
        r#"aftersales_refunds_open{state="PENDING_APPROVAL"} 0"#,
        r#"aftersales_database_up 1"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in:\n{text}");
    }
    assert!(text.contains(r#"aftersales_database_connections{pool="read",state="open"}"#), "{text}");
    assert!(text.contains(r#"{method="other","#) && !text.contains("SECRETLY"), "{text}");
    for personal in [order_no, ticket_no.as_str(), agent, reviewer, "127.0.0.1"] {
        assert!(!text.contains(personal), "{personal} is among the figures:\n{text}");
    }
}

/// Nobody may make up a figure by asking for it.
fn ask_with_a_made_up_method(base: &str) {
    let address = base.strip_prefix("http://").expect("an address");
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "SECRETLY /login HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
}

#[test]
fn the_figures_say_how_a_server_on_sqlite_is() {
    figures(Engine::Sqlite);
}

#[test]
fn the_figures_say_how_a_server_on_postgres_is() {
    figures(Engine::Postgres);
}

#[test]
fn a_log_line_says_once_which_request_of_whom_it_is() {
    let database = Database::fresh(Engine::Sqlite);
    add_staff(
        &aftersales::store::Db::open(&database.url, aftersales::clock::Clock::System).expect("it opens"),
        "agent",
        &[Role::Agent],
        &[],
    );
    let log = database.folder.path().join("log");
    let mut command = product(&database);
    command.env("RUST_LOG", "info").stderr(File::create(&log).expect("a file")).arg("serve");
    let server = Server::of(&mut command);
    let mut browser = Browser::new(&server.base);
    browser.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    let page = browser.get("/tickets?q=13800001234").unwrap_or_else(|trouble| panic!("{trouble}"));
    let id = page.header("x-request-id").expect("its number").to_owned();
    server.stop();
    let text = fs::read_to_string(&log).expect("the log");
    let line = text.lines().find(|line| line.contains(&id)).unwrap_or_else(|| panic!("{id} is not in:\n{text}"));
    let line: Value = serde_json::from_str(line).expect("JSON");
    let span = &line["span"];
    assert_eq!((span["id"].as_str(), span["user"].as_str()), (Some(id.as_str()), Some("agent")), "{line}");
    assert_eq!((span["address"].as_str(), span["path"].as_str()), (Some("127.0.0.1"), Some("/tickets")), "{line}");
    assert_eq!(line["spans"], Value::Null, "the request is said twice: {line}");
    assert!(!text.contains("13800001234"), "what somebody searched for is in the log");
}

#[test]
fn a_server_that_is_stopped_leaves_an_empty_log_of_the_database() {
    let database = Database::fresh(Engine::Sqlite);
    add_staff(
        &aftersales::store::Db::open(&database.url, aftersales::clock::Clock::System).expect("it opens"),
        "agent",
        &[Role::Agent],
        &[],
    );
    let server = Server::start(&database);
    let mut browser = Browser::new(&server.base);
    browser.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    let wal = database.folder.path().join("aftersales.db-wal");
    assert!(fs::metadata(&wal).is_ok_and(|about| about.len() > 0), "it wrote");
    server.stop();
    assert_eq!(fs::metadata(&wal).map_or(0, |about| about.len()), 0);
}
