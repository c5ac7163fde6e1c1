//! What the address of the audit log asks for.

use crate::domain::time::start_of_day;
use crate::i18n::people::audit::GROUPS;
use crate::store::Scope;
use crate::store::house::audit_list::{AuditFilter, AuditListRow, Place};
use crate::store::tickets::list::ask::{Cursor, Key};
use crate::web::framework::form::{Fields, Reader};
use crate::web::list::{cursor_text, parse_cursor};

/// The filter of a query; what cannot be understood filters nothing.
pub fn read_filter(scope: &Scope, zone: chrono_tz::Tz, query: &Fields) -> AuditFilter {
    let mut reader = Reader::new(query);
    let (from, until) = (reader.date("from"), reader.date("to"));
    AuditFilter {
        scope: scope.clone(),
        kind: GROUPS.iter().find(|(begin, ..)| *begin == query.raw("kind")).map_or("", |(begin, ..)| begin),
        staff_id: query.raw("who").parse().ok(),
        from: from.map(|date| start_of_day(date, zone)),
        until: until.and_then(|date| date.succ_opt()).map(|date| start_of_day(date, zone)),
        subject: query.raw("subject").trim().chars().filter(|c| !c.is_control()).take(100).collect(),
    }
}

/// The place of a page in the address; `None` for what we never wrote.
pub fn read_place(text: &str) -> Option<Place> {
    match parse_cursor(text)? {
        Cursor { key: Key::Number(at), id } => Some((at, id)),
        Cursor { .. } => None,
    }
}

/// The place behind a row, as it stands in an address.
pub fn place_of(row: &AuditListRow) -> String {
    cursor_text(&Cursor { key: Key::Number(row.created_at.micros()), id: row.id })
}
