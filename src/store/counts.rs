//! How many tickets stand on each shelf in each status, by merchant: kept by the transactions that move tickets, so that a tab's count
//! costs the same at ten tickets and at ten million.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use super::schema::ticket_counts;
use super::{Conn, DbError, Scope, Tx};
use crate::domain::codes::{Shelf, Status};

/// What a transaction adds, in the order in which the rows are locked.
pub(super) type Counted = BTreeMap<(i64, Shelf, Status), i64>;

/// Slots of a count on Postgres, where writers would wait for each other. SQLite has one writer.
const SLOTS: i32 = 8;

/// Notes that a ticket came to (1) or left (-1) a place.
pub(super) fn note(tx: &mut Tx<'_>, merchant_id: i64, shelf: Shelf, status: Status, tickets: i64) {
    *tx.counted.entry((merchant_id, shelf, status)).or_default() += tickets;
}

/// Writes what was noted, as the last thing of the transaction.
pub(super) fn write(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let counted = std::mem::take(&mut tx.counted);
    let slot = match tx.connection() {
        Conn::Sqlite(_) => 0,
        Conn::Postgres(_) => rand::random_range(0..SLOTS),
    };
    for ((merchant_id, shelf, status), tickets) in counted.into_iter().filter(|(_, tickets)| *tickets != 0) {
        diesel::sql_query(
            "INSERT INTO ticket_counts (merchant_id, shelf, status, slot, tickets) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (merchant_id, shelf, status, slot) DO UPDATE SET tickets = ticket_counts.tickets + excluded.tickets",
        )
        .bind::<BigInt, _>(merchant_id)
        .bind::<Text, _>(shelf)
        .bind::<Text, _>(status)
        .bind::<Integer, _>(slot)
        .bind::<BigInt, _>(tickets)
        .execute(tx.connection())?;
    }
    Ok(())
}

/// The counts in scope, by shelf and status.
pub fn in_scope(connection: &mut Conn, scope: &Scope) -> Result<BTreeMap<(Shelf, Status), i64>, DbError> {
    let rows: Vec<(i64, Shelf, Status, i64)> = ticket_counts::table
        .select((ticket_counts::merchant_id, ticket_counts::shelf, ticket_counts::status, ticket_counts::tickets))
        .load(connection)?;
    let mut counts = BTreeMap::new();
    for (_, shelf, status, tickets) in rows.into_iter().filter(|(merchant_id, ..)| scope.sees(*merchant_id)) {
        *counts.entry((shelf, status)).or_default() += tickets;
    }
    Ok(counts)
}
