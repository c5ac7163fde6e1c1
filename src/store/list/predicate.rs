//! A condition of a list in SQL that both engines read, with its values bound.

use crate::domain::time::Timestamp;
use crate::store::Scope;

/// A value that is bound to a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Number(i64),
    Text(String),
}

/// A condition. In its text `?` stands for a value, in the order in which values are added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Predicate {
    pub(super) sql: String,
    pub(super) values: Vec<Bound>,
    /// The table that the condition reads beside the list's own.
    pub(super) join: &'static str,
}

impl Predicate {
    /// A condition without values.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new(), join: "" }
    }

    /// With the next number.
    pub fn number(mut self, number: i64) -> Self {
        self.values.push(Bound::Number(number));
        self
    }

    /// With the next text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.values.push(Bound::Text(text.into()));
        self
    }

    /// With a table beside the list's own, as `JOIN … ON …`; the same one is joined once.
    pub fn joined(mut self, join: &'static str) -> Self {
        self.join = join;
        self
    }

    /// An expression is one of some numbers; of none, nothing is found.
    pub fn among(expression: &str, numbers: &[i64]) -> Self {
        if numbers.is_empty() {
            return Self::new("1 = 0");
        }
        let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
        Self::new(format!("{expression} IN ({})", numbers.join(", ")))
    }

    /// An expression is one of some texts; of none, nothing is found.
    pub fn any_of<'a>(expression: &str, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<Bound> = texts.into_iter().map(|text| Bound::Text(text.to_owned())).collect();
        if values.is_empty() {
            return Self::new("1 = 0");
        }
        let places = vec!["?"; values.len()].join(", ");
        Self { sql: format!("{expression} IN ({places})"), values, join: "" }
    }

    /// One of some expressions contains a text, whatever signs it has.
    pub fn contains(expressions: &[&str], part: &str) -> Self {
        let pattern = containing(part);
        let any: Vec<String> = expressions.iter().map(|of| format!("{of} LIKE ? ESCAPE '\\'")).collect();
        let values = vec![Bound::Text(pattern); expressions.len()];
        Self { sql: format!("({})", any.join(" OR ")), values, join: "" }
    }

    /// An expression is at or after an instant, and before another.
    pub fn between(expression: &str, from: Option<Timestamp>, before: Option<Timestamp>) -> Self {
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for (sign, end) in [(">=", from), ("<", before)] {
            if let Some(at) = end {
                parts.push(format!("{expression} {sign} ?"));
                values.push(Bound::Number(at.micros()));
            }
        }
        let sql = if parts.is_empty() { "1 = 1".to_owned() } else { parts.join(" AND ") };
        Self { sql, values, join: "" }
    }

    /// A merchant in scope.
    pub fn seen(expression: &str, scope: &Scope) -> Self {
        scope.merchant_ids().map_or_else(|| Self::new("1 = 1"), |ids| Self::among(expression, ids))
    }

    /// Its text; one without values can stand in another statement.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Inside a condition that has it between two pieces of text.
    pub fn within(mut self, begin: &str, end: &str) -> Self {
        self.sql = format!("{begin} {}{end}", self.sql);
        self
    }

    /// Either of two.
    pub fn or(mut self, other: Self) -> Self {
        self.sql = format!("({} OR {})", self.sql, other.sql);
        self.values.extend(other.values);
        if self.join.is_empty() {
            self.join = other.join;
        }
        self
    }
}

/// The pattern of texts that contain a part.
pub(in crate::store) fn containing(part: &str) -> String {
    format!("%{}%", part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
