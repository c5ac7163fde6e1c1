//! Where ids and running numbers come from.

use std::collections::HashMap;
use std::sync::Mutex;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::store::engine::conn::Conn;
use crate::store::engine::db_error::DbError;
use crate::store::engine::pool::Spare;
use crate::store::engine::prepared::prepared;
use crate::store::schema::day_numbers;

/// How many ids a process takes at a time: gaps are harmless, a hot row is not.
const ID_BLOCK: i64 = 1_000;
/// How many running numbers of a day a process takes at a time on Postgres: transactions that take them singly would wait for each other's
/// commit, and so for the disk, one after the other.
const NUMBER_BLOCK: i64 = 20;

/// Where ids come from: a block at a time. On SQLite the block is taken inside the transaction and forgotten if that is undone; on
/// Postgres through a connection of its own, because others use the block before the transaction that took it has ended.
pub(in crate::store) struct IdSource {
    block: Mutex<IdBlock>,
    /// Blocks of the day's running numbers, by prefix and day, on Postgres.
    numbers: Mutex<HashMap<(String, String), IdBlock>>,
    own: Option<Spare>,
}

#[derive(Default)]
struct IdBlock {
    last: i64,
    end: i64,
}

impl IdSource {
    pub(in crate::store) fn new(own: Option<Spare>) -> Self {
        Self { block: Mutex::default(), numbers: Mutex::default(), own }
    }

    /// A new id.
    pub(in crate::store) fn next(&self, connection: &mut Conn) -> Result<i64, DbError> {
        let mut block = self.block.lock().map_err(|_| DbError::Gone)?;
        if block.last >= block.end {
            block.end = match &self.own {
                Some(own) => own.run(take_id_block)?,
                None => take_id_block(connection)?,
            };
            block.last = block.end - ID_BLOCK;
        }
        block.last += 1;
        Ok(block.last)
    }

    /// The next running number of a prefix and day, where many transactions take them at once; `None` where only one does.
    pub(in crate::store) fn next_number(&self, prefix: &str, day: &str) -> Result<Option<i64>, DbError> {
        let Some(own) = &self.own else { return Ok(None) };
        let mut numbers = self.numbers.lock().map_err(|_| DbError::Gone)?;
        numbers.retain(|(_, of), block| of == day || block.last < block.end);
        let block = numbers.entry((prefix.to_owned(), day.to_owned())).or_default();
        if block.last >= block.end {
            block.end = own.run(|connection| take_numbers(connection, prefix, day, NUMBER_BLOCK))?;
            block.last = block.end - NUMBER_BLOCK;
        }
        block.last += 1;
        Ok(Some(block.last))
    }

    /// Forgets what an undone transaction took.
    pub(in crate::store) fn undone(&self) {
        if let (None, Ok(mut block)) = (&self.own, self.block.lock()) {
            *block = IdBlock::default();
        }
    }
}

#[derive(QueryableByName)]
struct NextId {
    #[diesel(sql_type = BigInt)]
    next_id: i64,
}

fn take_id_block(connection: &mut Conn) -> Result<i64, DbError> {
    let row: NextId = diesel::sql_query(
        "INSERT INTO id_blocks (name, next_id) VALUES ('all', $1) \
         ON CONFLICT (name) DO UPDATE SET next_id = id_blocks.next_id + $1 RETURNING next_id",
    )
    .bind::<BigInt, _>(ID_BLOCK)
    .get_result(connection)?;
    Ok(row.next_id)
}

/// Takes `count` numbers of a prefix and day and gives the last of them.
pub(in crate::store) fn take_numbers(
    connection: &mut Conn,
    prefix: &str,
    day: &str,
    count: i64,
) -> Result<i64, DbError> {
    let first = (day_numbers::prefix.eq(prefix), day_numbers::day.eq(day), day_numbers::last_no.eq(count));
    Ok(prepared!(
        connection,
        get_result,
        diesel::insert_into(day_numbers::table)
            .values(first)
            .on_conflict((day_numbers::prefix, day_numbers::day))
            .do_update()
            .set(day_numbers::last_no.eq(day_numbers::last_no + count))
            .returning(day_numbers::last_no)
    )?)
}
