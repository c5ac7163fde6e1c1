//! Bodies that are too large are refused before they are read, wherever they go.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::flow::*;
use crate::harness::*;

/// Sends the head of a request and nothing of its body; the first line of the answer.
fn announced(app: &TestApp, head: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let request = format!("{head}\r\nHost: x\r\nAccept-Language: en\r\nCookie: aftersales={cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    let mut bytes = [0; 4_096];
    while !answer.contains("</html>") {
        let read = stream.read(&mut bytes).expect("an answer");
        if read == 0 {
            break;
        }
        answer.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    assert!(answer.contains("larger than allowed"), "{answer}");
    answer.lines().next().unwrap_or_default().to_owned()
}

both_engines! {
    fn a_body_is_refused_before_it_is_read(app: &TestApp) {
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let cookie = agent.browser.cookie("aftersales").expect("logged in").to_owned();
        let attach = format!("POST /tickets/{ticket}/attachments HTTP/1.1");
        for (head, length, cookie) in [
            ("POST /nowhere HTTP/1.1", 2_000_000_000_u64, ""),
            ("PUT /tickets HTTP/1.1", 2_000_000, cookie.as_str()),
            ("GET /tickets HTTP/1.1", 2_000_000, cookie.as_str()),
            ("POST /login HTTP/1.1", 1_048_577, ""),
            ("POST /tickets HTTP/1.1", 1_048_577, ""),
            (attach.as_str(), 48_000_000, cookie.as_str()),
            ("POST /orders/import HTTP/1.1", 300_000_000, ""),
            ("POST /orders/import HTTP/1.1", 300_000_000, cookie.as_str()),
        ] {
            let line = announced(app, &format!("{head}\r\nContent-Length: {length}"), cookie);
            assert_eq!(line, "HTTP/1.1 413 Payload Too Large", "{head} of {length}");
        }
    }

    fn a_body_that_announces_nothing_is_cut_off(app: &TestApp) {
        let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        let head = "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                    Transfer-Encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).expect("sent");
        let piece = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        // The server may close while this still sends; it must not take it all.
        let sent = (0..1_000).take_while(|_| stream.write_all(piece.as_bytes()).is_ok()).count();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(sent < 1_000 || answer.starts_with("HTTP/1.1 413"), "{sent} pieces were taken: {answer}");
    }
}
