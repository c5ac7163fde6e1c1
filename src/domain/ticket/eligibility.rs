//! Whether an application may be submitted, and its amounts: quantities, windows, attempts, the scene. It does not know who applies, and it
//! changes nothing.

use crate::domain::codes::codes;
use crate::domain::money::refund_amount::{
    FreightDecision, FreightFacts, LineClaim, LineLedger, LineRefusal, LineValue, freight_share,
};
use crate::domain::money::{Money, UnitPrice};
use crate::domain::order::kind::LineKind;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::check::Check;
use crate::domain::policy::choice::{Policies, Sold};
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::policy::rule::ATTEMPTS_USUAL;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::domain::time::Timestamp;

/// The facts of an order that the judgement needs.
#[derive(Clone, Debug)]
pub struct OrderFacts {
    pub is_paid: bool,
    pub freight_paid: Money,
    /// Freight that other tickets refunded or hold.
    pub freight_taken: Money,
    /// The merchant's policies that may be about its lines.
    pub policies: Policies,
    pub submitted_at: Timestamp,
    pub lines: Vec<LineFacts>,
}

/// The facts of an order line that the judgement needs.
#[derive(Clone, Debug)]
pub struct LineFacts {
    pub line_no: i64,
    pub kind: LineKind,
    pub is_gift: bool,
    pub bought: i64,
    pub paid: Money,
    pub unit_price: UnitPrice,
    pub shipped_qty: i64,
    /// What decides which policy is about it.
    pub sold: Sold,
    pub claims: Vec<LineClaim>,
    /// How often it was applied for before.
    pub attempts: i64,
}

impl OrderFacts {
    /// What the rule says about an application for a line; nothing for services, and where no policy speaks of the cause.
    pub fn check(&self, kind: TicketType, line: &LineFacts, cause: Cause) -> Option<Check> {
        let sold = Some(&line.sold).filter(|_| line.kind == LineKind::Goods)?;
        self.policies.check(kind, cause, sold, self.submitted_at)
    }

    /// What the rule has against an application for a line.
    pub fn problem(&self, kind: TicketType, line: &LineFacts, cause: Cause) -> Option<PolicyProblem> {
        let check = self.check(kind, line, cause);
        let most = check.as_ref().map_or(ATTEMPTS_USUAL, |check| check.attempts_most);
        if line.attempts >= most {
            let rule = check.map_or(String::new(), |check| check.name);
            return Some(PolicyProblem::TooManyAttempts { line_no: line.line_no, most, rule });
        }
        let check = check.filter(|check| !check.lets())?;
        Some(PolicyProblem::Refused { line_no: line.line_no, check: Box::new(check) })
    }
}

impl LineFacts {
    /// The line's claims and the rest of it.
    pub fn ledger(&self) -> LineLedger {
        LineLedger { bought: self.bought, paid: self.paid, claims: self.claims.clone() }
    }

    fn is_shipped(&self) -> bool {
        self.shipped_qty > 0
    }
}

/// A line of an application.
#[derive(Clone, Debug)]
pub struct Wish {
    pub line_no: i64,
    pub quantity: i64,
    /// For an exchange: the price of the SKU wanted instead, `None` when the same SKU is wanted.
    pub other_price: Option<UnitPrice>,
    /// What its reason comes from.
    pub cause: Cause,
    /// A manager lets it be applied for whatever its rule says.
    pub overridden: bool,
}

/// An application that may be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub scene: Scene,
    /// In the order of the wishes.
    pub values: Vec<LineValue>,
    pub freight: FreightDecision,
    /// What the rules say, in the order of the wishes; none for services, and where no policy speaks of a cause.
    pub checks: Vec<Option<Check>>,
}

impl Judgement {
    /// The sum that the buyer gets back if nothing is changed: the lines and the freight that goes with them by itself (R56, R71).
    pub fn computed(&self) -> Money {
        self.values.iter().map(|value| value.value).sum::<Money>() + self.freight.automatic
    }
}

