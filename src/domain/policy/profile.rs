//! Policies to begin with (domain 10.2). A merchant takes one over and changes it. Those for China give nothing less than its law: seven days
//! without a reason and for faults, fifteen for an exchange, no fees, money back within seven days.

use crate::domain::codes::codes;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::period::Period;
use crate::domain::policy::rule::{
    ATTEMPTS_USUAL, Exclusion, Fees, FreightBearer, PolicyTerms, Proof, Rule, ScopeKind, Starting, Window, Windows,
};

codes! {
    /// A policy to begin with.
    Profile {
        CnStandard = "CN_STANDARD",
        CnFood = "CN_FOOD",
        CnElectronics = "CN_ELECTRONICS",
        Extended15 = "EXTENDED_15",
        Extended30 = "EXTENDED_30",
        Eu14 = "EU_14",
        NoLimit = "NO_LIMIT",
    }
}

/// How a profile differs from the others.
struct Figures {
    no_reason: Window,
    /// Faults of the goods, damage on the way: a return.
    fault: Window,
    /// The same: an exchange.
    fault_exchange: Window,
    /// What the buyer caused, price, all else.
    rest: Window,
    fees: Fees,
    refund_within: Option<u32>,
    past_holidays: bool,
    exclusions: &'static [Exclusion],
    /// Shown with a fault, beside pictures of it.
    fault_proofs: &'static [Proof],
}

const CN: Figures = Figures {
    no_reason: Window::Days(7),
    fault: Window::Days(7),
    fault_exchange: Window::Days(15),
    rest: Window::Days(7),
    fees: Fees::None,
    refund_within: Some(7),
    past_holidays: true,
    exclusions: &[Exclusion::CustomMade, Exclusion::NotReturnable],
    fault_proofs: &[],
};

impl Profile {
    fn figures(self) -> Figures {
        let longer = |days| Figures {
            no_reason: Window::Days(days),
            fault: Window::Days(days),
            fault_exchange: Window::Days(days),
            rest: Window::Days(days),
            ..CN
        };
        match self {
            Self::CnStandard => CN,
            Self::CnFood => Figures {
                exclusions: &[
                    Exclusion::CustomMade,
                    Exclusion::NotReturnable,
                    Exclusion::Fresh,
                    Exclusion::HygieneOpened,
                    Exclusion::NearExpiry,
                ],
                ..CN
            },
            Self::CnElectronics => Figures {
                exclusions: &[
                    Exclusion::CustomMade,
                    Exclusion::NotReturnable,
                    Exclusion::DigitalOpened,
                    Exclusion::Activated,
                ],
                fault_proofs: &[Proof::Purchase, Proof::Serial],
                ..CN
            },
            Self::Extended15 => longer(15),
            Self::Extended30 => longer(30),
            Self::Eu14 => Figures {
                no_reason: Window::Days(14),
                // The legal guarantee of two years.
                fault: Window::Days(730),
                fault_exchange: Window::Days(730),
                rest: Window::Days(14),
                refund_within: Some(14),
                past_holidays: false,
                exclusions: &[Exclusion::CustomMade, Exclusion::Fresh, Exclusion::HygieneOpened],
                ..CN
            },
            Self::NoLimit => Figures {
                no_reason: Window::NoLimit,
                fault: Window::NoLimit,
                fault_exchange: Window::NoLimit,
                rest: Window::NoLimit,
                fees: Fees::Both,
                refund_within: None,
                past_holidays: false,
                exclusions: &[],
                fault_proofs: &[],
            },
        }
    }

    /// A policy of the whole merchant under a name.
    pub fn terms(self, name: &str) -> PolicyTerms {
        let figures = self.figures();
        PolicyTerms {
            name: name.to_owned(),
            active: true,
            scope: ScopeKind::Merchant,
            scope_key: String::new(),
            paid: Period::default(),
            valid: Period::default(),
            starting: Starting::Receipt,
            past_holidays: figures.past_holidays,
            attempts_most: ATTEMPTS_USUAL,
            exclusions: figures.exclusions.to_vec(),
            accessories: String::new(),
            note: String::new(),
            rules: Cause::ALL.iter().map(|cause| self.rule(*cause, &figures)).collect(),
        }
    }

