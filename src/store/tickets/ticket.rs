//! A ticket is added, claimed by version and saved; the facts its guards need.

use diesel::prelude::*;

use crate::domain::goods::movement::{OutboundKind, OutboundState};
use crate::domain::money::settlement::UnclearCause;
use crate::domain::money::states::RefundState;
use crate::domain::ticket::facts::{RefundFacts, TicketFacts};
use crate::domain::ticket::kind::Channel;
use crate::domain::ticket::status::{ReviewResult, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, locked, prepared};
use crate::store::orders::OrderRow;
use crate::store::people::risk_flags;
use crate::store::schema::{orders, outbound_lines, outbounds, refunds, ticket_decisions, ticket_returns, tickets};
use crate::store::term::terms;
use crate::store::tickets::row::{TicketRow, TicketState};
use crate::store::tickets::stages::{DecisionRow, Stages, put_decision};
use crate::store::tickets::{buyers_to_tell, entries, keys, shapers};
use crate::store::{Conn, DbError, Tx};

/// Locks a ticket's order and then the ticket, in the one lock order. Only `save` counts its version up, so an action without a change
/// makes no open form stale. `None` when `version` is given and is not the present one. `found` was read in this transaction: on SQLite,
/// where a transaction that writes has the whole database to itself, it is still current.
pub fn claim(tx: &mut Tx<'_>, found: TicketRow, version: Option<i32>) -> Result<Option<TicketRow>, DbError> {
    claim_order(tx, found.order_id)?;
    let claimed = match tx.connection() {
        Conn::Sqlite(_) => Some(found),
        Conn::Postgres(inner) => {
            locked!(inner, tickets::table.find(found.id).select(TicketRow::as_select())).optional()?
        }
    };
    Ok(claimed.filter(|ticket| version.is_none_or(|version| ticket.version == version)))
}

/// Locks an order's row, under which everything about its quantities and money is decided. On SQLite a transaction that writes has the
/// whole database to itself anyhow.
pub fn claim_order(tx: &mut Tx<'_>, order_id: i64) -> Result<(), DbError> {
    if let Conn::Postgres(inner) = tx.connection() {
        let _: Option<i64> = locked!(inner, orders::table.find(order_id).select(orders::id)).optional()?;
    }
    Ok(())
}

/// Adds a ticket on its order; it reached us through `channel`.
pub fn insert(tx: &mut Tx<'_>, row: &TicketRow, order: &OrderRow, channel: Channel) -> Result<(), DbError> {
    diesel::insert_into(tickets::table).values(row).execute(tx.connection())?;
    entries::add(tx, row, order, channel)?;
    keys::add_people(tx, row)
}

/// Writes the instant of the transaction as the time at which a claimed draft was submitted.
pub fn submit(tx: &mut Tx<'_>, row: &mut TicketRow) -> Result<(), DbError> {
    row.submitted_at = Some(tx.now());
    let submitted = tickets::submitted_at.eq(row.submitted_at);
    Ok(change!(tx.connection(), diesel::update(tickets::table.find(row.id)).set(submitted))?)
}

/// Saves how many entries a claimed ticket's timeline has; its version stays.
pub fn save_event_seq(tx: &mut Tx<'_>, row: &TicketRow) -> Result<(), DbError> {
    let seq = tickets::event_seq.eq(row.event_seq);
    Ok(change!(tx.connection(), diesel::update(tickets::table.find(row.id)).set(seq))?)
}

/// Saves a claimed ticket under its next version, with its review where that changed.
pub fn save(tx: &mut Tx<'_>, row: &mut TicketRow, decision: Option<&DecisionRow>) -> Result<(), DbError> {
    row.version += 1;
    row.updated_at = tx.now();
    change!(tx.connection(), diesel::update(tickets::table.find(row.id)).set(TicketState::of(row)))?;
    if let Some(decision) = decision {
        put_decision(tx, decision)?;
    }
    entries::follow(tx, row, decision)
}

/// Saves a claimed ticket whose order is now another buyer's, another shop's or of another day; a draft also takes its currency.
pub fn follow(tx: &mut Tx<'_>, row: &mut TicketRow, order: &OrderRow) -> Result<(), DbError> {
    (row.buyer_id, row.shop_id) = (order.buyer_id, order.shop_id);
    if row.status == Status::Draft {
        row.currency = order.currency;
    }
    let of_order =
        (tickets::buyer_id.eq(row.buyer_id), tickets::shop_id.eq(row.shop_id), tickets::currency.eq(row.currency));
    diesel::update(tickets::table.find(row.id)).set(of_order).execute(tx.connection())?;
    let is_risk = risk_flags::is_marked(tx.connection(), order.buyer_id)?;
    entries::change_one(tx, row.id, |entry| (entry.ordered_at, entry.is_risk) = (order.ordered_at, is_risk))?;
    save(tx, row, None)
}

/// The tickets of an order, oldest first.
pub fn of_order(connection: &mut Conn, order_id: i64) -> Result<Vec<TicketRow>, DbError> {
    Ok(tickets::table
        .filter(tickets::order_id.eq(order_id))
        .order((tickets::created_at, tickets::id))
        .select(TicketRow::as_select())
        .load(connection)?)
}

