//! The receiving desk, the logs, unclaimed parcels, and the warehouse's forms on a ticket.

mod actions;
pub mod export;
pub mod forms;
mod logs;
mod receiving;
mod unclaimed;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::codes::FileFormat;
use crate::web::App;
use crate::web::framework::addresses::{Addresses, get, post};
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::session::Staff;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route("/warehouse", get().to(receiving::show))
        .route("/warehouse/sign-ins", post().to(receiving::sign_in))
        .route("/warehouse/inbounds", get().to(logs::inbounds))
        .route("/warehouse/inbounds/columns", post().to(logs::arrange_inbounds))
        .route("/warehouse/inbounds.csv", get().to(inbounds_csv))
        .route("/warehouse/inbounds.xlsx", get().to(inbounds_xlsx))
        .route("/warehouse/outbounds", get().to(logs::outbounds))
        .route("/warehouse/outbounds/columns", post().to(logs::arrange_outbounds))
        .route("/warehouse/outbounds.csv", get().to(outbounds_csv))
        .route("/warehouse/outbounds.xlsx", get().to(outbounds_xlsx))
        .route("/warehouse/unclaimed", get().to(unclaimed::show))
        .route("/warehouse/unclaimed/{parcel_no}/match", post().to(unclaimed::claim))
        .route("/tickets/{no}/inbounds", post().to(actions::receive))
        .route("/tickets/{no}/inspection", post().to(actions::inspect))
        .route("/tickets/{no}/inspection-outcome", post().to(actions::decide))
        .route("/tickets/{no}/outbounds", post().to(actions::dispatch))
        .route("/tickets/{no}/receipt-confirmation", post().to(actions::confirm));
}

/// `GET /warehouse/inbounds.csv`.
async fn inbounds_csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, "warehouse.inbounds", FileFormat::Csv).await
}

/// `GET /warehouse/inbounds.xlsx`.
async fn inbounds_xlsx(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, "warehouse.inbounds", FileFormat::Xlsx).await
}

/// `GET /warehouse/outbounds.csv`.
async fn outbounds_csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, "warehouse.outbounds", FileFormat::Csv).await
}

/// `GET /warehouse/outbounds.xlsx`.
async fn outbounds_xlsx(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, "warehouse.outbounds", FileFormat::Xlsx).await
}
