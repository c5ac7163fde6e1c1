//! Words of the orders pages.

use super::texts;

texts! {
    /// The orders pages.
    Orders {
        title: "Orders", "Orders";
    }
}
