//! Words of the print pages.

use super::texts;

texts! {
    /// The print pages.
    Print {
        title: "Print", "Print";
    }
}
