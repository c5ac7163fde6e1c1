//! Goods that came damaged: how they were signed for decides who answers for it (R201); four steps are gone through (R202).

use crate::domain::codes::codes;
use crate::domain::policy::cause::Cause;

codes! {
    /// How the buyer signed for the parcel.
    SignedAs {
        /// Without a note of any damage.
        NoNote = "NO_NOTE",
        DamageNoted = "DAMAGE_NOTED",
        /// Refused, or not signed for.
        NotSigned = "NOT_SIGNED",
        Unknown = "UNKNOWN",
    }
}

impl SignedAs {
    /// Whether carrier and seller answer for the damage, so that the buyer is compensated first.
    pub fn compensates_first(self) -> bool {
        matches!(self, Self::DamageNoted | Self::NotSigned)
    }
}

codes! {
    /// A step of the procedure for goods that came damaged, in the order in which they are gone through.
    DamageStep {
        PhotoBeforeSigning = "PHOTO_BEFORE_SIGNING",
        /// The shop confirmed what the parcel looks like from outside.
        OuterStateConfirmed = "OUTER_STATE_CONFIRMED",
        MachineTested = "MACHINE_TESTED",
        PhotoOfDefect = "PHOTO_OF_DEFECT",
    }
}

/// Whether goods of a cause may have come damaged.
pub fn may_be_damage(cause: Cause) -> bool {
    matches!(cause, Cause::Transit | Cause::Quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_signed_for_as_whole_is_compensated_first() {
        let first: Vec<SignedAs> = SignedAs::ALL.iter().copied().filter(|signed| signed.compensates_first()).collect();
        assert_eq!(first, [SignedAs::DamageNoted, SignedAs::NotSigned]);
    }
}
