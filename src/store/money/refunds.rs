//! Refund orders and their attempts at the gateway.

use diesel::prelude::*;

use crate::domain::money::refund::{OVERDUE, is_overdue};
use crate::domain::money::settlement::{SettlementFacts, SettlementVerdict, UnclearCause};
use crate::domain::money::states::{AttemptOutcome, GatewayKind, RefundState};
use crate::domain::money::{Currency, Money};
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::engine::scope::scoped;
use crate::store::schema::{refund_attempts, refund_settlements, refunds, tickets};
use crate::store::{Conn, DbError, Scope, Tx};

/// A refund order.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = refunds, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct RefundRow {
    pub id: i64,
    pub refund_no: String,
    pub ticket_id: i64,
    pub order_id: i64,
    pub merchant_id: i64,
    pub payment_id: Option<i64>,
    pub amount_minor: Money,
    pub currency: Currency,
    pub state: RefundState,
    pub gateway: GatewayKind,
    pub is_auto: bool,
    pub round: i32,
    pub request_no: String,
    pub approved_by: Option<i64>,
    pub approved_at: Option<Timestamp>,
    pub submitted_at: Option<Timestamp>,
    pub succeeded_at: Option<Timestamp>,
    pub fail_code: String,
    pub offline_reference: String,
    pub offline_paid_on: String,
    pub offline_by: Option<i64>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The payment that the money goes back to, by the gateway's own number; kept here so that no file redirects the refund.
    pub payment_reference: String,
    /// The sum that was really paid under the refund, by gateway or transfer.
    pub paid_minor: Money,
    /// Why it is not known whether the refund was paid; an ended refund keeps its state beside it.
    pub unclear: Option<UnclearCause>,
}

/// One call of the gateway and what it answered.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = refund_attempts, treat_none_as_null = true)]
pub struct AttemptRow {
    pub id: i64,
    pub refund_id: i64,
    pub attempt_no: i32,
    pub request_no: String,
    pub outcome: AttemptOutcome,
    pub code: String,
    pub created_at: Timestamp,
    /// The sum that the gateway said it paid under the request number.
    pub paid_minor: Option<Money>,
    /// Answers about the attempt that said nothing definitive.
    pub questions: i32,
    /// When the gateway last said that nothing was paid.
    pub denied_at: Option<Timestamp>,
}

/// A finding in the gateway's statement about a refund: who recorded it, and who confirmed it. The last row of a refund counts.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = refund_settlements)]
pub struct SettlementRow {
    pub id: i64,
    pub refund_id: i64,
    pub verdict: SettlementVerdict,
    pub paid_minor: Money,
    pub reference: String,
    pub reason: String,
    pub recorded_by: i64,
    pub recorded_at: Timestamp,
    pub confirmed_by: Option<i64>,
    pub confirmed_at: Option<Timestamp>,
    /// When another statement or a new word of the gateway took its place.
    pub superseded_at: Option<Timestamp>,
}

impl RefundRow {
    /// The way that the money goes: a transfer from the moment at which one is recorded, else the gateway's.
    pub fn way(&self) -> GatewayKind {
        if self.offline_by.is_some() { GatewayKind::Manual } else { self.gateway }
    }

    /// Since when it is on its way: when it was last sent, or queued where it was not sent since.
    pub fn under_way_since(&self) -> Timestamp {
        match self.state {
            RefundState::Queued => self.updated_at,
            _ => self.submitted_at.unwrap_or(self.updated_at),
        }
    }

    /// Whether finance is alarmed because its gateway gives no answer.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        is_overdue(self.state, self.unclear == Some(UnclearCause::Silent), self.under_way_since(), now)
    }
}

/// The tickets in scope of refunds that finance is alarmed of, the oldest first.
pub fn overdue(connection: &mut Conn, scope: &Scope, now: Timestamp, limit: i64) -> Result<Vec<i64>, DbError> {
    let open = [RefundState::Queued, RefundState::Processing, RefundState::Unclear];
    let query = refunds::table
        .filter(refunds::state.eq_any(open))
        .filter(refunds::created_at.le(now.plus_seconds(-OVERDUE)))
        .order((refunds::created_at, refunds::id))
        .limit(limit)
        .select(RefundRow::as_select());
    let rows: Vec<RefundRow> = scoped!(query, refunds::merchant_id, scope).load(connection)?;
    Ok(rows.into_iter().filter(|row| row.is_overdue(now)).map(|row| row.ticket_id).collect())
}

