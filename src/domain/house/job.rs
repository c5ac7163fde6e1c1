//! Background jobs: the queue in which each kind waits, and when recurring work is due.

use chrono_tz::Tz;

use crate::domain::codes::codes;
use crate::domain::house::work::JobKind;
use crate::domain::time::{Timestamp, start_of_day};

/// Seconds after midnight from which the night's clean-up may run, in the zone of the first merchant.
const NIGHT: i64 = 3 * 3_600;
/// Seconds between two looks for files of lists whose time is over.
const BETWEEN_EXPIRIES: i64 = 600;

codes! {
    /// Where jobs wait. Each queue has workers of its own, so that a long job of one holds up no job of another.
    JobQueue {
        Money = "money",
        Imports = "imports",
        Exports = "exports",
        Upkeep = "upkeep",
        Terms = "terms",
    }
}

impl JobKind {
    /// The queue in which jobs of this kind wait.
    pub const fn queue(self) -> JobQueue {
        match self {
            Self::Refund => JobQueue::Money,
            Self::ImportOrders => JobQueue::Imports,
            Self::Export | Self::TryRules => JobQueue::Exports,
            Self::Retention | Self::Pictures | Self::ExpireExports => JobQueue::Upkeep,
            Self::Terms | Self::CountTermsAgain | Self::ArchiveEnded | Self::ReturnTickets => JobQueue::Terms,
        }
    }
}

impl JobQueue {
    /// How many jobs of the queue one server runs at a time.
    pub fn workers(self) -> usize {
        match self {
            Self::Money => 4,
            Self::Imports | Self::Exports => 2,
            // One after the other: each writes ticket by ticket.
            Self::Terms => 1,
            Self::Upkeep => 3,
        }
    }
}

codes! {
    /// Recurring work. All servers share its due times.
    Schedule {
        /// The nightly clean-up.
        Retention = "retention",
        /// Deletes the files of lists that were kept for a day.
        ExpiredExports = "expired_exports",
        /// Fetches pictures of goods as soon as orders name new ones.
        Pictures = "pictures",
        /// Ends the terms whose time ran out.
        Terms = "terms",
        /// Puts tickets away that ended some time ago, each night.
        Archiving = "archiving",
    }
}

impl Schedule {
    /// Whether the work may be ordered at `now`, however long it has been due: the clean-up waits for the night. `zone` is that of the first
    /// merchant.
    pub fn may_begin(self, now: Timestamp, zone: Tz) -> bool {
        match self {
            Self::Retention | Self::Archiving => now >= start_of_day(now.date_in(zone), zone).plus_seconds(NIGHT),
            Self::ExpiredExports | Self::Pictures | Self::Terms => true,
        }
    }

    /// When the work is due again after it was ordered at `now`. `zone` is that of the first merchant.
    pub fn next_after(self, now: Timestamp, zone: Tz) -> Timestamp {
        match self {
            Self::Retention | Self::Archiving => {
                let today = now.date_in(zone);
                let tonight = start_of_day(today, zone).plus_seconds(NIGHT);
                let tomorrow = start_of_day(today.succ_opt().unwrap_or(today), zone).plus_seconds(NIGHT);
                if tonight > now { tonight } else { tomorrow }
            }
            Self::ExpiredExports => now.plus_seconds(BETWEEN_EXPIRIES),
            Self::Pictures | Self::Terms => now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_comes_once_a_day_at_three() {
        let at =
            |text: &str| -> Timestamp { text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant").into() };
        for (now, next) in [
            ("2026-11-22T02:00:00Z", "2026-11-22T19:00:00Z"),
            ("2026-11-22T18:59:59Z", "2026-11-22T19:00:00Z"),
            ("2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z"),
        ] {
            assert_eq!(Schedule::Retention.next_after(at(now), chrono_tz::Asia::Shanghai), at(next), "{now}");
        }
    }

    #[test]
    fn a_house_that_opens_at_midnight_is_cleaned_up_at_three() {
        let at =
            |text: &str| -> Timestamp { text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant").into() };
        for (now, may) in [
            ("2026-11-22T15:59:59Z", true),
            ("2026-11-22T16:00:00Z", false),
            ("2026-11-22T18:59:59Z", false),
            ("2026-11-22T19:00:00Z", true),
        ] {
            assert_eq!(Schedule::Retention.may_begin(at(now), chrono_tz::Asia::Shanghai), may, "{now}");
            assert!(Schedule::Pictures.may_begin(at(now), chrono_tz::Asia::Shanghai));
        }
    }
}
