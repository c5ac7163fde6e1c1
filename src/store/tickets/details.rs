//! The parts of ticket list rows beside their entry, read for a page of rows at a time and only where a column needs them.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::money::Money;
use crate::domain::order::kind::Platform;
use crate::domain::ticket::reason::Responsibility;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{by_text, prepared, round};
use crate::store::schema::{
    buyers, order_lines, orders, shops, staff, ticket_intakes, ticket_lines, ticket_returns, ticket_viewers, tickets,
};
use crate::store::tickets::entries::EntryRow;
use crate::store::{Conn, DbError, Tx};

/// The parts to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct DetailColumns {
    pub goods: bool,
    pub buyer: bool,
    pub parcel: bool,
    pub asked: bool,
    pub computed: bool,
    pub people: bool,
    pub shop: bool,
}

/// A line of a ticket in a few words.
#[derive(Clone, Debug, Queryable)]
pub struct Goods {
    pub ticket_id: i64,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub picture_url: String,
    /// Units, as many as were accepted where not all were.
    pub quantity: i64,
    pub reason_id: i64,
    pub reason_zh: String,
    pub reason_en: String,
    pub responsibility: Responsibility,
}

/// The buyer and the order's flag.
#[derive(Clone, Debug, Default, Queryable)]
pub struct OrderDetail {
    pub receiver: String,
    pub account: Option<String>,
    pub flag: String,
}

/// The parcel on its way back.
#[derive(Clone, Debug, Default, Queryable)]
pub struct Parcel {
    pub carrier: String,
    pub tracking_no: String,
    pub received_at: Option<Timestamp>,
}

/// The parts of a page of rows.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// By ticket.
    pub goods: HashMap<i64, Vec<Goods>>,
    /// By order.
    pub orders: HashMap<i64, OrderDetail>,
    /// By ticket.
    pub parcels: HashMap<i64, Parcel>,
    pub asked: HashMap<i64, Money>,
    pub computed: HashMap<i64, Money>,
    /// Names of staff, by id.
    pub people: HashMap<i64, String>,
    pub shops: HashMap<i64, (String, Platform)>,
}

/// Reads parts of some rows.
pub fn of_rows(connection: &mut Conn, rows: &[EntryRow], wanted: DetailColumns) -> Result<Details, DbError> {
    let mut details = Details::default();
    if rows.is_empty() {
        return Ok(details);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.ticket_id).collect();
    if wanted.goods {
        for goods in goods_of(connection, &ids)? {
            details.goods.entry(goods.ticket_id).or_default().push(goods);
        }
    }
    if wanted.buyer {
        let order_ids = rows.iter().map(|row| row.order_id);
        let found: Vec<(i64, OrderDetail)> = by_text!(
            &mut *connection,
            load,
            orders::table
                .left_join(buyers::table.on(orders::buyer_id.eq(buyers::id.nullable())))
                .filter(orders::id.eq_any(round(order_ids)))
                .select((orders::id, (orders::receiver_name, buyers::account.nullable(), orders::flag)))
        )?;
        details.orders = found.into_iter().collect();
    }
    if wanted.parcel {
        let found: Vec<(i64, Parcel)> = by_text!(
            &mut *connection,
            load,
            ticket_returns::table.filter(ticket_returns::ticket_id.eq_any(round(ids.clone()))).select((
                ticket_returns::ticket_id,
                (ticket_returns::carrier, ticket_returns::tracking_no, ticket_returns::received_at),
            ))
        )?;
        details.parcels = found.into_iter().collect();
    }
    if wanted.asked {
        let found: Vec<(i64, Option<Money>)> = by_text!(
            &mut *connection,
            load,
            ticket_intakes::table
                .filter(ticket_intakes::ticket_id.eq_any(round(ids.clone())))
                .select((ticket_intakes::ticket_id, ticket_intakes::claimed_minor))
        )?;
        details.asked = found.into_iter().filter_map(|(id, asked)| Some((id, asked?))).collect();
    }
    if wanted.computed {
        let found: Vec<(i64, Money)> = by_text!(
            &mut *connection,
            load,
            tickets::table.filter(tickets::id.eq_any(round(ids))).select((tickets::id, tickets::computed_minor))
        )?;
        details.computed = found.into_iter().collect();
    }
    if wanted.people {
        let people = rows.iter().flat_map(|row| [row.assignee_id, row.reviewer_id]);
        let found: Vec<(i64, String)> = by_text!(
            &mut *connection,
            load,
            staff::table.filter(staff::id.eq_any(round(people))).select((staff::id, staff::display_name))
        )?;
        details.people = found.into_iter().collect();
    }
    if wanted.shop {
        let found: Vec<(i64, String, Platform)> = by_text!(
            &mut *connection,
            load,
            shops::table.filter(shops::id.eq_any(round(rows.iter().map(|row| row.shop_id)))).select((
                shops::id,
                shops::name,
                shops::platform
            ))
        )?;
        details.shops = found.into_iter().map(|(id, name, platform)| (id, (name, platform))).collect();
    }
    Ok(details)
}

