//! Every address in the table of routes: HEAD answers as GET does, without a body; a method that an address does not take is answered
//! with 405 and those it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;

use aftersales::web;

use crate::harness::*;

struct Answer {
    status: u16,
    allow: Option<String>,
    body: Vec<u8>,
}

fn ask(app: &TestApp, client: &Client, method: &str, path: &str) -> Answer {
    let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).expect("the server answers");
    let cookie = client.browser.cookie("aftersales").expect("logged in");
    let request =
        format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: aftersales={cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the answer is read");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers") + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let allow = head.lines().find_map(|line| line.to_lowercase().strip_prefix("allow: ").map(str::to_uppercase));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, allow, body: bytes[end..].to_vec() }
}

/// The pattern with something in each place: `/tickets/{no}` as `/tickets/1`.
fn filled(pattern: &str) -> String {
    let mut path = String::new();
    let mut depth = 0;
    for c in pattern.chars() {
        match c {
            '{' => {
                depth += 1;
                if depth == 1 {
                    path.push('1');
                }
            }
            '}' => depth -= 1,
            c if depth == 0 => path.push(c),
            _ => {}
        }
    }
    path
}

/// What addresses take, each filled in.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let mut table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in web::table() {
        let methods = table.entry(filled(row.address)).or_default();
        methods.insert(row.method.to_string());
    }
    table
}

#[test]
fn head_answers_as_get_and_other_methods_are_named() {
    let app = TestApp::sqlite();
    let everything =
        [Role::Agent, Role::Reviewer, Role::Finance, Role::Warehouse, Role::Manager, Role::Admin, Role::Auditor];
    let client = app.staff("all", &everything);
    let table = table();
    assert!(table.len() > 80, "{} addresses", table.len());
    let mut opened = 0;
    for (path, methods) in &table {
        let wrong = ask(&app, &client, "DELETE", path);
        let allowed = wrong.allow.unwrap_or_default();
        let named: BTreeSet<String> = allowed.split(", ").filter(|name| *name != "HEAD").map(str::to_owned).collect();
        assert_eq!(wrong.status, 405, "DELETE {path}");
        assert!(named.is_superset(methods), "{path} takes {methods:?} and says {allowed}");
        if methods.contains("GET") {
            let (head, get) = (ask(&app, &client, "HEAD", path), ask(&app, &client, "GET", path));
            assert_eq!(head.status, get.status, "HEAD {path}");
            assert!(head.body.is_empty(), "HEAD {path} has a body");
            opened += usize::from(get.status == 200);
        } else if named.len() == 1 {
            let get = ask(&app, &client, "GET", path);
            assert_eq!((get.status, get.allow.as_deref()), (405, Some("POST")), "GET {path}");
        }
    }
    assert!(opened > 20, "only {opened} pages opened");
    let nowhere = ask(&app, &client, "DELETE", "/nowhere");
    assert_eq!((nowhere.status, nowhere.allow), (404, None));
}
