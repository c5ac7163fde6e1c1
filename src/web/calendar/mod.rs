//! The calendars of a merchant: a year at a glance, its marked days, hours, and who goes by which; how long its terms are.

mod change;
mod import;
mod page;
mod term_forms;
mod terms;
mod year;

pub use page::missing_year;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/calendar", P::ViewSettings, Whose::List).to(page::index))
        .route(post("/calendar", P::ManageSettings, Whose::List).to(change::mark))
        .route(post("/calendar/import", P::ManageSettings, Whose::List).to(import::take_in))
        .route(post("/calendar/hours", P::ManageSettings, Whose::List).to(change::hours))
        .route(post("/calendar/calendars", P::ManageSettings, Whose::List).to(change::add))
        .route(post("/calendar/uses", P::ManageSettings, Whose::List).to(change::uses))
        .route(get("/terms", P::ViewSettings, Whose::List).to(terms::index))
        .route(post("/terms", P::ManageSettings, Whose::List).to(term_forms::change))
        .route(post("/terms/periods", P::ManageSettings, Whose::List).to(term_forms::declare))
        .route(post("/terms/periods/{id}/revocation", P::ManageSettings, Record::SpecialPeriod).to(term_forms::revoke));
}
