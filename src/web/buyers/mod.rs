//! A buyer's page: who it is as far as pages show it, what was bought, how often there was after-sale.

pub mod queries;
mod show;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Right, get, post};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    queries::routes(config);
    config.route(get("/buyers/{id}", P::ViewBuyers, Record::Buyer).to(show::show)).route(
        post("/buyers/{id}/unmasking", Right::All(&[P::ViewBuyers, P::Unmask]), Record::Buyer).to(show::unmask_one),
    );
}
