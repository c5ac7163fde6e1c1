//! The finance list: refunds that are not cancelled, or that may have been paid all the same, with everything a decision needs beside them (R144, R145, R147). Pages are keysets:
//! a place in the list is the sort key and the id of a row, so a page stays where it is while others work.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::domain::money::states::RefundState;
use crate::domain::money::{Money, UnitPrice};
use crate::domain::time::Timestamp;
use crate::store::money::refunds::RefundRow;
use crate::store::schema::{
    order_lines, orders, refunds, staff, ticket_adjustments, ticket_decisions, ticket_intakes, ticket_lines,
    ticket_reviews, tickets,
};
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts::AdjustmentRow;
use crate::store::tickets::stages::DecisionRow;
use crate::store::{Conn, DbError, Scope};

/// What is looked for; an empty filter finds every refund in scope that is not cancelled or is unclear.
#[derive(Clone, Debug)]
pub struct RefundFilter {
    pub scope: Scope,
    /// Any of these; all if empty.
    pub states: Vec<RefundState>,
    /// Only those of which nobody knows whether they were paid, in whatever state.
    pub unclear: bool,
    /// A piece of a ticket's, an order's or a refund's number.
    pub number: String,
    pub applied_from: Option<Timestamp>,
    /// Before this instant.
    pub applied_before: Option<Timestamp>,
    pub least: Option<Money>,
    pub most: Option<Money>,
}

/// By what the list is sorted; ties by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundSort {
    /// When the refund came to finance.
    Entered,
    Applied,
    Reviewed,
    Amount,
}

impl RefundSort {
    fn expression(self) -> &'static str {
        match self {
            Self::Entered => "refunds.created_at",
            Self::Applied => "COALESCE(tickets.submitted_at, tickets.created_at)",
            Self::Reviewed => {
                "COALESCE((SELECT d.reviewed_at FROM ticket_decisions d WHERE d.ticket_id = tickets.id), 0)"
            }
            Self::Amount => "refunds.amount_minor",
        }
    }
}

/// A place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub key: i64,
    pub id: i64,
}

/// Which rows of the list.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub sort: RefundSort,
    pub descending: bool,
    /// From here on, this row not included; the list's start (or end) if `None`.
    pub from: Option<Place>,
    /// Towards the start of the list.
    pub backwards: bool,
    pub limit: i64,
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
    pub computed: Money,
    /// What the reviewer took off, fees not included.
    pub lowered: Money,
    /// The line's approved amount, or the computed one before a decision.
    pub subtotal: Money,
}

/// A refund as finance sees it.
#[derive(Clone, Debug)]
pub struct RefundListRow {
    pub refund: RefundRow,
    pub ticket: TicketRow,
    pub order_no: String,
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

    /// The row's place in a list so sorted.
    pub fn place(&self, sort: RefundSort) -> Place {
        let key = match sort {
            RefundSort::Entered => self.refund.created_at.micros(),
            RefundSort::Applied => self.ticket.submitted_at.unwrap_or(self.ticket.created_at).micros(),
            RefundSort::Reviewed => self.reviewed_at().map_or(0, Timestamp::micros),
            RefundSort::Amount => self.refund.amount_minor.minor(),
        };
        Place { key, id: self.refund.id }
    }

    /// Whether the approved amount is another than the computed one.
    pub fn is_changed(&self) -> bool {
        self.refund.amount_minor != self.ticket.computed_minor
    }
}

/// A like-pattern that finds a piece of a number.
fn piece(number: &str) -> String {
    format!("%{}%", number.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// What refunds alone tell.
macro_rules! narrowed {
    ($query:expr, $filter:expr) => {{
        let filter: &RefundFilter = $filter;
        let mut query = match filter.unclear {
            true => $query.filter(refunds::unclear.is_not_null()),
            false => $query.filter(refunds::state.ne(RefundState::Cancelled).or(refunds::unclear.is_not_null())),
        };
        if let Some(ids) = filter.scope.merchant_ids() {
            query = query.filter(refunds::merchant_id.eq_any(ids.to_vec()));
        }
        if !filter.states.is_empty() {
            query = query.filter(refunds::state.eq_any(filter.states.clone()));
        }
        if let Some(least) = filter.least {
            query = query.filter(refunds::amount_minor.ge(least));
        }
        if let Some(most) = filter.most {
            query = query.filter(refunds::amount_minor.le(most));
        }
        query
    }};
}

macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let filter: &RefundFilter = $filter;
        let mut query = narrowed!($query, filter);
        if !filter.number.trim().is_empty() {
            let upper = piece(&filter.number.to_uppercase());
            query = query.filter(
                refunds::refund_no
                    .like(upper.clone())
                    .escape('\\')
                    .or(tickets::ticket_no.like(upper).escape('\\'))
                    .or(orders::order_no.like(piece(&filter.number)).escape('\\')),
            );
        }
        if let Some(from) = filter.applied_from {
            query = query.filter(tickets::submitted_at.ge(from));
        }
        if let Some(before) = filter.applied_before {
            query = query.filter(tickets::submitted_at.lt(before));
        }
        query
    }};
}

macro_rules! joined {
    () => {
        refunds::table
            .inner_join(tickets::table.on(tickets::id.eq(refunds::ticket_id)))
            .inner_join(orders::table.on(orders::id.eq(refunds::order_id)))
    };
}

