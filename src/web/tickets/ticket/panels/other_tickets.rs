//! The order's other tickets, and the ticket that this one goes on from.

use askama::Template;

use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::TicketRow;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::status::status_html;

#[derive(Template)]
#[template(path = "tickets/panels/other_tickets.html")]
pub struct OtherTicketsPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    parent: Option<&'a TicketRow>,
    /// Number, type, status, when it was submitted.
    others: Vec<(&'a str, &'static str, Html, Option<Timestamp>)>,
}

/// The other tickets; `None` where the order has no more.
pub fn panel(context: Context<'_>) -> Option<OtherTicketsPanel<'_>> {
    let (file, lang) = (context.file, context.f.lang);
    let parent = file.parent.as_ref();
    (!file.others.is_empty() || parent.is_some()).then(|| OtherTicketsPanel {
        f: context.f,
        t: context.words(),
        parent,
        others: file
            .others
            .iter()
            .map(|other| {
                let status = status_html(other.status, lang);
                (other.ticket_no.as_str(), other.kind.name(lang), status, other.submitted_at)
            })
            .collect(),
    })
}
