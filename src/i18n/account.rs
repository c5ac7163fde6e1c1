//! Words of the account pages.

use super::texts;

texts! {
    /// The account pages.
    Account {
        title: "Account", "Account";
    }
}
