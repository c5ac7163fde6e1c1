//! The ticket list: filters combined by AND, any column as the order, pages by keyset so that deep ones cost no more and rows that
//! come or go meanwhile shift nothing.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::{merchants, orders, refunds, ticket_returns, tickets};
use super::{Conn, DbError, Scope};
use crate::domain::codes::*;
use crate::domain::money::{Currency, Money};
use crate::domain::ticket_columns::TicketColumn;
use crate::domain::time::Timestamp;

/// What is asked of the list.
#[derive(Clone, Debug, Default)]
pub struct TicketFilter {
    /// A part of the ticket's number, upper case.
    pub ticket_no: String,
    /// A part of the order's number.
    pub order_no: String,
    /// Submitted at or after, and before.
    pub applied: (Option<Timestamp>, Option<Timestamp>),
    pub ordered: (Option<Timestamp>, Option<Timestamp>),
    /// Empty: every status but drafts.
    pub statuses: Vec<Status>,
    /// Empty: every type.
    pub kinds: Vec<TicketType>,
}

/// Which rows, in which order, from where.
#[derive(Clone, Debug)]
pub struct TicketPage {
    pub sort: TicketColumn,
    pub ascending: bool,
    /// The row after (or before) which the page begins.
    pub start: Option<(Cursor, Direction)>,
    pub limit: i64,
}

/// Which way a page goes from its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    After,
    Before,
}

/// A row's place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub key: Key,
    pub id: i64,
}

/// The value a row is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Number(i64),
    Text(String),
}

/// A row of the list.
#[derive(Clone, Debug, Queryable)]
pub struct TicketListRow {
    pub id: i64,
    pub ticket_no: String,
    pub order_no: String,
    pub merchant: String,
    pub merchant_code: String,
    pub timezone: String,
    pub kind: TicketType,
    pub currency: Currency,
    pub computed_minor: Money,
    pub approved_minor: Option<Money>,
    pub submitted_at: Option<Timestamp>,
    pub reviewed_at: Option<Timestamp>,
    pub ordered_at: Timestamp,
    pub status: Status,
    pub status_since: Timestamp,
    pub bounce_count: i32,
    pub review_round: i32,
    pub created_at: Timestamp,
}

impl TicketListRow {
    /// The approved amount, before that the computed one; none for a ticket that moves no money.
    pub fn refund_amount(&self) -> Option<Money> {
        self.kind.refunds_money().then(|| self.approved_minor.unwrap_or(self.computed_minor))
    }

    /// The row's place under an order.
    pub fn cursor(&self, sort: TicketColumn) -> Cursor {
        let key = match sort {
            TicketColumn::TicketNo => Key::Text(self.ticket_no.clone()),
            TicketColumn::OrderNo => Key::Text(self.order_no.clone()),
            TicketColumn::Merchant => Key::Text(self.merchant.clone()),
            TicketColumn::Kind => Key::Text(self.kind.code().to_owned()),
            TicketColumn::Status => Key::Text(self.status.code().to_owned()),
            TicketColumn::RefundAmount => Key::Number(self.approved_minor.unwrap_or(self.computed_minor).minor()),
            TicketColumn::AppliedAt => Key::Number(self.submitted_at.map_or(0, Timestamp::micros)),
            TicketColumn::ReviewedAt => Key::Number(self.reviewed_at.map_or(0, Timestamp::micros)),
            TicketColumn::OrderedAt => Key::Number(self.ordered_at.micros()),
        };
        Cursor { key, id: self.id }
    }
}

/// The exceptions of a ticket that the list shows beside its status.
#[derive(Clone, Debug, Default)]
pub struct RowMarks {
    pub is_auto: bool,
    pub fail_code: String,
    pub recorded_offline: bool,
    pub signed_in: bool,
}

macro_rules! filtered {
    ($scope:expr, $filter:expr) => {{
        let filter: &TicketFilter = $filter;
        let mut query = tickets::table
            .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
            .inner_join(merchants::table.on(merchants::id.eq(tickets::merchant_id)))
            .into_boxed();
        if let Some(ids) = $scope.merchant_ids() {
            query = query.filter(tickets::merchant_id.eq_any(ids.to_vec()));
        }
        if !filter.ticket_no.is_empty() {
            query = query.filter(tickets::ticket_no.like(contains(&filter.ticket_no)).escape('\\'));
        }
        if !filter.order_no.is_empty() {
            query = query.filter(orders::order_no.like(contains(&filter.order_no)).escape('\\'));
        }
        if let Some(from) = filter.applied.0 {
            query = query.filter(tickets::submitted_at.ge(from));
        }
        if let Some(to) = filter.applied.1 {
            query = query.filter(tickets::submitted_at.lt(to));
        }
        if let Some(from) = filter.ordered.0 {
            query = query.filter(tickets::ordered_at.ge(from));
        }
        if let Some(to) = filter.ordered.1 {
            query = query.filter(tickets::ordered_at.lt(to));
        }
        query = if filter.statuses.is_empty() {
            query.filter(tickets::status.ne(Status::Draft))
        } else {
            query.filter(tickets::status.eq_any(filter.statuses.clone()))
        };
        if !filter.kinds.is_empty() {
            query = query.filter(tickets::kind.eq_any(filter.kinds.clone()));
        }
        query
    }};
}

/// Orders by an expression and its id, and begins behind the cursor. The redundant first comparison is what an index can use.
macro_rules! paged {
    ($query:ident, $expression:expr, $sql:ty, $value:expr, $id:expr, $ascending:expr) => {{
        if let Some(value) = $value {
            let value = value.into_sql::<$sql>();
            $query = if $ascending {
                $query.filter($expression.ge(value.clone()).and($expression.gt(value).or(tickets::id.gt($id))))
            } else {
                $query.filter($expression.le(value.clone()).and($expression.lt(value).or(tickets::id.lt($id))))
            };
        }
        if $ascending {
            $query.order(($expression.asc(), tickets::id.asc()))
        } else {
            $query.order(($expression.desc(), tickets::id.desc()))
        }
    }};
}

