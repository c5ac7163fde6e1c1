//! The limits no refund passes: a line's units and money, the order's money and freight, a ticket's
//! approved amount. Pure comparisons; the caller holds the lock on the order row while it reads the
//! figures and writes the result. The limit of each single payment is not here: it is known when a
//! refund is split over the payments.

use crate::domain::money::refund_amount::LineLedger;
use crate::domain::money::{Currency, Money};

/// A limit that would be passed, and what is left below it (never under zero).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum CapBreach {
    Quantity { line_no: i64, left: i64 },
    Line { line_no: i64, left: Money },
    Order { left: Money },
    Freight { left: Money },
    Ticket { left: Money },
}

/// The money of an order that was paid in and that other tickets took out, for the order's own limits.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct OrderCaps {
    /// As the order says, freight included.
    pub paid_total: Money,
    /// The sum of the lines' paid amounts.
    pub lines_paid: Money,
    pub freight_paid: Money,
    /// By other tickets, freight included: refunds that are not cancelled (a failed one still holds
    /// its money) and the reservations of active tickets without a refund yet.
    pub taken: Money,
    /// The freight part of `taken`.
    pub freight_taken: Money,
}

impl OrderCaps {
    /// The order's own total less its lines and freight; negative when it falls short. Anything but zero is a bad feed: shown to finance,
    /// and nothing is refunded automatically.
    pub fn gap(&self) -> Money {
        self.paid_total - self.lines_paid - self.freight_paid
    }

    /// All that can ever be refunded. Where the two sums disagree the smaller one counts: it is
    /// safe under both readings.
    pub fn limit(&self) -> Money {
        self.paid_total.min(self.lines_paid + self.freight_paid)
    }

    /// Still refundable, freight included.
    pub fn left(&self) -> Money {
        left(self.limit(), self.taken)
    }

    pub fn freight_left(&self) -> Money {
        left(self.freight_paid, self.freight_taken)
    }

    /// Whether a ticket may take `this` in all, of which `freight` is freight.
    pub fn check(&self, this: Money, freight: Money) -> Result<(), CapBreach> {
        fits(freight, self.freight_left()).map_err(|left| CapBreach::Freight { left })?;
        check_order(self.limit(), self.taken, this)
    }
}

/// Order, ticket and refund have one currency: amounts of two cannot be compared, so nothing is approved or paid. `others` are the
/// ticket's and the refund's, as far as there is one; the order's and the first that differs are the error.
pub fn one_currency(order: Currency, others: &[Currency]) -> Result<(), (Currency, Currency)> {
    match others.iter().find(|other| **other != order) {
        Some(other) => Err((order, *other)),
        None => Ok(()),
    }
}

/// Units of a line: those of active and completed tickets and of this one are at most what was
/// bought. Claims whose goods stay with the buyer take none.
pub fn check_quantity(line_no: i64, bought: i64, taken_by_others: i64, this: i64) -> Result<(), CapBreach> {
    let left = bought.saturating_sub(taken_by_others).max(0);
    if (0..=left).contains(&this) { Ok(()) } else { Err(CapBreach::Quantity { line_no, left }) }
}

/// Goods money of a line: this amount is at most what the claims of other tickets leave of it. Review and finance both ask here, so a
/// fee held back on one ticket is handed out by neither.
pub fn check_line(line_no: i64, others: &LineLedger, this: Money) -> Result<(), CapBreach> {
    fits(this, others.remaining_value()).map_err(|left| CapBreach::Line { line_no, left })
}

/// Money of the order against one known limit; [`OrderCaps::check`] finds the limit first.
pub fn check_order(limit: Money, taken_by_others: Money, this: Money) -> Result<(), CapBreach> {
    fits(this, left(limit, taken_by_others)).map_err(|left| CapBreach::Order { left })
}

/// Refunds of one ticket: together at most what was approved.
pub fn check_ticket(approved: Money, refunded: Money, this: Money) -> Result<(), CapBreach> {
    fits(this, left(approved, refunded)).map_err(|left| CapBreach::Ticket { left })
}

fn left(limit: Money, taken: Money) -> Money {
    (limit - taken).max(Money::ZERO)
}

