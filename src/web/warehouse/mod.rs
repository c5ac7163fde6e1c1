//! The receiving desk, the logs, unclaimed parcels, and the warehouse's forms on a ticket.

mod actions;
mod desk;
pub mod forms;

use actix_web::web::{ServiceConfig, get, post};

/// Registers the addresses.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/warehouse", get().to(desk::show))
        .route("/warehouse/sign-ins", post().to(desk::sign_in))
        .route("/tickets/{no}/inbounds", post().to(actions::receive))
        .route("/tickets/{no}/inspection", post().to(actions::inspect))
        .route("/tickets/{no}/inspection-outcome", post().to(actions::decide))
        .route("/tickets/{no}/outbounds", post().to(actions::dispatch))
        .route("/tickets/{no}/receipt-confirmation", post().to(actions::confirm));
}
