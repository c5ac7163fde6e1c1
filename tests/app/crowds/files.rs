//! Lists that are taken as files: a few at a time per person, and the next one when one of them has ended.

use std::io::{Read, Write};
use std::net::TcpStream;

use aftersales::store::Engine;

use super::execute;
use crate::harness::*;

/// Asks for a file and takes only its beginning.
fn begun(app: &TestApp, person: &Client, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).expect("a connection");
    let cookie = person.browser.cookie("aftersales").expect("logged in");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nCookie: aftersales={cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut head = [0; 15];
    stream.read_exact(&mut head).expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    stream
}

both_engines! {
    fn one_person_takes_a_few_files_at_a_time(app: &TestApp) {
        // Much more than what lies between two programs on one machine.
        let text = "x".repeat(20_000);
        execute(app, &match app.db.engine() {
            Engine::Sqlite => format!(
                "INSERT INTO audit_log (id, created_at, kind, subject, detail) WITH RECURSIVE n (no) AS \
                 (SELECT 1 UNION ALL SELECT no + 1 FROM n WHERE no < 2000) SELECT 9000000 + no, no, 'export', '', '{text}' FROM n"
            ),
            Engine::Postgres => format!(
                "INSERT INTO audit_log (id, created_at, kind, subject, detail) \
                 SELECT 9000000 + no, no, 'export', '', '{text}' FROM generate_series(1, 2000) AS n (no)"
            ),
        });
        let (mut una, mut uwe) = (app.staff("una", &[Role::Auditor]), app.staff("uwe", &[Role::Auditor]));
        let begun: Vec<TcpStream> = (0..3).map(|_| begun(app, &una, "/audit.csv")).collect();
        for file in ["/audit.csv", "/audit.xlsx"] {
            let refused = una.get(file);
            assert_eq!(refused.status(), 429, "{}", refused.trouble("one too many"));
            assert_eq!(refused.header("retry-after"), Some("15"));
            assert!(refused.text("[role=alert]").contains("several files"), "{}", refused.text("[role=alert]"));
        }
        assert_eq!(uwe.get("/audit.csv?kind=login").status(), 200, "others are served");
        assert_eq!(una.get("/audit").status(), 200, "and so are pages");
        drop(begun);
        // The server sees that the readers have gone when it writes to them.
        let again = (0..10_000).map(|_| una.get("/audit.csv?kind=login").status()).find(|status| *status != 429);
        assert_eq!(again, Some(200));
    }
}
