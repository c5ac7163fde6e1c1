//! People who are not there: their tickets go back to the pool, at once where they are few, by a job where they are many.

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::assignment::rule::ReturnCause;
use crate::domain::event::Event;
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::house::work::JobKind;
use crate::domain::permission::Permission;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::Timestamp;
use crate::store::assignment::load;
use crate::store::house::audit;
use crate::store::jobs::outbox;
use crate::store::people::staff::StaffRow;
use crate::store::people::{staff, staff_list};
use crate::store::tickets::entries;
use crate::store::{Conn, DbError, Tx};

/// Tickets that go back in the transaction of the change; more than that go back by a job.
const AT_ONCE: i64 = 100;

/// Notes until when a person is away, `None` for not at all. Tickets whose clock ends before go back to the pool, the rest stay. Everybody
/// notes this for themselves; for others whoever gives tickets to others.
pub fn set_away(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    until: Option<Timestamp>,
) -> Result<(), CommandError> {
    let found = if actor.staff_id == Some(id) {
        staff::by_id(tx.connection(), id)?
    } else {
        actor.require(Permission::AssignTickets)?;
        staff_list::find(tx.connection(), &actor.scope, id)?.map(|person| person.row)
    };
    let row = found.filter(|row| row.active).ok_or(CommandError::NotFound)?;
    let text = |at: Option<Timestamp>| at.map_or(String::new(), |at| at.utc().format("%Y-%m-%d %H:%M UTC").to_string());
    let mut changes = Changes::default();
    changes.field("away_until", text(row.away_until), text(until));
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Staff, &row.username)?);
    }
    if changes.is_empty() {
        return Ok(());
    }
    let row = StaffRow { away_until: until, version: version + 1, ..row };
    if !staff::save(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Staff, &row.username)?);
    }
    let concerned = staff::merchant_ids(tx.connection(), id)?;
    audit::append_about(tx, actor.staff_id, &concerned, AuditKind::StaffAway, &row.username, changes.detail())?;
    empty_desk(tx, &row)
}

/// Lets the tickets of a person who is not there go back to the pool.
pub fn empty_desk(tx: &mut Tx<'_>, row: &StaffRow) -> Result<(), CommandError> {
    let now = tx.now();
    let Some((_, before)) = absence(row, now) else { return Ok(()) };
    let found = load::tickets_of(tx.connection(), row.id, before, 0, AT_ONCE + 1)?;
    if i64::try_from(found.len()).is_ok_and(|count| count > AT_ONCE) {
        let key = format!("return_tickets:{}", row.username);
        return Ok(outbox::put(tx, JobKind::ReturnTickets, &key, &row.id.to_string(), now, None)?);
    }
    found.into_iter().try_for_each(|(_, number)| give_back(tx, row.id, &number))
}

/// Why a person's tickets go back, and those of which clocks: without an instant all.
fn absence(row: &StaffRow, now: Timestamp) -> Option<(ReturnCause, Option<Timestamp>)> {
    match row.away_until.filter(|until| *until > now) {
        _ if !row.active => Some((ReturnCause::Disabled, None)),
        Some(until) => Some((ReturnCause::Away, Some(until))),
        None => None,
    }
}

/// Tickets behind an id that a person who is not there still has: id and number.
pub fn left(
    connection: &mut Conn,
    staff_id: i64,
    now: Timestamp,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, DbError> {
    let Some(row) = staff::by_id(connection, staff_id)? else { return Ok(Vec::new()) };
    match absence(&row, now) {
        Some((_, before)) => load::tickets_of(connection, staff_id, before, after, most),
        None => Ok(Vec::new()),
    }
}

/// Gives back a ticket of a person who is not there; nothing where somebody else has it by now, or the person is back.
pub fn give_back(tx: &mut Tx<'_>, staff_id: i64, ticket_no: &str) -> Result<(), CommandError> {
    let system = Actor::system();
    let step = step::begin(tx, &system, ticket_no, None, Action::Assign)?;
    let now = tx.now();
    let Some(row) = staff::by_id(tx.connection(), staff_id)? else { return Ok(()) };
    let entry = entries::of_ticket(tx.connection(), step.ticket.id)?;
    let Some((cause, before)) = absence(&row, now).filter(|_| entry.assignee_id == staff_id) else { return Ok(()) };
    if before.is_some_and(|before| entry.clock_at > before) {
        return Ok(());
    }
    entries::assign(tx, step.ticket.id, 0)?;
    step.remark(tx, &system, Event::ReturnedToPool { cause }, &row.display_name)?;
    Ok(())
}
