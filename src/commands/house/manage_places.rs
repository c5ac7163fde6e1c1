//! A merchant's shops, warehouses and return stations: add, rename, take out of use. What is out of use is offered nowhere; what was
//! done with it stays.

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::order::kind::Platform;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::merchants::{MerchantRow, ShopRow, StationRow, WarehouseRow};
use crate::store::house::{audit, merchants};

/// A shop as it is to be.
#[derive(Clone, Debug)]
pub struct ShopText {
    pub name: String,
    pub platform: Platform,
    /// Its own return station; `None`: the merchant's default.
    pub station_id: Option<i64>,
    pub active: bool,
}

/// A warehouse as it is to be; its code never changes.
#[derive(Clone, Debug)]
pub struct WarehouseText {
    pub name: String,
    pub active: bool,
}

/// A return station as it is to be.
#[derive(Clone, Debug)]
pub struct StationText {
    pub name: String,
    pub warehouse_id: i64,
    pub contact: String,
    pub phone: String,
    pub address: String,
    pub is_default: bool,
    pub active: bool,
}

fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant: &MerchantRow,
    kind: AuditKind,
    name: &str,
    detail: &str,
) -> Result<(), CommandError> {
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &subject(merchant, name), detail)?;
    Ok(())
}

fn subject(merchant: &MerchantRow, name: &str) -> String {
    format!("{} {name}", merchant.code)
}

/// The merchant a place belongs to, claimed.
fn owner(tx: &mut Tx<'_>, actor: &Actor, merchant_id: i64) -> Result<MerchantRow, CommandError> {
    actor.require(Permission::ManageSettings)?;
    if !actor.scope.sees(merchant_id) {
        return Err(CommandError::NotFound);
    }
    merchants::claim(tx, merchant_id)?;
    Ok(merchants::get(tx.connection(), merchant_id)?)
}

fn only_active<T>(all: &[T], is_this_or_off: impl Fn(&T) -> bool) -> bool {
    all.iter().all(is_this_or_off)
}

/// Adds a shop.
pub fn add_shop(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, new: &ShopText) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    station_name(tx, &merchant, new.station_id, true)?;
    let id = tx.next_id()?;
    let row = ShopRow {
        id,
        merchant_id: merchant.id,
        name: new.name.clone(),
        platform: new.platform,
        active: true,
        version: 1,
        station_id: new.station_id,
    };
    merchants::insert_shop(tx, &row).map_err(taken("name"))?;
    note(tx, actor, &merchant, AuditKind::ShopAdded, &new.name, new.platform.code())
}

/// The name of a return station of the merchant; empty for none. One that is newly chosen must be in use.
fn station_name(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    id: Option<i64>,
    is_new: bool,
) -> Result<String, CommandError> {
    let Some(id) = id else { return Ok(String::new()) };
    let all = merchants::stations_of(tx.connection(), merchant.id)?;
    let found = all.into_iter().find(|station| station.id == id && (station.active || !is_new));
    found.map(|station| station.name).ok_or_else(|| invalid("station", Refusal::UnknownValue))
}

/// Changes a shop. Refused where no active shop would remain.
pub fn change_shop(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, to: &ShopText) -> Result<(), CommandError> {
    let found = merchants::shop(tx.connection(), id)?.ok_or(CommandError::NotFound)?;
    let merchant = owner(tx, actor, found.merchant_id)?;
    let all = merchants::shops_of(tx.connection(), merchant.id)?;
    let mut row = all.iter().find(|shop| shop.id == id).cloned().ok_or(CommandError::NotFound)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    if !to.active && row.active && only_active(&all, |shop| shop.id == id || !shop.active) {
        return Err(invalid("active", Refusal::LastActive));
    }
    let mut changes = Changes::default();
    changes.field("name", &row.name, &to.name);
    changes.field("platform", row.platform.code(), to.platform.code());
    let before = station_name(tx, &merchant, row.station_id, false)?;
    changes.field("station", before, station_name(tx, &merchant, to.station_id, to.station_id != row.station_id)?);
    changes.field("active", row.active, to.active);
    if changes.is_empty() {
        return Ok(());
    }
    row = ShopRow {
        name: to.name.clone(),
        platform: to.platform,
        station_id: to.station_id,
        active: to.active,
        version: version + 1,
        ..row
    };
    if !merchants::save_shop(tx, &row, version).map_err(taken("name"))? {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    note(tx, actor, &merchant, AuditKind::SettingsChanged, &row.name, &changes.detail().text())
}

/// Adds a warehouse.
pub fn add_warehouse(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    code: &str,
    new: &WarehouseText,
) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let id = tx.next_id()?;
    let row = WarehouseRow {
        id,
        merchant_id: merchant.id,
        code: code.to_owned(),
        name: new.name.clone(),
        active: true,
        version: 1,
    };
    merchants::insert_warehouse(tx, &row).map_err(taken("code"))?;
    note(tx, actor, &merchant, AuditKind::WarehouseAdded, &new.name, code)
}

