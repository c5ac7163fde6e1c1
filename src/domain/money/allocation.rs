//! Splits an amount over lines so that the parts add up to it exactly, and derives what each order
//! line cost the buyer. It does not decide which promotion covers which lines, nor what a source
//! that delivers paid shares meant.

use std::cmp::Reverse;

use crate::domain::money::Money;

/// A line's part in the allocation of order-level promotions.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct LineBase {
    pub gross: Money,
    /// Given on this line alone, before any order-level promotion.
    pub line_discount: Money,
    /// A gift is paid with nothing and takes no part of a promotion, whatever its stated value.
    pub is_gift: bool,
}

/// A line's way from its base to what was paid for it: `base` less all `shares` is `paid`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidShare {
    pub base: Money,
    /// One per promotion, in the order they were applied.
    pub shares: Vec<Money>,
    pub paid: Money,
}

/// Splits `total` in proportion to `bases`: everyone gets the floor, and the missing minor units go
/// one each to the largest remainders, ties to the larger base, then to the earlier line. A base of
/// zero gets nothing, and while `total` is at most the sum of the bases no line gets more than its
/// base.
///
/// `None` when `total` cannot be placed: something to split over nothing, or a negative amount.
pub fn by_largest_remainder(total: Money, bases: &[Money]) -> Option<Vec<Money>> {
    if total.is_negative() || bases.iter().any(|base| base.is_negative()) {
        return None;
    }
    let whole: i128 = bases.iter().map(|base| i128::from(base.minor())).sum();
    if whole == 0 {
        return total.is_zero().then(|| vec![Money::ZERO; bases.len()]);
    }
    let products = bases.iter().map(|base| i128::from(total.minor()) * i128::from(base.minor()));
    let mut shares = Vec::with_capacity(bases.len());
    let mut by_remainder = Vec::with_capacity(bases.len());
    for (at, product) in products.enumerate() {
        shares.push(i64::try_from(product / whole).ok()?);
        by_remainder.push((product % whole, bases[at], Reverse(at)));
    }
    let missing = total.minor() - shares.iter().sum::<i64>();
    by_remainder.sort_unstable_by(|one, other| other.cmp(one));
    // Remainders are each below `whole` and add up to `missing` times `whole`, so more lines than
    // `missing` have one.
    for (_, (_, _, Reverse(at))) in (0..missing).zip(by_remainder) {
        shares[at] += 1;
    }
    Some(shares.into_iter().map(Money::from_minor).collect())
}

