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
        /// The end itself was typed.
        Typed = "TYPED",
    }
}

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

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
            LengthUnit::Typed => Counted { at: start, is_provisional: false },
        }
    }
}

impl LengthUnit {
    /// What is left from an instant until an end, in whole minutes: of working days office time, of all others time of any kind. A minute
    /// that was begun counts; 0 where the end has passed.
    pub fn minutes_left(self, from: Timestamp, until: Timestamp, calendar: &Calendar) -> i64 {
        match self {
            Self::WorkingDays => calendar.office_minutes(from, until),
            Self::Days | Self::Hours | Self::Typed => ((until.micros() - from.micros()).max(0) + MINUTE - 1) / MINUTE,
        }
    }

    /// The end of so many minutes that begin at an instant, counted as `minutes_left` counts them.
    pub fn after_minutes(self, from: Timestamp, minutes: i64, calendar: &Calendar) -> Counted {
        match self {
            Self::WorkingDays => calendar.after_office_minutes(from, minutes),
            Self::Days | Self::Hours | Self::Typed => {
                Counted { at: from.plus_seconds(minutes.max(0).saturating_mul(60)), is_provisional: false }
            }
        }
    }
}
