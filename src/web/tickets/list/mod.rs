//! The list of tickets.

pub mod address;
pub mod bulk;
pub mod cells;
pub mod columns;
pub mod declaration;
pub mod filters;
pub mod groups;
pub mod queue;
pub mod resolve;
pub mod role_views;
pub mod tabs;
