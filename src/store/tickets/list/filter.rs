//! What the ticket list can be narrowed by.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::domain::assignment::rule::Priority;
use crate::domain::dispute::case::DisputeMark;
use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text::fold_key;
use crate::domain::money::Money;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::status::{Archive, ReviewResult, Status};
use crate::domain::time::Timestamp;
use crate::store::Conn;
use crate::store::list::containing;
use crate::store::schema::{order_lines, orders, ticket_entries, ticket_keys, ticket_lines, ticket_returns};
use crate::store::tickets::search::{Key, by_kind, own_kind, own_value};

/// A query of the list's entries.
pub(super) type Boxed = ticket_entries::BoxedQuery<'static, <Conn as diesel::Connection>::Backend>;

/// Whether a row has something.
type Has = Box<dyn BoxableExpression<ticket_entries::table, <Conn as diesel::Connection>::Backend, SqlType = Bool>>;

/// Narrows a query to rows whose expression is one of some values; none narrow nothing.
macro_rules! any_of {
    ($query:ident, $expression:expr, $values:expr) => {{
        let values = $values;
        if let [one] = values.as_slice() {
            $query = $query.filter($expression.eq(one.clone()));
        } else if !values.is_empty() {
            $query = $query.filter($expression.eq_any(values));
        }
    }};
}
pub(super) use any_of;

/// What is asked of the list. An empty list narrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketFilter {
    pub shelf: Archive,
    /// What a search found.
    pub ids: Option<Vec<i64>>,
    /// Of each word of a search that many tickets have: the keys of which a ticket has one.
    pub words: Vec<Vec<Key>>,
    /// A part of the ticket's number, upper case.
    pub ticket_no: String,
    /// A part of the order's number.
    pub order_no: String,
    /// Submitted at or after, and before.
    pub applied: (Option<Timestamp>, Option<Timestamp>),
    pub reviewed: (Option<Timestamp>, Option<Timestamp>),
    pub ordered: (Option<Timestamp>, Option<Timestamp>),
    /// The time of the clock is over at or after, and before.
    pub clock: (Option<Timestamp>, Option<Timestamp>),
    /// The platform acts by itself at or after, and before.
    pub platform: (Option<Timestamp>, Option<Timestamp>),
    /// The refund amount, both ends included.
    pub amount: (Option<Money>, Option<Money>),
    pub statuses: Vec<Status>,
    pub kinds: Vec<TicketType>,
    pub merchants: Vec<i64>,
    pub shops: Vec<i64>,
    /// Reasons of any line, by id.
    pub reasons: Vec<i64>,
    pub responsibilities: Vec<Responsibility>,
    /// 0 is nobody.
    pub assignees: Vec<i64>,
    pub reviewers: Vec<i64>,
    pub results: Vec<ReviewResult>,
    /// Only what finance sent back.
    pub bounced: bool,
    pub channels: Vec<Channel>,
    pub flags: Vec<String>,
    pub carriers: Vec<String>,
    /// A SKU on any line.
    pub sku: String,
    /// Queues into which rules put tickets.
    pub assignment_queues: Vec<i64>,
    pub priorities: Vec<Priority>,
    pub disputes: Vec<DisputeMark>,
    /// Whether buyers are marked as a risk; both or none ask for nothing.
    pub risks: Vec<bool>,
}

impl Default for TicketFilter {
    fn default() -> Self {
        Self {
            shelf: Archive::Live,
            ids: None,
            words: Vec::new(),
            ticket_no: String::new(),
            order_no: String::new(),
            applied: (None, None),
            reviewed: (None, None),
            ordered: (None, None),
            clock: (None, None),
            platform: (None, None),
            amount: (None, None),
            statuses: Vec::new(),
            kinds: Vec::new(),
            merchants: Vec::new(),
            shops: Vec::new(),
            reasons: Vec::new(),
            responsibilities: Vec::new(),
            assignees: Vec::new(),
            reviewers: Vec::new(),
            results: Vec::new(),
            bounced: false,
            channels: Vec::new(),
            flags: Vec::new(),
            carriers: Vec::new(),
            sku: String::new(),
            assignment_queues: Vec::new(),
            priorities: Vec::new(),
            disputes: Vec::new(),
            risks: Vec::new(),
        }
    }
}

