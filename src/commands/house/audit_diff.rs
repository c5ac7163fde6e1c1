//! The fields that a change altered, as the audit log keeps them; and the conflict of a stale version.

use std::fmt::Display;

use crate::commands::{CommandError, Conflict};
use crate::domain::house::audit_kind::AuditGroup;
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::house::audit_detail::{AuditDetail, FieldChange};

/// Fields whose value changed.
#[derive(Clone, Debug, Default)]
pub struct Changes(Vec<FieldChange>);

impl Changes {
    /// Notes a field if it changed.
    pub fn field(&mut self, name: &str, before: impl Display, after: impl Display) {
        let (before, after) = (before.to_string(), after.to_string());
        if before != after {
            self.0.push(FieldChange { name: name.to_owned(), before, after });
        }
    }

    /// Whether a field changed.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|change| change.name == name)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the audit log keeps them.
    pub fn detail(&self) -> AuditDetail<'_> {
        AuditDetail::Fields(&self.0)
    }
}

/// The conflict of a stale version: who last changed the subject, by the audit log.
pub fn conflict(tx: &mut Tx<'_>, group: AuditGroup, subject: &str) -> Result<CommandError, CommandError> {
    let last = audit::last_about(tx.connection(), group, subject)?;
    let now = tx.now();
    let (who, at) = last.unwrap_or((None, now));
    Ok(CommandError::Conflict(Conflict { who, at, what: String::new(), status: None }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::house::audit_detail::read_fields;

    #[test]
    fn only_what_changed_is_kept() {
        let mut changes = Changes::default();
        changes.field("name", "a", "a");
        assert!(changes.is_empty());
        changes.field("name", "a \"b\"", "c");
        assert_eq!(changes.detail().text(), r#"{"name":["a \"b\"","c"]}"#);
        assert_eq!(read_fields(&changes.detail().text()), Some(changes.0));
        assert_eq!((read_fields("{"), read_fields(r#"{"name":"c"}"#)), (None, None));
    }
}
