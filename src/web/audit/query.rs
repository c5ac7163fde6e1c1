//! What the address of the audit log asks for.

use crate::domain::time::{Timestamp, start_of_day};
use crate::i18n::people::audit::GROUPS;
use crate::store::house::audit_list;
use crate::store::list::Predicate;
use crate::web::framework::form::{Fields, Reader};

/// What narrows the log.
#[derive(Clone, Debug)]
pub struct AuditFilter {
    /// How the kinds asked for begin; empty for all.
    pub kind: &'static str,
    pub staff_id: Option<i64>,
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
    /// A part of the subject.
    pub subject: String,
}

impl AuditFilter {
    /// As the store narrows.
    pub fn predicates(&self) -> Vec<Predicate> {
        let mut predicates = vec![audit_list::made(self.from, self.until)];
        predicates.extend(Some(self.kind).filter(|kind| !kind.is_empty()).map(audit_list::of_kind));
        predicates.extend(self.staff_id.map(audit_list::by));
        predicates
            .extend(Some(&self.subject).filter(|subject| !subject.is_empty()).map(|text| audit_list::about(text)));
        predicates
    }
}

/// The filter of a query; what cannot be understood filters nothing.
pub fn read_filter(zone: chrono_tz::Tz, query: &Fields) -> AuditFilter {
    let mut reader = Reader::new(query);
    let (from, until) = (reader.date("from"), reader.date("to"));
    AuditFilter {
        kind: GROUPS.iter().find(|(begin, ..)| *begin == query.raw("kind")).map_or("", |(begin, ..)| begin),
        staff_id: query.raw("who").parse().ok(),
        from: from.map(|date| start_of_day(date, zone)),
        until: until.and_then(|date| date.succ_opt()).map(|date| start_of_day(date, zone)),
        subject: query.raw("subject").trim().chars().filter(|c| !c.is_control()).take(100).collect(),
    }
}
