//! A view of a list that a role starts with.

use crate::domain::permission::Role;
use crate::i18n::Lang;
use crate::viewer::Viewer;

/// A view that a role starts with.
pub struct RoleView {
    pub code: &'static str,
    pub name: fn(Lang) -> &'static str,
    pub roles: &'static [Role],
    /// Its filters and order, as an address has them.
    pub query: &'static str,
    /// The columns it shows until a person arranges them.
    pub columns: &'static [&'static str],
}

impl RoleView {
    /// Whether somebody starts with it.
    pub fn is_for(&self, viewer: &Viewer) -> bool {
        self.roles.iter().any(|role| viewer.roles.contains(role))
    }
}
