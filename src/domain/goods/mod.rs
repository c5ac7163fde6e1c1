//! Goods: stock, their condition, pictures, and where they are sent.

pub mod carrier;
pub mod condition;
pub mod inspection;
pub mod movement;
pub mod picture;
pub mod scan;
pub mod ship_to;
pub mod stock;