/// The query of a window.
macro_rules! windowed {
    ($filter:expr, $window:expr) => {{
        let window: &Window = $window;
        let key = window.sort.expression();
        let falling = window.descending != window.backwards;
        let mut query = filtered!(joined!().into_boxed(), $filter);
        if let Some(Place { key: at, id }) = window.from {
            let (beyond, or_equal) = if falling { ("<", "<=") } else { (">", ">=") };
            query = query.filter(sql::<Bool>(&format!(
                "({key} {or_equal} {at} AND ({key} {beyond} {at} OR refunds.id {beyond} {id}))"
            )));
        }
        let way = if falling { "DESC" } else { "ASC" };
        query.order(sql::<BigInt>(&format!("{key} {way}, refunds.id {way}"))).limit(window.limit)
    }};
}

/// The rows of a window, in the list's order.
pub fn window(connection: &mut Conn, filter: &RefundFilter, window: Window) -> Result<Vec<RefundListRow>, DbError> {
    let mut rows: Vec<(RefundRow, TicketRow, String)> = windowed!(filter, &window)
        .select((RefundRow::as_select(), TicketRow::as_select(), orders::order_no))
        .load(connection)?;
    if window.backwards {
        rows.reverse();
    }
    complete(connection, rows)
}

/// The places of a window, in the list's order: no index holds every order, so a long list is read by its places first.
pub fn places(connection: &mut Conn, filter: &RefundFilter, window: Window) -> Result<Vec<Place>, DbError> {
    let key = sql::<BigInt>(window.sort.expression());
    let mut places: Vec<(i64, i64)> = windowed!(filter, &window).select((key, refunds::id)).load(connection)?;
    if window.backwards {
        places.reverse();
    }
    Ok(places.into_iter().map(|(key, id)| Place { key, id }).collect())
}

/// Some rows, in the order of their ids here; those that the filter finds no more are left out.
pub fn some(connection: &mut Conn, filter: &RefundFilter, ids: &[i64]) -> Result<Vec<RefundListRow>, DbError> {
    let rows: Vec<(RefundRow, TicketRow, String)> = filtered!(joined!().into_boxed(), filter)
        .filter(refunds::id.eq_any(ids.to_vec()))
        .select((RefundRow::as_select(), TicketRow::as_select(), orders::order_no))
        .load(connection)?;
    let mut by_id: std::collections::HashMap<i64, _> = rows.into_iter().map(|row| (row.0.id, row)).collect();
    complete(connection, ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// How many refunds the filter finds.
pub fn total(connection: &mut Conn, filter: &RefundFilter) -> Result<i64, DbError> {
    Ok(filtered!(joined!().into_boxed(), filter).count().get_result(connection)?)
}

/// One refund, cancelled or not; `None` when it is not in scope.
pub fn one(connection: &mut Conn, scope: &Scope, refund_no: &str) -> Result<Option<RefundListRow>, DbError> {
    let row: Option<(RefundRow, TicketRow, String)> = joined!()
        .filter(refunds::refund_no.eq(refund_no.trim().to_uppercase()))
        .select((RefundRow::as_select(), TicketRow::as_select(), orders::order_no))
        .first(connection)
        .optional()?;
    let row = row.filter(|(refund, ..)| scope.sees(refund.merchant_id));
    Ok(complete(connection, row.into_iter().collect())?.pop())
}

/// How many refunds the filter finds, counting no further than `most`.
pub fn count(connection: &mut Conn, filter: &RefundFilter, most: i64) -> Result<i64, DbError> {
    let is_of_refunds_alone =
        filter.number.trim().is_empty() && filter.applied_from.is_none() && filter.applied_before.is_none();
    let ids: Vec<i64> = match is_of_refunds_alone {
        true => narrowed!(refunds::table.into_boxed(), filter).select(refunds::id).limit(most).load(connection)?,
        false => filtered!(joined!().into_boxed(), filter).select(refunds::id).limit(most).load(connection)?,
    };
    Ok(i64::try_from(ids.len()).unwrap_or(most))
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

fn complete(connection: &mut Conn, rows: Vec<(RefundRow, TicketRow, String)>) -> Result<Vec<RefundListRow>, DbError> {
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
        .map(|(refund, ticket, order_no)| {
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
                order_no,
            }
        })
        .collect())
}

fn lines_of(connection: &mut Conn, ticket_ids: &[i64]) -> Result<Vec<(i64, RefundedLine)>, DbError> {
    type Sold = (String, String, String, UnitPrice);
    let rows: Vec<(crate::store::tickets::parts::TicketLineRow, Sold)> = ticket_lines::table
        .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
        .filter(ticket_lines::ticket_id.eq_any(ticket_ids.to_vec()))
        .order((ticket_lines::ticket_id, ticket_lines::line_no))
        .select((
            crate::store::tickets::parts::TicketLineRow::as_select(),
            (order_lines::sku, order_lines::name, order_lines::spec, order_lines::unit_price_scaled),
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(line, (sku, name, spec, unit_price))| {
            let shown = RefundedLine {
                line_no: line.line_no,
                sku,
                name,
                spec,
                unit_price,
                quantity: line.effective_qty(),
                computed: line.computed_minor,
                lowered: line.lowered_minor,
                subtotal: line.approved_minor.unwrap_or(line.computed_minor),
            };
            (line.ticket_id, shown)
        })
        .collect())
}
