//! Words of the reasons pages.

use super::texts;

texts! {
    /// The reasons pages.
    Reasons {
        title: "Reasons", "Reasons";
    }
}
