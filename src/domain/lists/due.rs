//! Which part of the list runs out when.

use chrono_tz::Tz;

use crate::domain::codes::codes;
use crate::domain::time::{Timestamp, start_of_day};

codes! {
    /// When the time of a ticket's clock is over, by the local day.
    Due {
        Overdue = "OVERDUE",
        /// Later today.
        Today = "TODAY",
        Tomorrow = "TOMORROW",
    }
}

impl Due {
    /// From when, and before when; `None` is open.
    pub fn range(self, now: Timestamp, zone: Tz) -> (Option<Timestamp>, Option<Timestamp>) {
        let midnight = |days: u64| {
            let date = now.date_in(zone);
            start_of_day(date.checked_add_days(chrono::Days::new(days)).unwrap_or(date), zone)
        };
        match self {
            Self::Overdue => (None, Some(now)),
            Self::Today => (Some(now), Some(midnight(1))),
            Self::Tomorrow => (Some(midnight(1)), Some(midnight(2))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_end_at_local_midnight() {
        let at =
            |text: &str| -> Timestamp { text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant").into() };
        let (now, zone) = (at("2026-11-22T15:30:00Z"), chrono_tz::Asia::Shanghai);
        assert_eq!(Due::Overdue.range(now, zone), (None, Some(now)));
        assert_eq!(Due::Today.range(now, zone), (Some(now), Some(at("2026-11-22T16:00:00Z"))));
        let tomorrow = (Some(at("2026-11-22T16:00:00Z")), Some(at("2026-11-23T16:00:00Z")));
        assert_eq!(Due::Tomorrow.range(now, zone), tomorrow);
    }
}
