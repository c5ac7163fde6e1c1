//! A buyer's page: who it is as far as pages show it, what was bought, how often there was after-sale.

mod show;

use crate::web::framework::addresses::{Addresses, get, post};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config.route("/buyers/{id}", get().to(show::show)).route("/buyers/{id}/unmasking", post().to(show::unmask_one));
}
