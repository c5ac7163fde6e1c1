//! When a parcel was signed in, which may be before its scan arrived here.

use crate::domain::time::Timestamp;

/// How far back a browser's word about the time of a scan is taken, in seconds.
const TRUSTED_SECONDS: i64 = 86_400;

/// The time of a scan: what the browser says of one that it kept for up to 24 hours, both ends included; otherwise the present.
pub fn signed_in_at(scanned_at: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let earliest = now.plus_seconds(-TRUSTED_SECONDS);
    scanned_at.filter(|at| (earliest.micros()..=now.micros()).contains(&at.micros())).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_keeps_its_time_for_a_day() {
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        for (seconds_ago, is_trusted) in [(0, true), (1, true), (86_400, true), (86_401, false), (-1, false)] {
            let at = now.plus_seconds(-seconds_ago);
            assert_eq!(signed_in_at(Some(at), now), if is_trusted { at } else { now }, "{seconds_ago} s ago");
        }
        assert_eq!(signed_in_at(None, now), now);
    }
}
