//! The limits of a reviewer's approval: lines lowered but never raised, named fees, freight by the switch (R54, R55, R57, R96). It does not
//! look at other tickets of the order (`caps` does) nor at who the reviewer is.

use crate::domain::money::Money;
use crate::domain::money::allocation::by_largest_remainder;

/// A line of the ticket as the reviewer leaves it.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ApprovalLine {
    pub line_no: i64,
    /// The amount derived from units and remaining value, cut down by inspection where there was
    /// one.
    pub computed: Money,
    /// The cause is the buyer's: not the seller's, not the carrier's, not undetermined.
    pub may_bear_fee: bool,
    /// The reviewer's own amount; `None` leaves the computed one.
    pub lowered_to: Option<Money>,
}

/// Fees held back from a refund, each under its own name.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FeeKind {
    /// For the seller's trouble; announced to the buyer beforehand (R55).
    Service,
    /// For unopened goods the buyer insists on returning (R104).
    Packaging,
    /// Return freight the seller advanced and the buyer bears by the technician's finding (R105).
    ReturnFreight,
}

/// The review form, read but not yet judged. Amounts in minor units of the order's currency.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApprovalRequest {
    pub lines: Vec<ApprovalLine>,
    pub service_fee: Money,
    pub packaging_fee: Money,
    pub return_freight_fee: Money,
    /// The buyer knows the fees and agreed.
    pub buyer_agreed: bool,
    /// Asked for by the switch, or automatic.
    pub freight: Money,
    pub freight_cap: Money,
    pub has_note: bool,
    /// Nothing was paid in money for what is claimed (points, or a coupon that brought the lines to
    /// 0.00).
    pub paid_nothing: bool,
}

/// `computed` less `lowered_by` less `fee_share` is `approved`.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ApprovedLine {
    pub line_no: i64,
    pub computed: Money,
    pub lowered_by: Money,
    pub fee_share: Money,
    pub approved: Money,
}

/// An approval that adds up: the lines and `freight` make `total`; the fees are inside the lines
/// already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approved {
    pub lines: Vec<ApprovedLine>,
    pub freight: Money,
    /// Fees above zero, to be named on the ticket and to the buyer.
    pub deductions: Vec<(FeeKind, Money)>,
    pub total: Money,
}

/// Why the form is not approved; each belongs to a field, and `cap` is the most that field takes.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ApprovalProblem {
    NoLines,
    LineNegative {
        line_no: i64,
    },
    LineRaised {
        line_no: i64,
        cap: Money,
    },
    /// A line was lowered and the note is empty.
    NoteMissing {
        line_no: i64,
    },
    FeeNegative {
        fee: FeeKind,
    },
    FeeNotAgreed {
        fee: FeeKind,
    },
    /// Every line's cause is the seller's, the carrier's or open.
    NoLineBearsFees,
    /// All fees together exceed what the bearing lines still hold.
    FeesTooHigh {
        cap: Money,
    },
    FreightNegative,
    FreightTooHigh {
        cap: Money,
    },
    /// 0.00 for an order paid in money is a rejection and is decided as one.
    NothingApproved,
}

/// What a buyer asked for, split over the lines in proportion to what is computed for them: where less was asked than computed, this is what
/// the form starts at, and it needs no note. `freight` comes by itself and is part of the asked total. `None` where nothing less was asked.
pub fn as_asked(asked: Option<Money>, freight: Money, computed: &[Money]) -> Option<Vec<Money>> {
    let lines = asked? - freight;
    let is_less = lines > Money::ZERO && lines < computed.iter().copied().sum();
    by_largest_remainder(lines, computed).filter(|_| is_less)
}

