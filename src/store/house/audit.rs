//! The audit log: log-ins, rights, settings, exports, looks at personal data. Append-only; nothing here updates or deletes.

use diesel::prelude::*;

use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::time::Timestamp;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::people::staff;
use crate::store::schema::{audit_log, audit_merchants, staff as people};
use crate::store::{Conn, DbError, Tx};

/// Appends an entry. `subject` names the thing (a user name, a ticket number), `detail` says what changed. An entry of a merchant concerns
/// that merchant; any other concerns the merchants of the person who acted, and none where that person works for all.
pub fn append<'a>(
    tx: &mut Tx<'_>,
    staff_id: Option<i64>,
    merchant_id: Option<i64>,
    kind: AuditKind,
    subject: &str,
    detail: impl Into<AuditDetail<'a>>,
) -> Result<(), DbError> {
    let concerned = match (merchant_id, staff_id) {
        (Some(merchant_id), _) => vec![merchant_id],
        (None, Some(staff_id)) => staff::merchant_ids(tx.connection(), staff_id)?,
        (None, None) => Vec::new(),
    };
    insert(tx, staff_id, merchant_id, &concerned, kind, [subject, &detail.into().text()])
}

/// Appends an entry about a member of staff, which concerns that person's merchants; none for somebody who works, or worked, for all.
pub fn append_about<'a>(
    tx: &mut Tx<'_>,
    staff_id: Option<i64>,
    concerned: &[i64],
    kind: AuditKind,
    subject: &str,
    detail: impl Into<AuditDetail<'a>>,
) -> Result<(), DbError> {
    insert(tx, staff_id, None, concerned, kind, [subject, &detail.into().text()])
}

fn insert(
    tx: &mut Tx<'_>,
    staff_id: Option<i64>,
    merchant_id: Option<i64>,
    concerned: &[i64],
    kind: AuditKind,
    [subject, detail]: [&str; 2],
) -> Result<(), DbError> {
    let id = tx.next_id()?;
    let now = tx.now().micros();
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::id.eq(id),
            audit_log::created_at.eq(now),
            audit_log::staff_id.eq(staff_id),
            audit_log::merchant_id.eq(merchant_id),
            audit_log::kind.eq(kind.code()),
            audit_log::subject.eq(subject),
            audit_log::detail.eq(detail),
        ))
        .execute(tx.connection())?;
    for merchant_id in concerned {
        let row = (audit_merchants::entry_id.eq(id), audit_merchants::merchant_id.eq(merchant_id));
        diesel::insert_into(audit_merchants::table).values(row).execute(tx.connection())?;
    }
    Ok(())
}

/// Who last changed a subject, and when: the newest entry about it of a group of kinds.
pub fn last_about(
    connection: &mut Conn,
    group: AuditGroup,
    subject: &str,
) -> Result<Option<(Option<String>, Timestamp)>, DbError> {
    Ok(audit_log::table
        .left_join(people::table.on(audit_log::staff_id.eq(people::id.nullable())))
        .filter(audit_log::kind.like(format!("{group}%")))
        .filter(audit_log::subject.eq(subject))
        .order((audit_log::created_at.desc(), audit_log::id.desc()))
        .select((people::display_name.nullable(), audit_log::created_at))
        .first(connection)
        .optional()?)
}
