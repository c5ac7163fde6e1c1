//! Simple keep-alive clients over plain sockets: they ask for one address as fast as it is answered, for a bounded time.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What clients saw.
#[derive(Default)]
pub struct Seen {
    pub times: Vec<Duration>,
    pub errors: usize,
    pub bytes: usize,
}

/// So many clients at once, each with a connection of its own, asking again and again until the time is over.
pub fn drive(address: SocketAddr, path: &str, cookie: &str, clients: usize, lasting: Duration) -> Seen {
    let end = Instant::now() + lasting;
    let asked = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: gzip\r\naccept-language: zh-CN\r\ncookie: {cookie}\r\n\r\n"
    );
    let mut seen = Seen::default();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..clients).map(|_| scope.spawn(|| client(address, asked.as_bytes(), end))).collect();
        for client in clients {
            let one = client.join().unwrap_or_default();
            seen.times.extend(one.times);
            seen.errors += one.errors;
            seen.bytes += one.bytes;
        }
    });
    seen
}

fn client(address: SocketAddr, asked: &[u8], end: Instant) -> Seen {
    let mut seen = Seen::default();
    let mut open: Option<BufReader<TcpStream>> = None;
    while Instant::now() < end {
        let began = Instant::now();
        let stream = match open.take() {
            Some(stream) => Ok(stream),
            None => connect(address),
        };
        match stream.and_then(|mut stream| ask(&mut stream, asked).map(|answer| (stream, answer))) {
            Ok((stream, (200, length))) => {
                seen.times.push(began.elapsed());
                seen.bytes += length;
                open = Some(stream);
            }
            Ok(_) | Err(_) => seen.errors += 1,
        }
    }
    seen
}

fn connect(address: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(BufReader::new(stream))
}

/// Status and length of an answer.
fn ask(stream: &mut BufReader<TcpStream>, asked: &[u8]) -> io::Result<(u16, usize)> {
    stream.get_mut().write_all(asked)?;
    let status = line(stream)?.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default();
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let head = line(stream)?.to_ascii_lowercase();
        if head.is_empty() {
            break;
        }
        if let Some(value) = head.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        is_chunked |= head.starts_with("transfer-encoding:") && head.contains("chunked");
    }
    if !is_chunked {
        skip(stream, length)?;
        return Ok((status, length));
    }
    let mut whole = 0;
    loop {
        let size = usize::from_str_radix(line(stream)?.trim(), 16).unwrap_or_default();
        skip(stream, size + 2)?;
        whole += size;
        if size == 0 {
            return Ok((status, whole));
        }
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

fn skip(stream: &mut BufReader<TcpStream>, count: usize) -> io::Result<()> {
    io::copy(&mut stream.by_ref().take(count as u64), &mut io::sink())?;
    Ok(())
}
