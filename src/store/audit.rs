//! The audit log: log-ins, rights, settings, exports, looks at personal data. Append-only; nothing here updates or deletes.

use diesel::prelude::*;

use super::schema::audit_log;
use super::{DbError, Tx};

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
