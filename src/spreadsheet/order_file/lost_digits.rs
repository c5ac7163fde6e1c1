//! Numbers whose last digits a spreadsheet program lost although they look whole: it keeps fifteen digits and writes noughts for the rest,
//! so that 2026110100012345678 becomes 2026110100012340000, and two orders may become one. A number may also end so by itself; a column in
//! which more of them do than chance allows has lost its digits.

use std::collections::BTreeMap;

use crate::spreadsheet::order_file::field::Field;

/// The digits that a spreadsheet program keeps.
const KEPT: usize = 15;
/// A thousandth: less likely is no chance.
const UNLIKELY: u128 = 1_000;

/// The numbers of more digits than are kept, by field and length.
#[derive(Debug, Default)]
pub(in crate::spreadsheet) struct LostDigits {
    seen: BTreeMap<(Field, usize), Seen>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    all: u128,
    ending_in_noughts: u128,
}

impl LostDigits {
    /// Notes a number, once for each order.
    pub fn note(&mut self, field: Field, text: &str) {
        let Some(lost) = digits_beyond(text) else { return };
        let seen = self.seen.entry((field, text.len())).or_default();
        seen.all += 1;
        seen.ending_in_noughts += u128::from(is_noughts(lost));
    }

    /// Whether a number ends in noughts and chance does not explain how many of its length do.
    pub fn has_lost(&self, field: Field, text: &str) -> bool {
        digits_beyond(text).is_some_and(is_noughts)
            && self.seen.get(&(field, text.len())).is_some_and(|seen| seen.is_unlikely(text.len() - KEPT))
    }
}

impl Seen {
    /// Whether so many of all numbers hardly end in so many noughts by chance: the sum over all choices of that many numbers bounds the
    /// likelihood.
    fn is_unlikely(self, noughts: usize) -> bool {
        let odds = 10_u128.saturating_pow(noughts.min(30) as u32);
        let Self { all, ending_in_noughts: found } = self;
        if found.saturating_mul(odds) <= 2 * all {
            return false;
        }
        if found >= 30 {
            return true;
        }
        let scale: u128 = UNLIKELY * 1_000_000;
        let bound =
            (1..=found).fold(scale, |bound, nth| bound.saturating_mul(all - (nth - 1)) / nth.saturating_mul(odds));
        bound <= scale / UNLIKELY
    }
}

/// The digits that a spreadsheet program does not keep, of a number of nothing but digits.
fn digits_beyond(text: &str) -> Option<&str> {
    let is_number = text.len() > KEPT && text.bytes().all(|byte| byte.is_ascii_digit());
    text.get(KEPT..).filter(|_| is_number)
}

fn is_noughts(digits: &str) -> bool {
    digits.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(numbers: &[&str], asked: &str) -> bool {
        let mut lost = LostDigits::default();
        numbers.iter().for_each(|number| lost.note(Field::OrderNo, number));
        lost.has_lost(Field::OrderNo, asked)
    }

    #[test]
    fn noughts_beyond_chance_are_lost_digits() {
        let whole = "2026110100012345678";
        let cut = "2026110100012340000";
        assert!(lost(&[cut], cut), "four noughts at once");
        assert!(lost(&[cut, whole], cut), "in a column that is whole otherwise");
        assert!(!lost(&[whole], whole));
        assert!(!lost(&["1234567890123450"], "1234567890123450"), "one nought of sixteen digits is chance");
        let three = ["1234567890123450", "1234567890123460", "1234567890123470"];
        assert!(lost(&three, three[0]), "three times the same is not");
        assert!(!lost(&["A2026110100012340000"], "A2026110100012340000"), "no number");
        assert!(!lost(&["123450000000000"], "123450000000000"), "fifteen digits are kept");
    }

    #[test]
    fn a_large_file_may_have_a_few_by_chance() {
        let numbers: Vec<String> = (0..20_000).map(|n| format!("2026110100012{:06}", n * 7 + 1)).collect();
        let refs: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let by_chance = numbers.iter().find(|number| number.ends_with("0000")).expect("one of them");
        assert!(!lost(&refs, by_chance));
    }
}