/// The lines of some tickets, by ticket and line.
pub fn goods_of(connection: &mut Conn, ids: &[i64]) -> Result<Vec<Goods>, DbError> {
    Ok(by_text!(
        connection,
        load,
        ticket_lines::table
            .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
            .filter(ticket_lines::ticket_id.eq_any(round(ids.iter().copied())))
            .order((ticket_lines::ticket_id, ticket_lines::line_no))
            .select((
                ticket_lines::ticket_id,
                order_lines::sku,
                order_lines::name,
                order_lines::spec,
                order_lines::picture_url,
                sql::<BigInt>("COALESCE(ticket_lines.settled_qty, ticket_lines.quantity)"),
                ticket_lines::reason_id,
                ticket_lines::reason_zh,
                ticket_lines::reason_en,
                ticket_lines::responsibility,
            ))
    )?)
}

/// Who else has any tickets open since an instant: ticket id and name.
pub fn viewers(connection: &mut Conn, except: i64, since: Timestamp) -> Result<Vec<(i64, String)>, DbError> {
    Ok(prepared!(
        connection,
        load,
        ticket_viewers::table
            .inner_join(staff::table.on(staff::id.eq(ticket_viewers::staff_id)))
            .filter(ticket_viewers::staff_id.ne(except))
            .filter(ticket_viewers::seen_at.ge(since))
            .select((ticket_viewers::ticket_id, staff::display_name))
    )?)
}

/// When somebody was last noted to have a ticket open.
pub fn seen_at(connection: &mut Conn, ticket_id: i64, staff_id: i64) -> Result<Option<Timestamp>, DbError> {
    let row = ticket_viewers::table.find((ticket_id, staff_id));
    Ok(row.select(ticket_viewers::seen_at).first(connection).optional()?)
}

/// Notes that a person has a ticket open now, and forgets the tickets that the same person had open an hour ago.
pub fn see(tx: &mut Tx<'_>, ticket_id: i64, staff_id: i64) -> Result<(), DbError> {
    let now = tx.now();
    let row = ticket_viewers::table.find((ticket_id, staff_id));
    let seen = diesel::update(row).set(ticket_viewers::seen_at.eq(now)).execute(tx.connection())?;
    if seen == 0 {
        let values = (
            ticket_viewers::ticket_id.eq(ticket_id),
            ticket_viewers::staff_id.eq(staff_id),
            ticket_viewers::seen_at.eq(now),
        );
        crate::store::engine::conn::per_backend!(tx.connection(), inner => {
            diesel::insert_into(ticket_viewers::table).values(values).on_conflict_do_nothing().execute(inner)?
        });
        let old = ticket_viewers::table
            .filter(ticket_viewers::staff_id.eq(staff_id))
            .filter(ticket_viewers::seen_at.lt(now.plus_seconds(-3_600)));
        diesel::delete(old).execute(tx.connection())?;
    }
    Ok(())
}
