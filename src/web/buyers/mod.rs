//! A buyer's page: who it is as far as pages show it, what was bought, how often there was after-sale.

mod show;

use actix_web::web::{ServiceConfig, get, post};

/// Registers the addresses.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/buyers/{id}", get().to(show::show)).route("/buyers/{id}/unmasking", post().to(show::unmask_one));
}
