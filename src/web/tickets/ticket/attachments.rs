//! The files of a ticket, as its page lists them.

use crate::i18n::codes::Named;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::web::tickets::ticket::file::TicketFile;

/// A file of evidence as the page shows it.
pub struct Attachment {
    pub address: String,
    pub name: String,
    pub is_image: bool,
    /// When the picture was taken; empty where it does not say.
    pub taken: String,
}

/// A ticket's files of evidence.
pub fn attachments(file: &TicketFile, lang: Lang) -> Vec<Attachment> {
    let taken = |at: &str| match at {
        "" => String::new(),
        at => fill(Tickets::of(lang).taken_at, &[("at", at)]),
    };
    file.attachments
        .iter()
        .map(|row| Attachment {
            address: format!("/tickets/{}/attachments/{}", file.ticket.ticket_no, row.id),
            name: format!("{} · {}", row.kind.name(lang), row.file_name),
            is_image: row.media_type.starts_with("image/"),
            taken: taken(&row.taken_at),
        })
        .collect()
}
