//! The logs of what came in and what went out, filtered and sorted, with their goods.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::domain::goods::condition::Grade;
use crate::domain::goods::movement::{InboundKind, InboundState, OutboundKind, OutboundState};
use crate::domain::time::Timestamp;
use crate::store::schema::{inbound_lines, inbounds, outbound_lines, outbounds, staff, tickets, warehouses};
use crate::store::{Conn, DbError, Scope};

/// What a log is narrowed to; empty fields do not narrow it.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
    pub ticket_no: String,
    pub sku: String,
    /// Only these.
    pub ids: Option<Vec<i64>>,
}

/// What a log is sorted by; ties by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogSort {
    #[default]
    Time,
    Number,
    Ticket,
}

/// An entry's place in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPlace {
    pub at: Timestamp,
    pub number: String,
    pub ticket_no: String,
    pub id: i64,
}

/// Which rows of a log.
#[derive(Clone, Debug)]
pub struct LogWindow {
    pub sort: LogSort,
    pub descending: bool,
    /// From here on, this entry not included.
    pub after: Option<LogPlace>,
    pub offset: i64,
    pub limit: i64,
}

/// Goods of an entry.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    /// Inbound only.
    pub defective: i64,
    pub grade: Option<Grade>,
}

/// An entry of either log; `kind` and `state` are the log's own.
#[derive(Clone, Debug)]
pub struct LogEntry<K, S> {
    pub id: i64,
    pub number: String,
    pub kind: K,
    pub state: S,
    pub at: Timestamp,
    pub operator: Option<String>,
    pub ticket_no: String,
    pub warehouse: String,
    pub carrier: String,
    pub tracking_no: String,
    pub note: String,
    /// When the goods went to their buckets; nothing goes out that way.
    pub shelved_at: Option<Timestamp>,
    pub lines: Vec<LogLine>,
}

/// An entry of the inbound log (R149).
pub type InboundEntry = LogEntry<InboundKind, InboundState>;
/// An entry of the outbound log (R150).
pub type OutboundEntry = LogEntry<OutboundKind, OutboundState>;

/// Entries beyond a place, in the order of a column.
macro_rules! beyond {
    ($query:expr, $falling:expr, $column:expr, $value:expr, $id:expr, $at:expr) => {
        if $falling {
            $query.filter($column.le($value)).filter($column.lt($value).or($id.lt($at)))
        } else {
            $query.filter($column.ge($value)).filter($column.gt($value).or($id.gt($at)))
        }
    };
}

/// Applies order and window of a log.
macro_rules! windowed {
    ($query:expr, $window:expr, $at:expr, $number:expr, $id:expr) => {{
        let window: &LogWindow = $window;
        let falling = window.descending;
        let query = match (&window.after, window.sort) {
            (None, _) => $query,
            (Some(place), LogSort::Time) => beyond!($query, falling, $at, place.at, $id, place.id),
            (Some(place), LogSort::Number) => beyond!($query, falling, $number, place.number.clone(), $id, place.id),
            (Some(place), LogSort::Ticket) => {
                beyond!($query, falling, tickets::ticket_no, place.ticket_no.clone(), $id, place.id)
            }
        };
        let query = match (window.sort, falling) {
            (LogSort::Time, true) => query.order(($at.desc(), $id.desc())),
            (LogSort::Time, false) => query.order(($at.asc(), $id.asc())),
            (LogSort::Number, true) => query.order(($number.desc(), $id.desc())),
            (LogSort::Number, false) => query.order(($number.asc(), $id.asc())),
            (LogSort::Ticket, true) => query.order((tickets::ticket_no.desc(), $id.desc())),
            (LogSort::Ticket, false) => query.order((tickets::ticket_no.asc(), $id.asc())),
        };
        query.offset(window.offset).limit(window.limit)
    }};
}

