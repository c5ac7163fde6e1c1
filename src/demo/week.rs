//! The demo's calendar: the seven days that end now, in business hours.

use chrono::{Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;

use crate::domain::time::Timestamp;

/// When people begin, in minutes of the day.
const OPENS: i64 = 9 * 60;
/// The last moment of today's work, in minutes of the day; it falls just before now.
const LAST_TOLD: i64 = 16 * 60 + 10;
/// How long before now the last thing happened, in seconds.
const LAST: i64 = 4 * 60;

/// A moment of the week: days before today, and the time of day as `1430`.
pub type When = (i64, i64);

/// The week that ends at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Week {
    now: Timestamp,
}

impl Week {
    /// The week that ends at this instant.
    pub fn ending(now: Timestamp) -> Self {
        Self { now }
    }

    /// The instant of a moment. Today's moments are squeezed into the hours that are over, so that nothing lies in the future.
    pub fn at(&self, (days_ago, time): When) -> Timestamp {
        let minutes = time / 100 * 60 + time % 100;
        if days_ago > 0 { self.clock_time(days_ago, minutes) } else { self.today(minutes) }
    }

    fn clock_time(&self, days_ago: i64, minutes: i64) -> Timestamp {
        let date = self.now.utc().with_timezone(&Shanghai).date_naive() - Duration::days(days_ago);
        let local = date.and_time(NaiveTime::MIN) + Duration::minutes(minutes);
        let at = Shanghai.from_local_datetime(&local).earliest();
        at.map_or(self.now, |at| at.with_timezone(&Utc).into())
    }

    fn today(&self, minutes: i64) -> Timestamp {
        let end = self.now.plus_seconds(-LAST);
        let (opened, noon) = (self.clock_time(0, OPENS), self.clock_time(0, 12 * 60));
        let start = if end > noon { opened } else { end.plus_seconds(-3 * 3600) };
        let passed = (end.micros() - start.micros()) / 1_000_000;
        let into = (minutes - OPENS).clamp(0, LAST_TOLD - OPENS);
        start.plus_seconds(passed * into / (LAST_TOLD - OPENS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_never_lies_in_the_future_and_keeps_its_order() {
        for hour in 0..24 {
            let now = Timestamp::from_micros(1_795_276_800_000_000).plus_seconds(hour * 3600);
            let week = Week::ending(now);
            let moments = [(1, 1830), (0, 900), (0, 1200), (0, 1610)].map(|when| week.at(when));
            assert!(moments.is_sorted(), "{hour}: {moments:?}");
            assert!(moments[3] < now, "{hour}");
        }
    }
}
