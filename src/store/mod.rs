//! KEEP: the only place that knows diesel and that there are two engines. Functions that read take a `&mut Conn` and, for rows a
//! person asks for, a `Scope`; functions that write take a `&mut Tx`, which only `Db::write` makes. No rule and no permission is
//! decided here.

pub mod assignment;
pub mod backup;
pub mod bulk;
pub mod dispute;
pub mod engine;
pub mod goods;
pub mod house;
pub mod jobs;
pub mod list;
pub mod money;
pub mod orders;
pub mod people;
pub mod policy;
mod schema;
pub mod service;
pub mod term;
pub mod tickets;
mod upgrade;

pub use engine::conn::{Conn, Engine};
pub use engine::db::Db;
pub use engine::db_error::{DbError, StoreError};
pub use engine::pool::PATIENCE;
pub use engine::scope::Scope;
pub use engine::tx::Tx;
pub use upgrade::Turn;
