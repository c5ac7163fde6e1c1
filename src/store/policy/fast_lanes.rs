//! Which shops agree to no-reason returns at once, and what such a lane would have let through.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::money::{Currency, Money};
use crate::domain::policy::cause::Cause;
use crate::domain::policy::check::{StartBasis, Verdict};
use crate::domain::ticket::fast_lane::{LaneFacts, LaneLine, is_for};
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::status::{Archive, ReviewResult};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::house::merchants::ShopRow;
use crate::store::schema::{fast_lanes, orders, ticket_entries, ticket_lines, ticket_rules, tickets};
use crate::store::{Conn, DbError, Tx};

/// A shop's lane.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = fast_lanes)]
pub struct FastLaneRow {
    pub shop_id: i64,
    pub is_on: bool,
    /// Of one ticket, included.
    pub limit_minor: Money,
    pub version: i32,
}

/// A shop's lane; `None` where nobody ever set one.
///
/// # Errors
/// The database's.
pub fn of_shop(connection: &mut Conn, shop_id: i64) -> Result<Option<FastLaneRow>, DbError> {
    Ok(prepared!(connection, get_result, fast_lanes::table.find(shop_id).select(FastLaneRow::as_select()))
        .optional()?)
}

/// The lanes of shops.
///
/// # Errors
/// The database's.
pub fn of_shops(connection: &mut Conn, shop_ids: &[i64]) -> Result<HashMap<i64, FastLaneRow>, DbError> {
    let rows: Vec<FastLaneRow> = fast_lanes::table
        .filter(fast_lanes::shop_id.eq_any(shop_ids.to_vec()))
        .select(FastLaneRow::as_select())
        .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.shop_id, row)).collect())
}

/// Saves a lane in place of the one before.
///
/// # Errors
/// The database's.
pub fn put(tx: &mut Tx<'_>, row: &FastLaneRow) -> Result<(), DbError> {
    diesel::delete(fast_lanes::table.find(row.shop_id)).execute(tx.connection())?;
    diesel::insert_into(fast_lanes::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// A line with what its rule said, as rows hold it: ticket, cause, verdict and basis.
type RuledLine = (i64, Cause, Option<String>, Option<StartBasis>);

/// What the lane looks at on the lines of tickets.
///
/// # Errors
/// The database's.
pub fn lines(connection: &mut Conn, ticket_ids: &[i64]) -> Result<HashMap<i64, Vec<LaneLine>>, DbError> {
    let of_line =
        ticket_rules::ticket_id.eq(ticket_lines::ticket_id).and(ticket_rules::line_no.eq(ticket_lines::line_no));
    let rows: Vec<RuledLine> = ticket_lines::table
        .left_join(ticket_rules::table.on(of_line))
        .filter(ticket_lines::ticket_id.eq_any(ticket_ids.to_vec()))
        .select((
            ticket_lines::ticket_id,
            ticket_lines::cause,
            ticket_rules::verdict.nullable(),
            ticket_rules::basis.nullable(),
        ))
        .load(connection)?;
    let mut found: HashMap<i64, Vec<LaneLine>> = HashMap::new();
    for (ticket_id, cause, verdict, basis) in rows {
        let rule = verdict.as_deref().and_then(Verdict::parse).map(|verdict| (verdict, basis));
        found.entry(ticket_id).or_default().push(LaneLine { cause, rule });
    }
    Ok(found)
}

/// A past ticket as the lane would have seen it, and what its review decided.
#[derive(Clone, Debug)]
pub struct PastReturn {
    pub ticket_no: String,
    pub facts: LaneFacts,
    pub result: ReviewResult,
}

/// Submitted returns of a shop since an instant, the newest first, as many as wanted at most. `limit` is the one to try.
///
/// # Errors
/// The database's.
pub fn past(
    connection: &mut Conn,
    shop: &ShopRow,
    currency: Currency,
    limit: Money,
    since: Timestamp,
    most: i64,
) -> Result<Vec<PastReturn>, DbError> {
    type Row = (i64, String, ReviewResult, bool, Money, Currency, bool, String);
    let kinds: Vec<TicketType> = TicketType::ALL.iter().copied().filter(|kind| is_for(*kind)).collect();
    let mut rows: Vec<Row> = Vec::new();
    for shelf in [Archive::Live, Archive::Archived] {
        let left = most - i64::try_from(rows.len()).unwrap_or(most);
        let found: Vec<Row> = ticket_entries::table
            .inner_join(tickets::table.on(tickets::id.eq(ticket_entries::ticket_id)))
            .inner_join(orders::table.on(orders::id.eq(ticket_entries::order_id)))
            .filter(ticket_entries::shelf.eq(shelf))
            .filter(ticket_entries::merchant_id.eq(shop.merchant_id))
            .filter(ticket_entries::applied_at.ge(since))
            .filter(ticket_entries::shop_id.eq(shop.id))
            .filter(ticket_entries::kind.eq_any(kinds.clone()))
            .order((ticket_entries::applied_at.desc(), ticket_entries::ticket_id.desc()))
            .limit(left)
            .select((
                ticket_entries::ticket_id,
                ticket_entries::ticket_no,
                ticket_entries::review_result,
                ticket_entries::is_risk,
                tickets::computed_minor,
                tickets::currency,
                orders::is_stub,
                orders::doubt,
            ))
            .load(connection)?;
        rows.extend(found);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let mut of_tickets = lines(connection, &ids)?;
    Ok(rows
        .into_iter()
        .map(|(id, ticket_no, result, risk_buyer, computed, own, is_stub, doubt)| PastReturn {
            ticket_no,
            facts: LaneFacts {
                lines: of_tickets.remove(&id).unwrap_or_default(),
                computed: (own == currency).then_some(computed),
                limit,
                order_in_doubt: is_stub || !doubt.is_empty(),
                risk_buyer,
                has_address: true,
            },
            result,
        })
        .collect())
}