/// How many refunds stand in each state that is not the end, of all merchants; states in which none stands are there too.
pub fn open_by_state(connection: &mut Conn) -> Result<Vec<(RefundState, i64)>, DbError> {
    let is_open = |state: &&RefundState| !matches!(state, RefundState::Succeeded | RefundState::Cancelled);
    let count = |state: &RefundState| {
        Ok((*state, refunds::table.filter(refunds::state.eq(state)).count().get_result(&mut *connection)?))
    };
    RefundState::ALL.iter().filter(is_open).map(count).collect()
}

/// By number, in scope.
pub fn by_no(connection: &mut Conn, scope: &Scope, refund_no: &str) -> Result<Option<RefundRow>, DbError> {
    // Postgres keeps no NUL in a text and fails on one; no number has it.
    if refund_no.contains('\0') {
        return Ok(None);
    }
    let found: Option<RefundRow> = refunds::table
        .filter(refunds::refund_no.eq(refund_no.trim().to_uppercase()))
        .select(RefundRow::as_select())
        .first(connection)
        .optional()?;
    Ok(found.filter(|refund| scope.sees(refund.merchant_id)))
}

/// The tickets of some refund numbers, in scope.
pub fn tickets_of(connection: &mut Conn, scope: &Scope, numbers: &[String]) -> Result<Vec<i64>, DbError> {
    let found: Vec<(i64, i64)> = refunds::table
        .filter(refunds::refund_no.eq_any(numbers))
        .select((refunds::ticket_id, refunds::merchant_id))
        .load(connection)?;
    Ok(found.into_iter().filter(|(_, merchant)| scope.sees(*merchant)).map(|(id, _)| id).collect())
}

/// A ticket's refund that is not cancelled.
pub fn open_of(connection: &mut Conn, ticket_id: i64) -> Result<Option<RefundRow>, DbError> {
    Ok(refunds::table
        .filter(refunds::ticket_id.eq(ticket_id))
        .filter(refunds::state.ne(RefundState::Cancelled))
        .select(RefundRow::as_select())
        .first(connection)
        .optional()?)
}

/// All refunds of a ticket, oldest first.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<RefundRow>, DbError> {
    Ok(refunds::table
        .filter(refunds::ticket_id.eq(ticket_id))
        .order(refunds::id)
        .select(RefundRow::as_select())
        .load(connection)?)
}

/// Adds a refund.
pub fn insert(tx: &mut Tx<'_>, row: &RefundRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::insert_into(refunds::table).values(row))?;
    Ok(())
}

/// Saves a refund and counts its version up.
pub fn save(tx: &mut Tx<'_>, row: &mut RefundRow) -> Result<(), DbError> {
    row.version += 1;
    row.updated_at = tx.now();
    change!(tx.connection(), diesel::update(refunds::table.find(row.id)).set(&*row))?;
    Ok(())
}

/// The money of an order that is refunded or held for refunds, freight included, without one ticket: the sums really paid for completed
/// tickets and for those that hold nothing any more, and the approved (else computed) amounts of tickets that hold a claim.
pub fn held_of_order(connection: &mut Conn, order_id: i64, except: Option<i64>) -> Result<Held, DbError> {
    // Id, type, status, on hold, then what was approved, computed, of it freight, and paid back.
    type Claim = (i64, TicketType, Status, bool, Option<Money>, Money, Money, Money);
    let tickets: Vec<Claim> = prepared!(
        connection,
        load,
        tickets::table.filter(tickets::order_id.eq(order_id)).select((
            tickets::id,
            tickets::kind,
            tickets::status,
            tickets::on_hold,
            tickets::approved_minor,
            tickets::computed_minor,
            tickets::freight_minor,
            tickets::refunded_minor,
        ))
    )?;
    let mut held = Held::default();
    for (id, kind, status, on_hold, approved, computed, freight, refunded) in tickets {
        if Some(id) == except || !kind.refunds_money() {
            continue;
        }
        held.amount += match status {
            Status::Completed => refunded,
            status if status.holds_claim_on(on_hold) => refunded.max(approved.unwrap_or(computed)),
            _ => refunded,
        };
        if status.holds_claim_on(on_hold) {
            held.freight += freight;
        }
    }
    Ok(held)
}

