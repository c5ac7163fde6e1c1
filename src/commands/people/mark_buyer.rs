//! Buyers are marked as a risk, and marks are confirmed and taken back (R176). A mark makes the way stricter, nothing more: no automatic
//! approval; it refuses nothing by itself. Rules only propose.

use crate::commands::house::audit_diff::conflict;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::people::risk::{FREQUENT_DAYS, FREQUENT_LEAST, QUIET_DAYS, RiskKind, RiskState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::house::audit;
use crate::store::orders::{BuyerRow, finding};
use crate::store::people::risk_flags;
use crate::store::people::risk_flags::RiskFlagRow;
use crate::store::tickets::{TicketRow, entries};
use crate::store::{Tx, tickets};

/// A buyer in scope, whom nobody else changes meanwhile.
fn begin(tx: &mut Tx<'_>, actor: &Actor, buyer_id: i64, right: Permission) -> Result<BuyerRow, CommandError> {
    actor.require(right)?;
    let buyer = finding::buyer(tx.connection(), &actor.scope, buyer_id)?.ok_or(CommandError::NotFound)?;
    risk_flags::claim_buyer(tx, buyer.id)?;
    Ok(buyer)
}

/// The number of a buyer's ticket that is the evidence.
fn evidence_ticket(
    tx: &mut Tx<'_>,
    actor: &Actor,
    buyer: &BuyerRow,
    number: &str,
) -> Result<Option<i64>, CommandError> {
    if number.is_empty() {
        return Ok(None);
    }
    let found = tickets::by_no(tx.connection(), &actor.scope, number)?;
    match found.filter(|ticket| ticket.buyer_id == Some(buyer.id)) {
        Some(ticket) => Ok(Some(ticket.id)),
        None => Err(invalid("ticket", Refusal::NoSuchTicket)),
    }
}

/// Marks a buyer. A proposal of the kind becomes the mark.
///
/// # Errors
/// 422 at `kind` where such a mark holds already, at `ticket` where it is no ticket of this buyer.
pub fn set(
    tx: &mut Tx<'_>,
    actor: &Actor,
    buyer_id: i64,
    kind: RiskKind,
    evidence: &str,
    ticket_no: &str,
) -> Result<(), CommandError> {
    let buyer = begin(tx, actor, buyer_id, Permission::FlagBuyer)?;
    let ticket_id = evidence_ticket(tx, actor, &buyer, ticket_no)?;
    let now = tx.now();
    match standing(tx, buyer.id, kind)? {
        Some(row) if row.state == RiskState::Set => return Err(invalid("kind", Refusal::AlreadyMarked)),
        Some(mut row) => {
            row.state = RiskState::Set;
            evidence.clone_into(&mut row.evidence);
            row.ticket_id = ticket_id.or(row.ticket_id);
            (row.decided_by, row.decided_at) = (actor.staff_id, Some(now));
            risk_flags::save(tx, &mut row)?;
        }
        None => {
            let row = blank(tx, &buyer, kind, RiskState::Set)?;
            let row = RiskFlagRow { evidence: evidence.to_owned(), ticket_id, set_by: actor.staff_id, ..row };
            risk_flags::insert(tx, &row)?;
        }
    }
    entries::mark_risk(tx, buyer.id, true)?;
    note(tx, actor, &buyer, AuditKind::BuyerFlagged, kind, evidence)
}

/// Confirms what a rule proposed.
///
/// # Errors
/// 409 where somebody decided meanwhile.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, buyer_id: i64, id: i64, version: i32) -> Result<(), CommandError> {
    let buyer = begin(tx, actor, buyer_id, Permission::FlagBuyer)?;
    let mut row = claimed(tx, &buyer, id, version, &[RiskState::Proposed])?;
    row.state = RiskState::Set;
    (row.decided_by, row.decided_at) = (actor.staff_id, Some(tx.now()));
    risk_flags::save(tx, &mut row)?;
    entries::mark_risk(tx, buyer.id, true)?;
    note(tx, actor, &buyer, AuditKind::BuyerFlagged, row.kind, "")
}

