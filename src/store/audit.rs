//! The audit log: log-ins, rights, settings, exports, looks at personal data. Append-only; nothing here updates or deletes.

use diesel::prelude::*;

use super::schema::{audit_log, staff};
use super::{Conn, DbError, Tx};
use crate::domain::time::Timestamp;

/// Appends an entry. `subject` names the thing (a user name, a ticket number), `detail` what changed, in words or JSON.
pub fn append(
    tx: &mut Tx<'_>,
    staff_id: Option<i64>,
    merchant_id: Option<i64>,
    kind: &str,
    subject: &str,
    detail: &str,
) -> Result<(), DbError> {
    let id = tx.next_id()?;
    let now = tx.now().micros();
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::id.eq(id),
            audit_log::created_at.eq(now),
            audit_log::staff_id.eq(staff_id),
            audit_log::merchant_id.eq(merchant_id),
            audit_log::kind.eq(kind),
            audit_log::subject.eq(subject),
            audit_log::detail.eq(detail),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Who last changed a subject, and when: the newest entry about it whose kind begins so.
pub fn last_about(
    connection: &mut Conn,
    kind_prefix: &str,
    subject: &str,
) -> Result<Option<(Option<String>, Timestamp)>, DbError> {
    Ok(audit_log::table
        .left_join(staff::table.on(audit_log::staff_id.eq(staff::id.nullable())))
        .filter(audit_log::kind.like(format!("{kind_prefix}%")))
        .filter(audit_log::subject.eq(subject))
        .order((audit_log::created_at.desc(), audit_log::id.desc()))
        .select((staff::display_name.nullable(), audit_log::created_at))
        .first(connection)
        .optional()?)
}