/// The money of an order that its tickets hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held {
    pub amount: Money,
    /// The part of it that is freight.
    pub freight: Money,
}

/// The other refunds of an order that are not cancelled, the newest first.
///
/// # Errors
/// The database cannot be read.
pub fn others_of_order(connection: &mut Conn, order_id: i64, except: i64) -> Result<Vec<RefundRow>, DbError> {
    Ok(refunds::table
        .filter(refunds::order_id.eq(order_id))
        .filter(refunds::id.ne(except))
        .filter(refunds::state.ne(RefundState::Cancelled))
        .order(refunds::id.desc())
        .select(RefundRow::as_select())
        .load(connection)?)
}

/// Adds an attempt.
pub fn insert_attempt(tx: &mut Tx<'_>, row: &AttemptRow) -> Result<(), DbError> {
    diesel::insert_into(refund_attempts::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves the result of a call.
pub fn save_attempt(tx: &mut Tx<'_>, row: &AttemptRow) -> Result<(), DbError> {
    diesel::update(refund_attempts::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// By id, in any scope.
pub fn by_id(connection: &mut Conn, id: i64) -> Result<Option<RefundRow>, DbError> {
    Ok(refunds::table.find(id).select(RefundRow::as_select()).first(connection).optional()?)
}

/// A refund's attempts, oldest first.
pub fn attempts(connection: &mut Conn, refund_id: i64) -> Result<Vec<AttemptRow>, DbError> {
    Ok(refund_attempts::table
        .filter(refund_attempts::refund_id.eq(refund_id))
        .order(refund_attempts::attempt_no)
        .select(AttemptRow::as_select())
        .load(connection)?)
}

/// Adds a finding in the gateway's statement.
pub fn insert_settlement(tx: &mut Tx<'_>, row: &SettlementRow) -> Result<(), DbError> {
    diesel::insert_into(refund_settlements::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Keeps who confirmed a settlement.
pub fn confirm_settlement(tx: &mut Tx<'_>, id: i64, staff_id: Option<i64>) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(refund_settlements::table.find(id))
        .set((refund_settlements::confirmed_by.eq(staff_id), refund_settlements::confirmed_at.eq(Some(now))))
        .execute(tx.connection())?;
    Ok(())
}

/// The findings in the gateway's statement about a refund, oldest first.
pub fn settlements(connection: &mut Conn, refund_id: i64) -> Result<Vec<SettlementRow>, DbError> {
    Ok(refund_settlements::table
        .filter(refund_settlements::refund_id.eq(refund_id))
        .order(refund_settlements::id)
        .select(SettlementRow::as_select())
        .load(connection)?)
}

/// Lets the statements about a refund that nobody confirmed yet count no more: there is a newer one, or the gateway said something new.
pub fn supersede_settlements(tx: &mut Tx<'_>, refund_id: i64) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(
        refund_settlements::table
            .filter(refund_settlements::refund_id.eq(refund_id))
            .filter(refund_settlements::confirmed_at.is_null())
            .filter(refund_settlements::superseded_at.is_null()),
    )
    .set(refund_settlements::superseded_at.eq(Some(now)))
    .execute(tx.connection())?;
    Ok(())
}

/// The last statement about a refund, as long as nobody confirmed it and the gateway said nothing new.
pub fn open_settlement(connection: &mut Conn, refund_id: i64) -> Result<Option<SettlementRow>, DbError> {
    Ok(settlements(connection, refund_id)?
        .pop()
        .filter(|row| row.confirmed_at.is_none() && row.superseded_at.is_none()))
}

/// The facts that `domain::money::settlement` checks.
pub fn settlement_facts(connection: &mut Conn, refund: &RefundRow) -> Result<SettlementFacts, DbError> {
    Ok(SettlementFacts {
        state: refund.state,
        is_sent: refund.submitted_at.is_some(),
        is_unclear: refund.unclear.is_some(),
        recorded_by: open_settlement(connection, refund.id)?.map(|row| row.recorded_by),
    })
}
