//! Who shaped a ticket's claim and amount. Rows are only ever added; the domain decides which actions they forbid.

use diesel::prelude::*;

use crate::domain::ticket::shaping::{Shaper, Shaping};
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::ticket_shapers;
use crate::store::{Conn, DbError, Tx};

/// Everybody who shaped a ticket, in all rounds.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<Shaper>, DbError> {
    let rows: Vec<(i64, i32, Shaping)> = prepared!(
        connection,
        load,
        ticket_shapers::table.filter(ticket_shapers::ticket_id.eq(ticket_id)).select((
            ticket_shapers::staff_id,
            ticket_shapers::round,
            ticket_shapers::shaping
        ))
    )?;
    Ok(rows.into_iter().map(|(staff_id, round, shaping)| Shaper { staff_id, round, shaping }).collect())
}

/// Keeps that somebody shaped a ticket; the same again changes nothing.
pub fn add(tx: &mut Tx<'_>, ticket_id: i64, shaper: Shaper) -> Result<(), DbError> {
    let row = (
        ticket_shapers::ticket_id.eq(ticket_id),
        ticket_shapers::round.eq(shaper.round),
        ticket_shapers::shaping.eq(shaper.shaping),
        ticket_shapers::staff_id.eq(shaper.staff_id),
        ticket_shapers::shaped_at.eq(tx.now()),
    );
    change!(tx.connection(), diesel::insert_into(ticket_shapers::table).values(row).on_conflict_do_nothing())?;
    Ok(())
}
