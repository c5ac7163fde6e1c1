//! A year of a calendar, month by month.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::term::calendar::Calendar;
use crate::i18n::codes::Named;
use crate::i18n::term::calendar::CalendarWords;
use crate::i18n::{Lang, fill};
use crate::store::term::calendars::DayRow;

/// A month as a grid of weeks, Monday first.
pub struct Month {
    pub name: String,
    pub weeks: Vec<[Option<Day>; 7]>,
}

/// A day of the grid.
pub struct Day {
    pub number: u32,
    /// `2026-10-01`.
    pub date: String,
    pub works: bool,
    pub is_marked: bool,
    pub is_today: bool,
    /// What it is, in words.
    pub title: String,
}

/// The months of a year.
pub fn months(year: i32, calendar: &Calendar, marked: &[DayRow], today: NaiveDate, lang: Lang) -> Vec<Month> {
    let by_day: BTreeMap<&str, &DayRow> = marked.iter().map(|row| (row.day.as_str(), row)).collect();
    let t = CalendarWords::of(lang);
    let month = |number: u32| {
        let first = NaiveDate::from_ymd_opt(year, number, 1)?;
        let days = first.iter_days().take_while(|date| date.month() == number);
        let mut weeks: Vec<[Option<Day>; 7]> = Vec::new();
        for date in days {
            let column = date.weekday().num_days_from_monday() as usize;
            if weeks.is_empty() || column == 0 {
                weeks.push(Default::default());
            }
            let text = date.to_string();
            let mark = by_day.get(text.as_str());
            let works = calendar.is_working_day(date);
            let kind = match mark {
                Some(row) => format!("{} {}", row.kind.name(lang), row.name),
                None => if works { t.legend_work } else { t.legend_free }.to_owned(),
            };
            let day = Day {
                number: date.day(),
                title: format!("{text} {kind}"),
                works,
                is_marked: mark.is_some(),
                is_today: date == today,
                date: text,
            };
            if let Some(week) = weeks.last_mut() {
                week[column] = Some(day);
            }
        }
        Some(Month { name: fill(t.month_name, &[("m", &number.to_string())]), weeks })
    };
    (1..=12).filter_map(month).collect()
}
