//! Work of customer service beside decisions: queries, and how goods that came damaged were signed for.

pub mod deliveries;
pub mod queries;
pub mod query_list;
