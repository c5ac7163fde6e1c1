//! Calendars, the lengths of terms, the terms of tickets, and what platforms show of them.

pub mod calendars;
pub mod platforms;
pub mod rules;
pub mod terms;
