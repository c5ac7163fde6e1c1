//! Order search, order page, import.

pub mod address;
mod import;
mod list;
pub mod pictures;
mod rows;
mod search;
mod show;
mod typed;
mod unmask;

use crate::web::framework::addresses::{Addresses, get, post};

pub use import::FILE_MOST;
pub use rows::{OrderItem, TicketItem};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route("/search", get().to(search::show))
        .route("/orders", get().to(list::show))
        .route("/orders/new", get().to(typed::show))
        .route("/orders/new", post().to(typed::take))
        .configure(import::routes)
        .route("/orders/{order_no}", get().to(show::show))
        .route("/orders/{order_no}/unmasking", post().to(unmask::submit));
}
