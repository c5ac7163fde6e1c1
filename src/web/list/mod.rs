//! What every list is made of: its address, its columns.

pub mod address;
pub mod columns;

pub use address::*;
