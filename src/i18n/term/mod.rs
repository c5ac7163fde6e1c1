//! Words of time: calendars and clocks, what buyers are asked for, how long terms are.

pub mod attempts;
pub mod calendar;
pub mod disputes;
pub mod requests;
pub mod settings;
