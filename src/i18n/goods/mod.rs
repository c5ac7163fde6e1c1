//! The warehouse and its papers.

pub mod damage;
pub mod print;
pub mod products;
pub mod stock;
pub mod warehouse;
