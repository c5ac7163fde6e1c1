//! Who may be disabled, lose a role or be given rights: the house keeps an administrator, nobody locks oneself out, and nobody decides
//! about the rights that are one's own.

use crate::domain::permission::{Permission, Role};
use crate::domain::refusal::Refusal;

/// An active administrator: the id, and whether all merchants are theirs.
pub type Admin = (i64, bool);

/// Whether a change of the active administrators is allowed: one remains, and one of all merchants if there was one.
pub fn keep_an_admin(before: &[Admin], after: &[Admin]) -> Result<(), Refusal> {
    let of_all = |admins: &[Admin]| admins.iter().any(|(_, all_merchants)| *all_merchants);
    if after.is_empty() || (of_all(before) && !of_all(after)) { Err(Refusal::LastAdmin) } else { Ok(()) }
}

/// Whether somebody may be disabled by this actor.
pub fn may_disable(actor_id: Option<i64>, person_id: i64, admins: &[Admin]) -> Result<(), Refusal> {
    if actor_id == Some(person_id) {
        return Err(Refusal::OwnAccount);
    }
    let rest: Vec<Admin> = admins.iter().copied().filter(|(id, _)| *id != person_id).collect();
    if rest.len() == admins.len() { Ok(()) } else { keep_an_admin(admins, &rest) }
}

/// Whether somebody's roles and merchants may be changed by this actor: nobody decides what they themselves may do.
pub fn may_change_rights(actor_id: Option<i64>, person_id: i64) -> Result<(), Refusal> {
    if actor_id == Some(person_id) { Err(Refusal::OwnRights) } else { Ok(()) }
}

/// Whether somebody may be given a password by this actor; one's own is changed on the account page, which asks for the present one.
pub fn may_set_password(actor_id: Option<i64>, person_id: i64) -> Result<(), Refusal> {
    if actor_id == Some(person_id) { Err(Refusal::OwnPassword) } else { Ok(()) }
}

/// Rights that are better held by two people: what one of them does, the other one checks.
const APART: [(Permission, Permission); 4] = [
    (Permission::Review, Permission::DecideRefund),
    (Permission::FileTicket, Permission::DecideRefund),
    (Permission::DecideException, Permission::WorkWarehouse),
    (Permission::ManageStaff, Permission::DecideRefund),
];

/// Two roles that together give rights which are better held by two people, and those rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    pub roles: (Role, Role),
    pub rights: (Permission, Permission),
}

/// Every such pair of roles, once.
pub fn risky_pairs() -> Vec<Risk> {
    let mut found: Vec<Risk> = Vec::new();
    for rights in APART {
        for (first, second) in Role::ALL.iter().flat_map(|first| Role::ALL.iter().map(move |second| (*first, *second)))
        {
            let is_known = found.iter().any(|risk| risk.roles == (first, second));
            if first != second && first.grants(rights.0) && second.grants(rights.1) && !is_known {
                found.push(Risk { roles: (first, second), rights });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_administrator_stays() {
        assert_eq!(keep_an_admin(&[(1, true)], &[]), Err(Refusal::LastAdmin));
        assert_eq!(keep_an_admin(&[(1, true), (2, false)], &[(2, false)]), Err(Refusal::LastAdmin));
        assert_eq!(keep_an_admin(&[(1, false), (2, false)], &[(2, false)]), Ok(()));
        assert_eq!(keep_an_admin(&[(1, true), (2, true)], &[(2, true)]), Ok(()));
    }

    #[test]
    fn nobody_disables_himself() {
        let admins = [(1, true), (2, true)];
        assert_eq!(may_disable(Some(1), 1, &admins), Err(Refusal::OwnAccount));
        assert_eq!(may_disable(Some(1), 2, &admins), Ok(()));
        assert_eq!(may_disable(Some(9), 1, &admins[..1]), Err(Refusal::LastAdmin));
        assert_eq!(may_disable(Some(1), 7, &admins[..1]), Ok(()));
    }

    #[test]
    fn who_checks_and_who_is_checked_are_two() {
        let pairs: Vec<(Role, Role)> = risky_pairs().into_iter().map(|risk| risk.roles).collect();
        for pair in
            [(Role::Reviewer, Role::Finance), (Role::Agent, Role::FinanceLead), (Role::Manager, Role::Warehouse)]
        {
            assert_eq!(pairs.iter().filter(|found| **found == pair).count(), 1, "{pair:?}");
        }
        for pair in
            [(Role::Agent, Role::Reviewer), (Role::Finance, Role::FinanceLead), (Role::Warehouse, Role::Technician)]
        {
            assert!(!pairs.contains(&pair), "{pair:?}");
        }
    }

    #[test]
    fn nobody_decides_about_oneself() {
        assert_eq!(may_change_rights(Some(1), 1), Err(Refusal::OwnRights));
        assert_eq!(may_set_password(Some(1), 1), Err(Refusal::OwnPassword));
        for actor in [None, Some(2)] {
            assert_eq!((may_change_rights(actor, 1), may_set_password(actor, 1)), (Ok(()), Ok(())));
        }
    }
}
