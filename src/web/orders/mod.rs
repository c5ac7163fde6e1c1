//! Order search, order page, import.

pub mod address;
mod found;
mod import;
pub mod list;
pub mod pictures;
mod rows;
mod search;
mod show;
pub mod tracking;
mod typed;
mod unmask;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::list::routes::routes as list_routes;

pub use rows::{OrderItem, TicketItem};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/search", Right::Staff, Whose::List).to(search::show))
        .configure(list_routes::<list::OrderList>)
        .route(get("/orders/new", P::FileTicket, Whose::List).to(typed::show))
        .route(post("/orders/new", P::FileTicket, Whose::List).to(typed::take))
        .configure(import::routes)
        .route(get("/orders/{order_no}", P::ViewOrders, Record::Order).to(show::show))
        .route(
            post("/orders/{order_no}/unmasking", Right::All(&[P::ViewOrders, P::Unmask]), Record::Order)
                .to(unmask::submit),
        );
}
