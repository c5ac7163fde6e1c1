//! The audit log as its page lists it: newest first, filtered, a window at a time.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::domain::time::Timestamp;
use crate::store::schema::{audit_log, audit_merchants, staff};
use crate::store::{Conn, DbError, Scope};

/// An entry.
#[derive(Clone, Debug, Queryable)]
pub struct AuditListRow {
    pub id: i64,
    pub created_at: Timestamp,
    /// The name of who did it; `None` for the system and for log-ins that failed.
    pub who: Option<String>,
    pub kind: String,
    pub subject: String,
    pub detail: String,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct AuditFilter {
    pub scope: Scope,
    /// How the kinds asked for begin; empty for all.
    pub kind: &'static str,
    pub staff_id: Option<i64>,
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
    /// A part of the subject.
    pub subject: String,
}

/// Where a window starts: an entry's instant and id.
pub type Place = (i64, i64);

/// Which entries of the list.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Entries beyond this one; the newest if `None`.
    pub from: Option<Place>,
    /// Towards newer entries.
    pub newer: bool,
    pub limit: i64,
}

/// Narrows a boxed query to a filter. Those who do not work for all merchants see what concerns their merchants and no other.
macro_rules! narrowed {
    ($query:ident, $filter:expr) => {
        if let Some(ids) = $filter.scope.merchant_ids() {
            let concerned = || audit_merchants::table.filter(audit_merchants::entry_id.eq(audit_log::id));
            let others = concerned().filter(audit_merchants::merchant_id.ne_all(ids.to_vec()));
            $query = $query.filter(exists(concerned()).and(not(exists(others))));
        }
        if !$filter.kind.is_empty() {
            $query = $query.filter(audit_log::kind.like(format!("{}%", $filter.kind)));
        }
        if let Some(staff_id) = $filter.staff_id {
            $query = $query.filter(audit_log::staff_id.eq(staff_id));
        }
        if let Some(from) = $filter.from {
            $query = $query.filter(audit_log::created_at.ge(from.micros()));
        }
        if let Some(until) = $filter.until {
            $query = $query.filter(audit_log::created_at.lt(until.micros()));
        }
        if !$filter.subject.is_empty() {
            let escaped = $filter.subject.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            $query = $query.filter(audit_log::subject.like(format!("%{escaped}%")).escape('\\'));
        }
    };
}

/// A window of the log, newest first.
pub fn window(connection: &mut Conn, filter: &AuditFilter, window: Window) -> Result<Vec<AuditListRow>, DbError> {
    let mut query = audit_log::table
        .left_join(staff::table.on(audit_log::staff_id.eq(staff::id.nullable())))
        .select((
            audit_log::id,
            audit_log::created_at,
            staff::display_name.nullable(),
            audit_log::kind,
            audit_log::subject,
            audit_log::detail,
        ))
        .limit(window.limit)
        .into_boxed();
    narrowed!(query, filter);
    query = match (window.from, window.newer) {
        (None, false) => query.order((audit_log::created_at.desc(), audit_log::id.desc())),
        (None, true) => query.order((audit_log::created_at.asc(), audit_log::id.asc())),
        (Some((at, id)), false) => query
            .filter(audit_log::created_at.le(at))
            .filter(audit_log::created_at.lt(at).or(audit_log::id.lt(id)))
            .order((audit_log::created_at.desc(), audit_log::id.desc())),
        (Some((at, id)), true) => query
            .filter(audit_log::created_at.ge(at))
            .filter(audit_log::created_at.gt(at).or(audit_log::id.gt(id)))
            .order((audit_log::created_at.asc(), audit_log::id.asc())),
    };
    let mut rows: Vec<AuditListRow> = query.load(connection)?;
    if window.newer {
        rows.reverse();
    }
    Ok(rows)
}

/// How many entries a filter finds.
pub fn count(connection: &mut Conn, filter: &AuditFilter) -> Result<i64, DbError> {
    let mut query = audit_log::table.into_boxed();
    narrowed!(query, filter);
    Ok(query.count().get_result(connection)?)
}

/// Whether a filter finds more than `than` entries.
pub fn is_longer(connection: &mut Conn, filter: &AuditFilter, than: i64) -> Result<bool, DbError> {
    let mut query = audit_log::table.select(audit_log::id).offset(than).limit(1).into_boxed();
    narrowed!(query, filter);
    Ok(query.first::<i64>(connection).optional()?.is_some())
}
