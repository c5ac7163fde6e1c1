//! The ticket list, the application, the detail page.

mod application;
pub mod list;
mod ticket;
pub mod ticket;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::codes::FileFormat;
use crate::domain::permission::Permission;
use crate::web::App;
use crate::web::framework::addresses::{Addresses, get, post};
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::see_other;
use crate::web::framework::session::Staff;
use crate::web::list::address_with;

pub use list::cells::{ShortRow, row_view};
pub use list::chips::field_name;
pub use list::choices::ChoiceCache;
pub use list::groups::GROUPED;
pub use list::index::PAGE as LIST_PAGE;
pub use list::views::start_address;
pub use ticket::decisions::currency_of;
pub use ticket::detail::show_with_echo;
pub use ticket::gate::Gate;
pub use ticket::wording::carrier_name;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route("/tickets", get().to(list::index::show))
        .route("/tickets.csv", get().to(csv))
        .route("/tickets.xlsx", get().to(xlsx))
        .route("/tickets/columns", post().to(list::index::arrange))
        .route("/tickets/bulk", post().to(list::bulk::act))
        .route("/tickets/views", post().to(list::views::add))
        .route("/tickets/views/{id}", post().to(list::views::change))
        .route("/tickets/new", get().to(application::new))
        .route("/tickets", post().to(application::create))
        .route("/tickets/{no}", get().to(ticket::detail::show))
        .route("/tickets/{no}/assignment", post().to(ticket::decisions::assignment))
        .route("/tickets/{no}/unmasking", post().to(ticket::panels::unmask_contact))
        .route("/tickets/{no}/presence", get().to(ticket::presence::show))
        .route("/tickets/{no}/return-document", get().to(ticket::print::document))
        .route("/tickets/{no}/return-slip", get().to(ticket::print::slip))
        .route("/tickets/{no}/edit", get().to(application::edit))
        .route("/tickets/{no}/edit", post().to(application::save))
        .route("/tickets/{no}/submission", post().to(ticket::decisions::submission))
        .route("/tickets/{no}/discarding", post().to(ticket::decisions::discarding))
        .route("/tickets/{no}/approval", post().to(ticket::decisions::approval))
        .route("/tickets/{no}/rejection", post().to(ticket::decisions::rejection))
        .route("/tickets/{no}/cancellation", post().to(ticket::decisions::cancellation))
        .route("/tickets/{no}/closure", post().to(ticket::decisions::closure))
        .route("/tickets/{no}/return-address", post().to(ticket::decisions::return_address))
        .route("/tickets/{no}/return-shipment", post().to(ticket::decisions::return_shipment))
        .route("/tickets/{no}/return-shipment/removal", post().to(ticket::decisions::return_shipment_removal))
        .route("/tickets/{no}/notes", post().to(ticket::decisions::note))
        .route("/tickets/{no}/attachments", post().to(ticket::evidence::add))
        .route("/tickets/{no}/attachments/{id}", get().to(ticket::evidence::show));
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
    staff.require(Permission::ExportTickets)?;
    if query.beyond().is_empty() && !list::index::understands(app, staff, query).await? {
        return Ok(see_other(&address_with(list::index::ADDRESS, query, &[])));
    }
    download(app, staff, query, list::index::PAGE, format).await
}
