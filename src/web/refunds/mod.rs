//! The finance pages: the list with every money column, the refund with its attempts, the decisions.

mod actions;
mod columns;
pub mod export;
pub mod filter;
pub mod forms;
mod index;
mod settle;
mod show;

use crate::domain::codes::{FileFormat, RefundState};
use crate::domain::money::settlement::UnclearCause;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::web::App;
use crate::web::framework::addresses::{Addresses, get, post};
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::Html;
use crate::web::framework::session::Staff;
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route("/refunds", get().to(index::index))
        .route("/refunds.csv", get().to(csv))
        .route("/refunds.xlsx", get().to(xlsx))
        .route("/refunds/columns", post().to(columns::arrange))
        .route("/refunds/{refund_no}", get().to(show::show))
        .route("/refunds/{refund_no}/approval", post().to(actions::approve))
        .route("/refunds/{refund_no}/bounce", post().to(actions::bounce))
        .route("/refunds/{refund_no}/retry", post().to(actions::retry))
        .route("/refunds/{refund_no}/offline-payment", post().to(actions::record_offline))
        .route("/refunds/{refund_no}/confirmation", post().to(actions::confirm_offline))
        .route("/refunds/{refund_no}/statement", post().to(settle::record))
        .route("/refunds/{refund_no}/settlement", post().to(settle::confirm))
        .route("/refunds/{refund_no}/question", post().to(settle::question));
}

/// `GET /refunds.csv`.
async fn csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, columns::PAGE, FileFormat::Csv).await
}

/// `GET /refunds.xlsx`.
async fn xlsx(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, columns::PAGE, FileFormat::Xlsx).await
}

/// A refund's state as a dot and a word, and why it is unclear.
pub fn state_html(state: RefundState, unclear: Option<UnclearCause>, lang: Lang) -> Html {
    let (code, tone, name) = (state.code(), index::tone(state), state.name(lang));
    let mark = unclear.map(|cause| format!(" <span class=\"tag red\" data-unclear>{}</span>", cause.name(lang)));
    let mark = mark.unwrap_or_default();
    Html(format!("<span class=\"status\" data-status=\"{code}\" data-tone=\"{tone}\">{name}</span>{mark}"))
}
