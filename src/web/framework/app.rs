//! The tools of all handlers.

use std::sync::Arc;

use actix_web::cookie::Key;

use crate::config::Config;
use crate::exports::Sources;
use crate::jobs::Gateways;
use crate::store::Db;
use crate::web::framework::assets::Assets;
use crate::web::framework::identity::hashing::Hashing;
use crate::web::framework::right::Rights;
use crate::web::framework::takers::Takers;
use crate::web::list::choices::ChoiceCache;

/// The tools of all handlers.
pub struct App {
    pub db: Db,
    pub config: Config,
    pub assets: Assets,
    /// Opens `/setup`; made at the start where there are no staff.
    pub set_up_code: Option<String>,
    /// Lists that are being taken as files.
    pub downloads: Takers,
    /// Every list that leaves the house as a file.
    pub sources: Sources,
    /// Who may open which page.
    pub rights: Rights,
    /// The choices of the filters of lists.
    pub choices: ChoiceCache,
    /// Signs and encrypts cookies.
    pub cookie_key: Key,
    /// Where passwords are checked and hashed.
    pub hashing: Hashing,
    /// The gateways that are queried before money goes another way; never called inside a transaction.
    pub gateways: Arc<Gateways>,
}
