//! SHOW: the only place that knows actix and askama. A handler parses, calls one command or one read model, and answers with a page
//! or an address; it decides no rule and writes nothing itself.

pub mod account;
pub mod assets;
pub mod audit;
pub mod buyers;
pub mod columns;
pub mod desk;
pub mod download;
pub mod error;
pub mod exports;
pub mod form;
pub mod frame;
pub mod html;
pub mod jobs;
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
pub mod tickets;
pub mod upload;
pub mod warehouse;

pub use exports::SOURCES;
pub use middleware::{answer_errors, secure_headers, trace_requests};
pub use routes::routes;

use crate::config::Config;
use crate::store::Db;

/// What every handler may need.
pub struct App {
    pub db: Db,
    pub config: Config,
    pub assets: assets::Assets,
    /// Opens `/setup`; made at the start where there are no staff.
    pub set_up_code: Option<String>,
    /// What the filters of lists offer.
    pub choices: tickets::ChoiceCache,
}
