//! Which indexes a question walks along, and what rows on the way are checked for.

use diesel::prelude::*;

use crate::domain::money::Money;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::status::{Archive, Status};
use crate::store::Scope;
use crate::store::schema::ticket_entries;
use crate::store::tickets::list::filter::{Boxed, TicketFilter, any_of};
use crate::store::tickets::list::walk::Axis;

/// Merchants whose walks are merged at most; for more, all tickets are walked and the others passed over.
const MERGED_MERCHANTS: usize = 8;

/// One walk along an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    All,
    Merchant(i64),
    Status(Status, TicketType),
    Kind(TicketType),
    Assignee(i64),
    /// No index but the primary key: a search found these.
    Ids,
}

/// The walks that together pass every row that can match, and whether rows on them must be looked at closer.
pub(super) struct Plan {
    pub(super) walks: Vec<Walk>,
    /// A condition that the walks do not hold.
    pub(super) checks: bool,
    pub(super) axis: Axis,
    merchants: Option<Vec<i64>>,
}

/// The merchants that filter and scope leave; `None` for all.
pub(super) fn merchants_of(scope: &Scope, filter: &TicketFilter) -> Option<Vec<i64>> {
    match (scope.merchant_ids(), filter.merchants.as_slice()) {
        (None, []) => None,
        (None, asked) => Some(asked.to_vec()),
        (Some(seen), []) => Some(seen.to_vec()),
        (Some(seen), asked) => Some(asked.iter().copied().filter(|id| seen.contains(id)).collect()),
    }
}

impl Plan {
    pub(super) fn of(scope: &Scope, filter: &TicketFilter, axis: Axis) -> Self {
        let merchants = merchants_of(scope, filter);
        let every_status: Vec<Status> = Status::ALL.iter().copied().filter(|status| *status != Status::Draft).collect();
        let by_status = || -> Vec<Walk> {
            let statuses = match filter.statuses.as_slice() {
                [] if filter.shelf == Archive::Draft => &[Status::Draft],
                [] => every_status.as_slice(),
                some => some,
            };
            let kinds = if filter.kinds.is_empty() { TicketType::ALL } else { &filter.kinds };
            statuses.iter().flat_map(|status| kinds.iter().map(|kind| Walk::Status(*status, *kind))).collect()
        };
        let has_one_walk = matches!(axis, Axis::Platform | Axis::TicketNo | Axis::OrderNo);
        let has_every_walk = !has_one_walk && !matches!(axis, Axis::Since | Axis::Clock);
        let walks = if filter.ids.is_some() {
            vec![Walk::Ids]
        } else if has_one_walk {
            vec![Walk::All]
        } else if has_every_walk && !filter.assignees.is_empty() {
            filter.assignees.iter().map(|id| Walk::Assignee(*id)).collect()
        } else if has_every_walk && filter.statuses.is_empty() && !filter.kinds.is_empty() {
            filter.kinds.iter().map(|kind| Walk::Kind(*kind)).collect()
        } else if !filter.statuses.is_empty() || !filter.kinds.is_empty() {
            by_status()
        } else {
            match &merchants {
                Some(ids) if has_every_walk && ids.len() <= MERGED_MERCHANTS => {
                    ids.iter().map(|id| Walk::Merchant(*id)).collect()
                }
                _ => vec![Walk::All],
            }
        };
        let mut plan = Self { walks, checks: false, axis, merchants };
        plan.checks = plan.has_checks(filter);
        plan
    }

    fn walks_by_status(&self) -> bool {
        matches!(self.walks.first(), Some(Walk::Status(..)))
    }

    fn walks_by_kind(&self) -> bool {
        matches!(self.walks.first(), Some(Walk::Kind(_)))
    }

    /// Whether something narrows the list that the walks do not hold.
    fn has_checks(&self, filter: &TicketFilter) -> bool {
        let held = TicketFilter {
            shelf: filter.shelf,
            applied: if self.axis == Axis::Applied { filter.applied } else { (None, None) },
            reviewed: if self.axis == Axis::Reviewed { filter.reviewed } else { (None, None) },
            ordered: if self.axis == Axis::Ordered { filter.ordered } else { (None, None) },
            clock: if self.axis == Axis::Clock { filter.clock } else { (None, None) },
            platform: if self.axis == Axis::Platform { filter.platform } else { (None, None) },
            amount: if self.axis == Axis::Amount { filter.amount } else { (None, None) },
            statuses: if self.walks_by_status() { filter.statuses.clone() } else { Vec::new() },
            kinds: if self.walks_by_status() || self.walks_by_kind() { filter.kinds.clone() } else { Vec::new() },
            assignees: if matches!(self.walks.first(), Some(Walk::Assignee(_))) {
                filter.assignees.clone()
            } else {
                Vec::new()
            },
            merchants: filter.merchants.clone(),
            ids: filter.ids.clone(),
            ..TicketFilter::default()
        };
        let holds_merchants = self.merchants.is_none() || matches!(self.walks.first(), Some(Walk::Merchant(_)) | None);
        (held != *filter || !holds_merchants) && self.walks != [Walk::Ids]
    }

