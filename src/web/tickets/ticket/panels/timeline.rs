//! The timeline of the ticket, the newest entry first; older ones on demand.

use askama::Template;

use crate::i18n::fill;
use crate::i18n::tickets::Tickets;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::events::{EventView, events};
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/timeline.html")]
pub struct TimelinePanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    events: Vec<EventView>,
    /// Address and words of the link to the entries that are left out.
    rest: Option<(String, String)>,
}

/// The timeline.
pub fn panel(context: Context<'_>) -> TimelinePanel<'_> {
    TimelinePanel {
        f: context.f,
        t: context.words(),
        events: events(&context.file.events, context.reader()),
        rest: rest(context),
    }
}

fn rest(context: Context<'_>) -> Option<(String, String)> {
    let earlier = context.file.events.first().map_or(0, |event| event.seq - 1);
    (earlier > 0).then(|| {
        let words = fill(context.words().timeline_rest, &[("count", &earlier.to_string())]);
        let start = String::from("timeline=all");
        let query = form_urlencoded::Serializer::new(start).extend_pairs(&context.f.carried).finish();
        (format!("{}?{query}#h-time", context.file.address()), words)
    })
}