/// Zero always fits: a line paid by a coupon is refunded with 0.00 even when nothing is left. A
/// negative amount never does, it would make room for another ticket.
fn fits(this: Money, left: Money) -> Result<(), Money> {
    if this.is_negative() || this > left { Err(left) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::money::refund_amount::{ClaimKind, LineClaim};

    const fn money(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    #[test]
    fn a_line_gives_no_more_than_was_paid_for_it() {
        use ClaimKind::{Exchanged, Kept, Returned};
        let breach = |left| Err(CapBreach::Line { line_no: 1, left: money(left) });
        let cases = [
            // A fee kept back on the first ticket is handed out by no other: 299.00 − 99.66.
            (29_900, (Returned, 9_966, Some(9_466)), 19_934, Ok(())),
            (29_900, (Returned, 9_966, Some(9_466)), 19_935, breach(19_934)),
            (29_900, (Exchanged, 9_966, Some(0)), 19_935, breach(19_934)),
            // Goods that stay with the buyer hold what was approved of them.
            (29_900, (Kept, 29_900, Some(5_000)), 24_900, Ok(())),
            (29_900, (Kept, 29_900, Some(5_000)), 24_901, breach(24_900)),
            (29_900, (Kept, 29_900, None), 1, breach(0)),
            // The second of two reviewers at once finds nothing left.
            (9_279, (Returned, 9_279, None), 9_279, breach(0)),
            (9_279, (Returned, 9_280, None), 1, breach(0)),
            (0, (Returned, 0, None), 0, Ok(())),
            (100, (Returned, 100, None), 0, Ok(())),
            (100, (Returned, 0, None), -1, breach(100)),
        ];
        for (paid, (kind, computed, approved), this, expected) in cases {
            let claim = LineClaim { quantity: 1, computed: money(computed), approved: approved.map(money), kind };
            let others = LineLedger { bought: 3, paid: money(paid), claims: vec![claim] };
            assert_eq!(check_line(1, &others, money(this)), expected, "{paid} {claim:?} {this}");
        }
    }

    #[test]
    fn amounts_of_two_currencies_are_not_compared() {
        let (cny, usd) = (Currency::CNY, Currency::parse("USD").expect("a currency"));
        let cases = [
            (cny, vec![], Ok(())),
            (cny, vec![cny, cny], Ok(())),
            (usd, vec![cny, cny], Err((usd, cny))),
            (cny, vec![cny, usd], Err((cny, usd))),
        ];
        for (order, others, expected) in cases {
            assert_eq!(one_currency(order, &others), expected, "{order:?} {others:?}");
        }
    }

    #[test]
    fn a_line_gives_no_more_units_than_were_bought() {
        let breach = |left| Err(CapBreach::Quantity { line_no: 2, left });
        let cases = [
            (3, 1, 2, Ok(())),
            (3, 1, 3, breach(2)),
            (1, 1, 1, breach(0)),
            (1, 2, 1, breach(0)),
            (1, 0, -1, breach(1)),
        ];
        for (bought, taken, this, expected) in cases {
            assert_eq!(check_quantity(2, bought, taken, this), expected);
        }
    }

    #[test]
    fn an_order_gives_no_more_than_it_took_in() {
        let caps = |paid_total, taken, freight_taken| OrderCaps {
            paid_total: money(paid_total),
            lines_paid: money(12_000),
            freight_paid: money(1_000),
            taken: money(taken),
            freight_taken: money(freight_taken),
        };
        let order = |left| Err(CapBreach::Order { left: money(left) });
        let freight = |left| Err(CapBreach::Freight { left: money(left) });
        let cases = [
            // Refunded line by line, the freight riding on the last: 80.00, then 40.00 and 10.00.
            (caps(13_000, 0, 0), 8_000, 0, Ok(())),
            (caps(13_000, 8_000, 0), 5_000, 1_000, Ok(())),
            (caps(13_000, 8_000, 0), 5_001, 1_000, order(5_000)),
            (caps(13_000, 9_000, 1_000), 4_001, 1, freight(0)),
            (caps(13_000, 9_000, 1_000), 4_000, 0, Ok(())),
            (caps(13_000, 0, 0), 1_001, 1_001, freight(1_000)),
            // The order's total and its lines disagree: the smaller counts.
            (caps(12_500, 8_000, 0), 5_000, 1_000, order(4_500)),
            (caps(14_000, 8_000, 0), 5_001, 0, order(5_000)),
            (caps(13_000, 14_000, 0), 0, 0, Ok(())),
        ];
        for (caps, this, of_it_freight, expected) in cases {
            assert_eq!(caps.check(money(this), money(of_it_freight)), expected, "{caps:?} {this}");
        }
        assert_eq!(
            [caps(13_000, 0, 0).gap(), caps(12_500, 0, 0).gap(), caps(14_000, 0, 0).gap()],
            [0, -500, 1_000].map(money)
        );
    }

    #[test]
    fn a_ticket_refunds_no_more_than_was_approved() {
        assert_eq!(check_ticket(money(9_466), money(9_000), money(466)), Ok(()));
        assert_eq!(check_ticket(money(9_466), money(9_000), money(467)), Err(CapBreach::Ticket { left: money(466) }));
    }

    proptest! {
        #[test]
        fn what_passes_one_by_one_stays_within_the_order(
            paid_total in 0..10_000_i64,
            lines_paid in 0..10_000_i64,
            freight_paid in 0..1_000_i64,
            asked in prop::collection::vec((0..4_000_i64, 0..400_i64), 0..20),
        ) {
            let mut caps = OrderCaps {
                paid_total: money(paid_total),
                lines_paid: money(lines_paid),
                freight_paid: money(freight_paid),
                ..OrderCaps::default()
            };
            for (goods, freight) in asked {
                let (this, freight) = (money(goods + freight), money(freight));
                match caps.check(this, freight) {
                    Ok(()) => {
                        caps.taken += this;
                        caps.freight_taken += freight;
                    }
                    Err(CapBreach::Order { left }) => prop_assert!(this > left),
                    Err(CapBreach::Freight { left }) => prop_assert!(freight > left),
                    Err(other) => prop_assert!(false, "{:?}", other),
                }
            }
            prop_assert!(caps.taken.minor() <= paid_total.min(lines_paid + freight_paid));
            prop_assert!(caps.freight_taken.minor() <= freight_paid);
        }
    }
}
