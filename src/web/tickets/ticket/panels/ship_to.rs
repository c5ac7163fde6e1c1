//! Where the parcel to the buyer goes: masked, and a form that replaces it while the parcel is not sent.

use askama::Template;

use crate::domain::goods::ship_to::ShipTo;
use crate::i18n::tickets::Tickets;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/ship_to.html")]
pub struct ShipToPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    echo: &'a Echo,
    ticket_no: &'a str,
    version: i32,
    masked: ShipTo,
    is_complete: bool,
}

/// The address, for those who may change it; `None` where nothing is to be sent.
pub fn panel(context: Context<'_>) -> Option<ShipToPanel<'_>> {
    let Context { f, file, echo, gates, .. } = context;
    gates.change_ship_to.is_open().then(|| ShipToPanel {
        f,
        t: context.words(),
        echo,
        ticket_no: &file.ticket.ticket_no,
        version: file.ticket.version,
        masked: file.ship_to.masked(),
        is_complete: file.ship_to.is_complete(),
    })
}
