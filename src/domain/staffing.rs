//! Who may be disabled or lose a role: the house keeps an administrator, and nobody locks himself out.

use super::refusal::Refusal;

/// An active administrator: his id, and whether he is a member of all merchants.
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
}
