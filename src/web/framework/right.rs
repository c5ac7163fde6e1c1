//! Who may use a route, and whose record it names: a row of the table of routes.

use std::collections::HashMap;

use crate::domain::permission::Permission;
use crate::store::Scope;
use crate::store::house::records::Record;
use crate::viewer::Viewer;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Everybody, logged in or not.
    Public,
    /// Everybody logged in, though their password has to be changed first.
    AnyStaff,
    /// Everybody logged in.
    Staff,
    /// Whoever has this permission.
    One(Permission),
    /// Whoever has this permission and works for all merchants, present and future.
    OneOfAllMerchants(Permission),
    /// Whoever has every one of these permissions.
    All(&'static [Permission]),
    /// Whoever has at least one of these permissions.
    Any(&'static [Permission]),
}

impl From<Permission> for Right {
    fn from(permission: Permission) -> Self {
        Self::One(permission)
    }
}

impl Right {
    /// Whether somebody logged in has it.
    pub fn is_held_by(self, viewer: &Viewer) -> bool {
        match self {
            Self::Public | Self::AnyStaff | Self::Staff => true,
            Self::One(permission) => viewer.may(permission),
            Self::OneOfAllMerchants(permission) => viewer.may(permission) && viewer.scope == Scope::All,
            Self::All(permissions) => permissions.iter().all(|permission| viewer.may(*permission)),
            Self::Any(permissions) => permissions.iter().any(|permission| viewer.may(*permission)),
        }
    }
}

/// Whose record an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// No merchant's: health, style sheets, log-in.
    House,
    /// The reader's own, such as the account: nobody else has it.
    Own,
    /// No single record: a list, or a form for something new, of what the reader's merchants have.
    List,
    /// A merchant's: the first `{…}` of the address names a record of this kind. For a reader of other merchants it does not exist.
    Merchant(Record),
}

impl From<Record> for Whose {
    fn from(record: Record) -> Self {
        Self::Merchant(record)
    }
}

/// Who may open which page, by its address.
pub struct Rights(pub(in crate::web::framework) HashMap<&'static str, Right>);

impl Rights {
    /// Whether somebody may open the page of an address without `{…}`; nobody opens one that is not in the table.
    pub fn lets(&self, viewer: &Viewer, address: &str) -> bool {
        self.0.get(address).is_some_and(|right| right.is_held_by(viewer))
    }
}