/// Takes a mark back, or dismisses a proposal, with the reason.
///
/// # Errors
/// 409 where somebody decided meanwhile.
pub fn clear(
    tx: &mut Tx<'_>,
    actor: &Actor,
    buyer_id: i64,
    id: i64,
    version: i32,
    why: &str,
) -> Result<(), CommandError> {
    let buyer = begin(tx, actor, buyer_id, Permission::ClearFlag)?;
    let mut row = claimed(tx, &buyer, id, version, &[RiskState::Proposed, RiskState::Set])?;
    let kind = if row.state == RiskState::Set { AuditKind::BuyerCleared } else { AuditKind::BuyerFlagDismissed };
    row.state = row.state.taken_back().ok_or(CommandError::NotFound)?;
    (row.decided_by, row.decided_at) = (actor.staff_id, Some(tx.now()));
    why.clone_into(&mut row.cleared_why);
    risk_flags::save(tx, &mut row)?;
    let is_marked = risk_flags::is_marked(tx.connection(), Some(buyer.id))?;
    entries::mark_risk(tx, buyer.id, is_marked)?;
    note(tx, actor, &buyer, kind, row.kind, why)
}

/// Proposes the mark of many after-sales, where a ticket that was just filed makes them many.
///
/// # Errors
/// The database's.
pub fn propose_for_frequency(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<(), CommandError> {
    let Some(buyer_id) = ticket.buyer_id else { return Ok(()) };
    let since = tx.now().plus_seconds(-FREQUENT_DAYS * 86_400);
    if tickets::recent_of_buyer(tx.connection(), buyer_id, since)? < FREQUENT_LEAST {
        return Ok(());
    }
    propose(tx, ticket, RiskKind::FrequentReturn)
}

/// Proposes a mark that a ticket gives rise to, unless one of the kind stands, or was taken back lately.
///
/// # Errors
/// The database's.
pub fn propose(tx: &mut Tx<'_>, ticket: &TicketRow, kind: RiskKind) -> Result<(), CommandError> {
    let Some(buyer_id) = ticket.buyer_id else { return Ok(()) };
    let Some(buyer) = finding::buyer(tx.connection(), &crate::store::Scope::All, buyer_id)? else { return Ok(()) };
    if is_settled(tx, buyer_id, kind)? {
        return Ok(());
    }
    let row = RiskFlagRow { ticket_id: Some(ticket.id), ..blank(tx, &buyer, kind, RiskState::Proposed)? };
    if !risk_flags::insert_proposal(tx, &row)? {
        return Ok(());
    }
    note(tx, &Actor::system(), &buyer, AuditKind::BuyerFlagProposed, kind, &ticket.ticket_no)
}

/// Whether a mark of the kind stands, or was taken back within the quiet days.
fn is_settled(tx: &mut Tx<'_>, buyer_id: i64, kind: RiskKind) -> Result<bool, CommandError> {
    let quiet = tx.now().plus_seconds(-QUIET_DAYS * 86_400);
    let mut of_kind = risk_flags::of_buyer(tx.connection(), buyer_id)?;
    of_kind.retain(|(row, _)| row.kind == kind);
    Ok(of_kind.iter().any(|(row, _)| row.state.stands() || row.decided_at.is_some_and(|at| at > quiet)))
}

fn standing(tx: &mut Tx<'_>, buyer_id: i64, kind: RiskKind) -> Result<Option<RiskFlagRow>, CommandError> {
    let all = risk_flags::of_buyer(tx.connection(), buyer_id)?;
    Ok(all.into_iter().map(|(row, _)| row).find(|row| row.kind == kind && row.state.stands()))
}

fn blank(tx: &mut Tx<'_>, buyer: &BuyerRow, kind: RiskKind, state: RiskState) -> Result<RiskFlagRow, CommandError> {
    Ok(RiskFlagRow {
        id: tx.next_id()?,
        buyer_id: buyer.id,
        merchant_id: buyer.merchant_id,
        kind,
        state,
        evidence: String::new(),
        ticket_id: None,
        set_by: None,
        set_at: tx.now(),
        decided_by: None,
        decided_at: None,
        cleared_why: String::new(),
        version: 1,
    })
}

/// A claimed buyer's mark as the page showed it.
fn claimed(
    tx: &mut Tx<'_>,
    buyer: &BuyerRow,
    id: i64,
    version: i32,
    states: &[RiskState],
) -> Result<RiskFlagRow, CommandError> {
    let row = risk_flags::find(tx.connection(), buyer.id, id)?.ok_or(CommandError::NotFound)?;
    if row.version == version && states.contains(&row.state) {
        return Ok(row);
    }
    Err(conflict(tx, AuditGroup::Buyers, &subject(buyer))?)
}

fn subject(buyer: &BuyerRow) -> String {
    format!("buyer {}", buyer.id)
}

fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    buyer: &BuyerRow,
    kind: AuditKind,
    of: RiskKind,
    words: &str,
) -> Result<(), CommandError> {
    let detail = format!("{of}: {words}");
    let detail = detail.trim_end_matches([':', ' ']);
    Ok(audit::append(tx, actor.staff_id, Some(buyer.merchant_id), kind, &subject(buyer), detail)?)
}
