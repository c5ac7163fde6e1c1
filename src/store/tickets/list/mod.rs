//! The ticket list: filters combined by AND, orders that an index holds, pages by keyset, so that deep pages cost no more and rows that
//! come or go meanwhile shift nothing.
//!
//! A page is a walk along one index, or a merge of a few such walks. What no index holds is checked row by row, within a window: a page
//! that finds too little there says how far it looked, and the next one looks on from there. So no question takes longer in a house of
//! ten million tickets than in one of ten thousand.

pub mod ask;
mod explain;
mod filter;
mod listed;
mod place;
mod plan;
mod walk;

use std::collections::BTreeMap;

use diesel::prelude::*;
use plan::{Plan, Walk, merchants_of};
use walk::{Axis, COUNTED, WIDE_WINDOW, WINDOW, placed, places, walk_query, walks_end};

use crate::domain::money::settlement::UnclearCause;
use crate::domain::money::states::RefundState;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::status::{Archive, Status};
use crate::store::engine::prepared::{by_text, round};
use crate::store::list::{Cursor, Direction, Key};
use crate::store::schema::{merchants, refunds, ticket_entries, ticket_returns};
use crate::store::tickets::counts::Kept;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::ask::TicketSort;
use crate::store::{Conn, DbError, Scope};

pub use explain::explain;
pub use filter::TicketFilter;
pub use listed::Tickets;

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub rows: Vec<EntryRow>,
    /// Where the window ended, when it did before the page was full: there may be more behind it.
    pub looked_to: Option<Cursor>,
}

/// What lists in groups are grouped by; within a group the newest come first.
#[derive(Clone, Copy)]
enum Grouping {
    Merchant,
    Kind,
    Status,
}

fn grouping(sort: TicketSort) -> Option<Grouping> {
    match sort {
        TicketSort::Merchant => Some(Grouping::Merchant),
        TicketSort::Kind => Some(Grouping::Kind),
        TicketSort::Status => Some(Grouping::Status),
        _ => None,
    }
}

/// A row's place under an order.
pub fn cursor_of(row: &EntryRow, sort: TicketSort) -> Cursor {
    let applied = row.applied_at.micros();
    let key = match grouping(sort) {
        Some(Grouping::Merchant) => Key::Grouped(row.merchant_id.to_string(), applied),
        Some(Grouping::Kind) => Key::Grouped(row.kind.code().to_owned(), applied),
        Some(Grouping::Status) => Key::Grouped(row.status.code().to_owned(), applied),
        None => Axis::of(sort).key(row),
    };
    Cursor { key, id: row.ticket_id }
}

/// A page of the list.
pub fn page(connection: &mut Conn, scope: &Scope, filter: &TicketFilter, page: &TicketPage) -> Result<Found, DbError> {
    match grouping(page.sort) {
        Some(by) => grouped(connection, scope, filter, page, by),
        None => walked(connection, scope, filter, page),
    }
}

fn walked(connection: &mut Conn, scope: &Scope, filter: &TicketFilter, page: &TicketPage) -> Result<Found, DbError> {
    let plan = Plan::of(scope, filter, Axis::of(page.sort));
    let backward = matches!(&page.start, Some((_, Direction::Before)));
    let ascending = page.ascending != backward;
    let start = page.start.as_ref().map(|(cursor, _)| cursor);
    let end = match plan.checks {
        true => {
            // Two words are twice the work.
            let words = i64::try_from(filter.words.len()).unwrap_or(i64::MAX);
            let window = WIDE_WINDOW.checked_div(words).map_or(WINDOW, |wide| wide.max(WINDOW));
            walks_end(connection, &plan, filter, start, ascending, window)?
        }
        false => None,
    };
    let query = |walk: Walk| {
        let mut query = plan.checked(plan.base(walk, filter), filter);
        if let Some(start) = start {
            query = placed(query, plan.axis, start, ascending, false);
        }
        if let Some(end) = &end {
            query = placed(query, plan.axis, end, ascending, true);
        }
        walk_query(query, plan.axis, ascending, page.limit)
    };
    let mut rows: Vec<EntryRow> = match plan.walks.as_slice() {
        [] => Vec::new(),
        [one] => query(*one).select(EntryRow::as_select()).load(connection)?,
        several => {
            let mut found = Vec::new();
            for walk in several {
                found.extend(places(connection, query(*walk), plan.axis)?);
            }
            found.sort();
            if !ascending {
                found.reverse();
            }
            found.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
            by_ids(connection, &found.into_iter().map(|(_, id)| id).collect::<Vec<_>>())?
        }
    };
    let looked_to = end.filter(|_| (rows.len() as i64) < page.limit);
    if backward {
        rows.reverse();
    }
    Ok(Found { rows, looked_to })
}

