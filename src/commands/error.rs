//! Why a command did nothing.

use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::{DbError, StoreError};

/// Somebody else was first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Empty for the system.
    pub who: Option<String>,
    pub at: Timestamp,
    /// The last event's name; empty where the thing keeps no timeline.
    pub what: String,
    pub status: Option<Status>,
}

/// Why a command did nothing.
#[derive(Debug)]
pub enum CommandError {
    /// There is no such record, or it is out of the actor's scope.
    NotFound,
    /// A right or a state forbids it.
    Refused(Refusal),
    /// The input is bad, field by field.
    Invalid(Vec<FieldError>),
    /// The version was stale.
    Conflict(Conflict),
    Db(DbError),
}

impl From<DbError> for CommandError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl StoreError for CommandError {
    fn db_error(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

/// The error of a failed insert as a form shows it: the field's value is taken, if a row with the same value was the cause.
pub fn taken(field: &'static str) -> impl FnOnce(DbError) -> CommandError {
    move |error| if error.is_taken() { invalid(field, Refusal::Taken) } else { CommandError::Db(error) }
}

/// One bad field.
pub fn invalid(field: impl Into<String>, refusal: Refusal) -> CommandError {
    CommandError::Invalid(vec![FieldError::at(field, refusal)])
}
