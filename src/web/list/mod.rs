//! What every list is made of: its address, its columns.

pub mod address;
pub mod choices;
pub mod columns;
pub mod export_menu;

pub use address::*;
