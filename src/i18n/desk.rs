//! Words of the desk pages.

use super::texts;

texts! {
    /// The desk pages.
    Desk {
        title: "Desk", "Desk";
    }
}
