//! The ticket list, the application, the detail page.

mod application;
pub mod application_form;
mod application_reasons;
mod application_rows;
mod application_rules;
pub mod list;
pub mod ticket;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::list::routes::routes as list_routes;
use crate::web::tickets::list::declaration::TicketList;

pub use list::cells::{ShortRow, row_view};
pub use list::groups::GROUPED;
pub use ticket::detail::show_with_echo;
pub use ticket::gate::Gate;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .configure(list_routes::<TicketList>)
        .route(post("/tickets/bulk", P::WorkTickets, Whose::List).to(list::bulk::act))
        .route(get("/tickets/new", P::FileTicket, Whose::List).to(application::new))
        .route(post("/tickets", P::FileTicket, Whose::List).to(application::create))
        .route(get("/tickets/{no}", P::ViewTickets, Record::Ticket).to(ticket::detail::show))
        .route(
            post("/tickets/{no}/unmasking", Right::All(&[P::ViewTickets, P::ViewBuyers, P::Unmask]), Record::Ticket)
                .to(ticket::unmask_contact::unmask),
        )
        .route(get("/tickets/{no}/presence", P::ViewTickets, Record::Ticket).to(ticket::presence::show))
        .route(get("/tickets/{no}/return-document", P::ViewTickets, Record::Ticket).to(ticket::print::document))
        .route(get("/tickets/{no}/evidence-pack", P::TakeEvidence, Record::Ticket).to(ticket::pack::form))
        .route(get("/tickets/{no}/evidence-pack.zip", P::TakeEvidence, Record::Ticket).to(ticket::pack::take))
        .route(get("/tickets/{no}/return-slip", P::ViewTickets, Record::Ticket).to(ticket::print::slip))
        .route(get("/tickets/{no}/edit", P::FileTicket, Record::Ticket).to(application::edit))
        .route(post("/tickets/{no}/edit", P::FileTicket, Record::Ticket).to(application::save))
        .configure(ticket::forms::routes)
        .configure(ticket::rules::forms::routes)
        .configure(ticket::service::forms::routes)
        .route(
            post("/tickets/{no}/attachments", Right::Any(&[P::FileTicket, P::Inspect]), Record::Ticket)
                .to(ticket::evidence::add),
        )
        .route(get("/tickets/{no}/attachments/{id}", P::ViewTickets, Record::Ticket).to(ticket::evidence::show));
}
