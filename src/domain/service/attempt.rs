//! Attempts to resolve a case without a return, before it is decided (R26).

use crate::domain::codes::codes;

codes! {
    /// What was offered to the buyer in place of a return.
    AttemptWay {
        TechnicalHelp = "TECHNICAL_HELP",
        Discount = "DISCOUNT",
        Exchange = "EXCHANGE",
        Other = "OTHER",
    }
}

codes! {
    /// How an attempt ended.
    AttemptResult {
        /// The buyer keeps the goods: the application can be withdrawn.
        BuyerKeeps = "BUYER_KEEPS",
        BuyerInsists = "BUYER_INSISTS",
        NoAnswer = "NO_ANSWER",
    }
}
