//! The finance pages: the list with every money column, the refund with its attempts, the decisions.

mod actions;
mod columns;
pub mod forms;
pub mod list;
mod settle;
mod show;
pub mod state;
mod why;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, get, post};
use crate::web::list::routes::routes as list_routes;
use crate::web::refunds::list::RefundList;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .configure(list_routes::<RefundList>)
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
