//! Who shaped a ticket's claim or amount, and for how long that counts: whoever did lets none of its money leave, and whoever applied does
//! not review. Which action shapes what, and which are kept from whom, stands beside the other guards in `workflow`.

use crate::domain::codes::codes;

codes! {
    /// A share that somebody has in a ticket's claim or amount.
    Shaping {
        Drafted = "DRAFTED",
        Edited = "EDITED",
        Submitted = "SUBMITTED",
        /// Let through what a policy refuses.
        LetThrough = "LET_THROUGH",
        /// Offered the buyer an amount, which the decision may go by.
        Offered = "OFFERED",
        Approved = "APPROVED",
        /// Decided an inspection exception: accepted, lowered, sent back.
        Decided = "DECIDED",
        /// Accepted an inspection exception in part: the claim is smaller from then on.
        Cut = "CUT",
    }
}

impl Shaping {
    /// Whether it is a share in the application, which somebody else must review.
    pub fn applies(self) -> bool {
        match self {
            Self::Drafted | Self::Edited | Self::Submitted => true,
            Self::LetThrough | Self::Offered | Self::Approved | Self::Decided | Self::Cut => false,
        }
    }

    /// Whether the share outlives its round: a bounce takes an approval back, not the claim.
    pub fn lasts(self) -> bool {
        match self {
            Self::Drafted | Self::Edited | Self::Submitted | Self::LetThrough | Self::Offered | Self::Cut => true,
            Self::Approved | Self::Decided => false,
        }
    }
}

/// Somebody who shaped a ticket, and in which round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shaper {
    pub staff_id: i64,
    pub round: i32,
    pub shaping: Shaping,
}

/// The share a person has in a ticket that is in this round, the earliest of several; `wanted` selects the shares that count.
pub fn share_of(shapers: &[Shaper], round: i32, staff_id: i64, wanted: impl Fn(Shaping) -> bool) -> Option<Shaping> {
    shapers
        .iter()
        .filter(|shaper| shaper.staff_id == staff_id && (shaper.round == round || shaper.shaping.lasts()))
        .map(|shaper| shaper.shaping)
        .filter(|shaping| wanted(*shaping))
        .min()
}

/// The share a person has in a ticket in any round: a payment of an earlier round may be settled long after it.
pub fn share_ever(shapers: &[Shaper], staff_id: i64) -> Option<Shaping> {
    shapers.iter().filter(|shaper| shaper.staff_id == staff_id).map(|shaper| shaper.shaping).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounce_takes_back_decisions_and_leaves_the_claim() {
        let shaped = |round, shaping| Shaper { staff_id: 7, round, shaping };
        for (shaping, next_round) in [
            (Shaping::Drafted, true),
            (Shaping::Edited, true),
            (Shaping::Submitted, true),
            (Shaping::LetThrough, true),
            (Shaping::Offered, true),
            (Shaping::Approved, false),
            (Shaping::Decided, false),
            (Shaping::Cut, true),
        ] {
            let shapers = [shaped(1, shaping)];
            assert_eq!(share_of(&shapers, 1, 7, |_| true), Some(shaping));
            assert_eq!(share_of(&shapers, 2, 7, |_| true).is_some(), next_round, "{shaping}");
            assert_eq!(share_of(&shapers, 1, 8, |_| true), None, "somebody else");
        }
        let both = [shaped(1, Shaping::Approved), shaped(1, Shaping::Edited)];
        assert_eq!(share_of(&both, 1, 7, |_| true), Some(Shaping::Edited));
        assert_eq!(share_of(&both, 1, 7, |shaping| !shaping.applies()), Some(Shaping::Approved));
    }
}
