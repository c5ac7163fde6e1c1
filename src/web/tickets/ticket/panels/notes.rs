//! Notes on the ticket, and the forms that add a note or a file of evidence.

use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::ticket::kind::EvidenceKind;
use crate::i18n::codes::{Choice, choices};
use crate::i18n::tickets::Tickets;
use crate::store::tickets::TicketRow;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::events::{EventView, events};
use crate::web::tickets::ticket::gate::Gates;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/notes.html")]
pub struct NotesPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    echo: &'a Echo,
    gates: &'a Gates,
    ticket: &'a TicketRow,
    remark: &'a str,
    notes: Vec<EventView>,
    evidence_kinds: Vec<Choice>,
}

/// The notes.
pub fn panel(context: Context<'_>) -> NotesPanel<'_> {
    // What an inspection saw is added by those who inspect.
    let may_inspect = context.staff.may(Permission::Inspect);
    let kinds = EvidenceKind::ALL.iter().copied().filter(|kind| may_inspect || *kind != EvidenceKind::Inspection);
    NotesPanel {
        f: context.f,
        t: context.words(),
        echo: context.echo,
        gates: context.gates,
        ticket: &context.file.ticket,
        remark: &context.file.intake.particulars.remark,
        notes: events(&context.file.notes, context.reader()),
        evidence_kinds: choices(&kinds.collect::<Vec<_>>(), context.f.lang, EvidenceKind::code),
    }
}