/// Changes a warehouse. Refused where no active warehouse would remain, or where an active return station leads to one out of use.
pub fn change_warehouse(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    to: &WarehouseText,
) -> Result<(), CommandError> {
    let found = merchants::warehouse(tx.connection(), id)?.ok_or(CommandError::NotFound)?;
    let merchant = owner(tx, actor, found.merchant_id)?;
    let all = merchants::warehouses_of(tx.connection(), merchant.id)?;
    let mut row = all.iter().find(|warehouse| warehouse.id == id).cloned().ok_or(CommandError::NotFound)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    if !to.active && row.active {
        if only_active(&all, |warehouse| warehouse.id == id || !warehouse.active) {
            return Err(invalid("active", Refusal::LastActive));
        }
        let stations = merchants::stations_of(tx.connection(), merchant.id)?;
        if stations.iter().any(|station| station.active && station.warehouse_id == id) {
            return Err(invalid("active", Refusal::StationLeadsHere));
        }
    }
    let mut changes = Changes::default();
    changes.field("name", &row.name, &to.name);
    changes.field("active", row.active, to.active);
    if changes.is_empty() {
        return Ok(());
    }
    row = WarehouseRow { name: to.name.clone(), active: to.active, version: version + 1, ..row };
    if !merchants::save_warehouse(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    note(tx, actor, &merchant, AuditKind::SettingsChanged, &row.name, &changes.detail().text())
}

fn active_warehouse(tx: &mut Tx<'_>, merchant: &MerchantRow, id: i64) -> Result<WarehouseRow, CommandError> {
    let all = merchants::warehouses_of(tx.connection(), merchant.id)?;
    let found = all.into_iter().find(|warehouse| warehouse.id == id && warehouse.active);
    found.ok_or_else(|| invalid("warehouse", Refusal::UnknownValue))
}

/// Adds a return station.
pub fn add_station(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, new: &StationText) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    active_warehouse(tx, &merchant, new.warehouse_id)?;
    if new.is_default {
        merchants::clear_default_station(tx, merchant.id)?;
    }
    let id = tx.next_id()?;
    let row = StationRow {
        id,
        merchant_id: merchant.id,
        warehouse_id: new.warehouse_id,
        name: new.name.clone(),
        contact: new.contact.clone(),
        phone: new.phone.clone(),
        address: new.address.clone(),
        is_default: new.is_default,
        active: true,
        version: 1,
    };
    merchants::insert_station(tx, &row)?;
    note(tx, actor, &merchant, AuditKind::StationAdded, &new.name, &new.address)
}

/// Changes a return station. One station is the default and is active; it ceases to be the default when another one becomes it.
pub fn change_station(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    to: &StationText,
) -> Result<(), CommandError> {
    let found = merchants::station(tx.connection(), id)?.ok_or(CommandError::NotFound)?;
    let merchant = owner(tx, actor, found.merchant_id)?;
    let mut row = merchants::station(tx.connection(), id)?.ok_or(CommandError::NotFound)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    if row.is_default && !to.is_default {
        return Err(invalid("is_default", Refusal::LastDefault));
    }
    if to.is_default && !to.active {
        return Err(invalid("active", Refusal::LastDefault));
    }
    let before = merchants::warehouse(tx.connection(), row.warehouse_id)?.map_or_else(String::new, |found| found.code);
    let warehouse = if to.warehouse_id == row.warehouse_id && !to.active {
        before.clone()
    } else {
        active_warehouse(tx, &merchant, to.warehouse_id)?.code
    };
    let mut changes = Changes::default();
    changes.field("name", &row.name, &to.name);
    changes.field("warehouse", before, warehouse);
    changes.field("contact", &row.contact, &to.contact);
    changes.field("phone", &row.phone, &to.phone);
    changes.field("address", &row.address, &to.address);
    changes.field("is_default", row.is_default, to.is_default);
    changes.field("active", row.active, to.active);
    if changes.is_empty() {
        return Ok(());
    }
    if to.is_default && !row.is_default {
        merchants::clear_default_station(tx, merchant.id)?;
    }
    row = StationRow {
        warehouse_id: to.warehouse_id,
        name: to.name.clone(),
        contact: to.contact.clone(),
        phone: to.phone.clone(),
        address: to.address.clone(),
        is_default: to.is_default,
        active: to.active,
        version: version + 1,
        ..row
    };
    if !merchants::save_station(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    note(tx, actor, &merchant, AuditKind::SettingsChanged, &row.name, &changes.detail().text())
}
