//! Words of the audit pages.

use super::texts;

texts! {
    /// The audit pages.
    Audit {
        title: "Audit", "Audit";
    }
}
