//! The ticket list, the application, the detail page.

mod application;
mod decisions;
pub mod detail;
mod evidence;
mod facts;
mod gate;
pub mod index;
mod print;
pub mod status;
mod wording;

use actix_web::web::{ServiceConfig, get, post};

pub use decisions::currency_of;
pub use detail::show_with_echo;
pub use gate::Gate;
pub use wording::carrier_name;

/// Registers the addresses.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/tickets", get().to(index::show))
        .route("/tickets.csv", get().to(index::csv))
        .route("/tickets/columns", post().to(index::columns))
        .route("/tickets/new", get().to(application::new))
        .route("/tickets", post().to(application::create))
        .route("/tickets/{no}", get().to(detail::show))
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
