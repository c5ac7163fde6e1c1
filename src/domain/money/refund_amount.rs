//! The value of some units of an order line in a refund, by the amount paid and the claims of other tickets (R9), and when the freight goes
//! back with them (R71). It does not know tickets or states: the caller puts in the claims of active and completed tickets and leaves the
//! cancelled ones out.

use crate::domain::money::Money;

/// How a claim on a line uses it up.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ClaimKind {
    /// Refunded or sent back: takes its units and counts with its computed amount, since a fee held
    /// back on one ticket must not be handed out again by the next.
    Returned,
    /// Goods stay with the buyer: the units are only its basis and stay claimable. It counts with
    /// what was approved, and with the computed amount until then.
    Kept,
    /// Exchanged: takes its units and counts with their value, though no money moves.
    Exchanged,
}

/// One active or completed ticket's hold on the line.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct LineClaim {
    pub quantity: i64,
    /// The amount [`LineLedger::value_of`] gave when the claim was filed, cut down by [`partial`]
    /// at inspection.
    pub computed: Money,
    /// Never above `computed` at its first approval; a later one passes the line cap before it is
    /// put in here.
    pub approved: Option<Money>,
    pub kind: ClaimKind,
}

/// An order line as refunds see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineLedger {
    pub bought: i64,
    /// Paid for the whole line, or its re-based value where a promotion is settled again at purchase
    /// prices.
    pub paid: Money,
    pub claims: Vec<LineClaim>,
}

/// The value of some units and the figures it comes from, for the page to show.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct LineValue {
    pub quantity: i64,
    pub remaining_quantity: i64,
    pub remaining_value: Money,
    pub value: Money,
}

/// Why units cannot be claimed.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum LineRefusal {
    NothingLeft,
    MoreThanLeft { left: i64 },
    ZeroQuantity,
}

impl LineLedger {
    /// Units no claim has taken.
    pub fn remaining_quantity(&self) -> i64 {
        let taken = self.claims.iter().filter(|claim| claim.kind != ClaimKind::Kept);
        taken.fold(self.bought, |left, claim| left.saturating_sub(claim.quantity)).max(0)
    }

    /// Money no claim has taken.
    pub fn remaining_value(&self) -> Money {
        let taken: Money = self.claims.iter().map(LineClaim::held).sum();
        (self.paid - taken).max(Money::ZERO)
    }

    /// The value of `quantity` more units: ⌊remaining value · quantity / remaining units⌋. The last
    /// units take the rest, so all claims together add up to what was paid, also after
    /// cancellations and refilings in any order; price times quantity would lose or invent a minor
    /// unit there. A line a coupon paid in full is worth 0.00 and still can be claimed.
    pub fn value_of(&self, quantity: i64) -> Result<LineValue, LineRefusal> {
        let left = self.remaining_quantity();
        if quantity <= 0 {
            return Err(LineRefusal::ZeroQuantity);
        }
        if left == 0 {
            return Err(LineRefusal::NothingLeft);
        }
        if quantity > left {
            return Err(LineRefusal::MoreThanLeft { left });
        }
        let remaining = self.remaining_value();
        Ok(LineValue {
            quantity,
            remaining_quantity: left,
            remaining_value: remaining,
            value: remaining.share(quantity, left),
        })
    }
}

impl LineClaim {
    /// The money of the line that the claim holds: the computed amount, whatever a ticket approves; of kept goods the approved amount, once
    /// there is one.
    pub fn held(&self) -> Money {
        match self.kind {
            ClaimKind::Returned | ClaimKind::Exchanged => self.computed,
            ClaimKind::Kept => self.approved.unwrap_or(self.computed),
        }
    }
}

/// A line's amount when inspection accepts only some of the claimed units, rounded down. The claim
/// keeps this amount and the accepted quantity; the rest of both is free again for other tickets.
pub fn partial(computed: Money, accepted: i64, claimed: i64) -> Money {
    computed.share(accepted, claimed)
}

/// The facts that decide about the freight of an order.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct FreightFacts {
    pub freight_paid: Money,
    /// Refunded already, or reserved by other active tickets.
    pub freight_refunded: Money,
    pub anything_shipped: bool,
    /// With this ticket every line of the order is fully refunded.
    pub completes_order: bool,
}

/// The freight a ticket refunds by itself, and the most it may refund in all when the reviewer
/// switches it on (R57).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct FreightDecision {
    pub automatic: Money,
    pub at_most: Money,
}

