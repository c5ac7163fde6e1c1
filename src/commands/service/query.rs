//! Queries: contacts that are no return (R25). Nothing here touches units or money.

use crate::commands::house::audit_diff::conflict;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::lists::search_text;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::service::problem::ServiceProblem;
use crate::domain::service::query::{QueryKind, QueryState, QueryStep};
use crate::domain::time::zone;
use crate::store::Tx;
use crate::store::engine::numbers;
use crate::store::house::{audit, merchants};
use crate::store::service::queries;
use crate::store::service::queries::{QueryEntryRow, QueryRow};
use crate::store::tickets;
use crate::store::tickets::TicketRow;

/// A query as it comes in.
#[derive(Clone, Debug)]
pub struct NewQuery {
    pub merchant_id: i64,
    /// `None` where it is not known.
    pub shop_id: Option<i64>,
    pub kind: QueryKind,
    /// Empty where it is not known.
    pub order_no: String,
    pub words: String,
    pub contact: String,
}

fn searched(query_no: &str, order_no: &str, words: &str) -> String {
    search_text::of_pieces([query_no, order_no, words].into_iter())
}

/// Records a query.
///
/// # Errors
/// Not found for a merchant out of scope; refused for a shop of another one.
pub fn record(tx: &mut Tx<'_>, actor: &Actor, new: &NewQuery) -> Result<QueryRow, CommandError> {
    actor.require(Permission::FileTicket)?;
    if !actor.scope.sees(new.merchant_id) {
        return Err(CommandError::NotFound);
    }
    if let Some(shop_id) = new.shop_id {
        let shop = merchants::shop(tx.connection(), shop_id)?;
        if shop.is_none_or(|shop| shop.merchant_id != new.merchant_id) {
            return Err(invalid("shop", Refusal::UnknownValue));
        }
    }
    let merchant = merchants::get(tx.connection(), new.merchant_id)?;
    let now = tx.now();
    let query_no = numbers::next(tx, "CQ", now.date_in(zone(&merchant.timezone)))?;
    let row = QueryRow {
        id: tx.next_id()?,
        merchant_id: new.merchant_id,
        shop_id: new.shop_id,
        search_text: searched(&query_no, &new.order_no, &new.words),
        query_no,
        kind: new.kind,
        state: QueryState::Open,
        order_no: new.order_no.clone(),
        words: new.words.clone(),
        contact: new.contact.clone(),
        taken_by: actor.staff_id,
        taken_at: now,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        closing_words: String::new(),
        closed_by: None,
        closed_at: None,
        ticket_id: None,
        place: QueryState::Open.place(now),
        version: 1,
    };
    queries::insert(tx, &row)?;
    note(tx, actor, &row, QueryStep::Recorded, "")?;
    Ok(row)
}

/// A query that a step can be taken with, by the version that its page showed.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, step: QueryStep) -> Result<QueryRow, CommandError> {
    actor.require(Permission::FileTicket)?;
    let row = queries::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Queries, &subject(&row))?);
    }
    match row.state.allows(step) {
        true => Ok(row),
        false => Err(Refusal::Service(ServiceProblem::InState(row.state)).into()),
    }
}

/// Saves a query that a step changed, with what was done.
fn finish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: QueryRow,
    step: QueryStep,
    words: &str,
) -> Result<QueryRow, CommandError> {
    let version = row.version;
    let row = QueryRow { place: row.state.place(row.taken_at), version: version + 1, ..row };
    if !queries::save(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Queries, &subject(&row))?);
    }
    note(tx, actor, &row, step, words)?;
    Ok(row)
}

/// Keeps what the buyer was answered.
///
/// # Errors
/// Refused where the query is not open; a conflict where somebody else changed it.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, words: &str) -> Result<QueryRow, CommandError> {
    let row = begin(tx, actor, id, version, QueryStep::Answered)?;
    let answered = QueryRow {
        state: QueryState::Answered,
        answer: words.to_owned(),
        answered_by: actor.staff_id,
        answered_at: Some(tx.now()),
        ..row
    };
    finish(tx, actor, answered, QueryStep::Answered, words)
}

