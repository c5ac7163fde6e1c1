//! Orders, their import, and typing one.

pub mod order;
pub mod order_imports;
pub mod payment_method;
pub mod queries;
pub mod typed_orders;
pub mod warnings;

pub use order::*;
