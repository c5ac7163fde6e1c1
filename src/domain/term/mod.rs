//! Terms: until when somebody has to act, and what happens then; and the calendars by which working days are counted.

pub mod calendar;
pub mod facts;
pub mod kind;
pub mod length;
pub mod period;
pub mod problem;
