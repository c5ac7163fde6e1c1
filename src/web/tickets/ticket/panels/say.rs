//! Sentences to copy: to the buyer, and into the shop's own notes.

use askama::Template;

use crate::domain::permission::Permission;
use crate::i18n::tickets::Tickets;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::wording;

#[derive(Template)]
#[template(path = "tickets/panels/say.html")]
pub struct SayPanel {
    t: &'static Tickets,
    buyer: Option<String>,
    shop: String,
}

/// The sentences, for who files tickets.
pub fn panel(context: Context<'_>) -> Option<SayPanel> {
    let Context { f, staff, file, .. } = context;
    staff.may(Permission::FileTicket).then(|| {
        let today = f.now.utc().with_timezone(&f.zone).format("%m-%d").to_string();
        SayPanel {
            t: context.words(),
            buyer: wording::say_buyer(file, f.lang),
            shop: wording::shop_note(file, &today, staff.may(Permission::SeePrices), f.lang),
        }
    })
}
