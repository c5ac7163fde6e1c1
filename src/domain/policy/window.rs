//! When a window ends, in local days of the merchant's zone (R29-R31, R38). Which window applies, and from which date it counts, is the
//! policy's business. The moment of submission counts, never that of the review; nothing here reads a clock.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// Days after dispatch at which a parcel without a recorded sign-off counts as signed for.
pub const PRESUMED_SIGN_OFF_DAYS: u32 = 15;

/// The most days that a window is carried on over.
const CARRIED_MOST: usize = 60;

/// The local date of an instant; the last or first one there is where the calendar ends.
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let utc = at.naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).map_or(utc.date(), |local| local.date())
}

/// The last second of a window: `days` after the date from which it counts, 23:59:59 in `zone`, and on through the first day that does not
/// carry it on. Days are added to the date, not hours to the instant, so a change of the clocks costs nobody an hour.
pub fn last_moment(start_on: NaiveDate, days: u32, zone: Tz, carries_on: impl Fn(NaiveDate) -> bool) -> DateTime<Utc> {
    let last = start_on.checked_add_days(Days::new(days.into()));
    let open = last.and_then(|last| last.iter_days().take(CARRIED_MOST).find(|date| !carries_on(*date)).or(Some(last)));
    open.and_then(|last_date| end_of_day(last_date.and_time(NaiveTime::MIN) + TimeDelta::seconds(86_399), zone))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// By whole seconds: 23:59:59.9 is still the last day.
pub fn in_time(submitted_at: DateTime<Utc>, last: DateTime<Utc>) -> bool {
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

    fn ends(signed_at: DateTime<Utc>, days: u32, zone: Tz) -> DateTime<Utc> {
        last_moment(local_date(signed_at, zone), days, zone, |_| false)
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
            assert_eq!(ends(at(signed_at), days, zone), at(last), "{case}");
        }
    }

    #[test]
    fn a_window_that_ends_on_a_holiday_goes_on_through_the_day_after() {
        let start = NaiveDate::from_ymd_opt(2026, 9, 26).expect("a date");
        let holidays = |date: NaiveDate| (1..=7).any(|day| NaiveDate::from_ymd_opt(2026, 10, day) == Some(date));
        let last = |days| last_moment(start, days, Asia::Shanghai, holidays);
        assert_eq!(last(4), at("2026-09-30T15:59:59Z"));
        assert_eq!(last(5), at("2026-10-08T15:59:59Z"));
        assert_eq!(last(11), at("2026-10-08T15:59:59Z"));
        assert_eq!(last(12), at("2026-10-08T15:59:59Z"));
        assert_eq!(last_moment(start, 1, Asia::Shanghai, |_| true), at("2026-09-27T15:59:59Z"), "it ends for once");
    }

    #[test]
    fn absurd_dates_do_not_break_it() {
        for zone in [Asia::Shanghai, America::Nuuk, Tz::UTC] {
            for signed_at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at("2026-01-01T00:00:00Z")] {
                assert_eq!(ends(signed_at, u32::MAX, zone), DateTime::<Utc>::MAX_UTC);
                let last = ends(signed_at, 0, zone);
                let is_known = signed_at < DateTime::<Utc>::MAX_UTC;
                assert!(!is_known || in_time(signed_at, last), "{zone} {signed_at}");
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
            let last = ends(signed_at, days, zone);
            let last_date = signed_at.with_timezone(&zone).date_naive() + Days::new(days.into());
            let local_date = |instant: DateTime<Utc>| instant.with_timezone(&zone).date_naive();
            prop_assert!(local_date(last) <= last_date);
            prop_assert!(local_date(last + TimeDelta::seconds(1)) > last_date);
        }
    }
}
