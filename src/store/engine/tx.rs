//! One write transaction, and what it collects to be written at its end.

use std::any::Any;
use std::collections::BTreeMap;

use crate::domain::time::Timestamp;
use crate::store::engine::conn::Conn;
use crate::store::engine::db_error::DbError;
use crate::store::engine::ids::{IdSource, take_numbers};

/// One write transaction. It is committed when the closure given to `Db::write` answers `Ok`, undone otherwise.
pub struct Tx<'c> {
    connection: &'c mut Conn,
    ids: &'c IdSource,
    now: Timestamp,
    pub(in crate::store) wakes_jobs: bool,
    /// By turn.
    at_end: BTreeMap<u8, Box<dyn Collected>>,
}

/// Something that a transaction collects and writes at its end. Kinds are written by `TURN`, the lowest first, in every transaction alike,
/// so that no two transactions wait for each other. Two kinds must not share a turn.
pub(in crate::store) trait AtEnd: Any + Default {
    const TURN: u8;

    /// Writes it, in an order of its own that is the same in every transaction.
    fn write(self, connection: &mut Conn) -> Result<(), DbError>;
}

/// An `AtEnd` of any kind.
trait Collected {
    fn write(self: Box<Self>, connection: &mut Conn) -> Result<(), DbError>;
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<C: AtEnd> Collected for C {
    fn write(self: Box<Self>, connection: &mut Conn) -> Result<(), DbError> {
        AtEnd::write(*self, connection)
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

impl<'c> Tx<'c> {
    pub(in crate::store) fn new(connection: &'c mut Conn, ids: &'c IdSource, now: Timestamp) -> Self {
        Self { connection, ids, now, wakes_jobs: false, at_end: BTreeMap::new() }
    }

    /// Writes what was collected for the end, in one order for all transactions, so that none waits for another that waits for it.
    pub(in crate::store) fn close(&mut self) -> Result<(), DbError> {
        for collected in std::mem::take(&mut self.at_end).into_values() {
            collected.write(self.connection)?;
        }
        Ok(())
    }

    /// The instant of this transaction, the same for everything in it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The connection, for the store's read functions.
    pub fn connection(&mut self) -> &mut Conn {
        self.connection
    }

    /// Collects something that is written at the end.
    pub(in crate::store) fn collect<C: AtEnd, T>(&mut self, work: impl FnOnce(&mut C, &mut Conn) -> T) -> T {
        let collected = self.at_end.entry(C::TURN).or_insert_with(|| Box::new(C::default()));
        work(collected.as_any().downcast_mut().expect("one kind a turn"), self.connection)
    }

    /// The next running number of a prefix and day.
    pub(in crate::store) fn next_number(&mut self, prefix: &str, day: &str) -> Result<i64, DbError> {
        match self.ids.next_number(prefix, day)? {
            Some(number) => Ok(number),
            None => take_numbers(self.connection, prefix, day, 1),
        }
    }

    /// A new id, unique in the database.
    pub fn next_id(&mut self) -> Result<i64, DbError> {
        self.ids.next(self.connection)
    }
}