impl TicketFilter {
    /// Whether nothing but merchants, statuses and the shelf narrows the list, so that its counts are kept and exact.
    pub fn is_counted(&self) -> bool {
        *self
            == Self {
                shelf: self.shelf,
                statuses: self.statuses.clone(),
                merchants: self.merchants.clone(),
                ..Self::default()
            }
    }

    /// Rows that are checked for what no walk holds. Columns stand in expressions, so that no engine leaves the walk for another index.
    pub(super) fn checked(&self, mut query: Boxed) -> Boxed {
        any_of!(query, (ticket_entries::shop_id + 0_i64), self.shops.clone());
        any_of!(query, (ticket_entries::reviewer_id + 0_i64), self.reviewers.clone());
        any_of!(query, ticket_entries::review_result.concat(""), self.results.clone());
        any_of!(query, ticket_entries::channel.concat(""), self.channels.clone());
        any_of!(query, (ticket_entries::assignment_queue_id + 0_i64), self.assignment_queues.clone());
        any_of!(query, ticket_entries::priority.concat(""), self.priorities.clone());
        any_of!(query, ticket_entries::dispute.concat(""), self.disputes.clone());
        if let [is_risk] = self.risks[..] {
            query = query.filter(ticket_entries::is_risk.eq(is_risk));
        }
        if self.bounced {
            query = query.filter(ticket_entries::bounce_count.gt(0));
        }
        if !self.ticket_no.is_empty() {
            let pattern = containing(&self.ticket_no);
            query = query.filter(ticket_entries::ticket_no.like(pattern).escape('\\'));
        }
        if !self.order_no.is_empty() {
            query = query.filter(ticket_entries::order_no.like(containing(&self.order_no)).escape('\\'));
        }
        if !self.reasons.is_empty() {
            let line = ticket_lines::table.filter(ticket_lines::ticket_id.eq(ticket_entries::ticket_id));
            query = query.filter(exists(line.filter(ticket_lines::reason_id.eq_any(self.reasons.clone()))));
        }
        if !self.responsibilities.is_empty() {
            let line = ticket_lines::table.filter(ticket_lines::ticket_id.eq(ticket_entries::ticket_id));
            let asked = self.responsibilities.clone();
            query = query.filter(exists(line.filter(ticket_lines::responsibility.eq_any(asked))));
        }
        if !self.sku.is_empty() {
            // One look into an index passes over nearly all that do not have it.
            let key = ticket_keys::table
                .filter(ticket_keys::kind.eq(KeyKind::Sku))
                .filter(ticket_keys::value.eq(fold_key(&self.sku)))
                .filter(ticket_keys::merchant_id.eq(ticket_entries::merchant_id))
                .filter(ticket_keys::ticket_id.eq(ticket_entries::ticket_id));
            query = query.filter(exists(key));
            let line = ticket_lines::table
                .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
                .filter(ticket_lines::ticket_id.eq(ticket_entries::ticket_id))
                .filter(order_lines::sku.eq(self.sku.clone()));
            query = query.filter(exists(line));
        }
        for keys in &self.words {
            let has = |(kind, values): (KeyKind, Vec<String>)| -> Has {
                let of_ticket = ticket_keys::table.filter(ticket_keys::ticket_id.eq(ticket_entries::ticket_id));
                Box::new(exists(of_ticket.filter(own_kind().eq(kind.code())).filter(own_value().eq_any(values))))
            };
            let any = by_kind(keys).into_iter().map(has).reduce(|one, other| Box::new(one.or(other)));
            query = query.filter(any.unwrap_or_else(|| Box::new(ticket_entries::ticket_id.eq(0))));
        }
        if !self.flags.is_empty() {
            let order = orders::table.filter(orders::id.eq(ticket_entries::order_id));
            query = query.filter(exists(order.filter(orders::flag.eq_any(self.flags.clone()))));
        }
        if !self.carriers.is_empty() {
            let back = ticket_returns::table.filter(ticket_returns::ticket_id.eq(ticket_entries::ticket_id));
            query = query.filter(exists(back.filter(ticket_returns::carrier.eq_any(self.carriers.clone()))));
        }
        query
    }
}
