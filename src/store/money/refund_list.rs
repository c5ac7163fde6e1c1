//! The finance list: refunds that are not cancelled, or that may have been paid all the same, with everything a decision needs beside them
//! (R144, R145, R147).

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::money::states::RefundState;
use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::time::Timestamp;
use crate::store::list::{Cursor, Order, Predicate, Relational};
use crate::store::money::refunds::RefundRow;
use crate::store::schema::{
    order_lines, refunds, staff, ticket_adjustments, ticket_decisions, ticket_entries, ticket_intakes, ticket_lines,
    ticket_reviews, tickets,
};
use crate::store::tickets::TicketRow;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::parts::AdjustmentRow;
use crate::store::tickets::stages::DecisionRow;
use crate::store::{Conn, DbError, Scope};

macro_rules! joined {
    () => {
        refunds::table
            .inner_join(tickets::table.on(tickets::id.eq(refunds::ticket_id)))
            .inner_join(ticket_entries::table.on(ticket_entries::ticket_id.eq(refunds::ticket_id)))
    };
}

macro_rules! joined_columns {
    () => {
        (RefundRow::as_select(), TicketRow::as_select(), EntryRow::as_select())
    };
}

/// The finance list.
pub struct Refunds;

/// The entry of a refund's ticket in the ticket list, for what refunds themselves do not tell.
const ENTRY: &str = "JOIN ticket_entries ON ticket_entries.ticket_id = refunds.ticket_id";

/// By the moment the refund came to finance.
pub const BY_ENTRY: Order = Order::number("refunds.created_at");
/// By the moment the ticket was submitted.
pub const BY_APPLICATION: Order = Order::number("ticket_entries.applied_at").joined(ENTRY);
/// By the moment of the review.
pub const BY_REVIEW: Order = Order::number("ticket_entries.reviewed_at").joined(ENTRY);
/// By the approved amount.
pub const BY_AMOUNT: Order = Order::number("refunds.amount_minor");

impl Relational for Refunds {
    type Row = RefundListRow;

