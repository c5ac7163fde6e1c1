//! Where a ticket's parcel goes: as an agent typed it, else to the order's receiver; and who has seen it in clear.

use diesel::prelude::*;

use crate::domain::goods::ship_to::ShipTo;
use crate::store::schema::{orders, ship_to_looks, ship_tos};
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError, Tx};

/// Where a ticket's parcel goes.
pub fn of_ticket(connection: &mut Conn, ticket: &TicketRow) -> Result<ShipTo, DbError> {
    let typed: Option<(String, String, String)> = ship_tos::table
        .find(ticket.id)
        .select((ship_tos::receiver, ship_tos::phone, ship_tos::address))
        .first(connection)
        .optional()?;
    let (receiver, phone, address) = match typed {
        Some(typed) => typed,
        None => orders::table
            .find(ticket.order_id)
            .select((orders::receiver_name, orders::receiver_phone, orders::receiver_address))
            .first(connection)?,
    };
    Ok(ShipTo { receiver, phone, address })
}

/// Keeps where a claimed ticket's parcel goes. Nobody has seen the new address yet.
pub fn put(tx: &mut Tx<'_>, ticket_id: i64, ship_to: &ShipTo) -> Result<(), DbError> {
    diesel::delete(ship_to_looks::table.filter(ship_to_looks::ticket_id.eq(ticket_id))).execute(tx.connection())?;
    diesel::delete(ship_tos::table.find(ticket_id)).execute(tx.connection())?;
    diesel::insert_into(ship_tos::table)
        .values((
            ship_tos::ticket_id.eq(ticket_id),
            ship_tos::receiver.eq(&ship_to.receiver),
            ship_tos::phone.eq(&ship_to.phone),
            ship_tos::address.eq(&ship_to.address),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Whether a person has seen a ticket's present address in clear.
pub fn was_seen(connection: &mut Conn, ticket_id: i64, staff_id: i64) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(ship_to_looks::table.find((ticket_id, staff_id)))).get_result(connection)?)
}

/// Keeps that a person has seen a claimed ticket's address in clear, who had not before.
pub fn put_look(tx: &mut Tx<'_>, ticket_id: i64, staff_id: i64) -> Result<(), DbError> {
    diesel::insert_into(ship_to_looks::table)
        .values((ship_to_looks::ticket_id.eq(ticket_id), ship_to_looks::staff_id.eq(staff_id)))
        .execute(tx.connection())?;
    Ok(())
}
