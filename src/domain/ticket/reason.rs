//! Whose cause a reason is, and why a review approves or refuses.

use crate::domain::codes::codes;

/// Between the code of a withdrawn reason and its id; no code has it.
const WITHDRAWN: char = '~';

/// The code under which a withdrawn reason is stored: what people see of it is free for another one.
pub fn withdrawn_code(code: &str, id: i64) -> String {
    format!("{}{WITHDRAWN}{id}", shown_code(code))
}

/// The code of a reason as people see it.
pub fn shown_code(stored: &str) -> &str {
    stored.split(WITHDRAWN).next().unwrap_or_default()
}

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
        /// A platform, an association or a court ruled so.
        Ruling = "RULING",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_withdrawn_code_is_stored_as_is_never_shown() {
        for (code, id) in [("SIZE", 7), ("R-1_2", 99)] {
            let stored = withdrawn_code(code, id);
            assert_ne!(stored, code);
            assert_eq!((shown_code(&stored), shown_code(code)), (code, code));
            assert_eq!(withdrawn_code(&stored, id), stored, "once is enough");
        }
    }
}
