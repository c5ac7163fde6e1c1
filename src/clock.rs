//! The only caller of `now()`: the system's time, or a fixed one that tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::time::Timestamp;

/// Where the time comes from. Cheap to clone; clones of a fixed clock share their hand.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant until it is moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => chrono::Utc::now().into(),
            Self::Fixed(hand) => Timestamp::from_micros(hand.load(Ordering::Relaxed)),
        }
    }

    /// Moves a fixed clock; a system clock stays as it is.
    pub fn advance(&self, seconds: i64) {
        if let Self::Fixed(hand) = self {
            hand.fetch_add(seconds.saturating_mul(1_000_000), Ordering::Relaxed);
        }
    }
}
