//! Queries: contacts that are no return. Recorded, answered, closed; a ticket can be opened from one.

pub mod address;
mod form;
pub mod list;
mod new;
mod show;
pub mod state;
mod steps;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::list::routes::routes as list_routes;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .configure(list_routes::<list::QueryList>)
        .route(get("/queries/new", P::FileTicket, Whose::List).to(new::show))
        .route(post("/queries/new", P::FileTicket, Whose::List).to(new::record))
        .route(get("/queries/{id}", P::FileTicket, Record::Query).to(show::show))
        .route(post("/queries/{id}/answer", P::FileTicket, Record::Query).to(steps::answer))
        .route(post("/queries/{id}/closure", P::FileTicket, Record::Query).to(steps::close))
        .route(post("/queries/{id}/reopening", P::FileTicket, Record::Query).to(steps::reopen))
        .route(post("/queries/{id}/order", P::FileTicket, Record::Query).to(steps::name_order));
}
