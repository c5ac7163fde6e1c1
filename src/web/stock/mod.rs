//! Stock: what there is, where each figure came from, counts.

mod file;
mod item;
pub mod list;
pub mod products;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::list::routes::routes as list_routes;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .configure(products::routes)
        .configure(list_routes::<list::StockList>)
        .route(post("/stock/adjustments", P::AdjustStock, Whose::List).to(list::adjust))
        .route(post("/stock/files", P::AdjustStock, Whose::List).to(file::take_in))
        .route(get("/stock/{warehouse_id}/{sku:.+}", P::ViewStock, Record::Warehouse).to(item::show));
}
