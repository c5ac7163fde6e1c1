//! Our own numbers by their last figures: `280012` is `AS2611280012`. A number is a prefix, the day in six figures and a running number of
//! four figures or more, so the numbers that end in some figures can be named, and no list is read to its end.

use chrono::{Days, NaiveDate};

/// Figures that a tail has at least: with fewer each day of a year has a number that ends so.
pub const LEAST: usize = 5;
/// Days before today whose numbers are found by a tail.
const DAYS: u64 = 400;
/// Figures of a day.
const DAY: usize = 6;
/// Figures that a running number is known with.
const RUNNING: std::ops::RangeInclusive<usize> = 4..=5;

/// The numbers of a prefix that end in a tail, the newest day first; none for what is no tail.
pub fn ending_in(prefix: &str, tail: &str, today: NaiveDate) -> Vec<String> {
    let is_tail = (LEAST..=DAY + RUNNING.end()).contains(&tail.len()) && tail.bytes().all(|byte| byte.is_ascii_digit());
    if !is_tail {
        return Vec::new();
    }
    let days = (0..DAYS).filter_map(|back| today.checked_sub_days(Days::new(back)));
    let days: Vec<String> = days.map(|day| day.format("%y%m%d").to_string()).collect();
    let of = |day: &String| {
        let (day, tail) = (day.clone(), tail.to_owned());
        RUNNING.filter_map(move |width| {
            let (of_day, running) = tail.split_at_checked(tail.len().checked_sub(width)?)?;
            // A running number of five figures does not begin with a zero.
            let is_one = day.ends_with(of_day) && (width == *RUNNING.start() || !running.starts_with('0'));
            is_one.then(|| format!("{day}{running}"))
        })
    };
    days.iter().flat_map(of).map(|number| format!("{prefix}{number}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day")
    }

    #[test]
    fn the_last_figures_name_the_numbers_of_the_days_that_fit() {
        let found = ending_in("AS", "280012", today());
        assert_eq!(found.first().map(String::as_str), Some("AS2611280012"));
        assert!(found.contains(&"AS2610280012".to_owned()), "a month before");
        assert!(found.iter().all(|number| number.ends_with("280012")));
        assert_eq!(ending_in("RF", "2611280012", today()), ["RF2611280012"]);
        assert!(ending_in("AS", "11234", today()).contains(&"AS26112811234".to_owned()), "more than 9,999 in a day");
    }

    #[test]
    fn what_is_too_short_or_no_number_names_none() {
        for tail in ["", "0012", "28001x", "1234567890123", "２８００１２"] {
            assert!(ending_in("AS", tail, today()).is_empty(), "{tail}");
        }
    }
}
