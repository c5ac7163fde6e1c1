//! Stock: what there is, where each figure came from, counts.

mod item;
mod list;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/stock", P::ViewStock, Whose::List).to(list::show))
        .route(post("/stock/adjustments", P::AdjustStock, Whose::List).to(list::adjust))
        .route(get("/stock/{warehouse_id}/{sku:.+}", P::ViewStock, Record::Warehouse).to(item::show));
}
