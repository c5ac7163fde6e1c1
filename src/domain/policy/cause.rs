//! What an after-sale comes from. Reasons are a merchant's own; each has one of these causes, and rules go by causes alone.

use crate::domain::codes::codes;

codes! {
    /// What an after-sale comes from.
    Cause {
        /// The buyer gives none, and need not.
        NoReason = "NO_REASON",
        Quality = "QUALITY",
        NotAsDescribed = "NOT_AS_DESCRIBED",
        WrongOrMissing = "WRONG_OR_MISSING",
        /// Damaged on the way.
        Transit = "TRANSIT",
        /// Not delivered, or not in time.
        NotReceived = "NOT_RECEIVED",
        /// The buyer did not take the parcel.
        Refused = "REFUSED",
        BuyerFault = "BUYER_FAULT",
        /// Price, freight: money alone.
        Price = "PRICE",
        Other = "OTHER",
    }
}
