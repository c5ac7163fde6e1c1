//! The receiving desk, the logs, unclaimed parcels, and the warehouse's forms on a ticket.

mod actions;
pub mod carriers;
pub mod count_form;
pub mod dispatch_form;
pub mod forms;
pub mod inbounds;
mod log_cells;
pub mod outbounds;
pub mod receiving;
mod scan_view;
pub mod scanned;
pub mod unclaimed;
mod unclaimed_actions;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::list::routes::routes as list_routes;
use crate::web::warehouse::inbounds::Inbounds;
use crate::web::warehouse::outbounds::Outbounds;
use crate::web::warehouse::unclaimed::Unclaimed;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/warehouse", Right::Any(&[P::ViewWarehouse, P::Inspect]), Whose::List).to(receiving::show))
        .route(post("/warehouse/sign-ins", P::WorkWarehouse, Whose::List).to(receiving::sign_in))
        .configure(list_routes::<Inbounds>)
        .configure(list_routes::<Outbounds>)
        .configure(list_routes::<Unclaimed>)
        .route(
            post("/warehouse/unclaimed/{parcel_no}/match", P::WorkWarehouse, Record::Parcel)
                .to(unclaimed_actions::claim),
        )
        .route(
            post("/warehouse/unclaimed/{parcel_no}/voiding", P::WorkWarehouse, Record::Parcel)
                .to(unclaimed_actions::void),
        )
        .route(
            post("/warehouse/unclaimed/{parcel_no}/place", P::WorkWarehouse, Record::Parcel)
                .to(unclaimed_actions::place),
        )
        .configure(actions::routes);
}
