//! Chance that repeats itself: the same seed throws the same dice, on every machine.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// Random numbers, the same for the same seed.
pub struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// The numbers of one thing among many: the name of a buyer does not depend on the buyers made before.
    pub fn of(seed: u64, thing: u64) -> Self {
        Self::new(seed ^ thing.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A number from 0 up to, but without, `end`.
    pub fn below(&mut self, end: i64) -> i64 {
        if end <= 1 { 0 } else { self.0.random_range(0..end) }
    }

    /// A number between two, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// True with a chance in percent.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        let at = self.below(i64::try_from(all.len()).unwrap_or(1));
        &all[usize::try_from(at).unwrap_or_default()]
    }

    /// A place among weights, more often where they are heavier.
    pub fn weighted(&mut self, weights: impl Iterator<Item = i64> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (at, weight) in weights.enumerate() {
            left -= weight;
            if left < 0 {
                return at;
            }
        }
        0
    }

    /// A text of `count` digits.
    pub fn digits(&mut self, count: u32) -> String {
        let number = self.below(10_i64.pow(count.min(18)));
        format!("{number:0width$}", width = count as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself() {
        let throw = |seed| {
            let mut rng = Rng::new(seed);
            (rng.below(1_000_000), rng.digits(12), rng.weighted([1, 5, 3].into_iter()))
        };
        assert_eq!(throw(7), throw(7));
        assert_ne!(throw(7), throw(8));
        assert_eq!(Rng::new(7).below(1_000_000), 55_360, "the generator changed, and with it every data set");
    }
}
