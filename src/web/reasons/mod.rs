//! The reasons of a merchant: the list in its order, and the forms that change it.

mod change;
pub mod page;

use crate::domain::permission::Permission as P;
use crate::web::framework::addresses::{Addresses, Whose, get};
use crate::web::reasons::page::index;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config.route(get("/reasons", P::ViewReasons, Whose::List).to(index)).configure(change::routes);
}
