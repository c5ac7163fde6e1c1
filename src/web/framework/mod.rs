//! The parts of every page: addresses, sessions, forms, frames, files.

pub mod addresses;
pub mod app;
pub mod assets;
pub mod bodies;
pub mod download;
pub mod error;
pub mod form;
pub mod frame;
pub mod guard;
pub mod html;
pub mod identity;
pub mod middleware;
pub mod retry_after;
pub mod right;
pub mod submit;
pub mod takers;
pub mod unmask;
pub mod upload;
