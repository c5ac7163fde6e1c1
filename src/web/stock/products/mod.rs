//! Products: what orders teach of them, and what people say: category, barcode, custom-made, whether they may come back without a reason, what
//! a complete return holds.

mod file;
mod item;
pub mod list;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::list::routes::routes as list_routes;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .configure(list_routes::<list::ProductList>)
        .route(post("/products/import", P::ManageSettings, Whose::List).to(file::take_in))
        .route(get("/products/{merchant_id}/{sku:.+}", P::ViewSettings, Record::Merchant).to(item::show))
        .route(post("/products/{merchant_id}/{sku:.+}", P::ManageSettings, Record::Merchant).to(item::change));
}
