//! Refusals that waiting alone ends: their status, and the seconds until then.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};

use crate::domain::refusal::Refusal;

/// Seconds after which to come again where too many passwords wait to be checked.
pub const BUSY_SECONDS: i64 = 5;

/// The status of a refusal that waiting alone ends, and the seconds until then.
pub fn waiting(refusal: &Refusal) -> Option<(StatusCode, i64)> {
    match refusal {
        Refusal::TryAgainIn(seconds) => Some((StatusCode::TOO_MANY_REQUESTS, *seconds)),
        Refusal::Busy => Some((StatusCode::SERVICE_UNAVAILABLE, BUSY_SECONDS)),
        _ => None,
    }
}

/// The answer with `Retry-After`, unless there are no seconds to wait.
pub fn with_retry_after(mut answer: HttpResponse, seconds: i64) -> HttpResponse {
    if seconds > 0 {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}
