//! The policies of a merchant: the list with the profiles to take over, each policy in its versions, and the form that makes the next one.

mod change;
mod form;
mod list;
mod show;
pub mod view;

use crate::domain::permission::Permission as P;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, get, post};

/// Registers the addresses. Whoever sees tickets reads the rule that one was submitted under.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/policies", P::ViewSettings, Whose::List).to(list::index))
        .route(get("/policies/new", P::ManageSettings, Whose::List).to(show::new))
        .route(get("/policies/{id:\\d{1,18}}", P::ViewTickets, Record::Policy).to(show::show))
        .route(post("/policies", P::ManageSettings, Whose::List).to(change::add))
        .route(post("/policies/adoption", P::ManageSettings, Whose::List).to(change::adopt))
        .route(post("/policies/{id:\\d{1,18}}", P::ManageSettings, Record::Policy).to(change::change))
        .route(post("/policies/{id:\\d{1,18}}/use", P::ManageSettings, Record::Policy).to(change::set_active));
}
