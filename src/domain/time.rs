//! Instants as the database keeps them, and their local dates. Zones are the merchant's, never the server's.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub(crate) i64);

impl Timestamp {
    /// Beyond all times.
    pub const MAX: Self = Self(i64::MAX);

    /// From microseconds since 1970, UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970, UTC.
    pub fn micros(self) -> i64 {
        self.0
    }
    /// The instant as chrono knows it; a value outside chrono's range becomes 1970.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
    /// The local date in a zone.
    pub fn date_in(self, zone: Tz) -> NaiveDate {
        self.utc().with_timezone(&zone).date_naive()
    }
    /// This instant some seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

/// The first instant of a local date; in a gap of daylight saving, the first instant after it.
pub fn start_of_day(date: NaiveDate, zone: Tz) -> Timestamp {
    local_instant(date, 0, zone)
}

/// The instant of a time of a local date, in minutes after midnight; 1440 is the midnight that ends it. In a gap of daylight saving it is
/// the first instant after the gap; of two it is the earlier.
pub fn local_instant(date: NaiveDate, minutes: u16, zone: Tz) -> Timestamp {
    let wanted = date.and_time(chrono::NaiveTime::MIN) + chrono::Duration::minutes(minutes.into());
    let mut late = 0;
    loop {
        let local = wanted + chrono::Duration::minutes(late);
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return at.with_timezone(&Utc).into();
        }
        late += 15;
        if late > 24 * 60 {
            return wanted.and_utc().into();
        }
    }
}

/// The instant of a local time, to the minute; as `local_instant` finds it.
pub fn instant_of(local: chrono::NaiveDateTime, zone: Tz) -> Timestamp {
    let minutes = (local.time() - chrono::NaiveTime::MIN).num_minutes();
    local_instant(local.date(), u16::try_from(minutes).unwrap_or_default(), zone)
}

/// Whether a text names a zone of the IANA list.
pub fn is_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// A named zone; Asia/Shanghai where the name is unknown, which a settings form refuses before it is stored.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(chrono_tz::Asia::Shanghai)
}
