//! What was applied for lately and on an order, for the form of the next application.

use diesel::prelude::*;

use crate::domain::ticket::status::Status;
use crate::store::schema::{ticket_lines, tickets};
use crate::store::tickets::list;
use crate::store::tickets::list::TicketFilter;
use crate::store::tickets::list::ask::{TicketPage, TicketSort};
use crate::store::{Conn, DbError, Scope};

/// Tickets whose reasons count as used lately.
const LATEST: i64 = 200;

/// The reasons of the lines of a merchant's latest tickets.
pub fn reasons_used(connection: &mut Conn, merchant_id: i64) -> Result<Vec<i64>, DbError> {
    let filter = TicketFilter { merchants: vec![merchant_id], ..TicketFilter::default() };
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: LATEST };
    let latest = list::page(connection, &Scope::Of(vec![merchant_id]), &filter, &page)?.rows;
    let ids: Vec<i64> = latest.iter().map(|row| row.ticket_id).collect();
    Ok(ticket_lines::table
        .filter(ticket_lines::ticket_id.eq_any(ids))
        .select(ticket_lines::reason_id)
        .load(connection)?)
}

/// Units of an order's lines that submitted tickets, not ended, are about: the order's line, the ticket's number, units that it settles.
/// `except` is left out.
pub fn open_on_lines(
    connection: &mut Conn,
    order_id: i64,
    except: Option<i64>,
) -> Result<Vec<(i64, String, i64)>, DbError> {
    let is_out = |status: &Status| status.has_ended() || *status == Status::Draft;
    let out: Vec<Status> = Status::ALL.iter().copied().filter(is_out).collect();
    let rows: Vec<(i64, String, i64, Option<i64>)> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .filter(tickets::order_id.eq(order_id))
        .filter(tickets::id.ne(except.unwrap_or_default()))
        .filter(tickets::status.ne_all(out))
        .order((ticket_lines::line_no, tickets::id))
        .select((ticket_lines::order_line_id, tickets::ticket_no, ticket_lines::quantity, ticket_lines::settled_qty))
        .load(connection)?;
    Ok(rows.into_iter().map(|(line, no, applied, settled)| (line, no, settled.unwrap_or(applied))).collect())
}
