//! Calendars, the lengths of terms, the terms of tickets, and what platforms show of them.

pub mod archiving;
pub mod calendars;
pub mod periods;
pub mod platforms;
pub mod rules;
pub mod terms;