/// A list in groups: one group after the other, each a list of its own with the newest first.
fn grouped(
    connection: &mut Conn,
    scope: &Scope,
    filter: &TicketFilter,
    page: &TicketPage,
    by: Grouping,
) -> Result<Found, DbError> {
    let backward = matches!(&page.start, Some((_, Direction::Before)));
    let mut groups = groups(connection, scope, filter, by)?;
    if page.ascending == backward {
        groups.reverse();
    }
    let start = page.start.as_ref().and_then(|(cursor, direction)| match &cursor.key {
        Key::Grouped(group, key) => Some((group.clone(), Cursor { key: Key::Number(*key), id: cursor.id }, *direction)),
        Key::Number(_) | Key::Text(_) => None,
    });
    let mut found = Found::default();
    let mut reached = start.is_none();
    for (group, filter) in groups {
        let here = start.as_ref().filter(|(at, ..)| *at == group);
        reached |= here.is_some();
        let left = page.limit - found.rows.len() as i64;
        if !reached || left == 0 {
            continue;
        }
        let direction = if backward { Direction::Before } else { Direction::After };
        // A group is entered from its far end when the page goes backwards.
        let entered_from_behind = backward && here.is_none();
        let part = TicketPage {
            sort: TicketSort::AppliedAt,
            ascending: entered_from_behind,
            start: here.map(|(_, cursor, _)| (cursor.clone(), direction)),
            limit: left,
        };
        let mut part = walked(connection, scope, &filter, &part)?;
        if backward {
            if !entered_from_behind {
                part.rows.reverse();
            }
            found.rows.extend(part.rows);
        } else {
            found.rows.append(&mut part.rows);
        }
        if let Some(Cursor { key: Key::Number(key), id }) = part.looked_to {
            found.looked_to = Some(Cursor { key: Key::Grouped(group, key), id });
            break;
        }
    }
    if backward {
        found.rows.reverse();
    }
    Ok(found)
}

fn groups(
    connection: &mut Conn,
    scope: &Scope,
    filter: &TicketFilter,
    by: Grouping,
) -> Result<Vec<(String, TicketFilter)>, DbError> {
    Ok(match by {
        Grouping::Merchant => {
            let named: Vec<i64> =
                merchants::table.order((merchants::name, merchants::id)).select(merchants::id).load(connection)?;
            let asked = merchants_of(scope, filter);
            named
                .into_iter()
                .filter(|id| asked.as_ref().is_none_or(|asked| asked.contains(id)))
                .map(|id| (id.to_string(), TicketFilter { merchants: vec![id], ..filter.clone() }))
                .collect()
        }
        Grouping::Kind => TicketType::ALL
            .iter()
            .filter(|kind| filter.kinds.is_empty() || filter.kinds.contains(kind))
            .map(|kind| (kind.code().to_owned(), TicketFilter { kinds: vec![*kind], ..filter.clone() }))
            .collect(),
        Grouping::Status => Status::ALL
            .iter()
            .filter(|status| (**status == Status::Draft) == (filter.shelf == Archive::Draft))
            .filter(|status| filter.statuses.is_empty() || filter.statuses.contains(status))
            .map(|status| (status.code().to_owned(), TicketFilter { statuses: vec![*status], ..filter.clone() }))
            .collect(),
    })
}

