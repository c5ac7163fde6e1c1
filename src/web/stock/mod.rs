//! Stock: what there is, where each figure came from, counts.

mod item;
mod list;

use crate::web::framework::addresses::{Addresses, get, post};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route("/stock", get().to(list::show))
        .route("/stock/adjustments", post().to(list::adjust))
        .route("/stock/{warehouse_id}/{sku:.+}", get().to(item::show));
}
