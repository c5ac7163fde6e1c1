//! Words of the staff pages.

use super::texts;

texts! {
    /// The staff pages.
    Staff {
        title: "Staff", "Staff";
    }
}
