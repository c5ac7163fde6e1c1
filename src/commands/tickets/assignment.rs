//! Who works on a ticket, and whether it has been put away. Neither changes what happens to goods or money (R28, R90).

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Archive;
use crate::domain::ticket::workflow::Action;
use crate::store::house::list_choices;
use crate::store::people::notices;
use crate::store::tickets::{buyers_to_tell, details, entries};
use crate::store::{Scope, Tx};

/// Gives a ticket to somebody, or to nobody; whether that changed anything. A person may take a ticket that is nobody's and give back their
/// own; everything else needs the right to assign. `version` is that of the page; `None` for rows of a list, which are taken as they are.
pub fn assign(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: Option<i32>,
    assignee_id: Option<i64>,
) -> Result<bool, CommandError> {
    let step = step::begin(tx, actor, ticket_no, version, Action::Assign)?;
    let present = entries::of_ticket(tx.connection(), step.ticket.id)?.assignee_id;
    let wanted = assignee_id.unwrap_or_default();
    if present == wanted {
        return Ok(false);
    }
    let own = |id: i64| id == 0 || Some(id) == actor.staff_id;
    if !own(present) || !own(wanted) {
        actor.require(Permission::AssignTickets)?;
    }
    let people = list_choices::people(tx.connection(), &Scope::Of(vec![step.ticket.merchant_id]))?;
    let name = match people.iter().find(|person| person.id == wanted) {
        Some(person) => person.name.clone(),
        None if wanted == 0 => String::new(),
        None => return Err(invalid("assignee", Refusal::UnknownAssignee)),
    };
    entries::assign(tx, step.ticket.id, wanted)?;
    step.remark(tx, actor, Event::TicketAssigned { assignee_id }, &name)?;
    Ok(true)
}

/// Puts an ended ticket away: it leaves the usual lists and stays searchable (R90). Whether that changed anything.
pub fn archive(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str) -> Result<bool, CommandError> {
    put_away(tx, actor, ticket_no, Action::Archive, Archive::Archived, Event::TicketArchived)
}

/// Takes a ticket out of the archive. Whether that changed anything.
pub fn unarchive(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str) -> Result<bool, CommandError> {
    put_away(tx, actor, ticket_no, Action::Unarchive, Archive::Live, Event::TicketUnarchived)
}

fn put_away(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    action: Action,
    shelf: Archive,
    event: Event,
) -> Result<bool, CommandError> {
    let step = step::begin(tx, actor, ticket_no, None, action)?;
    if entries::of_ticket(tx.connection(), step.ticket.id)?.shelf == shelf {
        return Ok(false);
    }
    let id = step.ticket.id;
    step.remark(tx, actor, event, "")?;
    entries::archive(tx, id, shelf)?;
    if shelf == Archive::Archived {
        buyers_to_tell::put(tx, id, false)?;
    }
    Ok(true)
}

/// Notes that somebody has a ticket open, for others to see, and with it read what was written to them about it; it is no part of the
/// timeline.
pub fn see(tx: &mut Tx<'_>, staff_id: i64, ticket_id: i64) -> Result<(), CommandError> {
    details::see(tx, ticket_id, staff_id)?;
    Ok(notices::read_of_ticket(tx, staff_id, ticket_id)?)
}
