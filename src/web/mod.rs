//! SHOW: the only place that knows actix and askama. A handler parses, calls one command or one read model, and answers with a page
//! or an address; it decides no rule and writes nothing itself.

pub mod account;
mod addresses;
pub mod assets;
pub mod audit;
mod bodies;
pub mod buyers;
mod client_address;
pub mod columns;
pub mod desk;
pub mod download;
pub mod error;
pub mod exports;
pub mod form;
pub mod frame;
mod hashing;
pub mod html;
pub mod jobs;
mod known_browser;
pub mod list;
pub mod login;
mod middleware;
pub mod orders;
pub mod pictures;
pub mod reasons;
pub mod refunds;
mod routes;
pub mod session;
pub mod settings;
pub mod setup;
pub mod staff;
pub mod stock;
pub mod submit;
pub mod takers;
pub mod tickets;
pub mod upload;
pub mod warehouse;

pub use addresses::answer_heads;
pub use bodies::{PATIENCE, limit_bodies};
pub use exports::SOURCES;
pub use hashing::Hashing;
pub use middleware::{answer_errors, secure_headers, trace_requests};
pub use routes::{routes, table};

use std::sync::Arc;

use actix_web::cookie::Key;

use crate::config::Config;
use crate::jobs::Gateways;
use crate::store::Db;

/// What every handler may need.
pub struct App {
    pub db: Db,
    pub config: Config,
    pub assets: assets::Assets,
    /// Opens `/setup`; made at the start where there are no staff.
    pub set_up_code: Option<String>,
    /// Lists that are being taken as files.
    pub downloads: takers::Takers,
    /// What the filters of lists offer.
    pub choices: tickets::ChoiceCache,
    /// Signs and encrypts cookies.
    pub cookie_key: Key,
    /// Where passwords are checked and hashed.
    pub hashing: Hashing,
    /// What is asked before money goes another way; never called inside a transaction.
    pub gateways: Arc<Gateways>,
}
