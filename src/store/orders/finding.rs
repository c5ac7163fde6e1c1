//! Lookups of the search box besides orders: tickets by their parcel or their order's words, and buyers.

use diesel::prelude::*;

use crate::domain::ticket::status::Status;
use crate::store::orders::BuyerRow;
use crate::store::schema::{buyers, orders, outbounds, ticket_platforms, ticket_returns, tickets};
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError, Scope};

/// A buyer, in scope.
pub fn buyer(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<BuyerRow>, DbError> {
    let found: Option<BuyerRow> = buyers::table.find(id).select(BuyerRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|buyer| scope.sees(buyer.merchant_id)))
}

/// The tickets on a buyer's orders, newest first, without drafts.
pub fn tickets_of_buyer(connection: &mut Conn, buyer_id: i64, limit: i64) -> Result<Vec<TicketRow>, DbError> {
    Ok(tickets::table
        .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
        .filter(orders::buyer_id.eq(buyer_id))
        .filter(tickets::status.ne(Status::Draft))
        .order((tickets::submitted_at.desc(), tickets::id.desc()))
        .limit(limit)
        .select(TicketRow::as_select())
        .load(connection)?)
}

/// Tickets whose goods travel, back or out again, under a tracking number, in scope.
pub fn tickets_by_tracking_no(
    connection: &mut Conn,
    scope: &Scope,
    tracking_no: &str,
) -> Result<Vec<TicketRow>, DbError> {
    let back = ticket_returns::table
        .filter(ticket_returns::tracking_no.eq(tracking_no.to_owned()))
        .select(ticket_returns::ticket_id);
    let out = outbounds::table.filter(outbounds::tracking_no.eq(tracking_no.to_owned())).select(outbounds::ticket_id);
    let found: Vec<TicketRow> = tickets::table
        .filter(tickets::id.eq_any(back).or(tickets::id.eq_any(out)))
        .order((tickets::created_at.desc(), tickets::id.desc()))
        .limit(20)
        .select(TicketRow::as_select())
        .load(connection)?;
    Ok(found.into_iter().filter(|ticket| scope.sees(ticket.merchant_id)).collect())
}

/// Tickets that a platform knows by this number in any letters, in scope; platforms may use one number each.
pub fn tickets_by_platform_no(connection: &mut Conn, scope: &Scope, number: &str) -> Result<Vec<TicketRow>, DbError> {
    let spelled = [number.to_owned(), number.to_uppercase(), number.to_lowercase()];
    let found: Vec<TicketRow> = tickets::table
        .inner_join(ticket_platforms::table.on(ticket_platforms::ticket_id.eq(tickets::id)))
        .filter(ticket_platforms::platform_ticket_no.eq_any(spelled))
        .limit(20)
        .select(TicketRow::as_select())
        .load(connection)?;
    Ok(found.into_iter().filter(|ticket| scope.sees(ticket.merchant_id)).collect())
}

/// Submitted tickets on some orders, newest first.
pub fn tickets_of_orders(connection: &mut Conn, order_ids: &[i64], limit: i64) -> Result<Vec<TicketRow>, DbError> {
    Ok(tickets::table
        .inner_join(orders::table.on(orders::id.eq(tickets::order_id)))
        .filter(tickets::order_id.eq_any(order_ids.to_vec()))
        .filter(tickets::status.ne(Status::Draft))
        .order((tickets::submitted_at.desc(), tickets::id.desc()))
        .limit(limit)
        .select(TicketRow::as_select())
        .load(connection)?)
}
