//! How long and how slow the body of a request may be, decided before anything reads it, wherever the request goes: a body that announces
//! more than its address takes is refused at once, one that does not is cut off there, and one that does not come in time is given up.
//!
//! An ordinary form is there whole within twenty seconds. A file may take as long as an honest slow line needs: it goes on while every
//! twenty seconds bring at least 64 KiB, which the slowest mobile line does.

use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, ResponseError};
use futures_util::stream::LocalBoxStream;
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

use crate::files::evidence::FORM_BYTES;
use crate::web::framework::error::PageError;

/// Bytes of an ordinary form, and of the fields beside a file.
pub const BODY_LIMIT: usize = 1_048_576;
/// Bytes of a stock file that a page takes.
pub const STOCK_FILE_MOST: u64 = 2 * 1_048_576;
/// How long a form may take, and a piece of a file.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of a file that come within that while.
const PIECE: usize = 65_536;

/// The limits of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    most: u64,
    /// Bytes after which the clock begins again; none for a form.
    piece: Option<usize>,
}

impl Rule {
    /// The rule of an address; one that takes no body has that of a form.
    fn of(method: &Method, path: &str, is_multipart: bool) -> Self {
        let file = match path {
            "/orders/import" => Some(FILE_MOST),
            "/stock/files" | "/calendar/import" | "/products/import" => Some(STOCK_FILE_MOST),
            "/tickets" if is_multipart => Some(FORM_BYTES),
            path if path.starts_with("/tickets/") && path.ends_with("/attachments") => Some(FORM_BYTES),
            _ => None,
        };
        match file.filter(|_| method == Method::POST) {
            Some(most) => Self { most: most + BODY_LIMIT as u64, piece: Some(PIECE) },
            None => Self { most: BODY_LIMIT as u64, piece: None },
        }
    }
}

/// Puts an end to the body of a request.
pub async fn limit_bodies(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let rule = Rule::of(request.method(), request.path(), media.starts_with("multipart/"));
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > rule.most) {
        return Ok(request.into_response(PageError::TooLarge.error_response()));
    }
    match request.take_payload() {
        Payload::None => {}
        payload => request.set_payload(Payload::from(watched(payload, rule, PATIENCE).boxed_local())),
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// How a body comes along: bytes, and the clock that they set.
struct Pace {
    rule: Rule,
    /// Bytes that may still come.
    left: u64,
    /// Bytes since the clock began.
    come: usize,
    /// When it ends; it begins with the first look at the body.
    until: Option<Instant>,
}

impl Pace {
    fn new(rule: Rule) -> Self {
        Self { rule, left: rule.most, come: 0, until: None }
    }

    /// Until when the next bytes have to be there.
    fn until(&mut self, now: Instant, patience: Duration) -> Instant {
        *self.until.get_or_insert(now + patience)
    }

    /// Counts bytes that came; whether they may.
    fn take(&mut self, bytes: usize) -> bool {
        let Some(left) = self.left.checked_sub(bytes as u64) else { return false };
        self.left = left;
        self.come += bytes;
        if self.rule.piece.is_some_and(|piece| self.come >= piece) {
            self.come = 0;
            self.until = None;
        }
        true
    }
}

fn watched(body: Payload, rule: Rule, patience: Duration) -> LocalBoxStream<'static, Result<Bytes, PayloadError>> {
    stream::unfold(Some((body, Pace::new(rule))), move |state| async move {
        let (mut body, mut pace) = state?;
        let until = pace.until(Instant::now(), patience);
        match timeout_at(until, body.next()).await {
            Err(_) => Some((Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into())), None)),
            Ok(None) => None,
            Ok(Some(Ok(bytes))) if pace.take(bytes.len()) => Some((Ok(bytes), Some((body, pace)))),
            Ok(Some(Ok(_))) => Some((Err(PayloadError::Overflow), None)),
            Ok(Some(Err(error))) => Some((Err(error), None)),
        }
    })
    // Multipart reads once more after the end.
    .fuse()
    .boxed_local()
}

impl From<PayloadError> for PageError {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Overflow => Self::TooLarge,
            PayloadError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Self::TooSlow,
            _ => Self::Malformed,
        }
    }
}

/// The largest file, in bytes.
pub const FILE_MOST: u64 = 200 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Rule {
        Rule::of(&Method::POST, "/tickets", false)
    }

    fn file() -> Rule {
        Rule::of(&Method::POST, "/orders/import", true)
    }

    #[test]
    fn files_have_addresses_of_their_own() {
        for (method, path, most) in [
            (Method::POST, "/tickets/AS2611220001/attachments", FORM_BYTES + BODY_LIMIT as u64),
            (Method::POST, "/orders/import", FILE_MOST + BODY_LIMIT as u64),
            (Method::PUT, "/orders/import", BODY_LIMIT as u64),
            (Method::GET, "/tickets", BODY_LIMIT as u64),
            (Method::POST, "/tickets", FORM_BYTES + BODY_LIMIT as u64),
            (Method::POST, "/nowhere/attachments", BODY_LIMIT as u64),
        ] {
            assert_eq!(Rule::of(&method, path, true).most, most, "{method} {path}");
        }
    }

    #[test]
    fn a_form_has_one_clock_and_a_file_one_for_each_piece() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut pace = Pace::new(form());
        assert_eq!(pace.until(start, PATIENCE), start + PATIENCE);
        assert!(pace.take(PIECE));
        assert_eq!(pace.until(start + second, PATIENCE), start + PATIENCE, "whatever came");
        let mut pace = Pace::new(file());
        assert_eq!(pace.until(start, PATIENCE), start + PATIENCE);
        assert!(pace.take(PIECE - 1));
        assert_eq!(pace.until(start + second, PATIENCE), start + PATIENCE, "too little came");
        assert!(pace.take(1));
        assert_eq!(pace.until(start + second, PATIENCE), start + second + PATIENCE, "a piece came");
    }

    async fn read(body: LocalBoxStream<'static, Result<Bytes, PayloadError>>, patience: Duration) -> (usize, String) {
        let mut body = watched(Payload::from(body), form(), patience);
        let mut read = 0;
        while let Some(piece) = body.next().await {
            match piece {
                Ok(bytes) => read += bytes.len(),
                Err(error) => return (read, PageError::from(error).to_string()),
            }
        }
        (read, String::new())
    }

    #[actix_web::test]
    async fn a_body_ends_by_itself_at_its_limit_or_when_nothing_comes() {
        let pieces = |count: usize| stream::iter((0..count).map(|_| Ok(Bytes::from(vec![b'x'; PIECE])))).boxed_local();
        assert_eq!(read(pieces(3), PATIENCE).await, (3 * PIECE, String::new()));
        assert_eq!(read(pieces(100), PATIENCE).await, (BODY_LIMIT, "body too large".to_owned()));
        assert_eq!(read(stream::pending().boxed_local(), Duration::ZERO).await, (0, "body too slow".to_owned()));
    }
}
