//! The ticket's own facts: number, type, scene, dates, who filed, reviewed and works on it.

use askama::Template;

use crate::domain::permission::Permission;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/basics.html")]
pub struct BasicsPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    l: &'static Lists,
    file: &'a TicketFile,
    kind: &'static str,
    scene: &'static str,
    goods_state: &'static str,
    filed_by: String,
    reviewer: String,
    assignee: String,
    /// The viewer may take the ticket, or give back an own one.
    may_take: bool,
    is_mine: bool,
}

/// The basics.
pub fn panel(context: Context<'_>) -> BasicsPanel<'_> {
    let Context { f, staff, file, .. } = context;
    let is_free = [0, staff.id].contains(&file.assignee_id);
    BasicsPanel {
        f,
        t: context.words(),
        l: Lists::of(f.lang),
        file,
        kind: file.ticket.kind.name(f.lang),
        scene: file.ticket.scene.name(f.lang),
        goods_state: file.stages.goods().name(f.lang),
        filed_by: file.name_of(file.intake.filed_by),
        reviewer: file.name_of(file.stages.decision.reviewer_id),
        assignee: file.name_of(Some(file.assignee_id)),
        may_take: staff.may(Permission::WorkTickets) && (staff.may(Permission::AssignTickets) || is_free),
        is_mine: file.assignee_id == staff.id,
    }
}
