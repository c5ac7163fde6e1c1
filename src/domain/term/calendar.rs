//! Working days and office hours of a shop, a team or a warehouse, in its merchant's zone. A day on which nobody works counts as none;
//! what arrives after closing arrives on the next working day.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::domain::codes::codes;
use crate::domain::time::{Timestamp, local_instant};

/// The most days that a search for a working day looks ahead: a calendar on which nobody works for ever ends there.
const LOOK_AHEAD: usize = 40_000;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;
/// Minutes of a day.
const DAY: u16 = 24 * 60;

codes! {
    /// What a marked day is.
    DayKind {
        /// A free day, whatever day of the week it is.
        Holiday = "HOLIDAY",
        /// A working day, whatever day of the week it is.
        MakeupWorkday = "MAKEUP_WORKDAY",
    }
}

/// The days of the week on which people work. At least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Monday to Friday.
    pub const OFFICE: Self = Self([true, true, true, true, true, false, false]);

    /// Reads `12345`: Monday is 1. `None` for other signs, for a day that stands twice and for no day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut days = [false; 7];
        for sign in text.chars() {
            let at = sign.to_digit(10).filter(|day| (1..=7).contains(day))? as usize - 1;
            if std::mem::replace(&mut days[at], true) {
                return None;
            }
        }
        days.contains(&true).then_some(Self(days))
    }

    /// As `parse` reads it.
    pub fn text(self) -> String {
        (1..=7).filter(|day| self.0[day - 1]).map(|day| day.to_string()).collect()
    }

    /// Whether people work on a day of the week.
    pub fn contains(self, day: Weekday) -> bool {
        self.0[day.num_days_from_monday() as usize]
    }
}

/// Office hours in minutes after midnight: from `opens`, until before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub opens: u16,
    /// At most 1440, the midnight that ends the day.
    pub closes: u16,
}

impl Hours {
    /// 09:00 to 18:00.
    pub const OFFICE: Self = Self { opens: 9 * 60, closes: 18 * 60 };

    /// Minutes of a working day.
    pub fn minutes(self) -> i64 {
        i64::from(self.closes) - i64::from(self.opens)
    }

    /// Hours that begin before they end, within one day.
    pub fn new(opens: u16, closes: u16) -> Option<Self> {
        (opens < closes && closes <= DAY).then_some(Self { opens, closes })
    }
}

/// Reads `09:00`, and `24:00` for the midnight that ends a day; minutes after midnight.
pub fn parse_hour(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| part.len() == 2);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60).then_some(hours * 60 + minutes).filter(|all| *all <= DAY)
}

/// `09:00` for 540 minutes after midnight.
pub fn hour_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The calendar by which something is counted.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub zone: Tz,
    pub weekdays: Weekdays,
    pub hours: Hours,
    /// Its marked days.
    pub marks: BTreeMap<NaiveDate, DayKind>,
    /// It keeps public holidays: a year without a mark is one whose holidays nobody entered yet.
    pub keeps_holidays: bool,
}

/// An end that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub at: Timestamp,
    /// It lies in a year whose holidays nobody entered yet.
    pub is_provisional: bool,
}

impl Calendar {
    /// Whether the holidays of a year are still to be entered.
    pub fn is_provisional(&self, year: i32) -> bool {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        let last = NaiveDate::from_ymd_opt(year, 12, 31);
        let (Some(first), Some(last)) = (first, last) else { return self.keeps_holidays };
        self.keeps_holidays && self.marks.range(first..=last).next().is_none()
    }

    /// Whether people work on a date. In a year whose holidays are still to be entered the first of January is free.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.marks.get(&date) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::MakeupWorkday) => true,
            None if date.ordinal() == 1 && self.is_provisional(date.year()) => false,
            None => self.weekdays.contains(date.weekday()),
        }
    }

    /// The end of a number of working days: closing time of that many working days after the day on which something that came at `start`
    /// counts as having come.
    pub fn after_working_days(&self, start: Timestamp, days: u32) -> Counted {
        let first = self.day_of_arrival(start);
        let last = (0..days).fold(first, |date, _| self.next_working_day(date));
        Counted { at: self.closing(last), is_provisional: self.is_provisional(last.year()) }
    }

    /// The working day on which something that comes at an instant counts as having come: that day before closing time, else the next one.
    fn day_of_arrival(&self, at: Timestamp) -> NaiveDate {
        let date = at.date_in(self.zone);
        if self.is_working_day(date) && at < self.closing(date) { date } else { self.next_working_day(date) }
    }

    /// Closing time of a date, where people do not work then of the next working day.
    pub fn close_of(&self, date: NaiveDate) -> Counted {
        let date = if self.is_working_day(date) { date } else { self.next_working_day(date) };
        Counted { at: self.closing(date), is_provisional: self.is_provisional(date.year()) }
    }

    fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        let after = date.iter_days().skip(1).take(LOOK_AHEAD);
        let mut last = date;
        for date in after {
            if self.is_working_day(date) {
                return date;
            }
            last = date;
        }
        last
    }

    fn opening(&self, date: NaiveDate) -> Timestamp {
        local_instant(date, self.hours.opens, self.zone)
    }

    fn closing(&self, date: NaiveDate) -> Timestamp {
        local_instant(date, self.hours.closes, self.zone)
    }

    /// Whole office minutes from an instant until before another; a minute that was begun counts. 0 where `until` is not after `from`.
    pub fn office_minutes(&self, from: Timestamp, until: Timestamp) -> i64 {
        let mut micros = 0;
        for date in from.date_in(self.zone).iter_days().take(LOOK_AHEAD) {
            let opening = self.opening(date).max(from);
            if opening >= until {
                break;
            }
            if self.is_working_day(date) {
                micros += (self.closing(date).min(until).micros() - opening.micros()).max(0);
            }
        }
        (micros + MINUTE - 1) / MINUTE
    }

    /// The instant at which so many office minutes have passed since another.
    pub fn after_office_minutes(&self, from: Timestamp, minutes: i64) -> Counted {
        let mut left = minutes.max(0).saturating_mul(MINUTE);
        let mut last = from;
        for date in from.date_in(self.zone).iter_days().take(LOOK_AHEAD) {
            if !self.is_working_day(date) {
                continue;
            }
            let begin = self.opening(date).max(from);
            let closing = self.closing(date);
            let open = (closing.micros() - begin.micros()).max(0);
            if left <= open && open > 0 {
                let at = Timestamp::from_micros(begin.micros() + left);
                return Counted { at, is_provisional: self.is_provisional(date.year()) };
            }
            left -= open;
            last = closing;
        }
        Counted { at: last, is_provisional: true }
    }

    /// The same time of day a number of days later, whatever days these are.
    pub fn after_days(&self, start: Timestamp, days: u32) -> Timestamp {
        let local = start.utc().with_timezone(&self.zone).naive_local();
        let Some(date) = local.date().checked_add_days(Days::new(days.into())) else { return start };
        let since_midnight = local - local.date().and_time(chrono::NaiveTime::MIN);
        let minutes = u16::try_from(since_midnight.num_minutes()).unwrap_or_default();
        let rest = since_midnight - chrono::TimeDelta::minutes(minutes.into());
        let at = local_instant(date, minutes, self.zone);
        Timestamp::from_micros(at.micros() + rest.num_microseconds().unwrap_or_default())
    }
}

#[cfg(test)]
#[path = "tests_calendar.rs"]
mod tests;
