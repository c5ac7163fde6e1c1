//! The audit log as its page lists it.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::time::Timestamp;
use crate::store::list::{Cursor, Order, Predicate, Relational};
use crate::store::schema::{audit_log, staff};
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
    pub merchant_id: Option<i64>,
}

/// The audit log.
pub struct AuditLog;

/// By the moment of the entry.
pub const BY_TIME: Order = Order::number("audit_log.created_at");

impl Relational for AuditLog {
    type Row = AuditListRow;

    const FROM: &'static str = "audit_log";
    const ID: &'static str = "audit_log.id";

    /// Those who do not work for all merchants see what concerns their merchants and no other.
    fn always(scope: &Scope) -> Vec<Predicate> {
        let concerned = "SELECT 1 FROM audit_merchants WHERE audit_merchants.entry_id = audit_log.id";
        let Some(ids) = scope.merchant_ids() else { return Vec::new() };
        let own = Predicate::among("audit_merchants.merchant_id", ids);
        vec![
            Predicate::new(format!("EXISTS ({concerned})")),
            own.within(&format!("NOT EXISTS ({concerned} AND NOT"), ")"),
        ]
    }

    fn rows(connection: &mut Conn, _: &Scope, places: &[Cursor]) -> Result<Vec<AuditListRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let rows: Vec<AuditListRow> = audit_log::table
            .left_join(staff::table.on(audit_log::staff_id.eq(staff::id.nullable())))
            .filter(audit_log::id.eq_any(ids.clone()))
            .select((
                audit_log::id,
                audit_log::created_at,
                staff::display_name.nullable(),
                audit_log::kind,
                audit_log::subject,
                audit_log::detail,
                audit_log::merchant_id,
            ))
            .load(connection)?;
        let mut by_id: HashMap<i64, AuditListRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// Entries whose kind begins so.
pub fn of_kind(beginning: &str) -> Predicate {
    Predicate::new("audit_log.kind LIKE ?").text(format!("{beginning}%"))
}

/// Entries of a member of staff.
pub fn by(staff_id: i64) -> Predicate {
    Predicate::among("audit_log.staff_id", &[staff_id])
}

/// Entries made at or after an instant, and before another.
pub fn made(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between("audit_log.created_at", from, before)
}

/// Entries whose subject contains a text.
pub fn about(subject: &str) -> Predicate {
    Predicate::contains(&["audit_log.subject"], subject)
}
