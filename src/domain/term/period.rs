//! Special periods, which a manager declares: a term whose end lies in one ends some days later.

use chrono::{Days, NaiveDate};

use crate::domain::term::calendar::{Calendar, Counted};
use crate::domain::term::kind::TermKind;
use crate::domain::term::length::LengthUnit;

/// The most days that a period adds.
pub const MOST_DAYS: u32 = 60;

/// Days on which terms end later. An empty list stands for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialPeriod {
    /// Local dates, both included.
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub kinds: Vec<TermKind>,
    pub shops: Vec<i64>,
    pub warehouses: Vec<i64>,
    /// From 1 to `MOST_DAYS`.
    pub days: u32,
}

/// Where a term is counted.
#[derive(Clone, Copy, Debug)]
pub struct TermPlace {
    pub kind: TermKind,
    pub shop_id: i64,
    pub warehouse_id: Option<i64>,
}

impl SpecialPeriod {
    fn concerns(&self, place: TermPlace, day: NaiveDate) -> bool {
        let is_one = |ids: &[i64], id: Option<i64>| ids.is_empty() || id.is_some_and(|id| ids.contains(&id));
        (self.first..=self.last).contains(&day)
            && (self.kinds.is_empty() || self.kinds.contains(&place.kind))
            && is_one(&self.shops, Some(place.shop_id))
            && is_one(&self.warehouses, place.warehouse_id)
    }
}

/// An end as the periods move it: by the most days of those that concern it, once. An end of working days stays a closing time of one.
pub fn moved(
    periods: &[SpecialPeriod],
    place: TermPlace,
    unit: LengthUnit,
    due: Counted,
    calendar: &Calendar,
) -> Counted {
    let day = due.at.date_in(calendar.zone);
    let days = periods.iter().filter(|period| period.concerns(place, day)).map(|period| period.days).max();
    let Some(days) = days else { return due };
    match unit {
        LengthUnit::WorkingDays => {
            let later = day.checked_add_days(Days::new(days.into())).unwrap_or(day);
            calendar.close_of(later)
        }
        LengthUnit::Days | LengthUnit::Hours | LengthUnit::Typed => {
            Counted { at: calendar.after_days(due.at, days), ..due }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::term::calendar::{Hours, Weekdays};
    use crate::domain::time::Timestamp;

    fn at(text: &str) -> Timestamp {
        text.parse::<chrono::DateTime<chrono::FixedOffset>>().expect("an instant").with_timezone(&chrono::Utc).into()
    }

    #[test]
    fn ends_in_a_period_move_once_by_the_most_days() {
        let calendar = Calendar {
            zone: chrono_tz::Asia::Shanghai,
            weekdays: Weekdays::OFFICE,
            hours: Hours::OFFICE,
            marks: BTreeMap::new(),
            keeps_holidays: false,
        };
        let day = |text: &str| text.parse().expect("a date");
        let period = |days, shops: &[i64]| SpecialPeriod {
            first: day("2026-11-10"),
            last: day("2026-11-20"),
            kinds: vec![TermKind::Review, TermKind::Return],
            shops: shops.to_vec(),
            warehouses: Vec::new(),
            days,
        };
        let all = [period(2, &[]), period(4, &[7])];
        let place = |kind, shop_id| TermPlace { kind, shop_id, warehouse_id: None };
        let working = LengthUnit::WorkingDays;
        for (place, unit, due, expected) in [
            // Friday and two days is Sunday, so Monday.
            (place(TermKind::Review, 1), working, "2026-11-20T18:00:00+08:00", "2026-11-23T18:00:00+08:00"),
            (place(TermKind::Review, 7), working, "2026-11-20T18:00:00+08:00", "2026-11-24T18:00:00+08:00"),
            (place(TermKind::Return, 1), LengthUnit::Days, "2026-11-10T08:30:00+08:00", "2026-11-12T08:30:00+08:00"),
            (place(TermKind::Return, 1), LengthUnit::Days, "2026-11-09T23:59:59+08:00", "2026-11-09T23:59:59+08:00"),
            (place(TermKind::Return, 1), LengthUnit::Days, "2026-11-21T00:00:00+08:00", "2026-11-21T00:00:00+08:00"),
            (place(TermKind::Finance, 1), working, "2026-11-19T18:00:00+08:00", "2026-11-19T18:00:00+08:00"),
        ] {
            let due = Counted { at: at(due), is_provisional: false };
            assert_eq!(moved(&all, place, unit, due, &calendar).at, at(expected), "{place:?} {due:?}");
        }
    }
}
