//! The warehouse and its papers.

pub mod print;
pub mod stock;
mod stock_file;
pub mod warehouse;
