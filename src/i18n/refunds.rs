//! Words of the refunds pages.

use super::texts;

texts! {
    /// The refunds pages.
    Refunds {
        title: "Refunds", "Refunds";
    }
}
