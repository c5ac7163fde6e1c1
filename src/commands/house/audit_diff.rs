//! What a change altered, field by field, as the audit log keeps it; and who was first when a version is stale.

use std::fmt::Display;

use crate::commands::{CommandError, Conflict};
use crate::store::Tx;
use crate::store::house::audit;

/// Fields whose value changed: name, before, after.
#[derive(Clone, Debug, Default)]
pub struct Changes(Vec<(&'static str, String, String)>);

impl Changes {
    /// Notes a field if it changed.
    pub fn field(&mut self, name: &'static str, before: impl Display, after: impl Display) {
        let (before, after) = (before.to_string(), after.to_string());
        if before != after {
            self.0.push((name, before, after));
        }
    }

    /// Whether a field changed.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, ..)| *field == name)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `{"name":["before","after"],…}`.
    pub fn to_json(&self) -> String {
        let fields: serde_json::Map<String, serde_json::Value> = self
            .0
            .iter()
            .map(|(name, before, after)| ((*name).to_owned(), serde_json::json!([before, after])))
            .collect();
        serde_json::Value::Object(fields).to_string()
    }
}

/// What `to_json` wrote: name, before, after. `None` for anything else.
pub fn read(json: &str) -> Option<Vec<(String, String, String)>> {
    let fields: std::collections::BTreeMap<String, (String, String)> = serde_json::from_str(json).ok()?;
    Some(fields.into_iter().map(|(name, (before, after))| (name, before, after)).collect())
}

/// The conflict of a stale version: who last changed the subject, by the audit log.
pub fn conflict(tx: &mut Tx<'_>, kind_prefix: &str, subject: &str) -> Result<CommandError, CommandError> {
    let last = audit::last_about(tx.connection(), kind_prefix, subject)?;
    let now = tx.now();
    let (who, at) = last.unwrap_or((None, now));
    Ok(CommandError::Conflict(Conflict { who, at, what: String::new(), status: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_kept() {
        let mut changes = Changes::default();
        changes.field("name", "a", "a");
        assert!(changes.is_empty());
        changes.field("name", "a \"b\"", "c");
        assert_eq!(changes.to_json(), r#"{"name":["a \"b\"","c"]}"#);
        let again = read(&changes.to_json()).expect("what was written");
        assert_eq!(again, [("name".to_owned(), "a \"b\"".to_owned(), "c".to_owned())]);
        assert_eq!((read("{"), read(r#"{"name":"c"}"#)), (None, None));
    }
}
