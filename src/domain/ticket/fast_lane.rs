//! 自动同意退货, the fast lane (R40): a no-reason return inside its window is agreed to at once where its shop wants that. No money moves by it:
//! goods are inspected and the refund is signed as ever.

use crate::domain::money::Money;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::check::{StartBasis, Verdict};
use crate::domain::ticket::eligibility::AutoApproval;
use crate::domain::ticket::kind::TicketType;

/// What a rule said of a line when it was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneLine {
    pub cause: Cause,
    /// `None` where no rule speaks of it.
    pub rule: Option<(Verdict, Option<StartBasis>)>,
}

/// The facts that the lane looks at.
#[derive(Clone, Debug)]
pub struct LaneFacts {
    pub lines: Vec<LaneLine>,
    /// The amount asked for; `None` in another currency than the merchant's.
    pub computed: Option<Money>,
    /// Of one ticket, included.
    pub limit: Money,
    /// The order's sums do not add up, or it was typed by hand.
    pub order_in_doubt: bool,
    pub risk_buyer: bool,
    /// Buyers can be told where to send the goods.
    pub has_address: bool,
}

/// Whether tickets of a type can take the lane: goods come back, and money for them.
pub fn is_for(kind: TicketType) -> bool {
    kind.returns_goods() && kind.refunds_money()
}

/// Whether a ticket takes the lane, or what keeps it; the limit itself is inside, and a date that is only estimated proves no window.
pub fn fast_lane(facts: &LaneFacts) -> AutoApproval {
    let is_inside = |line: &LaneLine| {
        line.rule.is_some_and(|(verdict, basis)| {
            let is_sure = !basis.is_some_and(StartBasis::is_estimate);
            matches!(verdict, Verdict::Open | Verdict::NoLimit) && is_sure
        })
    };
    if facts.risk_buyer {
        AutoApproval::RiskBuyer
    } else if facts.order_in_doubt {
        AutoApproval::OrderInDoubt
    } else if facts.lines.is_empty() || facts.lines.iter().any(|line| line.cause != Cause::NoReason) {
        AutoApproval::OtherCause
    } else if !facts.lines.iter().all(is_inside) {
        AutoApproval::OutsideRule
    } else if !facts.has_address {
        AutoApproval::NoAddress
    } else {
        match facts.computed {
            None => AutoApproval::OtherCurrency,
            Some(computed) if computed > facts.limit => AutoApproval::AboveLimit,
            Some(_) => AutoApproval::Yes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::rule::Exclusion;

    #[test]
    fn only_a_no_reason_return_inside_a_sure_window_takes_the_lane() {
        let line = |cause, rule| LaneLine { cause, rule };
        let sure = Some((Verdict::Open, Some(StartBasis::SignedOff)));
        let good = line(Cause::NoReason, sure);
        let facts = LaneFacts {
            lines: vec![good],
            computed: Some(Money::from_minor(20_000)),
            limit: Money::from_minor(20_000),
            order_in_doubt: false,
            risk_buyer: false,
            has_address: true,
        };
        let of = |lines: Vec<LaneLine>| LaneFacts { lines, ..facts.clone() };
        let presumed = Some((Verdict::Open, Some(StartBasis::Presumed)));
        let excluded = Some((Verdict::Excluded(Exclusion::ALL[0]), None));
        for (facts, expected) in [
            (facts.clone(), AutoApproval::Yes),
            (of(vec![line(Cause::NoReason, Some((Verdict::NoLimit, None)))]), AutoApproval::Yes),
            (of(vec![]), AutoApproval::OtherCause),
            (of(vec![good, line(Cause::Quality, sure)]), AutoApproval::OtherCause),
            (of(vec![good, line(Cause::NoReason, None)]), AutoApproval::OutsideRule),
            (of(vec![line(Cause::NoReason, presumed)]), AutoApproval::OutsideRule),
            (of(vec![line(Cause::NoReason, excluded)]), AutoApproval::OutsideRule),
            (of(vec![line(Cause::NoReason, Some((Verdict::Closed, None)))]), AutoApproval::OutsideRule),
            (LaneFacts { computed: Some(Money::from_minor(20_001)), ..facts.clone() }, AutoApproval::AboveLimit),
            (LaneFacts { computed: None, ..facts.clone() }, AutoApproval::OtherCurrency),
            (LaneFacts { order_in_doubt: true, ..facts.clone() }, AutoApproval::OrderInDoubt),
            (LaneFacts { risk_buyer: true, ..facts.clone() }, AutoApproval::RiskBuyer),
            (LaneFacts { has_address: false, ..facts.clone() }, AutoApproval::NoAddress),
        ] {
            assert_eq!(fast_lane(&facts), expected, "{facts:?}");
        }
        let takes: Vec<bool> = TicketType::ALL.iter().map(|kind| is_for(*kind)).collect();
        assert_eq!(takes, [false, true, false], "only return and refund");
    }
}
