//! Goods: stock and pictures.

pub mod picture;
pub mod stock;
