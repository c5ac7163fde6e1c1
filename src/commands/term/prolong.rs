//! More time: a return is given a few days more, once (B6); one that was closed because nothing was sent is taken up again within two days
//! (B16). And the platform's own time, as people read it there.

use chrono::NaiveDateTime;

use crate::commands::goods::exchange_stock;
use crate::commands::term::follow;
use crate::commands::tickets::step;
use crate::commands::tickets::withdraw::check_units;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::term::kind::{EXTENSION_DAYS, PlatformAction, REOPENING_SECONDS};
use crate::domain::term::problem::TermProblem;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::{instant_of, zone};
use crate::store::Tx;
use crate::store::term::platforms;
use crate::store::term::platforms::PlatformRow;
use crate::store::tickets::TicketRow;

/// Gives the buyer three days more to send the goods.
///
/// # Errors
/// Refused where nothing is to be sent, and a second time.
pub fn extend_return(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::ExtendReturn)?;
    let longer = follow::extend_return(tx, &step.ticket, &step.stages, EXTENSION_DAYS)?;
    let Some(due_at) = longer else { return Err(Refusal::NotInThisStatus(step.ticket.status).into()) };
    step.finish(tx, actor, Status::PendingReturn, Event::ReturnExtended { due_at }, reason)
}

/// Takes a return up again that was closed because the goods were not sent in time: it holds its units and stock again, and the buyer has
/// three days.
///
/// # Errors
/// Refused for any other closed ticket, two days after it was closed, and where another ticket has taken units or stock meanwhile.
pub fn reopen_return(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::ReopenReturn)?;
    if tx.now() > step.ticket.status_since.plus_seconds(REOPENING_SECONDS) {
        return Err(Refusal::Term(TermProblem::ReopeningOver).into());
    }
    check_units(tx, &step.ticket, "reason")?;
    let warehouse_id = step.stages.return_of.as_ref().and_then(|back| back.warehouse_id);
    if step.ticket.kind.ships_replacement() && !exchange_stock::reserve(tx, actor, &step.ticket, warehouse_id)? {
        return Err(Refusal::Term(TermProblem::StockGone).into());
    }
    step.finish(tx, actor, Status::PendingReturn, Event::ReturnReopened, reason)
}

/// Keeps what the platform shows of a ticket: its number there, when it acts by itself in the merchant's local time, and what it does then.
///
/// # Errors
/// Refused where neither is typed, and for a time that has passed.
pub fn note_platform(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    platform_ticket_no: &str,
    due: Option<NaiveDateTime>,
    consequence: PlatformAction,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::NotePlatform)?;
    let due_at = due.map(|due| instant_of(due, zone(&step.merchant.timezone)));
    if platform_ticket_no.is_empty() && due_at.is_none() {
        return Err(invalid("platform_ticket_no", Refusal::Required));
    }
    let before = platforms::of_ticket(tx.connection(), step.ticket.id)?;
    let is_known = before.is_some_and(|before| before.due_at == due_at);
    if due_at.is_some_and(|due| due <= tx.now()) && !is_known {
        return Err(invalid("due_at", Refusal::Term(TermProblem::PastTime)));
    }
    let ticket_id = step.ticket.id;
    let number = platform_ticket_no.to_owned();
    platforms::put(tx, &PlatformRow { ticket_id, platform_ticket_no: number.clone(), due_at, consequence })?;
    step.with_clocks().remark(tx, actor, Event::PlatformNoted { platform_ticket_no: number, due_at, consequence }, "")
}
