//! The application: the words, the wish, the contact, the files of evidence.

use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::ticket::kind::EvidenceKind;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts::AttachmentRow;
use crate::store::tickets::stages::IntakeRow;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::framework::unmask::Unmasked;
use crate::web::tickets::ticket::panels::contact;
use crate::web::tickets::ticket::panels::context::Context;

/// A file of evidence.
struct Attachment {
    id: i64,
    may_withdraw: bool,
    address: String,
    name: String,
    is_image: bool,
    /// When the picture was taken; empty where it does not say.
    taken: String,
}

#[derive(Template)]
#[template(path = "tickets/panels/application.html")]
pub struct ApplicationPanel<'a> {
    f: &'a Frame,
    echo: &'a Echo,
    ticket: &'a TicketRow,
    t: &'static Tickets,
    intake: &'a IntakeRow,
    solution: &'static str,
    channel: &'static str,
    contact: Html,
    attachments: Vec<Attachment>,
}

/// The application. `unmasked` is the part of the contact that is shown in clear, this once.
pub fn panel(context: Context<'_>, unmasked: Vec<Unmasked>) -> Result<ApplicationPanel<'_>, PageError> {
    let (intake, lang) = (&context.file.intake, context.f.lang);
    Ok(ApplicationPanel {
        f: context.f,
        echo: context.echo,
        ticket: &context.file.ticket,
        t: context.words(),
        intake,
        solution: intake.particulars.desired_solution.map_or("", |solution| solution.name(lang)),
        channel: intake.particulars.channel.name(lang),
        contact: match contact::panel(context, unmasked) {
            Some(panel) => Html::of(&panel)?,
            None => Html::default(),
        },
        attachments: context
            .file
            .attachments
            .iter()
            .filter(|row| row.kind != EvidenceKind::Inspection)
            .map(|row| attachment(row, context))
            .collect(),
    })
}

fn attachment(row: &AttachmentRow, context: Context<'_>) -> Attachment {
    let staff = context.staff;
    let is_own = row.staff_id == Some(staff.id) || staff.may(Permission::AssignTickets);
    Attachment {
        id: row.id,
        may_withdraw: is_own && context.gates.withdraw_file.is_open(),
        address: format!("/tickets/{}/attachments/{}", context.file.ticket.ticket_no, row.id),
        name: format!("{} · {}", row.kind.name(context.f.lang), row.file_name),
        is_image: row.media_type.starts_with("image/"),
        taken: match row.taken_at.as_str() {
            "" => String::new(),
            at => fill(context.words().taken_at, &[("at", at)]),
        },
    }
}
