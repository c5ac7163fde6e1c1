//! Orders as files and people tell them.

pub mod kind;
pub mod line_match;
pub mod order_change;
pub mod order_record;
pub mod warning;
