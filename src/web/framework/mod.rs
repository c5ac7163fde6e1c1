//! What every page is made of: addresses, sessions, forms, frames, files. It knows no noun of the trade.

pub mod addresses;
pub mod app;
pub mod assets;
pub mod bodies;
pub mod client_address;
pub mod download;
pub mod error;
pub mod form;
pub mod frame;
pub mod guard;
pub mod hashing;
pub mod html;
pub mod known_browser;
pub mod middleware;
pub mod retry_after;
pub mod right;
pub mod session;
pub mod submit;
pub mod takers;
pub mod token;
pub mod unmask;
pub mod upload;
