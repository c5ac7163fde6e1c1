//! What goes wrong before a page can be made. The middleware turns each into a page in the reader's language with the request's
//! number.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::html::see_other;
use crate::store::DbError;

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// Not logged in; the address to come back to.
    LoggedOut(String),
    NotFound,
    Forbidden,
    /// The CSRF token is missing or not this session's.
    Csrf,
    TooLarge,
    /// The request cannot be read at all.
    Malformed,
    Db(DbError),
    Internal(String),
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::LoggedOut(_) => f.write_str("logged out"),
            Self::NotFound => f.write_str("not found"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::Csrf => f.write_str("bad CSRF token"),
            Self::TooLarge => f.write_str("body too large"),
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
}

/// Marks an answer that cannot be given because a newer program has upgraded the database.
pub struct WasUpgraded;

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::LoggedOut(_) => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Csrf => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Db(DbError::Pool(_) | DbError::Newer(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Db(error) if error.is_transient() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Db(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::LoggedOut(next) = self {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            return see_other(&format!("/login?next={next}"));
        }
        if self.status_code().is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        let mut answer = HttpResponse::new(self.status_code());
        answer.extensions_mut().insert(WantsErrorPage { csrf: matches!(self, Self::Csrf) });
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
