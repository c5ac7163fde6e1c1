//! The finance pages: the list with every money column, the refund with its attempts, the decisions.

mod actions;
mod export;
pub mod filter;
pub mod forms;
mod index;
mod show;

use actix_web::web::{ServiceConfig, get, post};

/// Registers the addresses.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/refunds", get().to(index::index))
        .route("/refunds.csv", get().to(export::export))
        .route("/refunds/{refund_no}", get().to(show::show))
        .route("/refunds/{refund_no}/approval", post().to(actions::approve))
        .route("/refunds/{refund_no}/bounce", post().to(actions::bounce))
        .route("/refunds/{refund_no}/retry", post().to(actions::retry))
        .route("/refunds/{refund_no}/offline-payment", post().to(actions::record_offline))
        .route("/refunds/{refund_no}/confirmation", post().to(actions::confirm_offline));
}