/// The paid amount of every line: gross less its own discount, then each promotion (full reduction,
/// coupon, red packet, points) one after the other on what the former left (R9).
///
/// `None` when the figures contradict each other: a discount above the gross, or a promotion above
/// all that is left. Such an order is flagged and nothing is refunded automatically.
pub fn paid_shares(bases: &[LineBase], promotions: &[Money]) -> Option<Vec<PaidShare>> {
    let mut left = Vec::with_capacity(bases.len());
    for line in bases {
        let base = if line.is_gift { Money::ZERO } else { line.gross.checked_sub(line.line_discount)? };
        left.push(base);
    }
    let mut lines: Vec<PaidShare> =
        left.iter().map(|base| PaidShare { base: *base, shares: Vec::new(), paid: *base }).collect();
    for promotion in promotions {
        let shares = by_largest_remainder(*promotion, &left)?;
        for ((line, left), share) in lines.iter_mut().zip(&mut left).zip(shares) {
            *left -= share;
            line.paid = *left;
            line.shares.push(share);
        }
    }
    let contradictory = lines.iter().any(|line| line.paid.is_negative());
    (!contradictory).then_some(lines)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(minor: &[i64]) -> Vec<Money> {
        minor.iter().copied().map(Money::from_minor).collect()
    }

    fn sold(gross: i64) -> LineBase {
        LineBase { gross: Money::from_minor(gross), line_discount: Money::ZERO, is_gift: false }
    }

    #[test]
    fn the_missing_units_go_to_the_largest_remainders() {
        let cases: &[(i64, &[i64], &[i64])] = &[
            (3_000, &[9_999, 5_999, 1_999], &[1_667, 1_000, 333]),
            (2_000, &[29_900, 9_900], &[1_503, 497]),
            (100, &[3_300, 3_300, 3_300], &[34, 33, 33]),
            (5_000, &[20_000, 15_000], &[2_857, 2_143]),
            // Three refunds over what is left of two payments, 30.00 and 70.00.
            (3_333, &[3_000, 7_000], &[1_000, 2_333]),
            (3_333, &[2_000, 4_667], &[1_000, 2_333]),
            (3_334, &[1_000, 2_334], &[1_000, 2_334]),
            // Equal remainders (one half each): the larger base takes the unit, though it comes
            // later.
            (2, &[1, 3], &[0, 2]),
            (1, &[0, 0, 7], &[0, 0, 1]),
            (0, &[5, 5], &[0, 0]),
            (0, &[0, 0], &[0, 0]),
            (0, &[], &[]),
            (10, &[10, 0], &[10, 0]),
        ];
        for (total, bases, shares) in cases {
            assert_eq!(by_largest_remainder(Money::from_minor(*total), &money(bases)), Some(money(shares)), "{total}");
        }
    }

    #[test]
    fn what_cannot_be_placed_is_not_placed() {
        for (total, bases) in [(1, vec![]), (1, vec![0, 0]), (-1, vec![5]), (1, vec![5, -1])] {
            assert_eq!(by_largest_remainder(Money::from_minor(total), &money(&bases)), None);
        }
    }

    #[test]
    fn promotions_apply_one_after_the_other() {
        let paid = |lines: &[LineBase], promotions: &[i64]| -> Option<Vec<i64>> {
            let shares = paid_shares(lines, &money(promotions))?;
            Some(shares.iter().map(|line| line.paid.minor()).collect())
        };
        let one_coupon = paid(&[sold(9_999), sold(5_999), sold(1_999)], &[3_000]);
        assert_eq!(one_coupon, Some(vec![8_332, 4_999, 1_666]));
        let coupon_then_points = paid(&[sold(29_900), sold(9_900)], &[2_000, 500]);
        assert_eq!(coupon_then_points, Some(vec![28_021, 9_279]));
        let full_reduction = paid(&[sold(20_000), sold(15_000)], &[5_000]);
        assert_eq!(full_reduction, Some(vec![17_143, 12_857]));
        assert_eq!(paid(&[sold(500)], &[500]), Some(vec![0]), "a coupon may pay a line in full");
        assert_eq!(paid(&[sold(500)], &[501]), None);
        assert_eq!(paid(&[], &[]), Some(vec![]));
    }

    #[test]
    fn the_shares_of_each_promotion_are_kept() {
        let lines = paid_shares(&[sold(29_900), sold(9_900)], &money(&[2_000, 500])).expect("shares");
        assert_eq!(lines[0].shares, money(&[1_503, 376]));
        assert_eq!(lines[1].shares, money(&[497, 124]));
    }

    #[test]
    fn gifts_and_line_discounts_come_first() {
        let gift = LineBase { is_gift: true, ..sold(5_000) };
        let reduced = LineBase { line_discount: Money::from_minor(1_000), ..sold(5_000) };
        let lines = paid_shares(&[gift, reduced, sold(4_000)], &money(&[800])).expect("shares");
        let figures: Vec<_> = lines.iter().map(|line| (line.base.minor(), line.paid.minor())).collect();
        assert_eq!(figures, [(0, 0), (4_000, 3_600), (4_000, 3_600)]);
        let overdone = LineBase { line_discount: Money::from_minor(5_001), ..sold(5_000) };
        assert_eq!(paid_shares(&[overdone], &[]), None);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_stay_within_their_bases(
            bases in prop::collection::vec(0_i64..1_000_000, 1..12),
            permille in 0_i64..=1_000,
        ) {
            let whole: i64 = bases.iter().sum();
            let total = whole * permille / 1_000;
            let total = Money::from_minor(total);
            let shares = by_largest_remainder(total, &money(&bases)).expect("placed");
            prop_assert_eq!(shares.iter().copied().sum::<Money>(), total);
            for (share, base) in shares.iter().zip(&bases) {
                prop_assert!((0..=*base).contains(&share.minor()));
            }
        }

        #[test]
        fn lines_pay_the_gross_less_all_promotions(
            lines in prop::collection::vec((0_i64..100_000, any::<bool>()), 1..8),
            permilles in prop::collection::vec(0_i64..=1_000, 0..4),
        ) {
            let line = |&(gross, is_gift): &(i64, bool)| LineBase { is_gift, ..sold(gross) };
            let bases: Vec<_> = lines.iter().map(line).collect();
            let in_money = lines.iter().filter(|(_, is_gift)| !is_gift);
            let mut left: i64 = in_money.map(|(gross, _)| gross).sum();
            let mut promotions = Vec::new();
            for permille in permilles {
                promotions.push(Money::from_minor(left * permille / 1_000));
                left -= left * permille / 1_000;
            }
            let shares = paid_shares(&bases, &promotions).expect("placed");
            prop_assert_eq!(shares.iter().map(|line| line.paid).sum::<Money>().minor(), left);
            for (line, (_, is_gift)) in shares.iter().zip(lines) {
                prop_assert_eq!(line.base - line.shares.iter().copied().sum(), line.paid);
                prop_assert!(!is_gift || line.paid.is_zero());
            }
        }
    }
}
