//! Tickets with everything that hangs on one, and the keys they are found by.

pub mod applied;
pub mod buyers_to_tell;
pub mod counts;
pub mod details;
pub mod entries;
pub mod entry_repair;
pub mod event_json;
pub mod events;
pub mod kept_files;
pub mod keys;
pub mod list;
pub mod parts;
pub mod requests;
pub mod row;
pub mod search;
pub mod shapers;
pub mod stages;
pub mod ticket;

pub use row::*;
pub use ticket::*;
