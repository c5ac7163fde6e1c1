//! Words of the stock pages.

use super::texts;

texts! {
    /// The stock pages.
    Stock {
        title: "Stock", "Stock";
    }
}
