//! The person behind a request: sessions, passwords, tokens, addresses.

pub mod client_address;
pub mod hashing;
pub mod known_browser;
pub mod session;
pub mod token;
