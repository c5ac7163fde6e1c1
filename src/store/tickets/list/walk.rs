//! Walking along an index: the orders that indexes hold, the place behind which a page begins, the window in which rows are checked.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::list::{Cursor, Key, window_end};
use crate::store::schema::ticket_entries;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::ask::TicketSort;
use crate::store::tickets::list::filter::{Boxed, TicketFilter};
use crate::store::tickets::list::place::Place;
use crate::store::tickets::list::plan::Plan;
use crate::store::{Conn, DbError};

/// So many rows are checked for what no index holds before a page gives what it found.
pub(super) const WINDOW: i64 = 5_000;
/// So many where they are checked for words that many tickets have.
pub(super) const WIDE_WINDOW: i64 = 20_000;
/// So many rows are counted of a filter whose counts are not kept.
pub(super) const COUNTED: i64 = 2_000;

/// The orders that indexes hold: what a walk goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Applied,
    Reviewed,
    Ordered,
    Amount,
    Since,
    Clock,
    Platform,
    TicketNo,
    OrderNo,
}

impl Axis {
    pub(super) fn of(sort: TicketSort) -> Self {
        match sort {
            TicketSort::ReviewedAt => Self::Reviewed,
            TicketSort::OrderedAt => Self::Ordered,
            TicketSort::RefundAmount => Self::Amount,
            TicketSort::WaitingSince => Self::Since,
            TicketSort::TimeLeft => Self::Clock,
            TicketSort::PlatformLeft => Self::Platform,
            TicketSort::TicketNo => Self::TicketNo,
            TicketSort::OrderNo => Self::OrderNo,
            _ => Self::Applied,
        }
    }

    pub(super) fn key(self, row: &EntryRow) -> Key {
        match self {
            Self::Applied => Key::Number(row.applied_at.micros()),
            Self::Reviewed => Key::Number(row.reviewed_at.micros()),
            Self::Ordered => Key::Number(row.ordered_at.micros()),
            Self::Amount => Key::Number(row.amount_minor.minor()),
            Self::Since => Key::Number(row.since_at.micros()),
            Self::Clock => Key::Number(row.clock_at.micros()),
            Self::Platform => Key::Number(row.platform_at.micros()),
            Self::TicketNo => Key::Text(row.ticket_no.clone()),
            Self::OrderNo => Key::Text(row.order_no.clone()),
        }
    }
}

/// Narrows a query to what lies behind a place, or up to it.
pub(super) fn placed(query: Boxed, axis: Axis, cursor: &Cursor, ascending: bool, up_to: bool) -> Boxed {
    let sign = match (ascending, up_to) {
        (true, false) => ">",
        (false, false) => "<",
        (true, true) => "<=",
        (false, true) => ">=",
    };
    macro_rules! behind {
        ($column:ident, $sql_type:ty, $value:expr) => {
            query.filter(Place {
                column: ticket_entries::$column,
                sign,
                value: $value.into_sql::<$sql_type>(),
                id: cursor.id.into_sql::<BigInt>(),
            })
        };
    }
    let number = || match &cursor.key {
        Key::Number(number) | Key::Grouped(_, number) => *number,
        Key::Text(_) => 0,
    };
    let text = || match &cursor.key {
        Key::Text(text) => text.clone(),
        Key::Number(_) | Key::Grouped(..) => String::new(),
    };
    match axis {
        Axis::Applied => behind!(applied_at, BigInt, number()),
        Axis::Reviewed => behind!(reviewed_at, BigInt, number()),
        Axis::Ordered => behind!(ordered_at, BigInt, number()),
        Axis::Amount => behind!(amount_minor, BigInt, number()),
        Axis::Since => behind!(since_at, BigInt, number()),
        Axis::Clock => behind!(clock_at, BigInt, number()),
        Axis::Platform => behind!(platform_at, BigInt, number()),
        Axis::TicketNo => behind!(ticket_no, Text, text()),
        Axis::OrderNo => behind!(order_no, Text, text()),
    }
}

pub(super) fn in_order(query: Boxed, axis: Axis, ascending: bool) -> Boxed {
    macro_rules! by {
        ($column:ident) => {
            if ascending {
                query.order((ticket_entries::$column.asc(), ticket_entries::ticket_id.asc()))
            } else {
                query.order((ticket_entries::$column.desc(), ticket_entries::ticket_id.desc()))
            }
        };
    }
    match axis {
        Axis::Applied => by!(applied_at),
        Axis::Reviewed => by!(reviewed_at),
        Axis::Ordered => by!(ordered_at),
        Axis::Amount => by!(amount_minor),
        Axis::Since => by!(since_at),
        Axis::Clock => by!(clock_at),
        Axis::Platform => by!(platform_at),
        Axis::TicketNo => by!(ticket_no),
        Axis::OrderNo => by!(order_no),
    }
}

/// The first rows of a walk, in order.
pub(super) fn walk_query(query: Boxed, axis: Axis, ascending: bool, limit: i64) -> Boxed {
    in_order(query, axis, ascending).limit(limit)
}

/// The places of a query's rows, read from the index alone.
pub(super) fn places(connection: &mut Conn, query: Boxed, axis: Axis) -> Result<Vec<(Key, i64)>, DbError> {
    macro_rules! numbers {
        ($column:ident) => {{
            let rows: Vec<(i64, i64)> =
                query.select((ticket_entries::$column, ticket_entries::ticket_id)).load(connection)?;
            Ok(rows.into_iter().map(|(key, id)| (Key::Number(key), id)).collect())
        }};
    }
    macro_rules! texts {
        ($column:ident) => {{
            let rows: Vec<(String, i64)> =
                query.select((ticket_entries::$column, ticket_entries::ticket_id)).load(connection)?;
            Ok(rows.into_iter().map(|(key, id)| (Key::Text(key), id)).collect())
        }};
    }
    match axis {
        Axis::Applied => numbers!(applied_at),
        Axis::Reviewed => numbers!(reviewed_at),
        Axis::Ordered => numbers!(ordered_at),
        Axis::Amount => numbers!(amount_minor),
        Axis::Since => numbers!(since_at),
        Axis::Clock => numbers!(clock_at),
        Axis::Platform => numbers!(platform_at),
        Axis::TicketNo => texts!(ticket_no),
        Axis::OrderNo => texts!(order_no),
    }
}

/// How far the walks may go together before rows are no longer looked at closer; `None` when they end before.
pub(super) fn walks_end(
    connection: &mut Conn,
    plan: &Plan,
    filter: &TicketFilter,
    start: Option<&Cursor>,
    ascending: bool,
    rows: i64,
) -> Result<Option<Cursor>, DbError> {
    let share = rows / i64::try_from(plan.walks.len().max(1)).unwrap_or(1);
    let mut ends: Vec<(Key, i64)> = Vec::new();
    for walk in &plan.walks {
        let mut query = plan.base(*walk, filter);
        if let Some(start) = start {
            query = placed(query, plan.axis, start, ascending, false);
        }
        let query = window_end(in_order(query, plan.axis, ascending), share);
        ends.extend(places(connection, query, plan.axis)?);
    }
    ends.sort();
    let nearest = if ascending { ends.into_iter().next() } else { ends.into_iter().next_back() };
    Ok(nearest.map(|(key, id)| Cursor { key, id }))
}
