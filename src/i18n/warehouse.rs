//! Words of the warehouse pages.

use super::texts;

texts! {
    /// The warehouse pages.
    Warehouse {
        title: "Warehouse", "Warehouse";
    }
}
