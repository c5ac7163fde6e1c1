//! The ticket list, the application, the detail page.

mod application;
mod asked;
mod bulk;
mod cells;
mod chips;
mod choices;
mod decisions;
pub mod detail;
mod evidence;
pub mod export;
mod facts;
mod gate;
mod groups;
pub mod index;
mod offers;
mod presence;
mod print;
pub mod queue;
pub mod status;
mod tabs;
mod views;
mod wording;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::codes::FileFormat;
use crate::domain::permission::Permission;
use crate::web::App;
use crate::web::addresses::{Addresses, get, post};
use crate::web::download::download;
use crate::web::error::PageError;
use crate::web::form::Fields;
use crate::web::html::see_other;
use crate::web::list::address_with;
use crate::web::session::Staff;

pub use cells::{ShortRow, row_view};
pub use chips::field_name;
pub use choices::ChoiceCache;
pub use decisions::currency_of;
pub use detail::show_with_echo;
pub use gate::Gate;
pub use groups::GROUPED;
pub use index::PAGE as LIST_PAGE;
pub use views::start_address;
pub use wording::carrier_name;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route("/tickets", get().to(index::show))
        .route("/tickets.csv", get().to(csv))
        .route("/tickets.xlsx", get().to(xlsx))
        .route("/tickets/columns", post().to(index::arrange))
        .route("/tickets/bulk", post().to(bulk::act))
        .route("/tickets/views", post().to(views::add))
        .route("/tickets/views/{id}", post().to(views::change))
        .route("/tickets/new", get().to(application::new))
        .route("/tickets", post().to(application::create))
        .route("/tickets/{no}", get().to(detail::show))
        .route("/tickets/{no}/assignment", post().to(decisions::assignment))
        .route("/tickets/{no}/presence", get().to(presence::show))
        .route("/tickets/{no}/return-document", get().to(print::document))
        .route("/tickets/{no}/return-slip", get().to(print::slip))
        .route("/tickets/{no}/edit", get().to(application::edit))
        .route("/tickets/{no}/edit", post().to(application::save))
        .route("/tickets/{no}/submission", post().to(decisions::submission))
        .route("/tickets/{no}/discarding", post().to(decisions::discarding))
        .route("/tickets/{no}/approval", post().to(decisions::approval))
        .route("/tickets/{no}/rejection", post().to(decisions::rejection))
        .route("/tickets/{no}/cancellation", post().to(decisions::cancellation))
        .route("/tickets/{no}/closure", post().to(decisions::closure))
        .route("/tickets/{no}/return-address", post().to(decisions::return_address))
        .route("/tickets/{no}/return-shipment", post().to(decisions::return_shipment))
        .route("/tickets/{no}/return-shipment/removal", post().to(decisions::return_shipment_removal))
        .route("/tickets/{no}/notes", post().to(decisions::note))
        .route("/tickets/{no}/attachments", post().to(evidence::add))
        .route("/tickets/{no}/attachments/{id}", get().to(evidence::show));
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
    if query.beyond().is_empty() && !index::understands(app, staff, query).await? {
        return Ok(see_other(&address_with(index::ADDRESS, query, &[])));
    }
    download(app, staff, query, index::PAGE, format).await
}
