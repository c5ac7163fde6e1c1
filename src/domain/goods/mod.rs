//! Goods: stock, their condition, and pictures.

pub mod condition;
pub mod inspection;
pub mod movement;
pub mod picture;
pub mod stock;