/// Narrows a boxed query to a filter.
macro_rules! narrowed {
    ($query:ident, $scope:expr, $filter:expr, $merchant:expr, $at:expr, $id:expr, $lines:expr) => {
        if let Some(ids) = $scope.merchant_ids() {
            $query = $query.filter($merchant.eq_any(ids.to_vec()));
        }
        if let Some(from) = $filter.from {
            $query = $query.filter($at.ge(from));
        }
        if let Some(until) = $filter.until {
            $query = $query.filter($at.lt(until));
        }
        if !$filter.ticket_no.is_empty() {
            $query = $query.filter(tickets::ticket_no.like(contains(&$filter.ticket_no.to_uppercase())));
        }
        if !$filter.sku.is_empty() {
            $query = $query.filter($id.eq_any($lines));
        }
        if let Some(ids) = &$filter.ids {
            $query = $query.filter($id.eq_any(ids.clone()));
        }
    };
}

fn contains(text: &str) -> String {
    format!("%{}%", text.replace(['%', '_', '\\'], ""))
}

/// The inbound log's query for some columns.
macro_rules! inbound_rows {
    ($columns:expr, $scope:expr, $kind:expr, $filter:expr, $window:expr) => {{
        let filter: &LogFilter = $filter;
        let mut query = inbounds::table
            .inner_join(tickets::table.on(tickets::id.eq(inbounds::ticket_id)))
            .inner_join(warehouses::table.on(warehouses::id.eq(inbounds::warehouse_id)))
            .left_join(staff::table.on(inbounds::received_by.eq(staff::id.nullable())))
            .select($columns)
            .into_boxed();
        let with_sku = inbound_lines::table
            .filter(inbound_lines::sku.like(contains(&filter.sku)))
            .select(inbound_lines::inbound_id);
        narrowed!(query, $scope, filter, inbounds::merchant_id, inbounds::received_at, inbounds::id, with_sku);
        if let Some(kind) = $kind {
            query = query.filter(inbounds::kind.eq(kind));
        }
        windowed!(query, $window, inbounds::received_at, inbounds::inbound_no, inbounds::id)
    }};
}

/// Places in the inbound log.
pub fn inbound_places(
    connection: &mut Conn,
    scope: &Scope,
    kind: Option<InboundKind>,
    filter: &LogFilter,
    window: &LogWindow,
) -> Result<Vec<LogPlace>, DbError> {
    let columns = (inbounds::received_at, inbounds::inbound_no, tickets::ticket_no, inbounds::id);
    let rows: Vec<(Timestamp, String, String, i64)> =
        inbound_rows!(columns, scope, kind, filter, window).load(connection)?;
    Ok(places(rows))
}

fn places(rows: Vec<(Timestamp, String, String, i64)>) -> Vec<LogPlace> {
    rows.into_iter().map(|(at, number, ticket_no, id)| LogPlace { at, number, ticket_no, id }).collect()
}

/// Entries of the inbound log.
pub fn inbound_log(
    connection: &mut Conn,
    scope: &Scope,
    kind: Option<InboundKind>,
    filter: &LogFilter,
    window: &LogWindow,
) -> Result<Vec<InboundEntry>, DbError> {
    let columns = (
        (inbounds::id, inbounds::inbound_no, inbounds::kind, inbounds::state, inbounds::received_at),
        (inbounds::carrier, inbounds::tracking_no, inbounds::note, inbounds::shelved_at),
        (staff::display_name.nullable(), tickets::ticket_no, warehouses::name),
    );
    let rows: Vec<Joined<InboundKind, InboundState>> =
        inbound_rows!(columns, scope, kind, filter, window).load(connection)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0.0).collect();
    let lines: Vec<(i64, String, String, i64, i64, Option<Grade>)> = inbound_lines::table
        .filter(inbound_lines::inbound_id.eq_any(ids))
        .order((inbound_lines::inbound_id, inbound_lines::sku, inbound_lines::id))
        .select((
            inbound_lines::inbound_id,
            inbound_lines::sku,
            inbound_lines::name,
            inbound_lines::received_qty,
            inbound_lines::defective_qty,
            inbound_lines::grade,
        ))
        .load(connection)?;
    Ok(entries(rows, lines))
}

/// What is not shipped yet has the moment it was reserved.
fn sent_at() -> SqlLiteral<BigInt> {
    sql("COALESCE(outbounds.shipped_at, outbounds.created_at)")
}

