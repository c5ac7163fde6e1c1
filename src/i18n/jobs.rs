//! Words of the jobs pages.

use super::texts;

texts! {
    /// The jobs pages.
    Jobs {
        title: "Jobs", "Jobs";
    }
}
