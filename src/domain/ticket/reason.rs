//! Whose cause a reason is, and why a review approves or refuses.

use crate::domain::codes::codes;

codes! {
    /// Whose cause a reason is (R125).
    Responsibility {
        Seller = "SELLER",
        Buyer = "BUYER",
        Carrier = "CARRIER",
        Platform = "PLATFORM",
        Undetermined = "UNDETERMINED",
    }
}

impl Responsibility {
    /// Only a cause of the buyer's own can bear a service or packaging fee.
    pub fn may_bear_fee(self) -> bool {
        matches!(self, Self::Buyer)
    }
}

codes! {
    /// Why a review refused, each with a remedy for the buyer (R67).
    RejectCategory {
        IncompleteMaterial = "INCOMPLETE_MATERIAL",
        Inaccurate = "INACCURATE",
        Overdue = "OVERDUE",
        Excluded = "EXCLUDED",
        HumanDamage = "HUMAN_DAMAGE",
        Used = "USED",
        NotCooperating = "NOT_COOPERATING",
        Malicious = "MALICIOUS",
        Duplicate = "DUPLICATE",
        NotJustified = "NOT_JUSTIFIED",
    }
}

codes! {
    /// The ground on which goods that already left are refunded without a return.
    Ground {
        Intercepted = "INTERCEPTED",
        Lost = "LOST",
        Compensation = "COMPENSATION",
    }
}

/// The code of the reason that stands for a return without giving one, within the window.
pub const NO_REASON: &str = "NO_REASON";
