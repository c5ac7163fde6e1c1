//! Local days and the running numbers given on them, for a business in China: eight hours ahead of UTC all year.

use std::collections::BTreeMap;

use crate::domain::time::{Timestamp, zone};

const DAY: i64 = 86_400_000_000;
const AHEAD: i64 = 8 * 3_600_000_000;

/// The kinds of numbers counted by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Ticket,
    Refund,
    Inbound,
    Parcel,
    Outbound,
}

const PREFIXES: [&str; 5] = ["AS", "RF", "RI", "UP", "RO"];

struct Day {
    /// `yymmdd`.
    short: String,
    /// `yyyy-mm-dd`.
    long: String,
    given: [i64; 5],
}

/// The numbers given so far.
#[derive(Default)]
pub struct Days {
    days: BTreeMap<i64, Day>,
}

impl Days {
    fn day(&mut self, at: i64) -> &mut Day {
        self.days.entry((at + AHEAD).div_euclid(DAY)).or_insert_with(|| {
            let date = Timestamp::from_micros(at).date_in(zone("Asia/Shanghai"));
            Day { short: date.format("%y%m%d").to_string(), long: date.to_string(), given: [0; 5] }
        })
    }

    /// The next number of an instant's day.
    pub fn next(&mut self, what: Number, at: i64) -> String {
        let day = self.day(at);
        day.given[what as usize] += 1;
        format!("{}{}{:04}", PREFIXES[what as usize], day.short, day.given[what as usize])
    }

    /// An instant's date.
    pub fn date(&mut self, at: i64) -> String {
        self.day(at).long.clone()
    }

    /// Every prefix and day with how many numbers were given.
    pub fn given(&self) -> Vec<(&'static str, String, i64)> {
        let of_day = |day: &Day| {
            let short = day.short.clone();
            PREFIXES.into_iter().zip(day.given).map(move |(prefix, given)| (prefix, short.clone(), given))
        };
        self.days.values().flat_map(|day| of_day(day).collect::<Vec<_>>()).filter(|(.., given)| *given > 0).collect()
    }
}
