//! Orders: their records in files, their changes, their warnings.

pub mod kind;
pub mod line_match;
pub mod order_change;
pub mod order_record;
pub mod warning;