    const FROM: &'static str = "refunds";
    const ID: &'static str = "refunds.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![
            Predicate::seen("refunds.merchant_id", scope),
            Predicate::new("(refunds.state <> 'CANCELLED' OR refunds.unclear IS NOT NULL)"),
        ]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<RefundListRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let rows: Vec<Joined> =
            joined!().filter(refunds::id.eq_any(ids.clone())).select(joined_columns!()).load(connection)?;
        let seen = rows.into_iter().filter(|(refund, ..)| scope.sees(refund.merchant_id));
        let mut by_id: HashMap<i64, Joined> = seen.map(|row| (row.0.id, row)).collect();
        complete(connection, ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// Refunds in one of some states.
pub fn in_states(states: &[RefundState]) -> Predicate {
    Predicate::any_of("refunds.state", states.iter().map(|state| state.code()))
}

/// Refunds of which nobody knows whether they were paid, in whatever state.
pub fn unclear() -> Predicate {
    Predicate::new("refunds.unclear IS NOT NULL")
}

/// Refunds with a piece of a ticket's, an order's or a refund's number.
pub fn numbered(piece: &str) -> Predicate {
    let own = ["refunds.refund_no", "ticket_entries.ticket_no"];
    let upper = Predicate::contains(&own, &piece.to_uppercase());
    upper.or(Predicate::contains(&["ticket_entries.order_no"], piece)).joined(ENTRY)
}

/// Refunds whose ticket was submitted at or after an instant, and before another.
pub fn applied(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between("ticket_entries.applied_at", from, before).joined(ENTRY)
}

/// Refunds of an approved amount, both ends included.
pub fn of_amount(least: Option<Money>, most: Option<Money>) -> Predicate {
    let mut predicate = Predicate::new("refunds.amount_minor BETWEEN ? AND ?");
    for (end, beyond) in [(least, -i64::MAX), (most, i64::MAX)] {
        predicate = predicate.number(end.map_or(beyond, Money::minor));
    }
    predicate
}

/// The refunds of some numbers.
pub fn only(numbers: &[&str]) -> Predicate {
    Predicate::any_of("refunds.refund_no", numbers.iter().copied())
}

/// A line of the ticket with what was sold.
#[derive(Clone, Debug)]
pub struct RefundedLine {
    pub line_no: i64,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub unit_price: UnitPrice,
    pub quantity: i64,
    /// The units and the value before a partial acceptance; `None` where none cut them down.
    pub before_cut: Option<(i64, Money)>,
    pub reason_zh: String,
    pub reason_en: String,
    /// Price times quantity; `None` beyond what an amount can hold.
    pub gross: Option<Money>,
    pub computed: Money,
    /// What the reviewer took off, fees not included.
    pub lowered: Money,
    /// The line's approved amount, or the computed one before a decision.
    pub approved: Money,
}

/// A refund as finance sees it.
#[derive(Clone, Debug)]
pub struct RefundListRow {
    pub refund: RefundRow,
    pub ticket: TicketRow,
    pub order_no: String,
    /// The ticket as lists know it.
    pub entry: EntryRow,
    pub lines: Vec<RefundedLine>,
    /// Of the refund's round.
    pub adjustments: Vec<AdjustmentRow>,
    pub decision: Option<DecisionRow>,
    /// What the buyer asked for, if it was said.
    pub claimed: Option<Money>,
    /// Who approved in the refund's round; empty for the system.
    pub reviewer: Option<String>,
    pub review_note: String,
}

impl RefundListRow {
    /// When the ticket was reviewed last.
    pub fn reviewed_at(&self) -> Option<Timestamp> {
        self.decision.as_ref().and_then(|decision| decision.reviewed_at)
    }

    /// How often finance bounced the ticket.
    pub fn bounces(&self) -> i32 {
        self.decision.as_ref().map_or(0, |decision| decision.bounce_count)
    }

    /// Whether the approved amount is another than the computed one.
    pub fn is_changed(&self) -> bool {
        self.refund.amount_minor != self.ticket.computed_minor
    }
}

type Joined = (RefundRow, TicketRow, EntryRow);

/// One refund, cancelled or not; `None` when it is not in scope.
pub fn one(connection: &mut Conn, scope: &Scope, refund_no: &str) -> Result<Option<RefundListRow>, DbError> {
    let row: Option<Joined> = joined!()
        .filter(refunds::refund_no.eq(refund_no.trim().to_uppercase()))
        .select(joined_columns!())
        .first(connection)
        .optional()?;
    let row = row.filter(|(refund, ..)| scope.sees(refund.merchant_id));
    Ok(complete(connection, row.into_iter().collect())?.pop())
}

/// A decision and who took it.
#[derive(Queryable)]
struct Reviewed {
    ticket_id: i64,
    round: i32,
    approved: Option<Money>,
    reason: String,
    name: Option<String>,
}

fn complete(connection: &mut Conn, rows: Vec<Joined>) -> Result<Vec<RefundListRow>, DbError> {
    let ids: Vec<i64> = rows.iter().map(|(_, ticket, _)| ticket.id).collect();
    let lines = lines_of(connection, &ids)?;
    let adjustments: Vec<AdjustmentRow> = ticket_adjustments::table
        .filter(ticket_adjustments::ticket_id.eq_any(ids.clone()))
        .order(ticket_adjustments::id)
        .select(AdjustmentRow::as_select())
        .load(connection)?;
    let decisions: Vec<DecisionRow> = ticket_decisions::table
        .filter(ticket_decisions::ticket_id.eq_any(ids.clone()))
        .select(DecisionRow::as_select())
        .load(connection)?;
    let claims: Vec<(i64, Option<Money>)> = ticket_intakes::table
        .filter(ticket_intakes::ticket_id.eq_any(ids.clone()))
        .select((ticket_intakes::ticket_id, ticket_intakes::claimed_minor))
        .load(connection)?;
    let reviews: Vec<Reviewed> = ticket_reviews::table
        .left_join(staff::table.on(ticket_reviews::reviewer_id.eq(staff::id.nullable())))
        .filter(ticket_reviews::ticket_id.eq_any(ids))
        .order(ticket_reviews::id)
        .select((
            ticket_reviews::ticket_id,
            ticket_reviews::round,
            ticket_reviews::approved_minor,
            ticket_reviews::reason,
            staff::display_name.nullable(),
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(refund, ticket, entry)| {
            let of_round =
                reviews.iter().rfind(|r| r.ticket_id == ticket.id && r.round == refund.round && r.approved.is_some());
            RefundListRow {
                lines: lines.iter().filter(|(id, _)| *id == ticket.id).map(|(_, line)| line.clone()).collect(),
                adjustments: adjustments
                    .iter()
                    .filter(|row| row.ticket_id == ticket.id && row.round == refund.round)
                    .cloned()
                    .collect(),
                decision: decisions.iter().find(|row| row.ticket_id == ticket.id).cloned(),
                claimed: claims.iter().find(|(id, _)| *id == ticket.id).and_then(|(_, claimed)| *claimed),
                reviewer: of_round.and_then(|review| review.name.clone()),
                review_note: of_round.map(|review| review.reason.clone()).unwrap_or_default(),
                refund,
                ticket,
                order_no: entry.order_no.clone(),
                entry,
            }
        })
        .collect())
}

fn lines_of(connection: &mut Conn, ticket_ids: &[i64]) -> Result<Vec<(i64, RefundedLine)>, DbError> {
    type Sold = (String, String, String, UnitPrice);
    let rows: Vec<(crate::store::tickets::parts::TicketLineRow, Sold, Currency)> = ticket_lines::table
        .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .filter(ticket_lines::ticket_id.eq_any(ticket_ids.to_vec()))
        .order((ticket_lines::ticket_id, ticket_lines::line_no))
        .select((
            crate::store::tickets::parts::TicketLineRow::as_select(),
            (order_lines::sku, order_lines::name, order_lines::spec, order_lines::unit_price_scaled),
            tickets::currency,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(line, (sku, name, spec, unit_price), currency)| {
            let ticket_id = line.ticket_id;
            let shown = RefundedLine {
                line_no: line.line_no,
                sku,
                name,
                spec,
                unit_price,
                quantity: line.effective_qty(),
                before_cut: line.before_cut(),
                gross: unit_price.times(line.effective_qty(), currency),
                computed: line.computed_minor,
                lowered: line.lowered_minor,
                approved: line.approved_minor.unwrap_or(line.computed_minor),
                reason_zh: line.reason_zh,
                reason_en: line.reason_en,
            };
            (ticket_id, shown)
        })
        .collect())
}