/// Judges an application; every problem stands at the field it belongs to.
pub fn judge(kind: TicketType, order: &OrderFacts, wishes: &[Wish]) -> Result<Judgement, Vec<FieldError>> {
    let mut problems = Vec::new();
    if !order.is_paid {
        problems.push(FieldError::at("", Refusal::OrderUnpaid));
    }
    if wishes.is_empty() {
        problems.push(FieldError::at("", Refusal::NoLines));
    }
    let mut chosen = Vec::new();
    let mut values = Vec::new();
    for wish in wishes {
        let field = format!("qty_{}", wish.line_no);
        let Some(line) = order.lines.iter().find(|line| line.line_no == wish.line_no) else {
            problems.push(FieldError::at(field, Refusal::UnknownValue));
            continue;
        };
        match line.ledger().value_of(wish.quantity) {
            Ok(value) => values.push(value),
            Err(refusal) => problems.push(FieldError::at(&field, line_refusal(&refusal))),
        }
        if let Some(refusal) = line_problem(kind, order, line, wish) {
            problems.push(refusal);
        }
        chosen.push(line);
    }
    let scene = scene(kind, &chosen);
    if scene.is_none() {
        problems.push(FieldError::at("", Refusal::ShippedAndUnshipped));
    }
    match scene {
        Some(scene) if problems.is_empty() => {
            let checks = wishes.iter().zip(&chosen).map(|(wish, line)| order.check(kind, line, wish.cause)).collect();
            Ok(Judgement { scene, freight: freight(kind, order, wishes), values, checks })
        }
        _ => Err(problems),
    }
}

fn line_problem(kind: TicketType, order: &OrderFacts, line: &LineFacts, wish: &Wish) -> Option<FieldError> {
    let field = format!("qty_{}", line.line_no);
    if kind.returns_goods() && line.kind == LineKind::Goods && !line.is_shipped() {
        return Some(FieldError::at(field, Refusal::LineNotShipped));
    }
    if kind.ships_replacement() && line.kind == LineKind::Service {
        return Some(FieldError::at(field, Refusal::ServiceNotExchangeable));
    }
    if wish.other_price.is_some_and(|price| price != line.unit_price) {
        return Some(FieldError::at(format!("exchange_sku_{}", line.line_no), Refusal::OtherPrice));
    }
    let policy = order.problem(kind, line, wish.cause).filter(|_| !wish.overridden);
    policy.map(|problem| FieldError::at(field, Refusal::Policy(problem)))
}

/// How far the goods have come; `None` when shipped and unshipped goods are mixed in a refund only, which must be two tickets.
fn scene(kind: TicketType, chosen: &[&LineFacts]) -> Option<Scene> {
    if kind != TicketType::RefundOnly {
        return Some(Scene::Return);
    }
    let shipped = chosen.iter().filter(|line| line.is_shipped()).count();
    match shipped {
        0 => Some(Scene::Unshipped),
        all if all == chosen.len() => {
            let received = chosen.iter().any(|line| line.sold.signed_at.is_some());
            Some(if received { Scene::ReceivedKeep } else { Scene::ShippedNotReceived })
        }
        _ => None,
    }
}

fn freight(kind: TicketType, order: &OrderFacts, wishes: &[Wish]) -> FreightDecision {
    let nothing = FreightDecision { automatic: Money::ZERO, at_most: Money::ZERO };
    if !kind.refunds_money() {
        return nothing;
    }
    let wished =
        |line_no: i64| -> i64 { wishes.iter().filter(|wish| wish.line_no == line_no).map(|wish| wish.quantity).sum() };
    let completes_order = order
        .lines
        .iter()
        .filter(|line| !line.is_gift)
        .all(|line| line.ledger().remaining_quantity() <= wished(line.line_no));
    freight_share(&FreightFacts {
        freight_paid: order.freight_paid,
        freight_refunded: order.freight_taken,
        anything_shipped: order.lines.iter().any(LineFacts::is_shipped),
        completes_order,
    })
}

fn line_refusal(refusal: &LineRefusal) -> Refusal {
    match refusal {
        LineRefusal::NothingLeft => Refusal::LineNothingLeft,
        LineRefusal::MoreThanLeft { left } => Refusal::LineLeft(*left),
        LineRefusal::ZeroQuantity => Refusal::NoLines,
    }
}

codes! {
    /// Whether an unshipped refund only may be paid without a reviewer (R48, R70), and the guard that failed if not.
    AutoApproval {
        Yes = "YES",
        /// The merchant switched it off.
        SwitchedOff = "SWITCHED_OFF",
        /// Something was shipped.
        Shipped = "SHIPPED",
        AboveLimit = "ABOVE_LIMIT",
        /// The order's sums do not add up, or it was typed by hand.
        OrderInDoubt = "ORDER_IN_DOUBT",
        /// Nothing was paid in money; a reviewer decides what the buyer gets in kind.
        NothingPaid = "NOTHING_PAID",
        /// The order is in another currency than the merchant's limits.
        OtherCurrency = "OTHER_CURRENCY",
        /// The applicant entered the order's payment or shipping.
        OwnFacts = "OWN_FACTS",
        /// Beyond the limit of one filer's automatic refunds on one day.
        DayLimit = "DAY_LIMIT",
        /// The buyer is marked as a risk.
        RiskBuyer = "RISK_BUYER",
        /// The fast lane: a line is returned for a reason.
        OtherCause = "OTHER_CAUSE",
        /// The fast lane: no rule lets a line, or its date is only an estimate.
        OutsideRule = "OUTSIDE_RULE",
        /// The fast lane: there is no complete return address.
        NoAddress = "NO_ADDRESS",
    }
}

