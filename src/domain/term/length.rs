//! How long a term is.

use crate::domain::codes::codes;
use crate::domain::term::calendar::{Calendar, Counted};
use crate::domain::time::Timestamp;

codes! {
    /// What a length counts.
    LengthUnit {
        /// Working days of the calendar of who acts, to closing time.
        WorkingDays = "WORKING_DAYS",
        /// Days of any kind, to the same time of day.
        Days = "DAYS",
        /// Hours of any kind.
        Hours = "HOURS",
    }
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    pub count: u32,
    pub unit: LengthUnit,
}

impl Length {
    /// The end of the length that begins at an instant.
    pub fn end(self, start: Timestamp, calendar: &Calendar) -> Counted {
        match self.unit {
            LengthUnit::WorkingDays => calendar.after_working_days(start, self.count),
            LengthUnit::Days => Counted { at: calendar.after_days(start, self.count), is_provisional: false },
            LengthUnit::Hours => {
                Counted { at: start.plus_seconds(i64::from(self.count) * 3_600), is_provisional: false }
            }
        }
    }
}
