//! Errors of the database, and whether the same work may be tried again. The kind of error decides that, never the words of a message:
//! Postgres writes in the language of its settings.

use diesel::result::{DatabaseErrorKind as Kind, Error as DieselError};

/// An error of the database.
#[derive(Debug)]
pub enum DbError {
    /// A query failed; the transaction was undone.
    Query(DieselError),
    /// No connection in time.
    Pool(String),
    /// The database could not be opened or migrated.
    Open(String),
    /// A newer program has upgraded the database; this one takes no more work.
    Newer(String),
    /// Another process held SQLite's lock for too long: nothing was begun.
    Busy(String),
    /// The commit of a group of writes failed: none of them happened.
    Commit(String),
    /// The writer stopped, or a thread died.
    Gone,
}

impl std::fmt::Display for DbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Query(error) => write!(f, "query failed: {error}"),
            Self::Pool(error) => write!(f, "no database connection: {error}"),
            Self::Open(error) => write!(f, "cannot open the database: {error}"),
            Self::Newer(reason) => f.write_str(reason),
            Self::Busy(error) => write!(f, "another process holds the database: {error}"),
            Self::Commit(error) => write!(f, "commit failed: {error}"),
            Self::Gone => f.write_str("the database is shutting down"),
        }
    }
}

impl std::error::Error for DbError {}

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        Self::Query(error)
    }
}

impl DbError {
    /// Whether a row with the same key is there already.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(Kind::UniqueViolation, _)))
    }

    /// Whether other rows refer to the row that was to go.
    pub fn is_referenced(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(Kind::ForeignKeyViolation, _)))
    }

    /// Whether the database answered and did not take what it was given; not that it could not be reached, was busy, or went away.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Query(DieselError::DatabaseError(kind, _)) => {
                !matches!(kind, Kind::ClosedConnection | Kind::UnableToSendCommand | Kind::SerializationFailure)
            }
            Self::Query(DieselError::SerializationError(_) | DieselError::DeserializationError(_)) => true,
            _ => false,
        }
    }

    /// Whether the database was not to be reached or was held by others: the same request may succeed in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Pool(_) | Self::Busy(_) | Self::Newer(_) => true,
            Self::Query(DieselError::DatabaseError(Kind::SerializationFailure, _)) => true,
            error => error.is_closed(),
        }
    }

    /// Whether Postgres may do the same transaction when it is tried again: a serialization failure, or an error that diesel has no kind
    /// for, as a deadlock and a lock that was not to be had. Transactions hold nothing but SQL, so one that was undone may always run again.
    pub(in crate::store) fn is_undone(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(Kind::SerializationFailure | Kind::Unknown, _)))
    }

    /// Whether the connection had ended.
    pub(in crate::store) fn is_closed(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand, _)))
    }
}

/// An error that may carry a database error, so that reads and writes can tell what is worth another try.
pub trait StoreError: From<DbError> + Send + 'static {
    /// The database error inside, if that is what went wrong.
    fn db_error(&self) -> Option<&DbError>;
}

impl StoreError for DbError {
    fn db_error(&self) -> Option<&DbError> {
        Some(self)
    }
}
