//! The first administrator of a house that has no staff yet.

use crate::commands::people::login::entry_of;
use crate::commands::people::manage_staff::{NewStaff, add};
use crate::commands::{Actor, CommandError};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::people::device::Place;
use crate::domain::permission::Role;
use crate::store::house::audit;
use crate::store::people::{sessions, set_up_codes, staff};
use crate::store::{DbError, Tx};

/// The first administrator: the role ADMIN alone, a member of all merchants.
pub fn first_admin(username: String, display_name: String, password: String) -> NewStaff {
    NewStaff { username, display_name, roles: vec![Role::Admin], merchant_codes: Vec::new(), password }
}

/// The code that opens the set-up, while nobody works here: the one that another server made, or else this new one.
pub fn code(tx: &mut Tx<'_>, new: &str) -> Result<Option<String>, DbError> {
    staff::claim_set_up(tx)?;
    if staff::count(tx.connection())? > 0 {
        return Ok(None);
    }
    set_up_codes::keep(tx, new).map(Some)
}

/// Adds the first administrator and opens a session; `NotFound` once there is any staff.
pub fn set_up(
    tx: &mut Tx<'_>,
    new: &NewStaff,
    password_hash: &str,
    session_token_hash: &str,
    place: &Place,
) -> Result<(), CommandError> {
    staff::claim_set_up(tx)?;
    if staff::count(tx.connection())? > 0 {
        return Err(CommandError::NotFound);
    }
    let id = add(tx, &Actor::system(), new, password_hash)?;
    sessions::open(tx, session_token_hash, id, place)?;
    audit::append(
        tx,
        Some(id),
        None,
        AuditKind::LoggedIn,
        &crate::commands::people::login::fold_username(&new.username),
        entry_of(place),
    )?;
    Ok(())
}
