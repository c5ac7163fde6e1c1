//! Words of the settings pages.

use super::texts;

texts! {
    /// The settings pages.
    Settings {
        title: "Settings", "Settings";
    }
}
