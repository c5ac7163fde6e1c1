//! Work after a commit, the files that jobs write, and what is taken away after a while.

pub mod exports;
pub mod outbox;
pub mod retention;
pub mod schedules;