/// Closes a query, answered or not.
///
/// # Errors
/// Refused for one that is closed; a conflict where somebody else changed it.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, words: &str) -> Result<QueryRow, CommandError> {
    let row = begin(tx, actor, id, version, QueryStep::Closed)?;
    let closed = QueryRow {
        state: QueryState::Closed,
        closing_words: words.to_owned(),
        closed_by: actor.staff_id,
        closed_at: Some(tx.now()),
        ..row
    };
    finish(tx, actor, closed, QueryStep::Closed, words)
}

/// Opens a query again. What was answered and why it was closed stays in its history.
///
/// # Errors
/// Refused for one that is open; a conflict where somebody else changed it.
pub fn reopen(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<QueryRow, CommandError> {
    let row = begin(tx, actor, id, version, QueryStep::Reopened)?;
    let open = QueryRow {
        state: QueryState::Open,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        closing_words: String::new(),
        closed_by: None,
        closed_at: None,
        ..row
    };
    finish(tx, actor, open, QueryStep::Reopened, "")
}

/// Keeps the number of the order that a query is about.
///
/// # Errors
/// A conflict where somebody else changed the query.
pub fn name_order(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    order_no: &str,
) -> Result<QueryRow, CommandError> {
    let row = begin(tx, actor, id, version, QueryStep::OrderNamed)?;
    if row.order_no == order_no {
        return Ok(row);
    }
    let search_text = searched(&row.query_no, order_no, &row.words);
    let named = QueryRow { order_no: order_no.to_owned(), search_text, ..row };
    finish(tx, actor, named, QueryStep::OrderNamed, order_no)
}

/// Ties a ticket to the query that it was filled from; the query is closed by it.
///
/// # Errors
/// Not found for a query of another merchant than the ticket's; refused where another ticket came of it already.
pub fn tie_ticket(tx: &mut Tx<'_>, actor: &Actor, id: i64, ticket: &TicketRow) -> Result<(), CommandError> {
    let found = queries::find(tx.connection(), &actor.scope, id)?;
    let row = found.filter(|row| row.merchant_id == ticket.merchant_id).ok_or(CommandError::NotFound)?;
    if let Some(other) = row.ticket_id {
        let other = tickets::by_id(tx.connection(), other)?;
        return Err(Refusal::Service(ServiceProblem::HasTicket(other.ticket_no)).into());
    }
    let version = row.version;
    let row = begin(tx, actor, id, version, QueryStep::TicketOpened)?;
    let closed = row.state == QueryState::Closed;
    let tied = QueryRow {
        state: QueryState::Closed,
        ticket_id: Some(ticket.id),
        closed_by: if closed { row.closed_by } else { actor.staff_id },
        closed_at: if closed { row.closed_at } else { Some(tx.now()) },
        ..row
    };
    finish(tx, actor, tied, QueryStep::TicketOpened, &ticket.ticket_no)?;
    Ok(())
}

fn subject(row: &QueryRow) -> String {
    format!("query {}", row.query_no)
}

/// Keeps what was done, in the query's history and in the audit log; the buyer's words and the answer stand in the first alone.
fn note(tx: &mut Tx<'_>, actor: &Actor, row: &QueryRow, step: QueryStep, words: &str) -> Result<(), CommandError> {
    let entry = QueryEntryRow {
        id: tx.next_id()?,
        query_id: row.id,
        step,
        words: words.to_owned(),
        staff_id: actor.staff_id,
        created_at: tx.now(),
    };
    queries::insert_entry(tx, &entry)?;
    let (kind, detail) = match step {
        QueryStep::Recorded => (AuditKind::QueryRecorded, ""),
        QueryStep::OrderNamed => (AuditKind::QueryOrderNamed, words),
        QueryStep::Answered => (AuditKind::QueryAnswered, ""),
        QueryStep::Closed => (AuditKind::QueryClosed, ""),
        QueryStep::Reopened => (AuditKind::QueryReopened, ""),
        QueryStep::TicketOpened => (AuditKind::QueryTicketOpened, words),
    };
    audit::append(tx, actor.staff_id, Some(row.merchant_id), kind, &subject(row), detail)?;
    Ok(())
}
