//! How long a log-in holds: it ends after a while without use, and after a longer while in any case.

use crate::domain::time::Timestamp;

/// A session's limits, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request for so long, a session has ended.
    pub idle_seconds: i64,
    /// So long after the log-in it has ended, used or not.
    pub whole_seconds: i64,
}

impl Default for SessionLimits {
    /// 12 hours without use, 7 days in all.
    fn default() -> Self {
        Self { idle_seconds: 12 * 3_600, whole_seconds: 7 * 24 * 3_600 }
    }
}

impl SessionLimits {
    /// The instant at which a session of this beginning and last use ends.
    pub fn ends_at(&self, created_at: Timestamp, seen_at: Timestamp) -> Timestamp {
        seen_at.plus_seconds(self.idle_seconds).min(created_at.plus_seconds(self.whole_seconds))
    }

    /// A session holds now if it began after this.
    pub fn begun_after(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(-self.whole_seconds)
    }

    /// A session holds now if it was used after this.
    pub fn seen_after(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(-self.idle_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_holds_until_the_earlier_of_its_two_ends() {
        let limits = SessionLimits { idle_seconds: 10, whole_seconds: 100 };
        let at = |seconds| Timestamp::default().plus_seconds(seconds);
        for (created, seen, end) in [(0, 0, 10), (0, 60, 70), (0, 95, 100), (50, 95, 105)] {
            let end = at(end);
            assert_eq!(limits.ends_at(at(created), at(seen)), end);
            for (now, holds) in [(end.plus_seconds(-1), true), (end, false)] {
                let by_query = at(created) > limits.begun_after(now) && at(seen) > limits.seen_after(now);
                assert_eq!(by_query, holds, "created {created}, seen {seen}, at {now:?}");
            }
        }
    }
}