/// Freight goes back by itself only when nothing was shipped and the whole order is refunded (R71).
/// When the lines are refunded one by one it rides on the last. In every other case a refund is
/// goods only (R56) unless the reviewer says so.
pub fn freight_share(facts: &FreightFacts) -> FreightDecision {
    let at_most = (facts.freight_paid - facts.freight_refunded).max(Money::ZERO);
    let rides = facts.completes_order && !facts.anything_shipped;
    FreightDecision { automatic: if rides { at_most } else { Money::ZERO }, at_most }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(bought: i64, paid: i64) -> LineLedger {
        LineLedger { bought, paid: Money::from_minor(paid), claims: Vec::new() }
    }

    /// Files a claim for its computed amount and gives that amount in minor units.
    fn file(ledger: &mut LineLedger, quantity: i64, kind: ClaimKind) -> i64 {
        let computed = ledger.value_of(quantity).expect("claimable").value;
        ledger.claims.push(LineClaim { quantity, computed, approved: None, kind });
        computed.minor()
    }

    fn worth(ledger: &LineLedger, quantity: i64) -> i64 {
        ledger.value_of(quantity).expect("claimable").value.minor()
    }

    #[test]
    fn units_returned_one_at_a_time_add_up() {
        let cases: &[(i64, i64, &[i64])] = &[
            (3, 10_000, &[3_333, 3_333, 3_334]),
            (7, 9_999, &[1_428, 1_428, 1_428, 1_428, 1_429, 1_429, 1_429]),
            (3, 1, &[0, 0, 1]),
            (2, 0, &[0, 0]),
            (1, 12_857, &[12_857]),
        ];
        for (bought, paid, expected) in cases {
            let mut ledger = line(*bought, *paid);
            let values: Vec<_> = expected.iter().map(|_| file(&mut ledger, 1, ClaimKind::Returned)).collect();
            assert_eq!(&values, expected, "{paid} for {bought}");
            assert_eq!(ledger.value_of(1), Err(LineRefusal::NothingLeft));
        }
    }

    #[test]
    fn a_cancelled_claim_gives_its_own_amount_back() {
        let mut ledger = line(3, 10_000);
        assert_eq!(file(&mut ledger, 1, ClaimKind::Returned), 3_333);
        assert_eq!(file(&mut ledger, 2, ClaimKind::Returned), 6_667);
        ledger.claims.remove(0);
        assert_eq!(file(&mut ledger, 1, ClaimKind::Returned), 3_333);
        assert_eq!(ledger.remaining_value(), Money::ZERO);
    }

    #[test]
    fn a_fee_held_back_is_not_handed_out_by_the_next_ticket() {
        let mut ledger = line(3, 29_900);
        assert_eq!(file(&mut ledger, 1, ClaimKind::Returned), 9_966);
        ledger.claims[0].approved = Some(Money::from_minor(9_466));
        assert_eq!(worth(&ledger, 2), 19_934);
    }

    #[test]
    fn kept_goods_count_with_the_approved_amount_and_stay_returnable() {
        let mut ledger = line(3, 29_900);
        assert_eq!(file(&mut ledger, 3, ClaimKind::Kept), 29_900);
        assert_eq!(worth(&ledger, 3), 0, "all of it is reserved until the claim is decided");
        ledger.claims[0].approved = Some(Money::from_minor(5_000));
        assert_eq!(worth(&ledger, 3), 24_900);
        assert_eq!(worth(&ledger, 1), 8_300);
    }

    #[test]
    fn exchanged_units_count_with_their_value() {
        let mut ledger = line(3, 10_000);
        assert_eq!(file(&mut ledger, 1, ClaimKind::Exchanged), 3_333);
        assert_eq!(worth(&ledger, 2), 6_667);
        assert_eq!(worth(&line(1, 9_279), 1), 9_279, "the old value an exchange difference starts from");
    }

    #[test]
    fn a_rebased_line_is_worth_its_rebased_value() {
        assert_eq!(worth(&line(1, 10_000), 1), 10_000);
        assert_eq!(worth(&line(1, 20_000), 1), 20_000);
    }

    #[test]
    fn claims_need_units_that_are_left() {
        let mut ledger = line(3, 10_000);
        assert_eq!(ledger.value_of(0), Err(LineRefusal::ZeroQuantity));
        assert_eq!(ledger.value_of(-1), Err(LineRefusal::ZeroQuantity));
        assert_eq!(ledger.value_of(4), Err(LineRefusal::MoreThanLeft { left: 3 }));
        file(&mut ledger, 3, ClaimKind::Exchanged);
        assert_eq!(ledger.value_of(1), Err(LineRefusal::NothingLeft), "a kept claim needs units as its basis too");
        ledger.claims.push(ledger.claims[0]);
        assert_eq!((ledger.remaining_quantity(), ledger.remaining_value()), (0, Money::ZERO), "bad data stays at zero");
    }

    #[test]
    fn partial_acceptance_rounds_down_and_frees_the_rest() {
        let mut ledger = line(3, 10_000);
        file(&mut ledger, 2, ClaimKind::Returned);
        let accepted = partial(ledger.claims[0].computed, 1, 2);
        assert_eq!(accepted.minor(), 3_333);
        ledger.claims[0] = LineClaim { quantity: 1, computed: accepted, ..ledger.claims[0] };
        assert_eq!(worth(&ledger, 2), 6_667);
        let cases = [(0, 2, 0), (2, 2, 6_667), (3, 2, 6_667), (1, 0, 0), (-1, 2, 0)];
        for (accepted, claimed, minor) in cases {
            assert_eq!(partial(Money::from_minor(6_667), accepted, claimed).minor(), minor);
        }
    }

    #[test]
    fn freight_rides_on_the_last_line_of_an_unshipped_order() {
        let cases = [
            // paid, refunded, shipped, completes -> automatic, at most
            (1_000, 0, false, false, 0, 1_000),
            (1_000, 0, false, true, 1_000, 1_000),
            (1_000, 0, true, true, 0, 1_000),
            (1_000, 400, false, true, 600, 600),
            (1_000, 1_200, false, true, 0, 0),
            (0, 0, false, true, 0, 0),
        ];
        for (paid, refunded, anything_shipped, completes_order, automatic, at_most) in cases {
            let decision = freight_share(&FreightFacts {
                freight_paid: Money::from_minor(paid),
                freight_refunded: Money::from_minor(refunded),
                anything_shipped,
                completes_order,
            });
            assert_eq!((decision.automatic.minor(), decision.at_most.minor()), (automatic, at_most));
        }
    }

    /// One thing that can happen to a line; numbers pick a claim or an amount modulo what there is.
    #[derive(Clone, Debug)]
    enum Step {
        File { quantity: i64, kind: ClaimKind },
        Cancel(usize),
        Inspect { claim: usize, accepted: i64 },
        Approve { claim: usize, permille: i64 },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let kind = prop_oneof![
            4 => Just(ClaimKind::Returned),
            1 => Just(ClaimKind::Kept),
            1 => Just(ClaimKind::Exchanged)
        ];
        let step = prop_oneof![
            4 => (1..6_i64, kind).prop_map(|(quantity, kind)| Step::File { quantity, kind }),
            2 => any::<usize>().prop_map(Step::Cancel),
            1 => (any::<usize>(), 0..6_i64)
                .prop_map(|(claim, accepted)| Step::Inspect { claim, accepted }),
            2 => (any::<usize>(), 0..=1_000_i64)
                .prop_map(|(claim, permille)| Step::Approve { claim, permille }),
        ];
        prop::collection::vec(step, 0..25)
    }

    fn apply(ledger: &mut LineLedger, step: Step) {
        let count = ledger.claims.len();
        match step {
            Step::File { quantity, kind } if ledger.value_of(quantity).is_ok() => {
                file(ledger, quantity, kind);
            }
            Step::Cancel(claim) if count > 0 => {
                ledger.claims.remove(claim % count);
            }
            Step::Inspect { claim, accepted } if count > 0 => {
                let claim = &mut ledger.claims[claim % count];
                if claim.kind != ClaimKind::Kept && accepted <= claim.quantity {
                    claim.computed = partial(claim.computed, accepted, claim.quantity);
                    claim.quantity = accepted;
                }
            }
            Step::Approve { claim, permille } if count > 0 => {
                let claim = &mut ledger.claims[claim % count];
                let upper = claim.approved.unwrap_or(claim.computed);
                claim.approved = Some(upper.share(permille, 1_000));
            }
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn claims_never_exceed_the_line_and_complete_ones_exhaust_it(
            bought in 1..9_i64,
            paid in 0..100_000_i64,
            steps in steps(),
        ) {
            let mut ledger = line(bought, paid);
            // A kept claim that is withdrawn after the last unit was returned leaves money without
            // units.
            let mut ever_kept = false;
            for step in steps {
                apply(&mut ledger, step);
                ever_kept |= ledger.claims.iter().any(|claim| claim.kind == ClaimKind::Kept);
                let taken: Money = ledger.claims.iter().map(LineClaim::held).sum();
                prop_assert!(taken.minor() <= paid);
                prop_assert_eq!(ledger.remaining_value().minor(), paid - taken.minor());
                if ledger.remaining_quantity() == 0 && !ever_kept {
                    prop_assert_eq!(taken.minor(), paid);
                }
            }
            // Whatever happened before, the last units take exactly the rest.
            if ledger.remaining_quantity() > 0 {
                let all = ledger.remaining_quantity();
                file(&mut ledger, all, ClaimKind::Returned);
                prop_assert_eq!(ledger.remaining_value(), Money::ZERO);
            }
        }

        #[test]
        fn more_units_are_never_worth_less(bought in 1..50_i64, paid in 0..1_000_000_i64) {
            let ledger = line(bought, paid);
            let values: Vec<_> = (1..=bought).map(|quantity| worth(&ledger, quantity)).collect();
            prop_assert!(values.is_sorted());
            prop_assert_eq!(values.last(), Some(&paid));
        }
    }
}
