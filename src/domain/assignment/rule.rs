//! Rules: conditions on a ticket, and where it goes. The first rule that matches decides; a ticket that none matches is nobody's.

use crate::domain::codes::codes;
use crate::domain::money::Money;
use crate::domain::people::contact::fold_width;
use crate::domain::policy::cause::Cause;
use crate::domain::ticket::kind::{Scene, TicketType};

codes! {
    /// What a condition looks at. Conditions of one kind are alternatives, those of several kinds hold together.
    ConditionKind {
        Type = "type",
        Scene = "scene",
        /// The code of a reason, on any line.
        Reason = "reason",
        /// What an after-sale comes from, on any line.
        Cause = "cause",
        /// The id of a shop.
        Shop = "shop",
        /// The beginning of the receiver's address: its province.
        Region = "region",
        /// The amount asked for, at least, in minor units of the merchant's currency.
        AmountFrom = "amount_from",
        /// The amount asked for, at most.
        AmountTo = "amount_to",
        /// Whether the buyer is marked as a risk: `yes` or `no`.
        Risk = "risk",
    }
}

codes! {
    /// How urgent a ticket is, beside its time left.
    Priority {
        Usual = "USUAL",
        High = "HIGH",
    }
}

codes! {
    /// Who of a queue gets the ticket.
    Strategy {
        /// Nobody: it waits in the queue.
        Nobody = "nobody",
        /// Who has the fewest open tickets.
        LeastOpen = "least_open",
        /// One after the other.
        InTurn = "in_turn",
        /// One person, whatever the queue.
        Fixed = "fixed",
    }
}

codes! {
    /// Why a ticket is nobody's again.
    ReturnCause {
        /// Its person is away when its time runs out.
        Away = "away",
        /// Its person does not work here any more.
        Disabled = "disabled",
    }
}

codes! {
    /// Whether a buyer is marked as a risk, as a condition asks for it.
    RiskAnswer {
        Yes = "yes",
        No = "no",
    }
}

impl RiskAnswer {
    /// The answer for a buyer.
    pub fn of(is_risk: bool) -> Self {
        if is_risk { Self::Yes } else { Self::No }
    }
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    pub kind: ConditionKind,
    pub value: String,
}

/// What is known of a ticket when it is filed.
#[derive(Clone, Debug)]
pub struct TicketTraits {
    pub kind: TicketType,
    pub scene: Scene,
    /// The codes of its lines' reasons, as people see them.
    pub reasons: Vec<String>,
    /// What its lines come from.
    pub causes: Vec<Cause>,
    /// The amount asked for; `None` where the type refunds no money or the currency is not the merchant's.
    pub amount: Option<Money>,
    pub shop_id: i64,
    pub address: String,
    /// The buyer is marked as a risk.
    pub is_risk: bool,
}

impl Condition {
    /// Whether it holds for a ticket. What is not known does not match.
    pub fn holds(&self, ticket: &TicketTraits) -> bool {
        let bound = || self.value.parse().ok().map(Money::from_minor).zip(ticket.amount);
        match self.kind {
            ConditionKind::Type => ticket.kind.code() == self.value,
            ConditionKind::Scene => ticket.scene.code() == self.value,
            ConditionKind::Reason => ticket.reasons.contains(&self.value),
            ConditionKind::Cause => ticket.causes.iter().any(|cause| cause.code() == self.value),
            ConditionKind::Shop => ticket.shop_id.to_string() == self.value,
            ConditionKind::Region => is_in_region(&ticket.address, &self.value),
            ConditionKind::Risk => RiskAnswer::of(ticket.is_risk).code() == self.value,
            ConditionKind::AmountFrom => bound().is_some_and(|(least, amount)| amount >= least),
            ConditionKind::AmountTo => bound().is_some_and(|(most, amount)| amount <= most),
        }
    }
}

/// Characters of a region at least: one alone is the beginning of several.
pub const REGION_LEAST: usize = 2;

