//! Every address. GET pages are plain links, changes are POSTs; a state change is a noun in the address.

use actix_web::HttpResponse;
use actix_web::web::{Data, ServiceConfig, get, post};

use super::{App, assets, login};
use super::{
    account, audit, buyers, desk, exports, jobs, orders, pictures, reasons, refunds, settings, setup, staff, stock,
    tickets, warehouse,
};

/// Registers every address.
pub fn routes(config: &mut ServiceConfig) {
    // Addresses are tried in order: where people spend their day comes first.
    config
        .configure(tickets::routes)
        .route("/healthz", get().to(healthz))
        .route("/readyz", get().to(readyz))
        .route("/static/{version}/{name:.*}", get().to(assets::asset))
        .route("/login", get().to(login::show))
        .route("/login", post().to(login::log_in))
        .route("/logout", post().to(login::log_out))
        .route("/language", post().to(login::set_language))
        .configure(account::routes)
        .configure(audit::routes)
        .configure(buyers::routes)
        .configure(desk::routes)
        .configure(exports::routes)
        .configure(jobs::routes)
        .configure(orders::routes)
        .configure(pictures::routes)
        .configure(reasons::routes)
        .configure(refunds::routes)
        .configure(settings::routes)
        .configure(setup::routes)
        .configure(staff::routes)
        .configure(stock::routes)
        .configure(warehouse::routes);
}

/// The process lives.
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The database answers and is migrated.
async fn readyz(app: Data<App>) -> HttpResponse {
    match app.db.read(crate::store::staff::count).await {
        Ok(_) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("not ready\n")
        }
    }
}
