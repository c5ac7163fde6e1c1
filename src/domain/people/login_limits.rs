//! How long a log-in has to wait after failures. A browser that logged in under the name before has a count of its own, so that strangers
//! cannot lock a person out; everybody else is counted by name and address, by name, and by address. Which failures there were is the
//! store's, who counts as known is the web's.

use std::collections::BTreeSet;

use crate::domain::time::Timestamp;

/// The failures of one name from one address, or from one known browser, within `LOCK_SECONDS` that lock the pair.
pub const FAILURES_BEFORE_LOCK: usize = 5;
/// How long a pair is locked, in seconds, from its last failure on.
pub const LOCK_SECONDS: i64 = 15 * 60;
/// The failures of a name within `WINDOW_SECONDS` from which on unknown browsers get one try in `SLOW_SECONDS`.
pub const FAILURES_BEFORE_SLOW: usize = 20;
/// An address that failed with this many names within `WINDOW_SECONDS` gets one try in `SLOW_SECONDS`, by unknown browsers. Low, because
/// one password tried over many names is the usual attack; people of one office who mistype are known by their browsers.
pub const NAMES_BEFORE_SLOW: usize = 5;
/// The seconds in which there is one try.
pub const SLOW_SECONDS: i64 = 30;
/// Failures older than this, in seconds, are forgotten.
pub const WINDOW_SECONDS: i64 = 3_600;

/// The failures of the last `WINDOW_SECONDS` that count against one log-in, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Of the name, from the same known browser, or else from the same address.
    pub pair: Vec<Timestamp>,
    /// Of the name, by unknown browsers anywhere; empty for a known browser.
    pub name: Vec<Timestamp>,
    /// From the address, by unknown browsers, each with the key of its name; empty for a known browser.
    pub address: Vec<(String, Timestamp)>,
}

/// A limit that a failure brought into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The pair is locked.
    Pair,
    /// The name is slowed.
    Name,
    /// The address is slowed.
    Address,
}

impl Record {
    /// Until when the next try has to wait, if it has to.
    pub fn wait_until(&self, now: Timestamp) -> Option<Timestamp> {
        let name = self.name.last().filter(|_| self.name.len() >= FAILURES_BEFORE_SLOW);
        let address = self.address.last().map(|(_, at)| at).filter(|_| self.names() >= NAMES_BEFORE_SLOW);
        let slowed = name.into_iter().chain(address).map(|at| at.plus_seconds(SLOW_SECONDS));
        slowed.chain(locked_until(&self.pair)).filter(|until| *until > now).max()
    }

    /// Adds a failure that happens now; `name_key` is the name's. Gives the limits that it brought into force.
    pub fn fail(&mut self, known_browser: bool, name_key: &str, now: Timestamp) -> Vec<Limit> {
        let (names, of_name) = (self.names(), self.name.len());
        self.pair.push(now);
        if !known_browser {
            self.name.push(now);
            self.address.push((name_key.to_owned(), now));
        }
        let begun = [
            (Limit::Pair, locked_until(&self.pair).is_some_and(|until| until > now)),
            (Limit::Name, of_name < FAILURES_BEFORE_SLOW && self.name.len() >= FAILURES_BEFORE_SLOW),
            (Limit::Address, names < NAMES_BEFORE_SLOW && self.names() >= NAMES_BEFORE_SLOW),
        ];
        begun.into_iter().filter(|(_, begins)| *begins).map(|(limit, _)| limit).collect()
    }

    fn names(&self) -> usize {
        self.address.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len()
    }
}

/// Until when failures of one pair, the oldest first, lock it; in the past where the lock is over. Who is locked adds no failure, so those
/// before a lock never count towards the next; only a known browser that fails at the same address prolongs it.
pub fn locked_until(failures: &[Timestamp]) -> Option<Timestamp> {
    let last = failures.last()?;
    let first = failures.len().checked_sub(FAILURES_BEFORE_LOCK).and_then(|at| failures.get(at))?;
    (first.plus_seconds(LOCK_SECONDS) > *last).then(|| last.plus_seconds(LOCK_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::default().plus_seconds(second)
    }

    fn times(seconds: &[i64]) -> Vec<Timestamp> {
        seconds.iter().map(|second| at(*second)).collect()
    }

    #[test]
    fn five_failures_in_a_quarter_of_an_hour_lock_a_pair_for_as_long() {
        let cases: [(&[i64], i64, Option<i64>); 8] = [
            (&[], 0, None),
            (&[0, 1, 2, 3], 3, None),
            (&[0, 1, 2, 3, 4], 4, Some(904)),
            (&[0, 1, 2, 3, 4], 903, Some(904)),
            (&[0, 1, 2, 3, 4], 904, None),
            (&[0, 1, 2, 3, 900], 900, None),
            (&[0, 1, 2, 3, 899], 899, Some(1_799)),
            // After a lock it takes five again.
            (&[0, 0, 0, 0, 0, 900, 901, 902, 903], 903, None),
        ];
        for (pair, now, until) in cases {
            let record = Record { pair: times(pair), ..Record::default() };
            assert_eq!(record.wait_until(at(now)), until.map(at), "{pair:?} at {now}");
        }
    }

    #[test]
    fn a_name_that_fails_everywhere_gets_a_try_in_half_a_minute() {
        let mut record = Record::default();
        for second in 0..20 {
            assert_eq!(record.wait_until(at(second)), None, "after {second} failures");
            record.pair.clear();
            let begun = record.fail(false, "a", at(second));
            assert_eq!(begun, if second == 19 { vec![Limit::Name] } else { vec![] });
        }
        record.pair.clear();
        assert_eq!(record.wait_until(at(19)), Some(at(49)));
        assert_eq!(record.wait_until(at(49)), None);
        assert_eq!(record.fail(false, "a", at(49)), [], "it is said once");
        assert_eq!(record.wait_until(at(50)), Some(at(79)));
    }

    #[test]
    fn an_address_that_fails_with_many_names_is_slowed_likewise() {
        let mut record = Record::default();
        for (second, name) in (0..).zip(["a", "b", "c", "d", "a", "b"]) {
            record.fail(false, name, at(second));
            assert_eq!(record.wait_until(at(second)), None, "four names, however often");
            record.pair.clear();
        }
        assert_eq!(record.fail(false, "e", at(9)), [Limit::Address]);
        assert_eq!(record.wait_until(at(9)), Some(at(39)));
    }

    #[test]
    fn a_known_browser_counts_for_itself_alone() {
        let mut record = Record::default();
        for second in 0..4 {
            assert_eq!(record.fail(true, "a", at(second)), []);
        }
        assert_eq!(record.fail(true, "a", at(4)), [Limit::Pair]);
        assert!(record.name.is_empty() && record.address.is_empty());
    }

    #[test]
    fn of_several_limits_the_longest_holds() {
        let address: Vec<_> = ["a", "b", "c", "d", "e"].map(|name| (name.to_owned(), at(100))).into();
        let record = Record { pair: times(&[0, 0, 0, 0, 0]), name: times(&[90; 20]), address };
        assert_eq!(record.wait_until(at(100)), Some(at(900)));
        assert_eq!(Record { pair: Vec::new(), ..record }.wait_until(at(100)), Some(at(130)));
    }
}