/// Some rows by id, in the order of the ids.
pub fn by_ids(connection: &mut Conn, ids: &[i64]) -> Result<Vec<EntryRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<EntryRow> = by_text!(
        connection,
        load,
        ticket_entries::table
            .filter(ticket_entries::ticket_id.eq_any(round(ids.iter().copied())))
            .select(EntryRow::as_select())
    )?;
    let mut by_id: std::collections::HashMap<i64, EntryRow> =
        rows.into_iter().map(|row| (row.ticket_id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// How many tickets stand in each status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusCounts {
    pub by_status: BTreeMap<Status, i64>,
    /// There are more: only the first ones of the order were looked at.
    pub is_capped: bool,
}

impl StatusCounts {
    /// The sum over some statuses.
    pub fn of(&self, statuses: &[Status]) -> i64 {
        statuses.iter().filter_map(|status| self.by_status.get(status)).sum()
    }

    /// The sum over all.
    pub fn all(&self) -> i64 {
        self.by_status.values().sum()
    }
}

/// How many tickets of a filter stand in each status, whatever statuses the filter asks for: exact as long as nothing but merchants
/// narrows it, else within the window.
pub fn status_counts(
    connection: &mut Conn,
    kept: &Kept,
    scope: &Scope,
    filter: &TicketFilter,
) -> Result<StatusCounts, DbError> {
    if filter.is_counted() {
        let scope = merchants_of(scope, filter).map_or(Scope::All, Scope::Of);
        return Ok(StatusCounts { by_status: kept.on(filter.shelf, &scope), is_capped: false });
    }
    let filter = TicketFilter { statuses: Vec::new(), ..filter.clone() };
    let plan = Plan::of(scope, &filter, Axis::Applied);
    let end = match plan.walks.as_slice() {
        [Walk::Ids] => None,
        _ => walks_end(connection, &plan, &filter, None, false, COUNTED)?,
    };
    let mut counts = StatusCounts { by_status: BTreeMap::new(), is_capped: end.is_some() };
    for walk in &plan.walks {
        let mut query = plan.checked(plan.base(*walk, &filter), &filter);
        if let Some(end) = &end {
            query = placed(query, plan.axis, end, false, true);
            // In order, so that it is a walk along the index that holds the status too.
            query = walk_query(query, plan.axis, false, COUNTED);
        }
        let rows: Vec<Status> = query.select(ticket_entries::status).load(connection)?;
        for status in rows {
            *counts.by_status.entry(status).or_default() += 1;
        }
    }
    Ok(counts)
}

/// The exceptions of a ticket that the list shows beside its status.
#[derive(Clone, Debug, Default)]
pub struct RowMarks {
    pub is_auto: bool,
    pub fail_code: String,
    pub recorded_offline: bool,
    pub signed_in: bool,
    /// Nobody knows whether the refund was paid.
    pub is_unclear: bool,
}

/// The marks of some rows, by ticket id.
pub fn marks(connection: &mut Conn, rows: &[EntryRow]) -> Result<std::collections::HashMap<i64, RowMarks>, DbError> {
    let mut marks: std::collections::HashMap<i64, RowMarks> = std::collections::HashMap::new();
    let of = |wanted: fn(Status) -> bool| -> Vec<i64> {
        rows.iter().filter(|row| wanted(row.status)).map(|row| row.ticket_id).collect()
    };
    let paid = of(|status| {
        matches!(status, Status::PendingRefund | Status::Refunding | Status::RefundFailed | Status::Completed)
    });
    if !paid.is_empty() {
        type Marked = (i64, bool, String, Option<i64>, Option<UnclearCause>);
        let refunds: Vec<Marked> = by_text!(
            &mut *connection,
            load,
            refunds::table
                .filter(refunds::ticket_id.eq_any(round(paid)))
                .filter(refunds::state.ne(RefundState::Cancelled))
                .filter(
                    refunds::is_auto
                        .or(refunds::fail_code.ne(""))
                        .or(refunds::offline_by.is_not_null())
                        .or(refunds::unclear.is_not_null())
                )
                .select((
                    refunds::ticket_id,
                    refunds::is_auto,
                    refunds::fail_code,
                    refunds::offline_by,
                    refunds::unclear
                ))
        )?;
        for (id, is_auto, fail_code, offline_by, unclear) in refunds {
            let mark = marks.entry(id).or_default();
            mark.is_auto = is_auto;
            mark.fail_code = fail_code;
            mark.recorded_offline = offline_by.is_some();
            mark.is_unclear = unclear.is_some();
        }
    }
    let travelling = of(|status| matches!(status, Status::PendingReturn | Status::Returning));
    if !travelling.is_empty() {
        let parcels: Vec<i64> = by_text!(
            connection,
            load,
            ticket_returns::table
                .filter(ticket_returns::ticket_id.eq_any(round(travelling)))
                .filter(ticket_returns::signed_in_at.is_not_null())
                .select(ticket_returns::ticket_id)
        )?;
        for id in parcels {
            marks.entry(id).or_default().signed_in = true;
        }
    }
    Ok(marks)
}
