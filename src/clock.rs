//! The only caller of `now()`: the system's time, a clock that was set once and runs on, or a fixed one that tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use crate::domain::time::Timestamp;

/// The source of time. Cheap to clone; clones of a running or a fixed clock move together.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Running(Running),
    Fixed(Arc<AtomicI64>),
}

/// A clock that was set to an instant and runs on from there; later changes of the system's clock do not move it.
#[derive(Clone, Debug)]
pub struct Running {
    began: Instant,
    /// The instant that it showed at its start, in microseconds since 1970 in UTC.
    zero: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that shows an instant now and runs on.
    pub fn running_from(at: Timestamp) -> Self {
        Self::Running(Running { began: Instant::now(), zero: Arc::new(AtomicI64::new(at.micros())) })
    }

    /// A clock that stands at an instant until it is moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => chrono::Utc::now().into(),
            Self::Running(clock) => {
                let zero = clock.zero.load(Ordering::Relaxed);
                Timestamp::from_micros(zero.saturating_add(micros(clock.began.elapsed())))
            }
            Self::Fixed(hand) => Timestamp::from_micros(hand.load(Ordering::Relaxed)),
        }
    }

    /// Sets a running clock to an instant; any other stays as it is.
    pub fn set(&self, at: Timestamp) {
        if let Self::Running(clock) = self {
            clock.zero.store(at.micros().saturating_sub(micros(clock.began.elapsed())), Ordering::Relaxed);
        }
    }

    /// Moves a fixed clock; any other stays as it is.
    pub fn advance(&self, seconds: i64) {
        if let Self::Fixed(hand) = self {
            hand.fetch_add(seconds.saturating_mul(1_000_000), Ordering::Relaxed);
        }
    }
}

/// Whole microseconds of a duration.
fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_clock_runs_from_where_it_was_set() {
        let at = Timestamp::from_micros(1_795_312_800_000_000);
        let clock = Clock::running_from(at);
        assert!(clock.now() >= at && clock.now() < at.plus_seconds(3_600));
        let other = clock.clone();
        clock.set(at.plus_seconds(7_200));
        assert!(other.now() >= at.plus_seconds(7_200));
    }
}
