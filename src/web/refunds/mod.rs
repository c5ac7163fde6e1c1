//! The finance pages: the list with every money column, the refund with its attempts, the decisions.

mod actions;
mod columns;
pub mod export;
pub mod filter;
pub mod forms;
mod index;
mod settle;
mod show;
pub mod state;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::house::work::FileFormat;
use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::identity::session::Staff;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/refunds", P::ViewRefunds, Whose::List).to(index::index))
        .route(get("/refunds.csv", export::SOURCE.right, Whose::List).to(csv))
        .route(get("/refunds.xlsx", export::SOURCE.right, Whose::List).to(xlsx))
        .route(post("/refunds/columns", P::ViewRefunds, Whose::Own).to(columns::arrange))
        .route(get("/refunds/{refund_no}", P::ViewRefunds, Record::Refund).to(show::show))
        .route(post("/refunds/{refund_no}/approval", P::DecideRefund, Record::Refund).to(actions::approve))
        .route(post("/refunds/{refund_no}/bounce", P::DecideRefund, Record::Refund).to(actions::bounce))
        .route(post("/refunds/{refund_no}/retry", P::DecideRefund, Record::Refund).to(actions::retry))
        .route(post("/refunds/{refund_no}/offline-payment", P::PayOffline, Record::Refund).to(actions::record_offline))
        .route(post("/refunds/{refund_no}/confirmation", P::PayOffline, Record::Refund).to(actions::confirm_offline))
        .route(post("/refunds/{refund_no}/statement", P::SettleRefund, Record::Refund).to(settle::record))
        .route(post("/refunds/{refund_no}/settlement", P::SettleRefund, Record::Refund).to(settle::confirm))
        .route(post("/refunds/{refund_no}/question", P::SettleRefund, Record::Refund).to(settle::question));
}

/// `GET /refunds.csv`.
async fn csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, columns::PAGE, FileFormat::Csv).await
}

/// `GET /refunds.xlsx`.
async fn xlsx(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, columns::PAGE, FileFormat::Xlsx).await
}
