//! A merchant's settings and what belongs to it: shops, warehouses, return stations. One form for a shop, a warehouse or a station is
//! open at a time; `open` in the address says which.

mod assignment;
mod fast_lane;
pub mod fields;
mod merchant;
pub mod merchants;
pub mod money;
pub mod money_changes;
pub mod page;
mod places;
pub mod policies;

use crate::domain::permission::Permission as P;
use crate::web::framework::addresses::{Addresses, Whose, get};
use crate::web::settings::page::index;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/settings", P::ViewSettings, Whose::List).to(index))
        .configure(assignment::routes)
        .configure(fast_lane::routes)
        .configure(merchant::routes)
        .configure(money::routes)
        .configure(places::routes)
        .configure(policies::routes);
}
