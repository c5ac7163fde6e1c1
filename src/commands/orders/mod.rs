//! Orders: files, typing, and what tickets leave on them.

pub mod import_orders;
pub mod order_facts;
pub mod order_mark;
pub mod order_upload;
pub mod pictures;
pub mod type_order;
