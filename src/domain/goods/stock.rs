//! The limits of a compartment of the stock: which result no move may leave. The quantity itself is the sum of the moves.

use crate::domain::refusal::Refusal;

/// A compartment's figures after a move: units that are there, and those of them promised to exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub qty: i64,
    pub reserved: i64,
}

impl Level {
    /// The units that can still be promised or taken.
    pub fn available(self) -> i64 {
        self.qty - self.reserved
    }

    /// Neither the stock, nor what is promised of it, nor what is free ever falls below zero (R151). `taken` is the units that the move
    /// took; the refusal names the units that it could have taken.
    pub fn check(self, taken: i64) -> Result<(), Refusal> {
        if self.qty < 0 || self.reserved < 0 || self.available() < 0 {
            return Err(Refusal::WouldGoNegative((self.available() + taken).max(0)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_move_takes_what_is_not_free() {
        for (qty, reserved, taken, expected) in [
            (3, 0, 2, Ok(())),
            (0, 0, 3, Ok(())),
            (2, 2, 1, Ok(())),
            (-1, 0, 4, Err(Refusal::WouldGoNegative(3))),
            (2, 3, 1, Err(Refusal::WouldGoNegative(0))),
            (4, -1, 0, Err(Refusal::WouldGoNegative(5))),
        ] {
            let level = Level { qty, reserved };
            assert_eq!(level.check(taken), expected, "{level:?}");
        }
    }
}
