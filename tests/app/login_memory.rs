//! What strangers can take of the server before they are logged in: the memory of its password checks is bounded, whatever they send.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use aftersales::clock::Clock;
use aftersales::store::{Db, Engine};

use crate::harness::app::add_staff;
use crate::harness::*;

/// Log-ins of a burst: more than work and wait.
const BURST: usize = 100;
const BURSTS: usize = 5;
/// KiB that the server may hold.
const MOST: u64 = 200 * 1_024;

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then the test says so.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A figure of the process in KiB, such as `VmRSS`.
fn memory(server: &Server, figure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.0.id())).expect("the server lives");
    let line = status.lines().find(|line| line.starts_with(figure)).expect("the figure");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn bursts_of_strangers_take_less_than_200_mb_and_some_are_told_to_wait() {
    let database = Database::fresh(Engine::Sqlite);
    add_staff(&Db::open(&database.url, Clock::System).expect("the database opens"), "agent", &[Role::Agent], &[]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_aftersales"))
        .arg("serve")
        .env("DATABASE_URL", &database.url)
        .env("LISTEN", "127.0.0.1:0")
        .env("FILES_DIR", database.folder.path().join("files"))
        .env("SESSION_KEY", "k".repeat(64))
        .env("TRUSTED_PROXIES", "127.0.0.1")
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the product starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its first line");
    let server = Server(child);
    let address = line.split("listening on ").nth(1).and_then(|rest| rest.split(')').next());
    let address: SocketAddr = address.and_then(|address| address.parse().ok()).unwrap_or_else(|| panic!("{line:?}"));
    let mut browser = Browser::new(&format!("http://{address}"));
    let form = browser.get("/login").expect("the log-in page").form_of("log-in");
    let mut answers: Vec<(u16, Option<String>)> = Vec::new();
    for burst in 0..BURSTS {
        std::thread::scope(|scope| {
            let tries: Vec<_> = (0..BURST)
                .map(|at| {
                    // Each from an address of its own, so that nothing but the queue stands in the way.
                    let mut browser = browser.clone();
                    let from = format!("203.0.{burst}.{at}");
                    browser.headers.insert("x-forwarded-for".to_owned(), from);
                    let form = form.clone().set("username", &format!("n{burst}-{at}")).set("password", "not this one");
                    scope.spawn(move || browser.submit(&form).expect("an answer"))
                })
                .collect();
            for one in tries {
                let answer = one.join().expect("an answer");
                assert!(
                    answer.has("[role=alert]") && answer.form("log-in").is_some(),
                    "{}",
                    answer.trouble("no words")
                );
                answers.push((answer.status(), answer.header("retry-after").map(str::to_owned)));
            }
        });
    }
    let (now, most) = (memory(&server, "VmRSS"), memory(&server, "VmHWM"));
    let checked = answers.iter().filter(|(status, _)| *status == 422).count();
    let busy = answers.iter().filter(|(status, retry)| *status == 503 && retry.as_deref() == Some("5")).count();
    println!("{checked} were checked, {busy} told to come again; {now} KiB, at most {most}");
    assert_eq!(checked + busy, BURST * BURSTS, "{answers:?}");
    assert!(checked >= BURSTS * 4 && most < MOST, "{checked} were checked, the server held {most} KiB");
}
