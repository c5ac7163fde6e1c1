//! The actor of a command.

use crate::commands::error::CommandError;
use crate::domain::permission::{Permission, Role, granted};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::workflow::Principal;
use crate::store::Scope;

/// The actor of a command: a member of staff with rights and merchants, or the system.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `None` for the system.
    pub staff_id: Option<i64>,
    pub roles: Vec<Role>,
    pub scope: Scope,
}

impl Actor {
    /// The system: jobs, imports, start-up.
    pub fn system() -> Self {
        Self { staff_id: None, roles: Vec::new(), scope: Scope::All }
    }

    /// As the guards of the workflow see it.
    pub fn principal(&self) -> Principal<'_> {
        match self.staff_id {
            Some(id) => Principal::Staff { id, roles: &self.roles },
            None => Principal::System,
        }
    }

    /// Whether a role grants the permission; the system may do anything.
    pub fn may(&self, permission: Permission) -> bool {
        self.staff_id.is_none() || granted(&self.roles, permission)
    }

    /// The permission or a refusal.
    pub fn require(&self, permission: Permission) -> Result<(), CommandError> {
        if self.may(permission) { Ok(()) } else { Err(CommandError::Refused(Refusal::NoRight(permission))) }
    }
}
