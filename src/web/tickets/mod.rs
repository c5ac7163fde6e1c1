//! The ticket list, the application, the detail page.

mod application;
pub mod application_form;
mod application_rows;
pub mod list;
pub mod ticket;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::house::work::FileFormat;
use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::list::address_with;

pub use list::cells::{ShortRow, row_view};
pub use list::groups::GROUPED;
pub use ticket::detail::show_with_echo;
pub use ticket::gate::Gate;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/tickets", P::ViewTickets, Whose::List).to(list::index::show))
        .route(get("/tickets.csv", list::export::SOURCE.right, Whose::List).to(csv))
        .route(get("/tickets.xlsx", list::export::SOURCE.right, Whose::List).to(xlsx))
        .route(post("/tickets/columns", P::ViewTickets, Whose::Own).to(list::index::arrange))
        .route(post("/tickets/bulk", P::WorkTickets, Whose::List).to(list::bulk::act))
        .route(post("/tickets/views", P::ViewTickets, Whose::Own).to(list::keep_view::add))
        .route(post("/tickets/views/{id}", P::ViewTickets, Whose::Own).to(list::keep_view::change))
        .route(get("/tickets/new", P::FileTicket, Whose::List).to(application::new))
        .route(post("/tickets", P::FileTicket, Whose::List).to(application::create))
        .route(get("/tickets/{no}", P::ViewTickets, Record::Ticket).to(ticket::detail::show))
        .route(
            post("/tickets/{no}/unmasking", Right::All(&[P::ViewTickets, P::ViewBuyers, P::Unmask]), Record::Ticket)
                .to(ticket::unmask_contact::unmask),
        )
        .route(get("/tickets/{no}/presence", P::ViewTickets, Record::Ticket).to(ticket::presence::show))
        .route(get("/tickets/{no}/return-document", P::ViewTickets, Record::Ticket).to(ticket::print::document))
        .route(get("/tickets/{no}/return-slip", P::ViewTickets, Record::Ticket).to(ticket::print::slip))
        .route(get("/tickets/{no}/edit", P::FileTicket, Record::Ticket).to(application::edit))
        .route(post("/tickets/{no}/edit", P::FileTicket, Record::Ticket).to(application::save))
        .configure(ticket::forms::routes)
        .route(
            post("/tickets/{no}/attachments", Right::Any(&[P::FileTicket, P::Inspect]), Record::Ticket)
                .to(ticket::evidence::add),
        )
        .route(get("/tickets/{no}/attachments/{id}", P::ViewTickets, Record::Ticket).to(ticket::evidence::show));
}

/// `GET /tickets.csv`.
async fn csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    file(&app, &staff, &query, FileFormat::Csv).await
}

/// `GET /tickets.xlsx`.
async fn xlsx(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    file(&app, &staff, &query, FileFormat::Xlsx).await
}

/// The list as a file. A list that leaves out what it does not understand says so on its page; a file could not, so it sends there.
async fn file(app: &App, staff: &Staff, query: &Fields, format: FileFormat) -> Result<HttpResponse, PageError> {
    if query.beyond().is_empty() && !list::index::understands(app, staff, query).await? {
        return Ok(see_other(&address_with(list::address::ADDRESS, query, &[])));
    }
    download(app, staff, query, list::address::PAGE, format).await
}
