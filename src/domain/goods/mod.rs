//! Goods: stock and pictures.

pub mod condition;
pub mod movement;
pub mod picture;
pub mod stock;
