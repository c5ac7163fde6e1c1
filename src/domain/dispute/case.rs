//! Who decides a case, what lists show of it, and when evidence has to be there.

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;

use crate::domain::codes::codes;
use crate::domain::time::{Timestamp, instant_of};

codes! {
    /// Who decides a case (R173, R174).
    DisputeKind {
        Platform = "PLATFORM",
        ConsumerAssociation = "CONSUMER_ASSOC",
        IndustryAssociation = "INDUSTRY_ASSOC",
        Court = "LEGAL",
    }
}

codes! {
    /// Whose evidence it is.
    DisputeSide {
        Buyer = "BUYER",
        Merchant = "MERCHANT",
    }
}

codes! {
    /// What lists show of a dispute.
    DisputeMark {
        None = "NONE",
        /// The case is before somebody else.
        OnHold = "HOLD",
        /// A manager decides.
        Escalated = "ESCALATED",
        /// The buyer objects to a rejection, and somebody else decides.
        Appealed = "APPEALED",
    }
}

impl DisputeMark {
    /// The marks that lists can be narrowed to.
    pub const SHOWN: &'static [Self] = &[Self::OnHold, Self::Escalated, Self::Appealed];
}

/// Seconds within which a platform wants an answer, where it names no other time.
pub const ANSWER_SECONDS: i64 = 24 * 3_600;

/// Days within which a ruling can be objected to.
pub const OBJECTION_DAYS: i64 = 7;

/// Hours of a day in which a platform counts the time for evidence, every day of the year, and how many it gives.
const EVIDENCE_HOURS: (u32, u32, i64) = (9, 18, 4);

/// When evidence has to be there that is asked for at an instant: four hours of those between 09:00 and 18:00, local time, of any day.
pub fn evidence_due(from: Timestamp, zone: Tz) -> Timestamp {
    let (opens, closes, hours) = EVIDENCE_HOURS;
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let local = from.utc().with_timezone(&zone).naive_local();
    let (mut day, mut time) = (local.date(), local.time().max(clock(opens)));
    let mut left = TimeDelta::hours(hours);
    loop {
        let today = (clock(closes) - time).max(TimeDelta::zero());
        if left <= today {
            return instant_of(day.and_time(time) + left, zone);
        }
        left -= today;
        (day, time) = (day.succ_opt().unwrap_or(day), clock(opens));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hours_between_nine_and_six_are_given_for_evidence() {
        let shanghai = chrono_tz::Asia::Shanghai;
        for (asked, due) in [
            ("2026-11-23T10:00", "2026-11-23T14:00"),
            ("2026-11-23T14:00", "2026-11-23T18:00"),
            ("2026-11-23T15:30", "2026-11-24T10:30"),
            ("2026-11-23T18:00", "2026-11-24T13:00"),
            ("2026-11-23T02:00", "2026-11-23T13:00"),
            // A Saturday evening: every day counts.
            ("2026-11-28T23:59", "2026-11-29T13:00"),
            ("2026-12-31T17:00", "2027-01-01T12:00"),
        ] {
            let at = |text: &str| {
                let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a time");
                instant_of(local, shanghai)
            };
            assert_eq!(evidence_due(at(asked), shanghai), at(due), "{asked}");
        }
    }
}
