//! The fetcher against a server on this machine that misbehaves in every way. `127.0.0.1` stands for the public internet, the rest of the
//! loopback network for the house's own.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Answers requests with what `answer` makes of the path, until the test ends; how many came.
fn serve(host: &str, answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((host, 0)).expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            counted.fetch_add(1, Ordering::SeqCst);
            let mut head = [0; 4_096];
            let read = stream.read(&mut head).unwrap_or_default();
            let head = String::from_utf8_lossy(&head[..read]).into_owned();
            answer(head.split(' ').nth(1).unwrap_or_default(), &mut stream);
        }
    });
    (port, count)
}

fn ok(stream: &mut TcpStream, body: &[u8]) {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // A client that has had enough hangs up.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn moved(stream: &mut TcpStream, to: &str) {
    let _ = stream.write_all(
        format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes(),
    );
}

/// Lets `127.0.0.1` through, on any port.
fn http() -> Http {
    let gate = Gate { is_allowed: |ip| ip == IpAddr::V4(Ipv4Addr::LOCALHOST), is_port: |_| true };
    Http::with_gate(gate, Duration::ZERO)
}

fn is_refused(fetched: Result<Bytes, FetchError>) -> bool {
    matches!(fetched, Err(FetchError::Refused(_)))
}

#[test]
fn a_file_comes_whole_by_a_few_redirects() {
    let (port, _) = serve("127.0.0.1", |path, stream| match path {
        "/a" => moved(stream, "/b"),
        "/b" => moved(stream, "/c"),
        _ => ok(stream, b"picture"),
    });
    assert_eq!(http().fetch(&format!("http://127.0.0.1:{port}/a")), Ok(Bytes::from_static(b"picture")));
}

#[test]
fn endless_redirects_end() {
    let (port, count) = serve("127.0.0.1", |path, stream| moved(stream, &format!("{path}x")));
    assert!(is_refused(http().fetch(&format!("http://127.0.0.1:{port}/"))));
    assert!(count.load(Ordering::SeqCst) <= MOST_REDIRECTS as usize + 1);
}

#[test]
fn too_much_is_not_taken() {
    let (port, _) = serve("127.0.0.1", |path, stream| match path {
        "/announced" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\nx");
        }
        "/endless" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[0; 65_536]).is_ok() {}
        }
        "/most" => ok(stream, &vec![0; MOST_BYTES as usize]),
        _ => ok(stream, &vec![0; MOST_BYTES as usize + 1]),
    });
    assert!(is_refused(http().fetch(&format!("http://127.0.0.1:{port}/endless"))));
    assert!(is_refused(http().fetch(&format!("http://127.0.0.1:{port}/one-more"))));
    assert!(http().fetch(&format!("http://127.0.0.1:{port}/announced")).is_err());
    assert_eq!(http().fetch(&format!("http://127.0.0.1:{port}/most")).map(|bytes| bytes.len() as u64), Ok(MOST_BYTES));
}

#[test]
fn no_redirect_leads_into_the_house() {
    let (inside, reached) = serve("127.0.0.2", |_, stream| ok(stream, b"secret"));
    let (port, _) = serve("127.0.0.1", move |path, stream| match path {
        "/address" => moved(stream, &format!("http://127.0.0.2:{inside}/")),
        "/mapped" => moved(stream, &format!("http://[::ffff:127.0.0.2]:{inside}/")),
        "/number" => moved(stream, &format!("http://2130706434:{inside}/")),
        "/octal" => moved(stream, &format!("http://0177.0.0.2:{inside}/")),
        _ => moved(stream, "file:///etc/passwd"),
    });
    for path in ["address", "mapped", "number", "octal", "file"] {
        assert!(http().fetch(&format!("http://127.0.0.1:{port}/{path}")).is_err(), "{path}");
    }
    for direct in [format!("http://127.0.0.2:{inside}/"), format!("http://[::ffff:127.0.0.2]:{inside}/")] {
        assert!(is_refused(http().fetch(&direct)), "{direct}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0, "nobody knocked at the house");
}

#[test]
fn the_product_asks_hosts_of_the_public_internet_alone() {
    let (port, reached) = serve("127.0.0.1", |_, stream| ok(stream, b"secret"));
    let http = Http::with_gate(Gate { is_allowed: is_public, is_port: |_| true }, Duration::ZERO);
    for host in
        ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1", "[::]"]
    {
        assert!(http.fetch(&format!("http://{host}:{port}/")).is_err(), "{host}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0);
}

#[test]
fn only_http_and_https_on_their_ports() {
    for bad in [
        "http://192.0.2.1:8080/a.png",
        "https://192.0.2.1:22/a.png",
        "http://user:word@192.0.2.1/a.png",
        "ftp://192.0.2.1/a.png",
        "file:///etc/passwd",
        "gopher://192.0.2.1/",
        "javascript:alert(1)",
        "/static/x.png",
        "",
        "http://",
        "http://192.0.2.1/",
        "http://[",
    ] {
        assert!(Http::new().fetch(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn who_hangs_up_may_be_asked_again() {
    let (port, _) = serve("127.0.0.1", |path, stream| {
        if path == "/busy" {
            let _ = stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    for path in ["busy", "silent"] {
        let fetched = http().fetch(&format!("http://127.0.0.1:{port}/{path}"));
        assert!(matches!(fetched, Err(FetchError::Failed(_))), "{path}: {fetched:?}");
    }
}