/// The columns of a `TicketListRow`.
macro_rules! row_columns {
    () => {
        (
            tickets::id,
            tickets::ticket_no,
            orders::order_no,
            merchants::name,
            merchants::code,
            merchants::timezone,
            tickets::kind,
            tickets::currency,
            tickets::computed_minor,
            tickets::approved_minor,
            tickets::submitted_at,
            tickets::reviewed_at,
            tickets::ordered_at,
            tickets::status,
            tickets::status_since,
            tickets::bounce_count,
            tickets::review_round,
            tickets::created_at,
        )
    };
}

/// A page of the list.
pub fn page(
    connection: &mut Conn,
    scope: &Scope,
    filter: &TicketFilter,
    page: &TicketPage,
) -> Result<Vec<TicketListRow>, DbError> {
    let mut query = filtered!(scope, filter);
    let backward = matches!(&page.start, Some((_, Direction::Before)));
    let ascending = page.ascending != backward;
    let id = page.start.as_ref().map_or(0, |(cursor, _)| cursor.id);
    let number = page.start.as_ref().and_then(|(cursor, _)| match &cursor.key {
        Key::Number(number) => Some(*number),
        Key::Text(_) => None,
    });
    let text = page.start.as_ref().and_then(|(cursor, _)| match &cursor.key {
        Key::Text(text) => Some(text.clone()),
        Key::Number(_) => None,
    });
    let amount = || diesel::dsl::sql::<BigInt>("COALESCE(tickets.approved_minor, tickets.computed_minor)");
    let applied = || diesel::dsl::sql::<BigInt>("COALESCE(tickets.submitted_at, 0)");
    let reviewed = || diesel::dsl::sql::<BigInt>("COALESCE(tickets.reviewed_at, 0)");
    let ordered = match page.sort {
        TicketColumn::TicketNo => paged!(query, tickets::ticket_no, Text, text, id, ascending),
        TicketColumn::OrderNo => paged!(query, orders::order_no, Text, text, id, ascending),
        TicketColumn::Merchant => paged!(query, merchants::name, Text, text, id, ascending),
        TicketColumn::Kind => paged!(query, tickets::kind, Text, text, id, ascending),
        TicketColumn::Status => paged!(query, tickets::status, Text, text, id, ascending),
        TicketColumn::RefundAmount => paged!(query, amount(), BigInt, number, id, ascending),
        TicketColumn::AppliedAt => paged!(query, applied(), BigInt, number, id, ascending),
        TicketColumn::ReviewedAt => paged!(query, reviewed(), BigInt, number, id, ascending),
        TicketColumn::OrderedAt => paged!(query, tickets::ordered_at, BigInt, number, id, ascending),
    };
    let mut rows: Vec<TicketListRow> = ordered.limit(page.limit).select(row_columns!()).load(connection)?;
    if backward {
        rows.reverse();
    }
    Ok(rows)
}

/// Some rows by id, in the order of the ids.
pub fn by_ids(connection: &mut Conn, ids: &[i64]) -> Result<Vec<TicketListRow>, DbError> {
    let mut rows: Vec<TicketListRow> = tickets::table
        .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
        .inner_join(merchants::table.on(merchants::id.eq(tickets::merchant_id)))
        .filter(tickets::id.eq_any(ids.to_vec()))
        .select(row_columns!())
        .load(connection)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// How many rows a filter has.
pub fn count(connection: &mut Conn, scope: &Scope, filter: &TicketFilter) -> Result<i64, DbError> {
    Ok(filtered!(scope, filter).count().get_result(connection)?)
}

/// How many tickets in scope stand in each status.
pub fn status_counts(connection: &mut Conn, scope: &Scope) -> Result<Vec<(Status, i64)>, DbError> {
    let mut query =
        tickets::table.group_by(tickets::status).select((tickets::status, diesel::dsl::count_star())).into_boxed();
    if let Some(ids) = scope.merchant_ids() {
        query = query.filter(tickets::merchant_id.eq_any(ids.to_vec()));
    }
    Ok(query.load(connection)?)
}

/// The marks of some rows, by ticket id.
pub fn marks(connection: &mut Conn, ids: &[i64]) -> Result<std::collections::HashMap<i64, RowMarks>, DbError> {
    let mut marks: std::collections::HashMap<i64, RowMarks> = std::collections::HashMap::new();
    let refunds: Vec<(i64, bool, String, Option<i64>)> = refunds::table
        .filter(refunds::ticket_id.eq_any(ids.to_vec()))
        .filter(refunds::state.ne(RefundState::Cancelled))
        .select((refunds::ticket_id, refunds::is_auto, refunds::fail_code, refunds::offline_by))
        .load(connection)?;
    for (id, is_auto, fail_code, offline_by) in refunds {
        let mark = marks.entry(id).or_default();
        mark.is_auto = is_auto;
        mark.fail_code = fail_code;
        mark.recorded_offline = offline_by.is_some();
    }
    let parcels: Vec<i64> = ticket_returns::table
        .filter(ticket_returns::ticket_id.eq_any(ids.to_vec()))
        .filter(ticket_returns::signed_in_at.is_not_null())
        .select(ticket_returns::ticket_id)
        .load(connection)?;
    for id in parcels {
        marks.entry(id).or_default().signed_in = true;
    }
    Ok(marks)
}

fn contains(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