/// Whether a text can name a region.
pub fn is_region(text: &str) -> bool {
    text.chars().count() >= REGION_LEAST && !text.contains('*')
}

/// Whether an address begins with a region's name; a masked beginning is not known.
pub fn is_in_region(address: &str, region: &str) -> bool {
    let plain = |text: &str| fold_width(text.trim()).to_lowercase();
    is_region(region) && plain(address).starts_with(&plain(region))
}

/// Whether a rule with these conditions matches a ticket; one without conditions matches every ticket.
pub fn matches(conditions: &[Condition], ticket: &TicketTraits) -> bool {
    ConditionKind::ALL.iter().all(|kind| {
        let mut of_kind = conditions.iter().filter(|condition| condition.kind == *kind).peekable();
        of_kind.peek().is_none() || of_kind.any(|condition| condition.holds(ticket))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> TicketTraits {
        TicketTraits {
            kind: TicketType::ALL[0],
            scene: Scene::ALL[0],
            reasons: vec!["QUALITY".to_owned(), "SIZE".to_owned()],
            causes: vec![Cause::Quality, Cause::NoReason],
            amount: Some(Money::from_minor(20_000)),
            shop_id: 7,
            address: " Zhejiang Hangzhou 1 West Lake Road".to_owned(),
            is_risk: true,
        }
    }

    fn of(conditions: &[(ConditionKind, &str)]) -> Vec<Condition> {
        conditions.iter().map(|(kind, value)| Condition { kind: *kind, value: (*value).to_owned() }).collect()
    }

    #[test]
    fn conditions_of_a_kind_are_alternatives_and_kinds_hold_together() {
        use ConditionKind as K;
        let (own, other) = (TicketType::ALL[0].code(), TicketType::ALL[1].code());
        for (conditions, expected) in [
            (vec![], true),
            (vec![(K::Type, own)], true),
            (vec![(K::Type, other)], false),
            (vec![(K::Type, other), (K::Type, own)], true),
            (vec![(K::Scene, Scene::ALL[1].code())], false),
            (vec![(K::Reason, "SIZE")], true),
            (vec![(K::Reason, "PRICE")], false),
            (vec![(K::Cause, "NO_REASON")], true),
            (vec![(K::Cause, "PRICE"), (K::Cause, "TRANSIT")], false),
            (vec![(K::Type, own), (K::Reason, "PRICE")], false),
            (vec![(K::Shop, "7")], true),
            (vec![(K::Shop, "70")], false),
            (vec![(K::AmountFrom, "20000")], true),
            (vec![(K::AmountFrom, "20001")], false),
            (vec![(K::AmountTo, "20000")], true),
            (vec![(K::AmountTo, "19999")], false),
            (vec![(K::AmountFrom, "10000"), (K::AmountTo, "15000")], false),
            (vec![(K::Risk, "yes")], true),
            (vec![(K::Risk, "no")], false),
            (vec![(K::Region, "zhejiang")], true),
            (vec![(K::Region, "Ｚｈｅｊｉａｎｇ")], true),
            (vec![(K::Region, "Hangzhou")], false),
        ] {
            assert_eq!(matches(&of(&conditions), &ticket()), expected, "{conditions:?}");
        }
    }

    #[test]
    fn what_is_not_known_does_not_match() {
        for (address, region, expected) in [
            ("", "Zhejiang", false),
            ("***", "Zhejiang", false),
            ("***", "***", false),
            ("Z***", "Zhejiang", false),
            ("Zhejiang***", "Zhejiang", true),
            ("Zhejiang", "Z", false),
        ] {
            assert_eq!(is_in_region(address, region), expected, "{address:?} {region:?}");
        }
        let no_amount = TicketTraits { amount: None, ..ticket() };
        assert!(!matches(&of(&[(ConditionKind::AmountTo, "99999999")]), &no_amount));
    }
}
