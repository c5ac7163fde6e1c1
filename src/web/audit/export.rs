//! The audit log as a file, as it is filtered; that it was taken is an entry of its own.

use super::detail;
use crate::domain::permission::Permission;
use crate::exports::{BATCH, ListRows, Source, Taker};
use crate::i18n::people::audit::{Audit, kind_name};
use crate::spreadsheet::{Cell, Cells};
use crate::store::house::audit_list;
use crate::store::house::audit_list::{AuditListRow, AuditLog};
use crate::store::list::{Listed, Order, Predicate, Reading};
use crate::store::{Conn, DbError};
use crate::web::audit::query::read_filter;
use crate::web::framework::form::Fields;

/// The audit log.
pub const SOURCE: Source = Source {
    page: "audit.index",
    name: "audit",
    path: "/audit",
    right: Permission::ViewAudit,
    open: |_, taker, query| {
        let narrowing = read_filter(taker.zone(), &Fields::parse(query.as_bytes())).predicates();
        Ok(Box::new(Rows { taker: taker.clone(), narrowing, reading: Reading::new(audit_list::BY_TIME, false) }))
    },
};

struct Rows {
    taker: Taker,
    narrowing: Vec<Predicate>,
    reading: Reading<Order>,
}

impl ListRows for Rows {
    fn header(&self) -> Vec<String> {
        let t = Audit::of(self.taker.lang);
        let when = format!("{} ({})", t.when, self.taker.zone());
        [&when, t.who, t.what, t.subject, t.detail].map(str::to_owned).to_vec()
    }

    fn count(&mut self, connection: &mut Conn) -> Result<Option<i64>, DbError> {
        AuditLog::count(connection, &self.taker.scope, &self.narrowing, i64::MAX).map(Some)
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        let rows = AuditLog::batch(connection, &self.taker.scope, &self.narrowing, &mut self.reading, BATCH)?;
        Ok(rows.map(|rows| rows.iter().map(|row| cells(row, &self.taker)).collect()))
    }
}

fn cells(row: &AuditListRow, taker: &Taker) -> Cells {
    let at = row.created_at.utc().with_timezone(&taker.zone());
    vec![
        Cell::Time(at.format("%Y-%m-%d %H:%M:%S").to_string()),
        Cell::text(row.who.clone().unwrap_or_default()),
        Cell::text(kind_name(&row.kind, taker.lang).unwrap_or(&row.kind)),
        Cell::text(detail::subject(&row.subject)),
        Cell::text(detail::text(&row.detail, taker.lang)),
    ]
}
