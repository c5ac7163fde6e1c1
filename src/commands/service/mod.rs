//! Work of customer service beside decisions: queries, attempts to resolve without a return, goods that came damaged.

pub mod attempt;
pub mod damage;
pub mod query;