/// The facts that an automatic approval depends on.
#[derive(Clone, Copy, Debug)]
pub struct AutoFacts {
    pub scene: Scene,
    pub computed: Money,
    /// The merchant wants it.
    pub switched_on: bool,
    /// Of one ticket, included.
    pub limit: Money,
    /// Of one filer's tickets on one day, included.
    pub day_limit: Money,
    /// The sum of automatic refunds on this day for tickets of the same filer; of several filers, the largest.
    pub taken_today: Money,
    pub order_in_doubt: bool,
    /// The order is in the currency of the limits.
    pub same_currency: bool,
    /// Somebody who drafted, changed or filed the ticket last entered the order's payment or shipping.
    pub own_facts: bool,
    /// The buyer is marked as a risk.
    pub risk_buyer: bool,
}

/// Judges the automatic approval of a refund-only ticket; the limits themselves are still inside.
pub fn auto_approval(facts: &AutoFacts) -> AutoApproval {
    if facts.scene != Scene::Unshipped {
        AutoApproval::Shipped
    } else if !facts.switched_on {
        AutoApproval::SwitchedOff
    } else if facts.risk_buyer {
        AutoApproval::RiskBuyer
    } else if facts.order_in_doubt {
        AutoApproval::OrderInDoubt
    } else if !facts.same_currency {
        AutoApproval::OtherCurrency
    } else if facts.own_facts {
        AutoApproval::OwnFacts
    } else if facts.computed.is_zero() {
        AutoApproval::NothingPaid
    } else if facts.computed > facts.limit {
        AutoApproval::AboveLimit
    } else if facts.taken_today + facts.computed > facts.day_limit {
        AutoApproval::DayLimit
    } else {
        AutoApproval::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::refund_amount::ClaimKind;
    use crate::domain::policy::profile::Profile;
    use crate::domain::policy::rule::Policy;

    fn line(line_no: i64, bought: i64, paid: i64, shipped: bool) -> LineFacts {
        LineFacts {
            line_no,
            kind: LineKind::Goods,
            is_gift: false,
            bought,
            paid: Money::from_minor(paid),
            unit_price: UnitPrice::from_scaled(10_000),
            shipped_qty: if shipped { bought } else { 0 },
            sold: Sold { returnable: true, ..Sold::default() },
            claims: Vec::new(),
            attempts: 0,
        }
    }

    fn order(lines: Vec<LineFacts>) -> OrderFacts {
        OrderFacts {
            is_paid: true,
            freight_paid: Money::from_minor(1_000),
            freight_taken: Money::ZERO,
            policies: Policies {
                all: vec![Policy { id: 1, code: "CN".to_owned(), version: 1, terms: Profile::CnStandard.terms("x") }],
                zone: chrono_tz::Asia::Shanghai,
                holidays: Default::default(),
            },
            submitted_at: Timestamp::from_micros(1_795_000_000_000_000),
            lines,
        }
    }

    fn wish(line_no: i64, quantity: i64) -> Wish {
        Wish { line_no, quantity, other_price: None, cause: Cause::NoReason, overridden: false }
    }

    #[test]
    fn freight_rides_on_the_ticket_that_empties_an_unshipped_order() {
        let mut facts = order(vec![line(1, 1, 8_000, false), line(2, 1, 4_000, false)]);
        let first = judge(TicketType::RefundOnly, &facts, &[wish(1, 1)]).expect("first");
        assert_eq!(first.computed(), Money::from_minor(8_000));
        facts.lines[0].claims.push(LineClaim {
            quantity: 1,
            computed: Money::from_minor(8_000),
            approved: None,
            kind: ClaimKind::Returned,
        });
        let second = judge(TicketType::RefundOnly, &facts, &[wish(2, 1)]).expect("second");
        assert_eq!(second.computed(), Money::from_minor(5_000));
    }

    #[test]
    fn what_cannot_be_applied_for_is_refused_at_its_field() {
        let signed = Timestamp::from_micros(1_795_000_000_000_000 - 30 * 86_400_000_000);
        let mut late = line(1, 2, 100, true);
        late.sold.signed_at = Some(signed);
        let mut tired = line(1, 2, 100, true);
        tired.attempts = ATTEMPTS_USUAL;
        let mut service = line(1, 1, 100, true);
        service.kind = LineKind::Service;
        let cases: Vec<(TicketType, OrderFacts, Vec<Wish>, &str)> = vec![
            (TicketType::ReturnRefund, order(vec![line(1, 2, 100, true)]), vec![], ""),
            (TicketType::ReturnRefund, order(vec![line(1, 2, 100, true)]), vec![wish(1, 3)], "qty_1"),
            (TicketType::ReturnRefund, order(vec![line(1, 2, 100, true)]), vec![wish(9, 1)], "qty_9"),
            (TicketType::ReturnRefund, order(vec![line(1, 2, 100, false)]), vec![wish(1, 1)], "qty_1"),
            (TicketType::ReturnRefund, order(vec![late.clone()]), vec![wish(1, 1)], "qty_1"),
            (TicketType::RefundOnly, order(vec![late]), vec![wish(1, 1)], "qty_1"),
            (TicketType::ReturnRefund, order(vec![tired]), vec![wish(1, 1)], "qty_1"),
            (TicketType::Exchange, order(vec![service]), vec![wish(1, 1)], "qty_1"),
            (
                TicketType::RefundOnly,
                order(vec![line(1, 1, 100, true), line(2, 1, 100, false)]),
                vec![wish(1, 1), wish(2, 1)],
                "",
            ),
        ];
        for (kind, facts, wishes, field) in cases {
            let problems = judge(kind, &facts, &wishes).expect_err("refused");
            assert!(problems.iter().any(|problem| problem.field == field), "{kind:?} {wishes:?}: {problems:?}");
        }
    }

    #[test]
    fn a_manager_may_let_a_late_line_through_and_the_check_is_kept() {
        let mut late = line(1, 2, 100, true);
        late.sold.signed_at = Some(Timestamp::from_micros(1_795_000_000_000_000 - 30 * 86_400_000_000));
        late.attempts = ATTEMPTS_USUAL;
        let facts = order(vec![late]);
        let kind = TicketType::ReturnRefund;
        assert!(judge(kind, &facts, &[wish(1, 1)]).is_err());
        let judged = judge(kind, &facts, &[Wish { overridden: true, ..wish(1, 1) }]).expect("let through");
        assert!(judged.checks[0].as_ref().is_some_and(|check| !check.lets()), "it is still late");
    }

    #[test]
    fn only_a_sound_unshipped_order_inside_the_limits_is_paid_without_a_reviewer() {
        let sound = AutoFacts {
            scene: Scene::Unshipped,
            computed: Money::from_minor(100_000),
            switched_on: true,
            limit: Money::from_minor(100_000),
            day_limit: Money::from_minor(500_000),
            taken_today: Money::from_minor(400_000),
            order_in_doubt: false,
            same_currency: true,
            own_facts: false,
            risk_buyer: false,
        };
        let one = Money::from_minor(1);
        for (facts, expected) in [
            (sound, AutoApproval::Yes),
            (
                AutoFacts { computed: Money::from_minor(100_001), taken_today: Money::ZERO, ..sound },
                AutoApproval::AboveLimit,
            ),
            (AutoFacts { risk_buyer: true, ..sound }, AutoApproval::RiskBuyer),
            (AutoFacts { taken_today: Money::from_minor(400_001), ..sound }, AutoApproval::DayLimit),
            (AutoFacts { computed: one, taken_today: Money::from_minor(500_000), ..sound }, AutoApproval::DayLimit),
            (AutoFacts { day_limit: Money::ZERO, taken_today: Money::ZERO, ..sound }, AutoApproval::DayLimit),
            (AutoFacts { own_facts: true, computed: one, ..sound }, AutoApproval::OwnFacts),
            (AutoFacts { same_currency: false, ..sound }, AutoApproval::OtherCurrency),
            (AutoFacts { switched_on: false, ..sound }, AutoApproval::SwitchedOff),
            (AutoFacts { order_in_doubt: true, ..sound }, AutoApproval::OrderInDoubt),
            (AutoFacts { computed: Money::ZERO, ..sound }, AutoApproval::NothingPaid),
            (AutoFacts { scene: Scene::ReceivedKeep, ..sound }, AutoApproval::Shipped),
        ] {
            assert_eq!(auto_approval(&facts), expected, "{facts:?}");
        }
    }
}
