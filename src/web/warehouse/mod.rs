//! The receiving desk, the logs, unclaimed parcels, and the warehouse's forms on a ticket.

mod actions;
pub mod export;
pub mod forms;
mod logs;
mod receiving;
pub mod scanned;
mod unclaimed;

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
use crate::web::framework::identity::session::Staff;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/warehouse", Right::Any(&[P::ViewWarehouse, P::Inspect]), Whose::List).to(receiving::show))
        .route(post("/warehouse/sign-ins", P::WorkWarehouse, Whose::List).to(receiving::sign_in))
        .route(get("/warehouse/inbounds", P::ViewWarehouse, Whose::List).to(logs::inbounds))
        .route(post("/warehouse/inbounds/columns", P::ViewWarehouse, Whose::Own).to(logs::arrange_inbounds))
        .route(get("/warehouse/inbounds.csv", export::INBOUNDS.right, Whose::List).to(inbounds_csv))
        .route(get("/warehouse/inbounds.xlsx", export::INBOUNDS.right, Whose::List).to(inbounds_xlsx))
        .route(get("/warehouse/outbounds", P::ViewWarehouse, Whose::List).to(logs::outbounds))
        .route(post("/warehouse/outbounds/columns", P::ViewWarehouse, Whose::Own).to(logs::arrange_outbounds))
        .route(get("/warehouse/outbounds.csv", export::OUTBOUNDS.right, Whose::List).to(outbounds_csv))
        .route(get("/warehouse/outbounds.xlsx", export::OUTBOUNDS.right, Whose::List).to(outbounds_xlsx))
        .route(get("/warehouse/unclaimed", P::ViewUnclaimed, Whose::List).to(unclaimed::show))
        .route(post("/warehouse/unclaimed/{parcel_no}/match", P::WorkWarehouse, Record::Parcel).to(unclaimed::claim))
        .configure(actions::routes);
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
