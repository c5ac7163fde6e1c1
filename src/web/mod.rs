//! SHOW: the only place that knows actix and askama. A handler parses, calls one command or one read model, and answers with a page
//! or an address; it decides no rule and writes nothing itself.

pub mod account;
pub mod audit;
pub mod buyers;
pub mod exports;
pub mod framework;
pub mod home;
pub mod jobs;
pub mod list;
pub mod orders;
pub mod reasons;
pub mod refunds;
mod routes;
pub mod settings;
pub mod setup;
pub mod staff;
pub mod stock;
pub mod tickets;
mod unmask;
pub mod warehouse;

pub use exports::SOURCES;
pub use framework::addresses::answer_heads;
pub use framework::bodies::{PATIENCE, limit_bodies};
pub use framework::hashing::Hashing;
pub use framework::middleware::{answer_errors, secure_headers, trace_requests};
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
    pub assets: framework::assets::Assets,
    /// Opens `/setup`; made at the start where there are no staff.
    pub set_up_code: Option<String>,
    /// Lists that are being taken as files.
    pub downloads: framework::takers::Takers,
    /// What the filters of lists offer.
    pub choices: tickets::ChoiceCache,
    /// Signs and encrypts cookies.
    pub cookie_key: Key,
    /// Where passwords are checked and hashed.
    pub hashing: Hashing,
    /// What is asked before money goes another way; never called inside a transaction.
    pub gateways: Arc<Gateways>,
}
