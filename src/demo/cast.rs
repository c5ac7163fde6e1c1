//! The staff of the sample business: one person for each role, all with the same password.

use std::collections::HashMap;

use crate::commands::people::manage_staff;
use crate::commands::people::manage_staff::NewStaff;
use crate::commands::people::passwords::{HashingMemory, hash_password};
use crate::commands::{Actor, CommandError};
use crate::domain::permission::Role;
use crate::store::{Db, Scope};

/// The password of everybody.
pub const PASSWORD: &str = "demo-after-sales";

/// User name, display name and role.
pub const STAFF: [(&str, &str, Role); 10] = [
    ("agent", "小林", Role::Agent),
    ("reviewer", "小陈", Role::Reviewer),
    ("finance", "周洁", Role::Finance),
    ("finance_lead", "吴敏芳", Role::FinanceLead),
    ("warehouse", "王敏", Role::Warehouse),
    ("technician", "赵工", Role::Technician),
    ("manager", "何婷", Role::Manager),
    ("gm", "沈总", Role::GeneralManager),
    ("admin", "管理员", Role::Admin),
    ("auditor", "孙审计", Role::Auditor),
];

/// The people as those who act.
#[derive(Clone, Debug)]
pub struct Cast {
    ids: HashMap<Role, i64>,
}

impl Cast {
    /// Employs everybody. The password is hashed once, as a hash is slow on purpose.
    pub fn employ(db: &Db) -> Result<Self, CommandError> {
        let hash = hash_password(PASSWORD, &mut HashingMemory::default())?;
        db.write_blocking(move |tx| {
            let mut ids = HashMap::new();
            for (username, display_name, role) in STAFF {
                let new = NewStaff {
                    username: username.to_owned(),
                    display_name: display_name.to_owned(),
                    roles: vec![role],
                    merchant_codes: Vec::new(),
                    password: PASSWORD.to_owned(),
                };
                ids.insert(role, manage_staff::add(tx, &Actor::system(), &new, &hash)?);
            }
            Ok(Self { ids })
        })
    }

    /// The person of a role.
    pub fn actor(&self, role: Role) -> Actor {
        Actor { staff_id: self.ids.get(&role).copied(), roles: vec![role], scope: Scope::All }
    }
}
