//! The clocks of tickets and the calendars by which they are counted.

pub mod follow;
pub mod manage_calendars;
pub mod manage_terms;
pub mod prolong;
pub mod recount;
pub mod time_out;
