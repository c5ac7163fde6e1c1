//! DO: one function per verb, each inside the one transaction it is handed. A command claims its rows, loads facts, lets the domain
//! decide, saves, and appends the event and the outbox row. It never calls a gateway, writes a page or builds a query.

mod actor;
pub mod assignment;
pub mod dispute;
mod error;
pub mod goods;
pub mod house;
pub mod money;
mod once;
pub mod orders;
pub mod people;
pub mod policy;
pub mod service;
pub mod term;
pub mod tickets;

pub use actor::Actor;
pub use error::{CommandError, Conflict, invalid, taken};
pub use once::{Ended, Sending, once};
