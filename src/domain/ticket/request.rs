//! What a buyer is asked for or offered before a decision, and what comes back.

use crate::domain::codes::codes;

codes! {
    /// What the buyer is to do.
    RequestKind {
        /// To supply evidence that is missing.
        Supplement = "SUPPLEMENT",
        /// To take an amount, or not.
        Offer = "OFFER",
    }
}

codes! {
    /// What came back of it.
    BuyerAnswer {
        Supplied = "SUPPLIED",
        Accepted = "ACCEPTED",
        Declined = "DECLINED",
    }
}

impl RequestKind {
    /// The answers that fit.
    pub fn answers(self) -> &'static [BuyerAnswer] {
        match self {
            Self::Supplement => &[BuyerAnswer::Supplied, BuyerAnswer::Declined],
            Self::Offer => &[BuyerAnswer::Accepted, BuyerAnswer::Declined],
        }
    }
}
