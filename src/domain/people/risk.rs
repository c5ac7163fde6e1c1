//! Marks of buyers whose after-sales are looked at more strictly (R176): people set them, rules only propose them.

use crate::domain::codes::codes;

codes! {
    /// What a mark says of a buyer.
    RiskKind {
        /// Orders placed to do harm.
        MaliciousOrder = "MALICIOUS_ORDER",
        /// Goods bought to be tried out and sent back.
        TrialUse = "TRIAL_USE",
        Competitor = "COMPETITOR",
        /// Goods used for long before they come back.
        LongUse = "LONG_USE",
        FalseClaim = "FALSE_CLAIM",
        FrequentReturn = "FREQUENT_RETURN",
        /// A parcel came back without the goods.
        EmptyBox = "EMPTY_BOX",
    }
}

codes! {
    /// Whether a mark holds.
    RiskState {
        /// A rule found it; nobody has looked yet, and nothing follows from it.
        Proposed = "PROPOSED",
        Set = "SET",
        /// It held, and was taken back.
        Cleared = "CLEARED",
        /// It was proposed, and somebody saw no ground for it.
        Dismissed = "DISMISSED",
    }
}

impl RiskState {
    /// Whether it is proposed or holds; of a kind a buyer has one such mark at most.
    pub fn stands(self) -> bool {
        matches!(self, Self::Proposed | Self::Set)
    }

    /// What taking it back makes of it; `None` for what does not stand.
    pub fn taken_back(self) -> Option<Self> {
        match self {
            Self::Proposed => Some(Self::Dismissed),
            Self::Set => Some(Self::Cleared),
            Self::Cleared | Self::Dismissed => None,
        }
    }
}

/// Days over which after-sales of a buyer are counted.
pub const FREQUENT_DAYS: i64 = 90;

/// After-sales of a buyer within these days that are many: the mark is proposed then.
pub const FREQUENT_LEAST: i64 = 5;

/// Days for which a rule does not propose again what somebody dismissed or cleared.
pub const QUIET_DAYS: i64 = 90;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_can_be_taken_back_and_nothing_else() {
        for (state, stands, taken_back) in [
            (RiskState::Proposed, true, Some(RiskState::Dismissed)),
            (RiskState::Set, true, Some(RiskState::Cleared)),
            (RiskState::Cleared, false, None),
            (RiskState::Dismissed, false, None),
        ] {
            assert_eq!((state.stands(), state.taken_back()), (stands, taken_back), "{state}");
        }
    }
}
