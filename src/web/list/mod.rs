//! The engine of every list: a list is a declaration in its noun's folder, and what it shows, finds and keeps works the same for all.

pub mod address;
pub mod choices;
pub mod column;
pub mod columns;
pub mod declaration;
pub mod export;
pub mod export_menu;
pub mod filter;
pub mod keep_view;
pub mod page;
pub mod query;
pub mod read;
pub mod role_view;
pub mod routes;
pub mod rows;
pub mod tabs;
pub mod value;
pub mod views;

pub use address::*;