/// The outbound log's query for some columns.
macro_rules! outbound_rows {
    ($columns:expr, $scope:expr, $kind:expr, $state:expr, $filter:expr, $window:expr) => {{
        let filter: &LogFilter = $filter;
        let mut query = outbounds::table
            .inner_join(tickets::table.on(tickets::id.eq(outbounds::ticket_id)))
            .inner_join(warehouses::table.on(warehouses::id.eq(outbounds::warehouse_id)))
            .left_join(staff::table.on(outbounds::shipped_by.eq(staff::id.nullable())))
            .select($columns)
            .filter(outbounds::state.eq($state))
            .into_boxed();
        let with_sku = outbound_lines::table
            .filter(outbound_lines::sku.like(contains(&filter.sku)))
            .select(outbound_lines::outbound_id);
        narrowed!(query, $scope, filter, outbounds::merchant_id, sent_at(), outbounds::id, with_sku);
        if let Some(kind) = $kind {
            query = query.filter(outbounds::kind.eq(kind));
        }
        windowed!(query, $window, sent_at(), outbounds::outbound_no, outbounds::id)
    }};
}

/// Places in the outbound log, in one state.
pub fn outbound_places(
    connection: &mut Conn,
    scope: &Scope,
    kind: Option<OutboundKind>,
    state: OutboundState,
    filter: &LogFilter,
    window: &LogWindow,
) -> Result<Vec<LogPlace>, DbError> {
    let columns = (sent_at(), outbounds::outbound_no, tickets::ticket_no, outbounds::id);
    let rows: Vec<(Timestamp, String, String, i64)> =
        outbound_rows!(columns, scope, kind, state, filter, window).load(connection)?;
    Ok(places(rows))
}

/// Entries of the outbound log, in one state.
pub fn outbound_log(
    connection: &mut Conn,
    scope: &Scope,
    kind: Option<OutboundKind>,
    state: OutboundState,
    filter: &LogFilter,
    window: &LogWindow,
) -> Result<Vec<OutboundEntry>, DbError> {
    let columns = (
        (outbounds::id, outbounds::outbound_no, outbounds::kind, outbounds::state, sent_at()),
        (
            outbounds::carrier,
            outbounds::tracking_no,
            sql::<Text>("''"),
            sql::<Nullable<BigInt>>("CAST(NULL AS BIGINT)"),
        ),
        (staff::display_name.nullable(), tickets::ticket_no, warehouses::name),
    );
    let rows: Vec<Joined<OutboundKind, OutboundState>> =
        outbound_rows!(columns, scope, kind, state, filter, window).load(connection)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0.0).collect();
    let lines: Vec<(i64, String, String, i64)> = outbound_lines::table
        .filter(outbound_lines::outbound_id.eq_any(ids))
        .order((outbound_lines::outbound_id, outbound_lines::sku, outbound_lines::id))
        .select((outbound_lines::outbound_id, outbound_lines::sku, outbound_lines::name, outbound_lines::quantity))
        .load(connection)?;
    let lines = lines.into_iter().map(|(id, sku, name, quantity)| (id, sku, name, quantity, 0, None)).collect();
    Ok(entries(rows, lines))
}

type Joined<K, S> =
    ((i64, String, K, S, Timestamp), (String, String, String, Option<Timestamp>), (Option<String>, String, String));

fn entries<K, S>(
    rows: Vec<Joined<K, S>>,
    lines: Vec<(i64, String, String, i64, i64, Option<Grade>)>,
) -> Vec<LogEntry<K, S>> {
    let mut by_entry: HashMap<i64, Vec<LogLine>> = HashMap::new();
    for (id, sku, name, quantity, defective, grade) in lines {
        by_entry.entry(id).or_default().push(LogLine { sku, name, quantity, defective, grade });
    }
    rows.into_iter()
        .map(|((id, number, kind, state, at), parcel, (operator, ticket_no, warehouse))| {
            let (carrier, tracking_no, note, shelved_at) = parcel;
            let lines = by_entry.remove(&id).unwrap_or_default();
            LogEntry {
                id,
                number,
                kind,
                state,
                at,
                operator,
                ticket_no,
                warehouse,
                carrier,
                tracking_no,
                note,
                shelved_at,
                lines,
            }
        })
        .collect()
}