    /// The rows of one walk, without what must be checked.
    pub(super) fn base(&self, walk: Walk, filter: &TicketFilter) -> Boxed {
        let query = ticket_entries::table.into_boxed();
        if walk == Walk::Ids {
            let ids = filter.ids.clone().unwrap_or_default();
            return query
                .filter(ticket_entries::ticket_id.eq_any(ids))
                .filter(ticket_entries::shelf.concat("").eq(filter.shelf));
        }
        let query = query.filter(ticket_entries::shelf.eq(filter.shelf));
        let query = match walk {
            Walk::All | Walk::Ids => query,
            Walk::Merchant(id) => query.filter(ticket_entries::merchant_id.eq(id)),
            Walk::Status(status, kind) => {
                query.filter(ticket_entries::status.eq(status)).filter(ticket_entries::kind.eq(kind))
            }
            Walk::Kind(kind) => query.filter(ticket_entries::kind.eq(kind)),
            Walk::Assignee(id) => query.filter(ticket_entries::assignee_id.eq(id)),
        };
        self.ranged(query, filter)
    }

    /// The range of the order's own column, which its index holds.
    fn ranged(&self, mut query: Boxed, filter: &TicketFilter) -> Boxed {
        macro_rules! between {
            ($column:ident, $range:expr) => {{
                if let Some(from) = $range.0 {
                    query = query.filter(ticket_entries::$column.ge(from));
                }
                if let Some(before) = $range.1 {
                    query = query.filter(ticket_entries::$column.lt(before));
                }
            }};
        }
        match self.axis {
            Axis::Applied => between!(applied_at, filter.applied),
            Axis::Reviewed => between!(reviewed_at, filter.reviewed),
            Axis::Ordered => between!(ordered_at, filter.ordered),
            Axis::Clock => between!(clock_at, filter.clock),
            Axis::Platform => between!(platform_at, filter.platform),
            Axis::Amount => {
                if let Some(least) = filter.amount.0 {
                    query = query.filter(ticket_entries::amount_minor.ge(least));
                }
                if let Some(most) = filter.amount.1 {
                    query = query.filter(ticket_entries::amount_minor.le(most));
                }
            }
            Axis::Since | Axis::TicketNo | Axis::OrderNo => {}
        }
        query
    }

    /// The conditions that the walks may hold, where these do not, and those that none holds. Columns stand in expressions, so that no
    /// engine leaves the walk for another index.
    pub(super) fn checked(&self, mut query: Boxed, filter: &TicketFilter) -> Boxed {
        macro_rules! between {
            ($order:ident, $column:ident, $range:expr) => {
                if self.axis != Axis::$order || self.walks == [Walk::Ids] {
                    if let Some(from) = $range.0 {
                        query = query.filter((ticket_entries::$column + 0_i64).ge(from));
                    }
                    if let Some(before) = $range.1 {
                        query = query.filter((ticket_entries::$column + 0_i64).lt(before));
                    }
                }
            };
        }
        if !matches!(self.walks.first(), Some(Walk::Merchant(_)) | None)
            && let Some(ids) = &self.merchants
        {
            query = query.filter((ticket_entries::merchant_id + 0_i64).eq_any(ids.clone()));
        }
        if !self.walks_by_status() {
            any_of!(query, ticket_entries::status.concat(""), filter.statuses.clone());
        }
        if !self.walks_by_status() && !self.walks_by_kind() {
            any_of!(query, ticket_entries::kind.concat(""), filter.kinds.clone());
        }
        if !matches!(self.walks.first(), Some(Walk::Assignee(_))) {
            any_of!(query, (ticket_entries::assignee_id + 0_i64), filter.assignees.clone());
        }
        between!(Applied, applied_at, filter.applied);
        between!(Reviewed, reviewed_at, filter.reviewed);
        between!(Ordered, ordered_at, filter.ordered);
        between!(Clock, clock_at, filter.clock);
        between!(Platform, platform_at, filter.platform);
        let most = filter.amount.1.map(|most| Money::from_minor(most.minor().saturating_add(1)));
        between!(Amount, amount_minor, (filter.amount.0, most));
        filter.checked(query)
    }
}
