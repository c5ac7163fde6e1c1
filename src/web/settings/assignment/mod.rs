//! Who works on new tickets: a merchant's rules in their order, and the queues to whose people they give tickets.

mod change;
mod page;
mod trial;

use crate::domain::permission::Permission as P;
use crate::web::framework::addresses::{Addresses, Whose, get, post};

/// Registers the addresses.
pub(super) fn routes(config: &mut Addresses) {
    config
        .route(get("/assignment-rules", P::ViewSettings, Whose::List).to(page::index))
        .route(post("/assignment-rules", P::ManageSettings, Whose::List).to(change::save_rule))
        .route(post("/assignment-rules/state", P::ManageSettings, Whose::List).to(change::switch))
        .route(post("/assignment-rules/position", P::ManageSettings, Whose::List).to(change::shift))
        .route(post("/assignment-rules/deletion", P::ManageSettings, Whose::List).to(change::delete))
        .route(post("/assignment-rules/queues", P::ManageSettings, Whose::List).to(change::save_queue))
        .route(get("/assignment-rules/trial", P::ViewSettings, Whose::List).to(trial::show))
        .route(post("/assignment-rules/trial", P::ManageSettings, Whose::List).to(trial::start));
}
