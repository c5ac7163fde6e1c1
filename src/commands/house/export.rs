//! A list leaves the house as a file: at once, or written by a job for its maker to fetch. Who took which rows is kept in the audit log.

use crate::commands::{Actor, CommandError};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::house::work::{ExportState, FileFormat, JobKind};
use crate::domain::people::free_text::mask_contacts;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::jobs::exports;
use crate::store::jobs::exports::ExportRow;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;

/// Seconds for which a written file can be fetched; then it is deleted.
pub const KEPT: i64 = 86_400;
/// Why a written file is gone before its time: its maker does not see all of its merchants any more.
pub const MERCHANTS_CHANGED: &str = "MERCHANTS_CHANGED";
/// Files that one person may have waiting at a time.
const MOST_WAITING: usize = 5;

/// A list that left the house as a file.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The list's name.
    pub list: &'static str,
    pub format: FileFormat,
    /// The list's filter and order, as a query string.
    pub filter: String,
    pub rows: i64,
    /// Whether it was taken to its end.
    pub whole: bool,
}

/// Notes that a list was taken.
pub fn taken(tx: &mut Tx<'_>, actor: &Actor, taken: &Taken) -> Result<(), CommandError> {
    let filter = masked_query(&taken.filter);
    let detail = AuditDetail::Export { filter: &filter, rows: taken.rows, format: taken.format, whole: taken.whole };
    audit::append(tx, actor.staff_id, None, AuditKind::Exported, taken.list, detail)?;
    Ok(())
}

/// A query without phone numbers and e-mail addresses in clear, because the audit log keeps it for ever.
fn masked_query(query: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        out.append_pair(&name, &mask_contacts(&value));
    }
    out.finish()
}

/// The file of a list that somebody orders.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// The list by its page.
    pub page: &'static str,
    /// Who may take the list.
    pub right: Permission,
    pub format: FileFormat,
    pub query: String,
    pub language: &'static str,
}

/// Orders a file and gives its id; where the same file is ordered and not written yet, the id of that one.
pub fn request_export(tx: &mut Tx<'_>, actor: &Actor, request: &ExportRequest) -> Result<i64, CommandError> {
    actor.require(request.right)?;
    let staff_id = actor.staff_id.ok_or(CommandError::NotFound)?;
    let waiting = exports::unfinished(tx.connection(), staff_id)?;
    let is_same = |row: &&ExportRow| {
        row.page == request.page
            && row.format == request.format
            && row.query == request.query
            && row.language == request.language
    };
    if let Some(same) = waiting.iter().find(is_same) {
        return Ok(same.id);
    }
    if waiting.len() >= MOST_WAITING {
        return Err(Refusal::TooManyExports(MOST_WAITING).into());
    }
    let (id, now) = (tx.next_id()?, tx.now());
    let row = ExportRow {
        id,
        staff_id,
        page: request.page.to_owned(),
        format: request.format,
        query: request.query.clone(),
        language: request.language.to_owned(),
        state: ExportState::Waiting,
        rows_done: 0,
        rows_total: 0,
        stored_as: String::new(),
        error: String::new(),
        created_at: now,
        finished_at: None,
        merchants: actor.scope.to_text(),
    };
    exports::insert(tx, &row)?;
    outbox::put(tx, JobKind::Export, &format!("export:{id}"), &id.to_string(), now, actor.scope.only())?;
    Ok(id)
}

/// Notes how far a file has come.
pub fn note(tx: &mut Tx<'_>, row: &mut ExportRow, done: i64, total: i64) -> Result<(), CommandError> {
    row.state = ExportState::Running;
    row.rows_done = done;
    row.rows_total = total;
    Ok(exports::save(tx, row)?)
}

/// Marks a file as whole. `false` when another worker holds the job by now.
pub fn finish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    job: &mut JobRow,
    lease: i64,
    row: &mut ExportRow,
    left: &Taken,
) -> Result<bool, CommandError> {
    if !outbox::extend(tx, job, lease)? {
        return Ok(false);
    }
    row.state = ExportState::Done;
    row.error = String::new();
    row.rows_done = left.rows;
    row.rows_total = left.rows;
    row.finished_at = Some(tx.now());
    exports::save(tx, row)?;
    taken(tx, actor, left)?;
    Ok(true)
}

/// Marks a file as failed; `error` is a code.
pub fn fail(tx: &mut Tx<'_>, row: &mut ExportRow, error: &str) -> Result<(), CommandError> {
    row.state = ExportState::Failed;
    row.error = error.to_owned();
    row.finished_at = Some(tx.now());
    Ok(exports::save(tx, row)?)
}

/// Notes that a file was deleted.
pub fn expire(tx: &mut Tx<'_>, row: &mut ExportRow) -> Result<(), CommandError> {
    row.state = ExportState::Expired;
    row.stored_as = String::new();
    Ok(exports::save(tx, row)?)
}

/// Notes that a written file was deleted because its maker does not see all merchants any more whose rows it may hold.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, row: &mut ExportRow, list: &str) -> Result<(), CommandError> {
    row.state = ExportState::Expired;
    row.stored_as = String::new();
    row.error = MERCHANTS_CHANGED.to_owned();
    exports::save(tx, row)?;
    audit::append(tx, actor.staff_id, None, AuditKind::ExportWithdrawn, list, "")?;
    Ok(())
}
