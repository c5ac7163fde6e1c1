//! When a buyer's time for an application ends, counted in local days of the merchant's zone
//! (R29-R31, R38). Which window applies, and whether its start is the sign-off, is the policy's
//! business. The moment of submission counts, never that of the review; nothing here reads a clock.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// Days after dispatch at which a parcel without a recorded sign-off counts as signed for.
const PRESUMED_SIGN_OFF_DAYS: u32 = 15;

/// Whether an application came in time.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum WindowVerdict {
    Open,
    /// The goods are not signed for yet; counts as open (refused delivery, interception).
    NotStarted,
    Closed {
        /// The last second in which the application would have been in time.
        ended_at: DateTime<Utc>,
    },
    /// The policy sets no number of days; the policy decides what follows.
    NoWindow,
}

/// The last second of a window: local date of the sign-off plus `days`, 23:59:59 in `zone`,
/// whatever hour the goods were signed for. Days are added to the date, not hours to the instant,
/// so a change of the clocks costs nobody an hour.
pub fn last_moment(signed_at: DateTime<Utc>, days: u32, zone: Tz) -> DateTime<Utc> {
    let signed = signed_at.naive_utc();
    let offset = zone.offset_from_utc_datetime(&signed).fix();
    signed
        .checked_add_offset(offset)
        .and_then(|local| local.date().checked_add_days(Days::new(days.into())))
        .and_then(|last_date| end_of_day(last_date.and_time(NaiveTime::MIN) + TimeDelta::seconds(86_399), zone))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Judges an application for goods signed for, or at least shipped, at the given times. Where the
/// sign-off is unknown, fifteen days after dispatch count as sign-off once they have passed.
pub fn is_open(
    signed_at: Option<DateTime<Utc>>,
    shipped_at: Option<DateTime<Utc>>,
    days: Option<u32>,
    zone: Tz,
    submitted_at: DateTime<Utc>,
) -> WindowVerdict {
    let Some(days) = days else {
        return WindowVerdict::NoWindow;
    };
    let ended_at = match (signed_at, shipped_at) {
        (Some(signed_at), _) => last_moment(signed_at, days, zone),
        (None, Some(shipped_at)) => {
            if in_time(submitted_at, last_moment(shipped_at, PRESUMED_SIGN_OFF_DAYS, zone)) {
                return WindowVerdict::NotStarted;
            }
            last_moment(shipped_at, PRESUMED_SIGN_OFF_DAYS.saturating_add(days), zone)
        }
        (None, None) => return WindowVerdict::NotStarted,
    };
    if in_time(submitted_at, ended_at) { WindowVerdict::Open } else { WindowVerdict::Closed { ended_at } }
}

/// By whole seconds: 23:59:59.9 is still the last day.
fn in_time(submitted_at: DateTime<Utc>, last: DateTime<Utc>) -> bool {
    submitted_at.timestamp() <= last.timestamp()
}

fn end_of_day(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    // Clocks set back over midnight show 23:59:59 twice; the day lasts until the second time.
    if let Some(instant) = zone.from_local_datetime(&local).latest() {
        return Some(instant.to_utc());
    }
    // Clocks set forward over midnight skip it; the day ends with the second before the jump.
    let after_the_jump = GapInfo::new(&local, &zone)?.end?;
    after_the_jump.to_utc().checked_sub_signed(TimeDelta::seconds(1))
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Asia};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_window_ends_with_a_local_day() {
        // Signed for, days, zone, last moment.
        let cases = [
            // Any hour of 15 November in Shanghai.
            "2026-11-14T16:00:00Z 7 Asia/Shanghai 2026-11-22T15:59:59Z",
            "2026-11-15T15:59:59Z 7 Asia/Shanghai 2026-11-22T15:59:59Z",
            // 16:30 in UTC is half past midnight of the next day there.
            "2026-11-15T16:30:00Z 7 Asia/Shanghai 2026-11-23T15:59:59Z",
            "2026-11-15T12:00:00Z 0 Asia/Shanghai 2026-11-15T15:59:59Z",
            "2028-02-25T00:00:00Z 7 Asia/Shanghai 2028-03-03T15:59:59Z",
            // A change of the clocks lies within the window.
            "2026-03-25T12:00:00Z 7 Europe/Berlin 2026-04-01T21:59:59Z",
            "2026-10-22T12:00:00Z 7 Europe/Berlin 2026-10-29T22:59:59Z",
            // Set back at midnight to 23:00: 23:59:59 comes twice.
            "2026-10-17T12:00:00Z 7 Asia/Beirut 2026-10-24T21:59:59Z",
            // Set forward at 23:00 to midnight: 23:59:59 does not exist.
            "2026-03-21T12:00:00Z 7 America/Nuuk 2026-03-29T00:59:59Z",
            // Set forward at midnight to 01:00: the day before is whole.
            "2026-04-16T12:00:00Z 7 Africa/Cairo 2026-04-23T21:59:59Z",
            // Samoa skipped 30 December 2011.
            "2011-12-23T22:00:00Z 7 Pacific/Apia 2011-12-30T09:59:59Z",
        ];
        for case in cases {
            let [signed_at, days, zone, last] = case.split(' ').collect::<Vec<_>>()[..] else {
                panic!("four words: {case}");
            };
            let days = days.parse().expect("a number of days");
            let zone = zone.parse().expect("a zone");
            assert_eq!(last_moment(at(signed_at), days, zone), at(last), "{case}");
        }
    }

    #[test]
    fn the_moment_of_submission_decides() {
        let signed = Some(at("2026-11-15T03:00:00Z"));
        let shipped = Some(at("2026-11-10T03:00:00Z"));
        let closed = |text| WindowVerdict::Closed { ended_at: at(text) };
        let cases = [
            (signed, shipped, "2026-11-22T15:59:59Z", WindowVerdict::Open),
            (signed, shipped, "2026-11-22T15:59:59.999Z", WindowVerdict::Open),
            (signed, shipped, "2026-11-22T16:00:00Z", closed("2026-11-22T15:59:59Z")),
            (signed, None, "2026-11-15T02:00:00Z", WindowVerdict::Open),
            // Never signed for: 25 November counts as sign-off once it is over.
            (None, shipped, "2026-11-25T15:59:59Z", WindowVerdict::NotStarted),
            (None, shipped, "2026-11-25T16:00:00Z", WindowVerdict::Open),
            (None, shipped, "2026-12-02T15:59:59Z", WindowVerdict::Open),
            (None, shipped, "2026-12-02T16:00:00Z", closed("2026-12-02T15:59:59Z")),
            (None, None, "2030-01-01T00:00:00Z", WindowVerdict::NotStarted),
        ];
        for (signed_at, shipped_at, submitted_at, verdict) in cases {
            let judged = is_open(signed_at, shipped_at, Some(7), Asia::Shanghai, at(submitted_at));
            assert_eq!(judged, verdict, "{submitted_at}");
        }
        let no_days = is_open(signed, shipped, None, Asia::Shanghai, at("2030-01-01T00:00:00Z"));
        assert_eq!(no_days, WindowVerdict::NoWindow);
    }

    #[test]
    fn absurd_dates_do_not_break_it() {
        for zone in [Asia::Shanghai, America::Nuuk, Tz::UTC] {
            for signed_at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at("2026-01-01T00:00:00Z")] {
                assert!(last_moment(signed_at, u32::MAX, zone) >= signed_at);
                let last = last_moment(signed_at, 0, zone);
                assert!(last.timestamp() >= signed_at.timestamp(), "{zone} {signed_at}");
                is_open(None, Some(signed_at), Some(u32::MAX), zone, signed_at);
            }
        }
    }

    proptest! {
        #[test]
        fn the_next_second_is_another_day(
            seconds in 0..4_000_000_000_i64,
            days in 0..400_u32,
            zone in prop::sample::select(&chrono_tz::TZ_VARIANTS[..]),
        ) {
            let signed_at = DateTime::from_timestamp(seconds, 0).expect("an instant");
            let last = last_moment(signed_at, days, zone);
            let last_date = signed_at.with_timezone(&zone).date_naive() + Days::new(days.into());
            let local_date = |instant: DateTime<Utc>| instant.with_timezone(&zone).date_naive();
            prop_assert!(local_date(last) <= last_date);
            prop_assert!(local_date(last + TimeDelta::seconds(1)) > last_date);
        }
    }
}
