//! Calendars, and the terms of tickets that are counted by them.

pub mod calendars;
pub mod terms;
