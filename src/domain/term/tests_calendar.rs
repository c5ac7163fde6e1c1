//! Cases of domain 7.2, of the pause, and edges 86 to 95: for a merchant in Shanghai, one in Berlin with summer time, one in UTC.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use proptest::prelude::*;

use super::*;

/// The public holidays and make-up workdays of China in 2026.
fn china() -> BTreeMap<NaiveDate, DayKind> {
    let holidays = [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)];
    let mut marks = BTreeMap::new();
    for (first, days) in holidays {
        let first: NaiveDate = format!("2026-{first}").parse().expect("a date");
        marks.extend(first.iter_days().take(days).map(|date| (date, DayKind::Holiday)));
    }
    for day in ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"] {
        marks.insert(format!("2026-{day}").parse().expect("a date"), DayKind::MakeupWorkday);
    }
    marks
}

fn office(zone: Tz, marks: BTreeMap<NaiveDate, DayKind>) -> Calendar {
    let keeps_holidays = !marks.is_empty();
    Calendar { zone, weekdays: Weekdays::OFFICE, hours: Hours::OFFICE, marks, keeps_holidays }
}

fn at(text: &str, zone: Tz) -> Timestamp {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a local time");
    zone.from_local_datetime(&local).earliest().expect("it exists").with_timezone(&Utc).into()
}

fn text(at: Timestamp, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%a %Y-%m-%d %H:%M").to_string()
}

const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;
const BERLIN: Tz = chrono_tz::Europe::Berlin;

#[test]
fn working_days_are_counted_as_the_table_says() {
    let calendar = office(SHANGHAI, china());
    for (start, one, three) in [
        ("2026-11-20 10:00", "Mon 2026-11-23 18:00", "Wed 2026-11-25 18:00"),
        ("2026-11-20 17:59", "Mon 2026-11-23 18:00", "Wed 2026-11-25 18:00"),
        ("2026-11-20 18:00", "Tue 2026-11-24 18:00", "Thu 2026-11-26 18:00"),
        ("2026-11-21 09:00", "Tue 2026-11-24 18:00", "Thu 2026-11-26 18:00"),
        ("2026-09-30 17:59", "Thu 2026-10-08 18:00", "Sat 2026-10-10 18:00"),
        ("2026-09-30 18:00", "Fri 2026-10-09 18:00", "Mon 2026-10-12 18:00"),
        ("2026-10-03 12:00", "Fri 2026-10-09 18:00", "Mon 2026-10-12 18:00"),
        ("2026-02-14 10:00", "Tue 2026-02-24 18:00", "Thu 2026-02-26 18:00"),
        ("2026-09-24 20:00", "Tue 2026-09-29 18:00", "Thu 2026-10-08 18:00"),
        ("2026-11-20 00:00", "Mon 2026-11-23 18:00", "Wed 2026-11-25 18:00"),
    ] {
        let start = at(start, SHANGHAI);
        assert_eq!(text(calendar.after_working_days(start, 1).at, SHANGHAI), one);
        assert_eq!(text(calendar.after_working_days(start, 3).at, SHANGHAI), three);
        assert!(!calendar.after_working_days(start, 3).is_provisional);
    }
    let day = calendar.after_working_days(at("2026-11-21 09:00", SHANGHAI), 0);
    assert_eq!(
        text(day.at, SHANGHAI),
        "Mon 2026-11-23 18:00",
        "no day more: the end of the day on which it counts as come"
    );
}

#[test]
fn a_pause_leaves_the_office_time_that_was_left() {
    let calendar = office(SHANGHAI, china());
    let due = at("2026-11-25 18:00", SHANGHAI);
    let left = calendar.office_minutes(at("2026-11-23 15:00", SHANGHAI), due);
    assert_eq!(left, 21 * 60);
    let again = calendar.after_office_minutes(at("2026-11-26 11:00", SHANGHAI), left);
    assert_eq!(text(again.at, SHANGHAI), "Mon 2026-11-30 14:00");
    let over_the_holiday = calendar.after_office_minutes(at("2026-09-30 17:00", SHANGHAI), 120);
    assert_eq!(text(over_the_holiday.at, SHANGHAI), "Thu 2026-10-08 10:00", "edge 95");
    assert_eq!(calendar.office_minutes(due, due), 0);
    assert_eq!(calendar.office_minutes(due, at("2026-11-23 15:00", SHANGHAI)), 0, "nothing is left of the past");
    let begun = Timestamp::from_micros(due.micros() - 1);
    assert_eq!(calendar.office_minutes(begun, due), 1, "a minute that was begun counts");
}