/// A buyer's after-sales at a merchant: submitted in all, since an instant, rejected (R139).
#[derive(Clone, Copy, Debug, Default)]
pub struct BuyerAfterSales {
    pub total: i64,
    pub recent: i64,
    pub rejected: i64,
}

/// Counts the submitted tickets on a buyer's orders; drafts and tickets cancelled before a review do not count.
pub fn count_of_buyer(connection: &mut Conn, buyer_id: i64, since: Timestamp) -> Result<BuyerAfterSales, DbError> {
    let submitted = || submitted_of(buyer_id);
    Ok(BuyerAfterSales {
        total: submitted().count().get_result(connection)?,
        recent: recent_of_buyer(connection, buyer_id, since)?,
        rejected: submitted().filter(tickets::status.eq(Status::Rejected)).count().get_result(connection)?,
    })
}

/// A buyer's after-sales since an instant, as `count_of_buyer` counts them.
pub fn recent_of_buyer(connection: &mut Conn, buyer_id: i64, since: Timestamp) -> Result<i64, DbError> {
    Ok(submitted_of(buyer_id).filter(tickets::submitted_at.ge(since)).count().get_result(connection)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn submitted_of(buyer_id: i64) -> _ {
    let cancelled: Status = Status::Cancelled;
    let without: ReviewResult = ReviewResult::None;
    let undecided = tickets::status.eq(cancelled).and(ticket_decisions::result.eq(without));
    tickets::table
        .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
        .inner_join(ticket_decisions::table.on(ticket_decisions::ticket_id.eq(tickets::id)))
        .filter(orders::buyer_id.eq(buyer_id))
        .filter(tickets::submitted_at.is_not_null())
        .filter(diesel::dsl::not(undecided))
}

/// The facts that the guards of `domain::ticket::workflow` need.
pub fn facts(
    connection: &mut Conn,
    ticket: &TicketRow,
    stages: &Stages,
    filer_may_review: bool,
) -> Result<TicketFacts, DbError> {
    let sending_back = stages.decision.sending_back
        && diesel::select(diesel::dsl::exists(
            outbounds::table
                .inner_join(outbound_lines::table.on(outbound_lines::outbound_id.eq(outbounds::id)))
                .filter(outbounds::ticket_id.eq(ticket.id))
                .filter(outbounds::kind.eq(OutboundKind::ReturnToBuyer))
                .filter(outbounds::state.eq(OutboundState::Reserved)),
        ))
        .get_result(connection)?;
    let all: Vec<(RefundState, Option<i64>, Option<UnclearCause>)> = prepared!(
        &mut *connection,
        load,
        refunds::table.filter(refunds::ticket_id.eq(ticket.id)).select((
            refunds::state,
            refunds::offline_by,
            refunds::unclear
        ))
    )?;
    let appeal_over = ticket.status == Status::Rejected && terms::appeal_over(connection, ticket.id)?;
    let (is_extended, return_timed_out) = match ticket.status {
        Status::PendingReturn | Status::Closed => terms::return_facts(connection, ticket)?,
        _ => (false, false),
    };
    let refund = all.iter().find(|(state, ..)| *state != RefundState::Cancelled);
    Ok(TicketFacts {
        kind: ticket.kind,
        status: ticket.status,
        goods: stages.goods(),
        round: stages.decision.round,
        shapers: shapers::of_ticket(connection, ticket.id)?,
        filer_may_review,
        signed_in: stages.return_of.as_ref().is_some_and(|back| back.signed_in_at.is_some()),
        sending_back,
        is_extended,
        return_timed_out,
        appeal_over,
        appeal_against: stages.decision.appeal_against,
        on_hold: ticket.on_hold,
        is_escalated: stages.decision.is_escalated,
        buyer_to_tell: buyers_to_tell::is_one(connection, ticket.id)?,
        refund: refund.map(|(state, recorded_by, _)| RefundFacts { state: *state, recorded_by: *recorded_by }),
        decided_by: stages.decision.reviewer_id.filter(|_| stands(ticket, stages.decision.reviewed_at)),
        is_unclear: all.iter().any(|(.., unclear)| unclear.is_some()),
    })
}

/// Whether nothing has moved the ticket since its review but a return address.
fn stands(ticket: &TicketRow, reviewed_at: Option<Timestamp>) -> bool {
    ticket.status == Status::PendingReturn || reviewed_at.is_some_and(|at| ticket.status_since <= at)
}

/// Whether a ticket number is in use, in whatever merchant.
pub fn number_taken(connection: &mut Conn, ticket_no: &str) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(tickets::table.filter(tickets::ticket_no.eq(ticket_no))))
        .get_result(connection)?)
}

/// Numbers of other buyers' open tickets that carry the same return tracking number.
pub fn others_with_tracking(
    connection: &mut Conn,
    tracking_no: &str,
    ticket: &TicketRow,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String, Option<i64>)> = tickets::table
        .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
        .filter(ticket_returns::tracking_no.eq(tracking_no))
        .filter(tickets::merchant_id.eq(ticket.merchant_id))
        .filter(tickets::id.ne(ticket.id))
        .filter(tickets::status.eq_any([Status::PendingReturn, Status::Returning, Status::Received]))
        .select((tickets::ticket_no, tickets::buyer_id))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .filter(|(_, buyer)| buyer.is_none() || *buyer != ticket.buyer_id)
        .map(|(number, _)| number)
        .collect())
}
