//! Word to one person: written in the transaction of the entry that it is about, read and muted by its owner.

use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::people::notice::{NoticeKind, Part, hearers, notice_of};
use crate::domain::permission::Permission;
use crate::domain::ticket::shaping::share_ever;
use crate::domain::time::Timestamp;
use crate::store::house::list_choices;
use crate::store::money::refunds;
use crate::store::people::notices;
use crate::store::tickets::{TicketRow, entries, shapers, stages};
use crate::store::{Scope, Tx};

/// Tells those whom the entry concerns that was just added to a ticket's timeline.
pub fn tell(tx: &mut Tx<'_>, actor: &Actor, ticket: &TicketRow, event: &Event) -> Result<(), CommandError> {
    let Some((kind, parts)) = notice_of(event.kind()) else { return Ok(()) };
    let mut found = Vec::new();
    for part in parts {
        found.extend(holder(tx, actor, ticket, *part)?);
    }
    let told = hearers(found, actor.staff_id);
    if told.is_empty() { Ok(()) } else { Ok(notices::put(tx, ticket, kind, &told)?) }
}

fn holder(tx: &mut Tx<'_>, actor: &Actor, ticket: &TicketRow, part: Part) -> Result<Option<i64>, CommandError> {
    let connection = tx.connection();
    Ok(match part {
        Part::Assignee => Some(entries::of_ticket(connection, ticket.id)?.assignee_id),
        Part::Filer => stages::intake(connection, ticket.id)?.filed_by,
        Part::Reviewer => stages::of_ticket(connection, ticket.id)?.decision.reviewer_id,
        Part::Payer => {
            refunds::of_ticket(connection, ticket.id)?.into_iter().filter_map(|row| row.approved_by).next_back()
        }
        Part::OnlySigner(right) => only_signer(tx, actor, ticket, right)?,
    })
}

fn only_signer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: &TicketRow,
    right: Permission,
) -> Result<Option<i64>, CommandError> {
    let shapers = shapers::of_ticket(tx.connection(), ticket.id)?;
    let people = list_choices::people_who(tx.connection(), &Scope::Of(vec![ticket.merchant_id]), right)?;
    let mut free = people
        .into_iter()
        .map(|person| person.id)
        .filter(|id| Some(*id) != actor.staff_id && share_ever(&shapers, *id).is_none());
    let first = free.next();
    Ok(first.filter(|_| free.next().is_none()))
}

/// Notes that the actor read the own notices written up to an instant.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, until: Timestamp) -> Result<(), CommandError> {
    let id = actor.staff_id.ok_or(CommandError::NotFound)?;
    notices::read_until(tx, id, until)?;
    Ok(())
}

/// The actor wants notices of these kinds from now on, and of no others.
pub fn choose(tx: &mut Tx<'_>, actor: &Actor, wanted: &[NoticeKind]) -> Result<(), CommandError> {
    let id = actor.staff_id.ok_or(CommandError::NotFound)?;
    let muted: Vec<NoticeKind> = NoticeKind::ALL.iter().copied().filter(|kind| !wanted.contains(kind)).collect();
    Ok(notices::mute(tx, id, &muted)?)
}
