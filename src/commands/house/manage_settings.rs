//! A merchant's settings, except those about money (`money_settings`); and new merchants. A change alters no ticket that is under way.

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::create_merchant;
use crate::commands::money::money_settings;
use crate::commands::term::recount;
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{audit, merchants};
use crate::store::{Scope, Tx};

/// A merchant's settings as they are to be.
#[derive(Clone, Debug)]
pub struct MerchantSettings {
    pub name: String,
    pub timezone: String,
    /// Buyers are asked to send nothing freight collect and to put the order number into the parcel.
    pub return_note: bool,
}

/// Claims the merchant of a code; refused without the right to change its settings.
pub(in crate::commands) fn claimed(tx: &mut Tx<'_>, actor: &Actor, code: &str) -> Result<MerchantRow, CommandError> {
    actor.require(Permission::ManageSettings)?;
    let found = merchants::by_code(tx.connection(), &actor.scope, code)?.ok_or(CommandError::NotFound)?;
    merchants::claim(tx, found.id)?;
    Ok(merchants::get(tx.connection(), found.id)?)
}

/// Changes a merchant's settings.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: &str,
    version: i32,
    to: &MerchantSettings,
) -> Result<(), CommandError> {
    let mut row = claimed(tx, actor, code)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, code)?);
    }
    let mut changes = Changes::default();
    changes.field("name", &row.name, &to.name);
    changes.field("timezone", &row.timezone, &to.timezone);
    changes.field("return_note", row.return_note, to.return_note);
    if changes.is_empty() {
        return Ok(());
    }
    let has_other_hours = row.timezone != to.timezone;
    row.name.clone_from(&to.name);
    row.timezone.clone_from(&to.timezone);
    row.return_note = to.return_note;
    row.version = version + 1;
    if !merchants::save(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Settings, code)?);
    }
    if has_other_hours {
        recount::order(tx, row.id)?;
    }
    audit::append(tx, actor.staff_id, Some(row.id), AuditKind::SettingsChanged, code, changes.detail())?;
    Ok(())
}

/// Adds a merchant with all it needs to work; refused to actors who do not work for all merchants.
pub fn add_merchant(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &create_merchant::NewMerchant<'_>,
) -> Result<(), CommandError> {
    actor.require(Permission::ManageSettings)?;
    if actor.scope != Scope::All {
        return Err(CommandError::Refused(Refusal::NoRight(Permission::ManageSettings)));
    }
    if merchants::by_code(tx.connection(), &Scope::All, new.code)?.is_some() {
        return Err(invalid("code", Refusal::Taken));
    }
    let id = create_merchant::merchant(tx, new).map_err(|error| match error {
        CommandError::Db(error) => taken("code")(error),
        other => other,
    })?;
    audit::append(tx, actor.staff_id, Some(id), AuditKind::MerchantAdded, new.code, new.name)?;
    let merchant = merchants::get(tx.connection(), id)?;
    money_settings::founded(tx, actor, &merchant)?;
    Ok(())
}
