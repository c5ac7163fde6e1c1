//! The forms about a ticket that agents and reviewers send, by subject. Each says how it is read and which command it runs; `act` sends
//! them all the same way.

pub mod act;
mod dispute;
mod draft;
mod negotiate;
mod notes;
mod review;
pub mod way_back;

use crate::web::framework::addresses::Addresses;

/// Registers the addresses of the forms.
pub fn routes(config: &mut Addresses) {
    config
        .configure(notes::routes)
        .configure(draft::routes)
        .configure(dispute::routes)
        .configure(negotiate::routes)
        .configure(review::routes)
        .configure(way_back::routes);
}
