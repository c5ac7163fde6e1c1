//! The receiving desk, the logs, unclaimed parcels, and the warehouse's forms on a ticket.

mod actions;
mod desk;
pub mod forms;
mod logs;
mod unclaimed;

use actix_web::web::{ServiceConfig, get, post};

/// Registers the addresses.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/warehouse", get().to(desk::show))
        .route("/warehouse/sign-ins", post().to(desk::sign_in))
        .route("/warehouse/inbounds", get().to(logs::inbounds))
        .route("/warehouse/inbounds.csv", get().to(logs::inbounds_csv))
        .route("/warehouse/outbounds", get().to(logs::outbounds))
        .route("/warehouse/outbounds.csv", get().to(logs::outbounds_csv))
        .route("/warehouse/unclaimed", get().to(unclaimed::show))
        .route("/warehouse/unclaimed/{parcel_no}/match", post().to(unclaimed::claim))
        .route("/tickets/{no}/inbounds", post().to(actions::receive))
        .route("/tickets/{no}/inspection", post().to(actions::inspect))
        .route("/tickets/{no}/inspection-outcome", post().to(actions::decide))
        .route("/tickets/{no}/outbounds", post().to(actions::dispatch))
        .route("/tickets/{no}/receipt-confirmation", post().to(actions::confirm));
}
