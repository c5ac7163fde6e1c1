//! The list of tickets.

pub mod address;
pub mod bulk;
pub mod cells;
pub mod chips;
pub mod export;
pub mod groups;
pub mod index;
pub mod keep_view;
pub mod offers;
pub mod query;
pub mod queue;
pub mod resolve;
pub mod role_views;
pub mod tabs;
pub mod views;
