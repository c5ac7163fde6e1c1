//! Errors before a page can be made. The middleware turns each into a page in the reader's language with the request's number.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};

use crate::store::DbError;
use crate::web::framework::html::see_other;

/// Seconds after which a file may be requested again.
const FILE_AGAIN: &str = "15";

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// Not logged in; the address to come back to.
    LoggedOut(String),
    /// The password was set by somebody else and is to be changed first; the address to go on to.
    PasswordDue(String),
    NotFound,
    Forbidden,
    /// The CSRF token is missing or not this session's.
    Csrf,
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// This person takes as many files already as one may at a time.
    TooManyFiles,
    /// As many files are being made as can be at a time.
    FilesBusy,
    /// The request cannot be read at all.
    Malformed,
    Db(DbError),
    Internal(String),
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::LoggedOut(_) => f.write_str("logged out"),
            Self::PasswordDue(_) => f.write_str("the password is to be changed first"),
            Self::NotFound => f.write_str("not found"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::Csrf => f.write_str("bad CSRF token"),
            Self::TooLarge => f.write_str("body too large"),
            Self::TooSlow => f.write_str("body too slow"),
            Self::TooManyFiles => f.write_str("too many files at a time"),
            Self::FilesBusy => f.write_str("too many files at a time, of all people"),
            Self::Malformed => f.write_str("malformed request"),
            Self::Db(error) => error.fmt(f),
            Self::Internal(error) => f.write_str(error),
        }
    }
}

impl From<DbError> for PageError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl crate::store::StoreError for PageError {
    fn db_error(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

/// Marks an answer whose page the middleware writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantsErrorPage {
    /// The form's token was at fault, not a right.
    pub csrf: bool,
    /// A file was not made, because others are being made.
    pub files: bool,
}

/// Marks an answer that cannot be given because a newer program has upgraded the database.
pub struct WasUpgraded;

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::LoggedOut(_) | Self::PasswordDue(_) => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Csrf => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooManyFiles => StatusCode::TOO_MANY_REQUESTS,
            Self::FilesBusy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Db(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Db(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let page = match self {
            Self::LoggedOut(next) => Some(("/login", next)),
            Self::PasswordDue(next) => Some(("/account/password", next)),
            _ => None,
        };
        if let Some((page, next)) = page {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            return see_other(&format!("{page}?next={next}"));
        }
        if self.status_code().is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        let mut answer = HttpResponse::new(self.status_code());
        let files = matches!(self, Self::TooManyFiles | Self::FilesBusy);
        answer.extensions_mut().insert(WantsErrorPage { csrf: matches!(self, Self::Csrf), files });
        if files {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(FILE_AGAIN));
        }
        if let Self::Db(DbError::Newer(_)) = self {
            answer.extensions_mut().insert(WasUpgraded);
        }
        answer
    }
}

impl From<crate::commands::CommandError> for PageError {
    fn from(error: crate::commands::CommandError) -> Self {
        use crate::commands::CommandError;
        match error {
            CommandError::NotFound => Self::NotFound,
            CommandError::Refused(crate::domain::refusal::Refusal::NoRight(_)) => Self::Forbidden,
            CommandError::Db(error) => Self::Db(error),
            other => Self::Internal(format!("{other:?}")),
        }
    }
}
