//! What a ticket is found by.

use crate::domain::codes::codes;

codes! {
    /// What a ticket is found by, beside the numbers on it.
    KeyKind {
        Sku = "SKU",
        Name = "NAME",
        Account = "ACCOUNT",
        /// All digits of a phone number, and its last four.
        Phone = "PHONE",
    }
}
