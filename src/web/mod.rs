//! SHOW: the only place that knows actix and askama. A handler parses, calls one command or one read model, and answers with a page
//! or an address; it decides no rule and writes nothing itself.

pub mod account;
pub mod audit;
pub mod buyers;
pub mod calendar;
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
pub mod warehouse;

pub use exports::sources::SOURCES;
pub use framework::addresses::{Row, answer_heads};
pub use framework::app::App;
pub use framework::bodies::{PATIENCE, limit_bodies};
pub use framework::identity::hashing::Hashing;
pub use framework::middleware::{answer_errors, secure_headers, trace_requests};
pub use framework::right::{Right, Rights, Whose};
pub use routes::{rights, routes, table};
