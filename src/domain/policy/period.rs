//! A span of local dates, both ends included and either one open.

use chrono::NaiveDate;

/// From a date to another, both included; without a first or a last date it is open there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Whether it has a first or a last date.
    pub fn is_bounded(self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Whether it ends before it begins.
    pub fn is_backwards(self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until < from)
    }

    /// Whether a date lies in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    /// Whether some date lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(one), Some(another)) => Some(one.min(another)),
            (one, another) => one.or(another),
        };
        !Self { from, until }.is_backwards()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        let (from, until) = text.split_once('/').expect("two dates");
        Period { from: from.parse().ok(), until: until.parse().ok() }
    }

    #[test]
    fn both_ends_belong_to_it_and_an_open_end_has_none() {
        for (one, other, overlap) in [
            ("2026-11-01/2026-11-11", "2026-11-11/2026-11-20", true),
            ("2026-11-01/2026-11-10", "2026-11-11/2026-11-20", false),
            ("/2026-11-10", "2026-11-10/", true),
            ("/2026-11-10", "2026-11-11/", false),
            ("/", "2026-11-11/2026-11-11", true),
            ("2026-11-01/", "2026-12-01/", true),
        ] {
            assert_eq!(period(one).overlaps(period(other)), overlap, "{one} {other}");
            assert_eq!(period(other).overlaps(period(one)), overlap, "{other} {one}");
        }
        assert!(period("2026-11-02/2026-11-01").is_backwards() && !period("2026-11-01/2026-11-01").is_backwards());
        let day = "2026-11-11".parse().expect("a date");
        assert!(period("2026-11-11/2026-11-11").contains(day) && !period("2026-11-12/").contains(day));
    }
}
