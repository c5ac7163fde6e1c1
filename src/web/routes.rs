//! Every address. GET pages are plain links, changes are POSTs; a state change is a noun in the address.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::error::BlockingError;
use actix_web::web::{Data, ServiceConfig};

use crate::store::DbError;
use crate::web::account::login;
use crate::web::framework::addresses::{Addresses, Right, Row, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::assets;
use crate::web::framework::right::Rights;
use crate::web::orders::pictures;
use crate::web::{
    account, audit, buyers, calendar, exports, home, jobs, orders, reasons, refunds, settings, setup, staff, stock,
    tickets, warehouse,
};

/// Registers every address.
pub fn routes(config: &mut ServiceConfig) {
    addresses().register(config);
}

/// Who may open which page.
pub fn rights() -> Rights {
    addresses().rights()
}

/// The table of routes.
pub fn table() -> Vec<Row> {
    addresses().rows()
}

fn addresses() -> Addresses {
    let mut addresses = Addresses::default();
    // Addresses are tried in order: where people spend their day comes first.
    addresses
        .configure(tickets::routes)
        .route(get("/healthz", Right::Public, Whose::House).to(healthz))
        .route(get("/readyz", Right::Public, Whose::House).to(readyz))
        .route(get("/static/{version}/{name:.*}", Right::Public, Whose::House).to(assets::asset))
        .route(get("/login", Right::Public, Whose::House).to(login::show))
        .route(post("/login", Right::Public, Whose::House).to(login::log_in))
        .route(post("/logout", Right::AnyStaff, Whose::Own).to(login::log_out))
        .route(post("/language", Right::Public, Whose::Own).to(login::set_language))
        .configure(account::routes)
        .configure(audit::routes)
        .configure(buyers::routes)
        .configure(home::routes)
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
        .configure(calendar::routes)
        .configure(warehouse::routes);
    addresses
}

/// What does not answer a probe so long is not ready.
const READY_WITHIN: Duration = Duration::from_secs(3);

/// The process lives.
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The database answers, is migrated, and was not upgraded by a newer program. Clocks that differ are said, and are no reason to stop.
async fn readyz(app: Data<App>) -> HttpResponse {
    let looked = app.clone();
    // Off the async workers, like every question to the database.
    let looking = actix_web::web::block(move || looked.db.look());
    let trouble = match actix_web::rt::time::timeout(READY_WITHIN, looking).await {
        Err(_) => Some("the database does not answer".to_owned()),
        Ok(answers) => trouble(&app, answers),
    };
    let (mut answer, text) = match trouble {
        None => (HttpResponse::Ok(), "ready\n".to_owned() + &clock_line(app.db.clock_ahead())),
        Some(reason) => {
            tracing::error!(reason, "not ready");
            let upgraded = app.db.newer().map(|reason| format!("{reason}\n")).unwrap_or_default();
            (HttpResponse::ServiceUnavailable(), "not ready\n".to_owned() + &upgraded)
        }
    };
    answer.content_type("text/plain; charset=utf-8").body(text)
}

fn trouble(app: &App, looked: Result<Result<(), DbError>, BlockingError>) -> Option<String> {
    match looked {
        Ok(Ok(())) => app.db.newer().map(str::to_owned),
        Ok(Err(error)) => Some(error.to_string()),
        Err(error) => Some(error.to_string()),
    }
}

fn clock_line(ahead: Option<i64>) -> String {
    let Some(ahead) = ahead else { return String::new() };
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    format!("this machine's clock is {} s {side} the database's; times are the database's\n", ahead.abs())
}
