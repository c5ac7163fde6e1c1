//! Why something is refused about queries and damaged goods.

use crate::domain::service::query::QueryState;

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceProblem {
    /// The query is in another state by now.
    InState(QueryState),
    /// A ticket came of the query already; with its number.
    HasTicket(String),
    /// No line of the ticket has damage or a fault as its cause.
    NoDamage,
}
