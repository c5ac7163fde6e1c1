//! The warehouse and its papers.

pub mod print;
pub mod stock;
pub mod warehouse;
