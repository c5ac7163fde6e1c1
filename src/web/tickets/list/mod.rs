//! The list of tickets.

pub mod bulk;
pub mod cells;
pub mod chips;
pub mod choices;
pub mod export;
pub mod groups;
pub mod index;
pub mod offers;
pub mod query;
pub mod queue;
pub mod tabs;
pub mod views;
