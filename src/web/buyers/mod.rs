//! A buyer's page: who it is as far as pages show it, what was bought, how often there was after-sale, and marks as a risk.

mod flags;
mod marks;
pub mod queries;
mod show;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/risk-buyers", P::ViewBuyers, Whose::List).to(flags::list))
        .route(get("/buyers/{id}", P::ViewBuyers, Record::Buyer).to(show::show))
        .route(
            post("/buyers/{id}/unmasking", Right::All(&[P::ViewBuyers, P::Unmask]), Record::Buyer).to(show::unmask_one),
        )
        .route(post("/buyers/{id}/risk-flags", P::FlagBuyer, Record::Buyer).to(marks::set))
        .route(post("/buyers/{id}/risk-flags/confirmation", P::FlagBuyer, Record::Buyer).to(marks::confirm))
        .route(post("/buyers/{id}/risk-flags/clearing", P::ClearFlag, Record::Buyer).to(marks::clear));
    queries::routes(config);
}
