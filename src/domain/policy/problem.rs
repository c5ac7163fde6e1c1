//! Why a policy refuses an application, or is refused itself.

use crate::domain::policy::check::Check;

/// Why a policy refuses an application, or is refused itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyProblem {
    /// The rule does not let a line be applied for; the check says why.
    Refused {
        line_no: i64,
        check: Box<Check>,
    },
    /// A line was applied for so often; with the rule that says how often.
    TooManyAttempts {
        line_no: i64,
        most: i64,
        rule: String,
    },
    EndsBeforeItBegins,
    /// Another policy is about the same, at the same time: its name.
    SamePlace(String),
    /// It speaks of no cause.
    NoRule,
    /// A rule of this name allows no such fee.
    FeeNotAllowed(String),
    /// The application is in time and allowed.
    NothingToOverride,
}
