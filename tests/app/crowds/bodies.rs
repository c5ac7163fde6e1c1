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

    fn a_form_with_files_may_have_many_fields(app: &TestApp) {
        app.order("A-2").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-2", "RETURN_REFUND", &[(1, 1)]);
        let cookie = agent.browser.cookie("aftersales").expect("logged in").to_owned();
        let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        // An order of many lines: its form is larger than what a connection reads at once.
        let field = |name: &str, text: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let lines: String = (0..2_000).map(|line| field(&format!("qty_{line}"), "1")).collect();
        let body = format!("{lines}{}--x--\r\n", field("csrf", "wrong"));
        let head = format!(
            "POST /tickets/{ticket}/attachments HTTP/1.1\r\nHost: x\r\nCookie: aftersales={cookie}\r\n\
             Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let next = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(format!("{head}{body}{next}").as_bytes()).expect("sent");
        let mut answers = String::new();
        stream.read_to_string(&mut answers).expect("two answers");
        assert!(answers.starts_with("HTTP/1.1 403"), "{answers}");
        assert!(answers.contains("HTTP/1.1 200 OK"), "the next request on the connection is answered: {answers}");
    }
}
