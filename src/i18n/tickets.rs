//! Words of the tickets pages.

use super::texts;

texts! {
    /// The tickets pages.
    Tickets {
        title: "Tickets", "Tickets";
    }
}
