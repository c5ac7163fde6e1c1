//! A connection to either engine, and the one place where a body is compiled for both.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs one body with the connection of whichever engine it is, for queries the common enum cannot express.
macro_rules! per_backend {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::engine::conn::Conn::Postgres($inner) => $body,
            $crate::store::engine::conn::Conn::Sqlite($inner) => $body,
        }
    };
}
pub(in crate::store) use per_backend;

/// Which engine a database URL names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(in crate::store) fn of(url: &str) -> Self {
        if url.starts_with("postgres") { Self::Postgres } else { Self::Sqlite }
    }
}
