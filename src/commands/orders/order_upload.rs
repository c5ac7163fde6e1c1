//! Uploaded order files: taken in, then imported by a job that notes its progress; and the mappings that are kept by name.

use crate::commands::orders::import_orders::Counts;
use crate::commands::{Actor, CommandError, Conflict, invalid};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::house::work::{ImportState, JobKind};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::jobs::outbox;
use crate::store::orders::imports;
use crate::store::orders::imports::{ImportRow, MappingRow};

/// An uploaded order file.
#[derive(Clone, Debug)]
pub struct Upload {
    pub merchant_id: i64,
    pub file_name: String,
    pub stored_as: String,
    /// Empty for our own format.
    pub mapping_name: String,
    pub mapping: String,
    pub dry_run: bool,
}

/// Takes a file in and orders its import; the import's id.
pub fn take_in(tx: &mut Tx<'_>, actor: &Actor, upload: &Upload) -> Result<i64, CommandError> {
    actor.require(Permission::ImportOrders)?;
    if !actor.scope.sees(upload.merchant_id) {
        return Err(CommandError::NotFound);
    }
    let id = tx.next_id()?;
    let row = ImportRow {
        id,
        merchant_id: upload.merchant_id,
        file_name: upload.file_name.clone(),
        stored_as: upload.stored_as.clone(),
        mapping_name: upload.mapping_name.clone(),
        mapping: upload.mapping.clone(),
        dry_run: upload.dry_run,
        state: ImportState::Waiting,
        percent: 0,
        orders_new: 0,
        orders_updated: 0,
        orders_unchanged: 0,
        lines_read: 0,
        lines_rejected: 0,
        error: String::new(),
        staff_id: actor.staff_id,
        created_at: tx.now(),
        finished_at: None,
        own_gateway: actor.may(Permission::ManageSettings),
        tries: 0,
    };
    imports::insert(tx, &row)?;
    let (key, now) = (format!("import_orders:{id}"), tx.now());
    outbox::put(tx, JobKind::ImportOrders, &key, &id.to_string(), now, Some(upload.merchant_id))?;
    Ok(id)
}

/// Orders the import of a file that was only tried; the id of the new import.
pub fn repeat(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<i64, CommandError> {
    actor.require(Permission::ImportOrders)?;
    let tried = imports::by_id(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    let upload = Upload {
        merchant_id: tried.merchant_id,
        file_name: tried.file_name,
        stored_as: tried.stored_as,
        mapping_name: tried.mapping_name,
        mapping: tried.mapping,
        dry_run: false,
    };
    take_in(tx, actor, &upload)
}

/// Notes how far an import has come.
pub fn note(tx: &mut Tx<'_>, row: &mut ImportRow, percent: i32, counts: Counts) -> Result<(), CommandError> {
    row.state = ImportState::Running;
    row.percent = percent;
    put_counts(row, counts);
    Ok(imports::save(tx, row)?)
}

/// Ends an import whose file was read to its end; `tries` is the try that did so.
pub fn finish(
    tx: &mut Tx<'_>,
    row: &mut ImportRow,
    counts: Counts,
    lines_read: u64,
    lines_rejected: u64,
    tries: i32,
) -> Result<(), CommandError> {
    row.tries = tries;
    put_counts(row, counts);
    row.error = String::new();
    row.state = ImportState::Done;
    row.percent = 100;
    row.lines_read = count(lines_read);
    row.lines_rejected = count(lines_rejected);
    row.finished_at = Some(tx.now());
    imports::save(tx, row)?;
    if !row.dry_run {
        let figures = [("new", counts.new), ("updated", counts.updated), ("unchanged", counts.unchanged)];
        let figures = figures.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        let detail = AuditDetail::Counts(&figures);
        audit::append(tx, row.staff_id, Some(row.merchant_id), AuditKind::OrdersImported, &row.file_name, detail)?;
    }
    Ok(())
}

/// Ends an import whose file could not be read, or not be written; `error` as `ImportRow` keeps it.
pub fn fail(tx: &mut Tx<'_>, row: &mut ImportRow, error: &str) -> Result<(), CommandError> {
    row.state = ImportState::Failed;
    row.error = error.to_owned();
    row.finished_at = Some(tx.now());
    Ok(imports::save(tx, row)?)
}

fn put_counts(row: &mut ImportRow, counts: Counts) {
    row.orders_new = count(counts.new);
    row.orders_updated = count(counts.updated);
    row.orders_unchanged = count(counts.unchanged);
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Keeps a mapping under a name; one of that name is replaced. The text was checked before.
pub fn keep_mapping(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_id: i64,
    name: &str,
    body: &str,
) -> Result<(), CommandError> {
    actor.require(Permission::ImportOrders)?;
    if !actor.scope.sees(merchant_id) {
        return Err(CommandError::NotFound);
    }
    let now = tx.now();
    match imports::mapping_named(tx.connection(), merchant_id, name)? {
        Some(old) => {
            let row = MappingRow { body: body.to_owned(), version: old.version + 1, updated_at: now, ..old };
            imports::save_mapping(tx, &row, old.version)?;
        }
        None => {
            let id = tx.next_id()?;
            let (name, body) = (name.to_owned(), body.to_owned());
            imports::insert_mapping(tx, &MappingRow { id, merchant_id, name, body, version: 1, updated_at: now })?;
        }
    }
    audit::append(tx, actor.staff_id, Some(merchant_id), AuditKind::MappingKept, name, "")?;
    Ok(())
}

/// Changes a mapping's name and text.
pub fn edit_mapping(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    name: &str,
    body: &str,
) -> Result<(), CommandError> {
    let old = mapping_of(tx, actor, id)?;
    if imports::mapping_named(tx.connection(), old.merchant_id, name)?.is_some_and(|other| other.id != id) {
        return Err(invalid("mapping_name", Refusal::Taken));
    }
    let row = MappingRow {
        name: name.to_owned(),
        body: body.to_owned(),
        version: version + 1,
        updated_at: tx.now(),
        ..old.clone()
    };
    if !imports::save_mapping(tx, &row, version)? {
        return Err(changed(&old));
    }
    audit::append(tx, actor.staff_id, Some(old.merchant_id), AuditKind::MappingKept, name, "")?;
    Ok(())
}

/// Deletes a mapping; imports made with it keep its text.
pub fn delete_mapping(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<(), CommandError> {
    let old = mapping_of(tx, actor, id)?;
    if !imports::delete_mapping(tx, id, version)? {
        return Err(changed(&old));
    }
    audit::append(tx, actor.staff_id, Some(old.merchant_id), AuditKind::MappingDeleted, &old.name, "")?;
    Ok(())
}

fn mapping_of(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<MappingRow, CommandError> {
    actor.require(Permission::ImportOrders)?;
    imports::mapping(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)
}

fn changed(row: &MappingRow) -> CommandError {
    CommandError::Conflict(Conflict { who: None, at: row.updated_at, what: String::new(), status: None })
}
