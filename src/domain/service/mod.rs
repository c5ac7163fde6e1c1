//! Work of customer service beside decisions: contacts that are no return, attempts to resolve without one, goods that came damaged.

pub mod attempt;
pub mod delivery;
pub mod problem;
pub mod query;
