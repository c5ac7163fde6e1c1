//! Sentences to copy: to the buyer, and into the shop's own notes.

use askama::Template;

use crate::domain::permission::Permission;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::house::reasons::ReasonRow;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::wording;

#[derive(Template)]
#[template(path = "tickets/panels/say.html")]
pub struct SayPanel {
    t: &'static Tickets,
    buyer: Option<String>,
    shop: String,
    replies: Vec<Reply>,
}

/// What the merchant says to buyers about a reason of the ticket.
struct Reply {
    reason: String,
    text: String,
}

/// The sentences, for who files tickets.
pub fn panel(context: Context<'_>) -> Option<SayPanel> {
    let Context { f, staff, file, .. } = context;
    staff.may(Permission::FileTicket).then(|| {
        let today = f.now.utc().with_timezone(&f.zone).format("%m-%d").to_string();
        SayPanel {
            t: context.words(),
            buyer: wording::say_buyer(file, f.lang),
            replies: replies(file, f.lang),
            shop: wording::shop_note(file, &today, staff.may(Permission::SeePrices), f.lang),
        }
    })
}

/// The replies of the ticket's reasons that have one, with the ticket's numbers in them.
fn replies(file: &TicketFile, lang: Lang) -> Vec<Reply> {
    let numbers = [("ticket", file.ticket.ticket_no.as_str()), ("order", file.order.order_no.as_str())];
    let reply = |reason: &ReasonRow| {
        let text = match lang {
            Lang::En if !reason.reply_en.is_empty() => &reason.reply_en,
            _ => &reason.reply_zh,
        };
        // Called as it was when the ticket was filed.
        let (line, _) = file.lines.iter().find(|(line, _)| line.reason_id == reason.id)?;
        let name = lang.choose(&line.reason_zh, &line.reason_en).to_owned();
        (!text.is_empty()).then(|| Reply { reason: name, text: fill(text, &numbers) })
    };
    file.reasons.iter().filter_map(reply).collect()
}