    fn rule(self, cause: Cause, figures: &Figures) -> Rule {
        let alike = |window| Windows { refund_only: window, return_refund: window, exchange: window };
        let (windows, freight, proofs): (Windows, FreightBearer, &[Proof]) = match cause {
            Cause::NoReason => (alike(figures.no_reason), FreightBearer::Buyer, &[]),
            Cause::Quality | Cause::NotAsDescribed => {
                let windows = Windows { exchange: figures.fault_exchange, ..alike(figures.fault) };
                (windows, FreightBearer::Seller, &[Proof::Fault])
            }
            Cause::WrongOrMissing => {
                (alike(figures.fault_exchange), FreightBearer::Seller, &[Proof::Fault, Proof::Packaging])
            }
            Cause::Transit => {
                let windows = Windows { exchange: figures.fault_exchange, ..alike(figures.fault) };
                (windows, FreightBearer::Seller, &[Proof::Fault, Proof::Packaging])
            }
            // What did not arrive, or was not taken, is not late.
            Cause::NotReceived => (alike(Window::NoLimit), FreightBearer::Seller, &[]),
            Cause::Refused => (alike(Window::NoLimit), FreightBearer::Buyer, &[]),
            Cause::BuyerFault => (alike(figures.rest), FreightBearer::Buyer, &[]),
            Cause::Price | Cause::Other => (alike(figures.rest), FreightBearer::SellerFirst, &[]),
        };
        let is_fault = matches!(cause, Cause::Quality | Cause::NotAsDescribed);
        let more = figures.fault_proofs.iter().filter(|_| is_fault);
        let proofs = match self {
            Self::NoLimit => Vec::new(),
            _ => proofs.iter().chain(more).copied().collect(),
        };
        let (fees, refund_within) = (figures.fees, figures.refund_within);
        Rule { cause, windows, freight, fees, refund_within, proofs, note: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticket::kind::TicketType;

    fn at_least(window: Window, days: u32) -> bool {
        match window {
            Window::NoLimit => true,
            Window::NotAllowed => false,
            Window::Days(given) => given >= days,
        }
    }

    #[test]
    fn no_profile_gives_less_than_the_law_of_china() {
        for profile in Profile::ALL {
            let terms = profile.terms("x");
            assert_eq!(terms.rules.len(), Cause::ALL.len(), "{profile} speaks of every cause");
            for rule in &terms.rules {
                for kind in TicketType::ALL {
                    assert!(at_least(rule.windows.of(*kind), 7), "{profile} {} {kind}", rule.cause);
                }
                let is_fault = matches!(rule.cause, Cause::Quality | Cause::NotAsDescribed | Cause::Transit);
                assert!(!is_fault || at_least(rule.windows.exchange, 14), "{profile} {}", rule.cause);
                if profile.code().starts_with("CN") {
                    assert!(!is_fault || at_least(rule.windows.exchange, 15), "{profile} {}", rule.cause);
                    assert_eq!((rule.fees, rule.refund_within), (Fees::None, Some(7)), "{profile}");
                }
            }
            assert_eq!(terms.past_holidays, !matches!(profile, Profile::Eu14 | Profile::NoLimit));
        }
    }

    #[test]
    fn the_extended_ones_are_longer_and_the_open_one_has_no_limit() {
        let no_reason =
            |profile: Profile| profile.terms("x").rule(Cause::NoReason).map(|rule| rule.windows.return_refund);
        assert_eq!(no_reason(Profile::Extended15), Some(Window::Days(15)));
        assert_eq!(no_reason(Profile::Extended30), Some(Window::Days(30)));
        assert_eq!(no_reason(Profile::Eu14), Some(Window::Days(14)));
        assert_eq!(no_reason(Profile::NoLimit), Some(Window::NoLimit));
    }
}
