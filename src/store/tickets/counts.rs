//! The number of tickets by merchant, archive and status: kept by the transactions that move tickets, so that a tab's count costs the same
//! at ten tickets and at ten million.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::ticket::status::{Archive, Status};
use crate::store::engine::prepared::{change, prepared};
use crate::store::engine::tx::AtEnd;
use crate::store::schema::ticket_counts;
use crate::store::{Conn, DbError, Scope, Tx};

/// The changes of a transaction, in the order in which the rows are locked.
#[derive(Default)]
struct Counted(BTreeMap<(i64, Archive, Status), i64>);

/// Slots of a count on Postgres, where writers would wait for each other. SQLite has one writer.
const SLOTS: i32 = 8;

/// Notes that a ticket came to (1) or left (-1) a place.
pub(in crate::store) fn note(tx: &mut Tx<'_>, merchant_id: i64, shelf: Archive, status: Status, tickets: i64) {
    tx.collect(|counted: &mut Counted, _| *counted.0.entry((merchant_id, shelf, status)).or_default() += tickets);
}

impl AtEnd for Counted {
    /// The last of a transaction's locks.
    const TURN: u8 = 9;

    fn write(self, connection: &mut Conn) -> Result<(), DbError> {
        let slot = match connection {
            Conn::Sqlite(_) => 0,
            Conn::Postgres(_) => rand::random_range(0..SLOTS),
        };
        for ((merchant_id, shelf, status), tickets) in self.0.into_iter().filter(|(_, tickets)| *tickets != 0) {
            let row = (
                ticket_counts::merchant_id.eq(merchant_id),
                ticket_counts::shelf.eq(shelf),
                ticket_counts::status.eq(status),
                ticket_counts::slot.eq(slot),
                ticket_counts::tickets.eq(tickets),
            );
            change!(
                &mut *connection,
                diesel::insert_into(ticket_counts::table)
                    .values(row)
                    .on_conflict((
                        ticket_counts::merchant_id,
                        ticket_counts::shelf,
                        ticket_counts::status,
                        ticket_counts::slot,
                    ))
                    .do_update()
                    .set(ticket_counts::tickets.eq(ticket_counts::tickets + tickets))
            )?;
        }
        Ok(())
    }
}

/// All counts at one instant: a page reads them once, whatever it shows.
pub struct Kept(Vec<(i64, Archive, Status, i64)>);

impl Kept {
    /// Reads them.
    pub fn read(connection: &mut Conn) -> Result<Self, DbError> {
        let counts = prepared!(
            connection,
            load,
            ticket_counts::table.select((
                ticket_counts::merchant_id,
                ticket_counts::shelf,
                ticket_counts::status,
                ticket_counts::tickets,
            ))
        )?;
        Ok(Self(counts))
    }

    /// Those of an archive in scope, by status.
    pub fn on(&self, shelf: Archive, scope: &Scope) -> BTreeMap<Status, i64> {
        let mut counts = BTreeMap::new();
        for (merchant_id, on, status, tickets) in &self.0 {
            if *on == shelf && scope.sees(*merchant_id) {
                *counts.entry(*status).or_default() += tickets;
            }
        }
        counts
    }
}