#[test]
fn a_year_without_holidays_is_provisional_and_its_first_day_is_free() {
    let calendar = office(SHANGHAI, china());
    let counted = calendar.after_working_days(at("2026-12-31 10:00", SHANGHAI), 1);
    assert_eq!((text(counted.at, SHANGHAI).as_str(), counted.is_provisional), ("Mon 2027-01-04 18:00", true));
    let plain = office(SHANGHAI, BTreeMap::new());
    let counted = plain.after_working_days(at("2026-12-31 10:00", SHANGHAI), 1);
    assert_eq!((text(counted.at, SHANGHAI).as_str(), counted.is_provisional), ("Fri 2027-01-01 18:00", false));
}

#[test]
fn a_holiday_that_is_entered_later_moves_the_end() {
    let start = at("2026-11-20 10:00", SHANGHAI);
    let mut calendar = office(SHANGHAI, china());
    calendar.marks.insert("2026-11-23".parse().expect("a date"), DayKind::Holiday);
    assert_eq!(text(calendar.after_working_days(start, 1).at, SHANGHAI), "Tue 2026-11-24 18:00");
    calendar.marks.insert("2026-11-21".parse().expect("a date"), DayKind::MakeupWorkday);
    assert_eq!(text(calendar.after_working_days(start, 1).at, SHANGHAI), "Sat 2026-11-21 18:00");
}

#[test]
fn days_are_local_days_in_summer_and_winter() {
    let calendar = office(BERLIN, BTreeMap::new());
    let before = at("2026-10-23 10:00", BERLIN);
    assert_eq!(text(calendar.after_working_days(before, 1).at, BERLIN), "Mon 2026-10-26 18:00");
    let days = calendar.after_days(before, 7);
    assert_eq!(text(days, BERLIN), "Fri 2026-10-30 10:00");
    assert_eq!(days.micros() - before.micros(), (7 * 24 + 1) * 3_600 * 1_000_000, "an hour more in between");
    let gap = calendar.after_days(at("2026-03-28 02:30", BERLIN), 1);
    assert_eq!(text(gap, BERLIN), "Sun 2026-03-29 03:00", "half past two does not exist on that day");
    let utc = office(chrono_tz::UTC, BTreeMap::new());
    assert_eq!(
        text(utc.after_working_days(at("2026-11-20 10:00", chrono_tz::UTC), 1).at, chrono_tz::UTC),
        "Mon 2026-11-23 18:00"
    );
}

#[test]
fn hours_to_midnight_and_every_day_of_the_week() {
    let service = Calendar {
        weekdays: Weekdays::parse("1234567").expect("days"),
        hours: Hours::new(0, 24 * 60).expect("hours"),
        ..office(SHANGHAI, BTreeMap::new())
    };
    let counted = service.after_working_days(at("2026-11-21 23:59", SHANGHAI), 1);
    assert_eq!(text(counted.at, SHANGHAI), "Mon 2026-11-23 00:00", "the midnight that ends Sunday");
    assert_eq!(service.office_minutes(at("2026-11-21 00:00", SHANGHAI), at("2026-11-23 00:00", SHANGHAI)), 2 * 24 * 60);
}

#[test]
fn what_is_typed_is_read() {
    for (typed, read) in [
        ("09:00", Some(540)),
        (" 23:59 ", Some(1_439)),
        ("24:00", Some(1_440)),
        ("24:01", None),
        ("9:00", None),
        ("09:60", None),
        ("0900", None),
        ("", None),
    ] {
        assert_eq!(parse_hour(typed), read, "{typed}");
    }
    assert_eq!(hour_text(540), "09:00");
    for (typed, read) in [("12345", true), ("", false), ("11", false), ("8", false), ("1x", false), ("7", true)] {
        assert_eq!(Weekdays::parse(typed).is_some(), read, "{typed}");
        assert!(Weekdays::parse(typed).is_none_or(|days| days.text() == typed));
    }
    assert!(Hours::new(600, 600).is_none() && Hours::new(0, 1_441).is_none());
}

proptest! {
    /// What is left at an instant, counted on from there, leads to the end again; and no end lies on a day on which nobody works.
    #[test]
    fn what_is_left_leads_to_the_end(start in 1_760_000_000_i64..1_800_000_000, days in 0_u32..40, later in 0_i64..2_000_000, zone in 0_usize..3) {
        let zone = [SHANGHAI, BERLIN, chrono_tz::UTC][zone];
        let calendar = office(zone, if zone == SHANGHAI { china() } else { BTreeMap::new() });
        let start = Timestamp::from_micros(start / 60 * 60_000_000);
        let end = calendar.after_working_days(start, days).at;
        prop_assert!(end > start);
        prop_assert!(calendar.is_working_day(Timestamp::from_micros(end.micros() - 1).date_in(zone)));
        let paused = start.plus_seconds(later / 60 * 60);
        if paused < end {
            let left = calendar.office_minutes(paused, end);
            prop_assert_eq!(calendar.after_office_minutes(paused, left).at, end);
        }
        let day: DateTime<Utc> = end.utc();
        prop_assert_eq!(day.timestamp() % 60, 0);
    }
}