/// Judges the whole form at once, so that the reviewer sees every problem in one go.
pub fn approve(request: &ApprovalRequest) -> Result<Approved, Vec<ApprovalProblem>> {
    let mut problems = Vec::new();
    check_lines(request, &mut problems);
    check_fees(request, &mut problems);
    check_freight(request, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let deductions: Vec<_> = request.fees().into_iter().filter(|(_, fee)| !fee.is_zero()).collect();
    let fees = deductions.iter().map(|(_, fee)| *fee).sum();
    let bases: Vec<_> = request.lines.iter().map(ApprovalLine::bearing).collect();
    // Largest remainder over the lowered amounts: no line's share exceeds the line, and the sum
    // stays exact.
    let shares = by_largest_remainder(fees, &bases).ok_or_else(|| vec![ApprovalProblem::NoLineBearsFees])?;
    let lines: Vec<_> = request.lines.iter().zip(shares).map(|(line, share)| line.approved(share)).collect();
    let total = lines.iter().map(|line| line.approved).sum::<Money>() + request.freight;
    if total.is_zero() && !request.paid_nothing {
        return Err(vec![ApprovalProblem::NothingApproved]);
    }
    Ok(Approved { lines, freight: request.freight, deductions, total })
}

fn check_lines(request: &ApprovalRequest, problems: &mut Vec<ApprovalProblem>) {
    if request.lines.is_empty() {
        problems.push(ApprovalProblem::NoLines);
    }
    for &ApprovalLine { line_no, computed, lowered_to, .. } in &request.lines {
        let amount = lowered_to.unwrap_or(computed);
        if amount.is_negative() {
            problems.push(ApprovalProblem::LineNegative { line_no });
        } else if amount > computed {
            problems.push(ApprovalProblem::LineRaised { line_no, cap: computed });
        }
    }
    // One note serves all lines, so one message is enough.
    let lowered = request.lines.iter().find(|line| line.amount() < line.computed);
    if let Some(line) = lowered.filter(|_| !request.has_note) {
        problems.push(ApprovalProblem::NoteMissing { line_no: line.line_no });
    }
}

fn check_fees(request: &ApprovalRequest, problems: &mut Vec<ApprovalProblem>) {
    let mut fees = Money::ZERO;
    for (fee, amount) in request.fees() {
        if amount.is_negative() {
            problems.push(ApprovalProblem::FeeNegative { fee });
        } else if !amount.is_zero() && !request.buyer_agreed {
            problems.push(ApprovalProblem::FeeNotAgreed { fee });
        }
        fees += amount.max(Money::ZERO);
    }
    let cap: Money = request.lines.iter().map(ApprovalLine::bearing).sum();
    if fees.is_zero() {
        return;
    }
    if !request.lines.iter().any(|line| line.may_bear_fee) {
        problems.push(ApprovalProblem::NoLineBearsFees);
    } else if fees > cap {
        problems.push(ApprovalProblem::FeesTooHigh { cap });
    }
}

fn check_freight(request: &ApprovalRequest, problems: &mut Vec<ApprovalProblem>) {
    let cap = request.freight_cap.max(Money::ZERO);
    if request.freight.is_negative() {
        problems.push(ApprovalProblem::FreightNegative);
    } else if request.freight > cap {
        problems.push(ApprovalProblem::FreightTooHigh { cap });
    }
}

impl ApprovalRequest {
    fn fees(&self) -> [(FeeKind, Money); 3] {
        [
            (FeeKind::Service, self.service_fee),
            (FeeKind::Packaging, self.packaging_fee),
            (FeeKind::ReturnFreight, self.return_freight_fee),
        ]
    }
}

impl ApprovalLine {
    fn amount(&self) -> Money {
        self.lowered_to.unwrap_or(self.computed)
    }

    /// The sum that fees may be taken from.
    fn bearing(&self) -> Money {
        if self.may_bear_fee { self.amount().max(Money::ZERO) } else { Money::ZERO }
    }

    fn approved(&self, fee_share: Money) -> ApprovedLine {
        ApprovedLine {
            line_no: self.line_no,
            computed: self.computed,
            lowered_by: self.computed - self.amount(),
            fee_share,
            approved: self.amount() - fee_share,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ApprovalProblem::*;
    use super::*;

    const fn money(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    fn line(line_no: i64, computed: i64) -> ApprovalLine {
        ApprovalLine { line_no, computed: money(computed), may_bear_fee: true, lowered_to: None }
    }

    fn lowered(line_no: i64, computed: i64, to: i64) -> ApprovalLine {
        ApprovalLine { lowered_to: Some(money(to)), ..line(line_no, computed) }
    }

    fn sellers(line: ApprovalLine) -> ApprovalLine {
        ApprovalLine { may_bear_fee: false, ..line }
    }

    fn form(lines: &[ApprovalLine]) -> ApprovalRequest {
        ApprovalRequest { lines: lines.to_vec(), ..ApprovalRequest::default() }
    }

    fn noted(lines: &[ApprovalLine]) -> ApprovalRequest {
        ApprovalRequest { has_note: true, ..form(lines) }
    }

    /// With agreed fees: service, packaging, return freight.
    fn fees(fees: [i64; 3], lines: &[ApprovalLine]) -> ApprovalRequest {
        let [service_fee, packaging_fee, return_freight_fee] = fees.map(money);
        ApprovalRequest { service_fee, packaging_fee, return_freight_fee, buyer_agreed: true, ..noted(lines) }
    }

    fn freight(freight: i64, cap: i64, lines: &[ApprovalLine]) -> ApprovalRequest {
        ApprovalRequest { freight: money(freight), freight_cap: money(cap), ..form(lines) }
    }

    #[test]
    fn worked_examples() {
        let points = ApprovalRequest { paid_nothing: true, ..form(&[line(1, 0)]) };
        let cases = [
            (form(&[line(1, 29_900), line(2, 9_900)]), 39_800),
            // Service fee agreed.
            (fees([500, 0, 0], &[line(1, 9_966)]), 9_466),
            // Unopened, the buyer insists; the seller advanced the return freight.
            (fees([0, 500, 1_200], &[line(1, 29_900)]), 28_200),
            // The last line of an unshipped order.
            (freight(1_000, 1_000, &[line(2, 4_000)]), 5_000),
            // Compensation for goods the buyer keeps.
            (noted(&[lowered(1, 29_900, 5_000)]), 5_000),
            // Lowered to itself is not lowered and needs no note.
            (form(&[lowered(1, 5_000, 5_000)]), 5_000),
            (points, 0),
            // A line a coupon paid in full, beside another.
            (form(&[line(1, 0), line(2, 1)]), 1),
            // Freight alone is an amount.
            (freight(7, 9, &[line(1, 0)]), 7),
        ];
        for (request, total) in cases {
            let approved = approve(&request).expect("approved");
            assert_eq!(approved.total, money(total), "{request:?}");
        }
    }

    #[test]
    fn what_was_asked_is_split_where_it_is_less() {
        let asked = |asked: Option<i64>, freight, computed: &[i64]| {
            let computed: Vec<Money> = computed.iter().copied().map(money).collect();
            let split = as_asked(asked.map(money), money(freight), &computed)?;
            Some(split.into_iter().map(Money::minor).collect::<Vec<_>>())
        };
        for (total, freight, computed, expected) in [
            (Some(3_000), 0, &[8_800][..], Some(vec![3_000])),
            (Some(100), 0, &[200, 100], Some(vec![67, 33])),
            (Some(1_000), 500, &[800, 200], Some(vec![400, 100])),
            // As much or more, nothing, or the freight alone: the computed amounts stand.
            (Some(300), 0, &[200, 100], None),
            (Some(301), 0, &[200, 100], None),
            (Some(0), 0, &[200], None),
            (Some(500), 500, &[200], None),
            (None, 0, &[200], None),
            (Some(10), 0, &[0], None),
        ] {
            assert_eq!(asked(total, freight, computed), expected, "{total:?} {freight} {computed:?}");
        }
    }

    #[test]
    fn fees_are_split_over_the_lines_that_may_bear_them() {
        let lines = [line(1, 10_000), sellers(line(2, 50_000)), lowered(3, 30_000, 20_000)];
        let approved = approve(&fees([500, 500, 0], &lines)).expect("approved");
        // Line, lowered by, fee share, approved.
        let expected = [(1, 0, 333, 9_667), (2, 0, 0, 50_000), (3, 10_000, 667, 19_333)];
        for (line, (line_no, lowered_by, fee_share, amount)) in approved.lines.iter().zip(expected) {
            assert_eq!(line.line_no, line_no);
            assert_eq!(line.lowered_by, money(lowered_by));
            assert_eq!(line.fee_share, money(fee_share));
            assert_eq!(line.approved, money(amount));
        }
        let named = [FeeKind::Service, FeeKind::Packaging].map(|kind| (kind, money(500)));
        assert_eq!(approved.deductions, named);
        assert_eq!(approved.total, money(79_000));
    }

    #[test]
    fn what_a_reviewer_may_not_do() {
        let raised = |line_no, cap| LineRaised { line_no, cap: money(cap) };
        let too_high = |cap| FeesTooHigh { cap: money(cap) };
        let freight_cap = |cap| FreightTooHigh { cap: money(cap) };
        let fee = FeeKind::Service;
        let unagreed = |lines: &[ApprovalLine]| ApprovalRequest { service_fee: money(5), ..form(lines) };
        let all_wrong = ApprovalRequest { freight: money(1), ..unagreed(&[lowered(1, 500, 501), lowered(2, 9, 8)]) };
        let goods = line(1, 500);
        let cases = [
            (form(&[]), vec![NoLines]),
            (noted(&[lowered(7, 500, 501)]), vec![raised(7, 500)]),
            (noted(&[lowered(7, 9, -1)]), vec![LineNegative { line_no: 7 }]),
            (form(&[goods, lowered(2, 9, 8)]), vec![NoteMissing { line_no: 2 }]),
            (noted(&[lowered(1, 500, 0)]), vec![NothingApproved]),
            (form(&[line(1, 0)]), vec![NothingApproved]),
            (unagreed(&[goods]), vec![FeeNotAgreed { fee }]),
            (fees([-5, 0, 0], &[goods]), vec![FeeNegative { fee }]),
            (fees([5, 0, 0], &[sellers(goods)]), vec![NoLineBearsFees]),
            (fees([501, 0, 0], &[goods, sellers(goods)]), vec![too_high(500)]),
            (fees([300, 150, 51], &[goods]), vec![too_high(500)]),
            (fees([500, 0, 0], &[goods]), vec![NothingApproved]),
            (freight(1_001, 1_000, &[goods]), vec![freight_cap(1_000)]),
            (freight(1, -5, &[goods]), vec![freight_cap(0)]),
            (freight(-1, 1_000, &[goods]), vec![FreightNegative]),
            (all_wrong, vec![raised(1, 500), NoteMissing { line_no: 2 }, FeeNotAgreed { fee }, freight_cap(0)]),
        ];
        for (request, problems) in cases {
            assert_eq!(approve(&request), Err(problems), "{request:?}");
        }
    }

    #[test]
    fn freight_bears_no_fee() {
        let request =
            ApprovalRequest { freight: money(1_000), freight_cap: money(1_000), ..fees([501, 0, 0], &[line(1, 500)]) };
        let cap = money(500);
        assert_eq!(approve(&request), Err(vec![FeesTooHigh { cap }]));
    }

    proptest! {
        #[test]
        fn lines_and_freight_make_the_total(
            lines in prop::collection::vec((0..100_000_i64, any::<bool>(), 0..=1_000_i64), 1..8),
            service in 0..=500_i64,
            packaging in 0..=500_i64,
            freight in 0..5_000_i64,
        ) {
            let lines: Vec<_> = lines
                .into_iter()
                .enumerate()
                .map(|(at, (computed, may_bear_fee, permille))| ApprovalLine {
                    may_bear_fee,
                    ..lowered(at as i64, computed, computed * permille / 1_000)
                })
                .collect();
            let bearing: i64 = lines.iter().map(|line| line.bearing().minor()).sum();
            let request = ApprovalRequest {
                freight: money(freight),
                freight_cap: money(freight),
                paid_nothing: true,
                ..fees([bearing * service / 1_000, bearing * packaging / 1_000, 0], &lines)
            };
            let approved = approve(&request).expect("approved");
            let fees: Money = approved.deductions.iter().map(|(_, fee)| *fee).sum();
            let of_lines: Money = approved.lines.iter().map(|line| line.approved).sum();
            prop_assert_eq!(of_lines + approved.freight, approved.total);
            prop_assert_eq!(approved.lines.iter().map(|line| line.fee_share).sum::<Money>(), fees);
            prop_assert_eq!(fees, request.service_fee + request.packaging_fee);
            for (line, asked) in approved.lines.iter().zip(&lines) {
                prop_assert_eq!(line.computed - line.lowered_by - line.fee_share, line.approved);
                prop_assert!(!line.approved.is_negative() && line.approved <= line.computed);
                prop_assert!(asked.may_bear_fee || line.fee_share.is_zero());
            }
        }
    }
}
