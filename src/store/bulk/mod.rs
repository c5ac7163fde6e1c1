//! Filling an empty database with a made-up business of any size: a plan in temporary tables (`plan`), rows made of it by a few statements
//! a batch (`spread`), indexes off before and on after (`indexes`). All of it is one transaction, so that a filling that is interrupted has
//! never been. The events of the business are decided elsewhere; no rule of the product is applied here.

pub(in crate::store) mod indexes;
pub mod plan;
mod spread;

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use super::orders::{BuyerRow, ProductRow};
use super::schema::{buyers, products, staff_roles, ticket_platforms, ticket_terms, tickets};
use super::term::platforms::PlatformRow;
use super::term::terms::TermRow;
use crate::domain::permission::Role;
use crate::domain::ticket::status::{Archive, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::conn::per_backend;
use crate::store::engine::pool::connect;
use crate::store::{Conn, DbError};

/// Rows of one INSERT on SQLite: always as many, so that the statement is prepared once.
const ROWS: usize = 64;

/// Tickets that are added to an SQLite file which others have open, at most.
const MOST_BESIDE_OTHERS: i64 = 50_000;

/// Whether no ticket is there.
pub fn has_no_tickets(connection: &mut Conn) -> Result<bool, DbError> {
    let any: Option<i64> = tickets::table.select(tickets::id).limit(1).first(connection).optional()?;
    Ok(any.is_none())
}

/// The ids of those who hold a role, in their order.
pub fn staff_with(connection: &mut Conn, role: Role) -> Result<Vec<i64>, DbError> {
    Ok(staff_roles::table
        .filter(staff_roles::role.eq(role))
        .order(staff_roles::staff_id)
        .select(staff_roles::staff_id)
        .load(connection)?)
}

/// A database that is being filled, on a connection of its own. Dropped before `finish`, nothing has happened.
pub struct Filling {
    connection: Conn,
    put_back: Vec<String>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// Turns SQLite's log off, as soon as those who had the file open have gone; whether they have.
fn leave_log(connection: &mut Conn) -> Result<bool, DbError> {
    for _ in 0..25 {
        // Refused while others are connected.
        let _ = connection.batch_execute("PRAGMA journal_mode = TRUNCATE");
        let mode: Mode = diesel::sql_query("SELECT journal_mode FROM pragma_journal_mode").get_result(connection)?;
        if mode.journal_mode == "truncate" {
            return Ok(true);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Ok(false)
}

impl Filling {
    /// Begins. Where nobody else has an SQLite file open its writes go straight to it, and what a crash of the machine would leave of a
    /// database that was empty a moment ago is not waited for. `tickets` is how many there will be.
    pub fn begin(url: &str, tickets: i64) -> Result<Self, DbError> {
        let mut connection = connect(url)?;
        let is_sqlite = matches!(connection, Conn::Sqlite(_));
        if is_sqlite {
            // Beside others everything goes through the log first, which then grows as large as the database.
            if !leave_log(&mut connection)? && tickets > MOST_BESIDE_OTHERS {
                return Err(DbError::Open("somebody else has the database open: stop the server first".to_owned()));
            }
            connection.batch_execute(
                "PRAGMA threads = 2; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144; \
                 PRAGMA temp_store = FILE; PRAGMA temp.cache_size = -131072; BEGIN IMMEDIATE;",
            )?;
        } else {
            connection.batch_execute(
                "BEGIN; SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '128MB'; \
                 SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL client_min_messages = warning;",
            )?;
        }
        for table in plan::TABLES {
            connection.batch_execute(&plan::create(table, is_sqlite))?;
        }
        let put_back = indexes::take_off(&mut connection, indexes::FILLED)?;
        Ok(Self { connection, put_back })
    }

    /// Takes ids and gives the first of them.
    pub fn take_ids(&mut self, count: i64) -> Result<i64, DbError> {
        let taken: Number = diesel::sql_query(
            "INSERT INTO id_blocks (name, next_id) VALUES ('all', $1) \
             ON CONFLICT (name) DO UPDATE SET next_id = id_blocks.next_id + $1 RETURNING next_id AS number",
        )
        .bind::<BigInt, _>(count)
        .get_result(&mut self.connection)?;
        Ok(taken.number - count + 1)
    }

    /// Adds what is sold, with the units of each on the shelf.
    pub fn add_goods(&mut self, goods: &[plan::GoodsPlan], stocked: i64, at: Timestamp) -> Result<(), DbError> {
        let rows: Vec<ProductRow> = goods
            .iter()
            .map(|goods| ProductRow {
                merchant_id: goods.merchant_id,
                sku: goods.sku.clone(),
                name: goods.name.clone(),
                spec: goods.spec.clone(),
                picture_url: String::new(),
                unit_price_scaled: crate::domain::money::UnitPrice::from_scaled(goods.price_minor * 100),
                priced_at: at,
            })
            .collect();
        for rows in rows.chunks(ROWS) {
            per_backend!(&mut self.connection, inner => {
                diesel::insert_into(products::table).values(rows).on_conflict_do_nothing().execute(inner)?
            });
        }
        self.plan_goods(goods)?;
        let first_id = self.take_ids(i64::try_from(goods.len()).unwrap_or(i64::MAX))?;
        diesel::sql_query(
            "INSERT INTO stock_moves (id, warehouse_id, sku, bucket, qty, reserved_qty, ref_kind, ref_no, note, staff_id, created_at) \
             SELECT $1 + no, warehouse_id, sku, 'SELLABLE', $2, 0, 'COUNT', '', '期初库存', NULL, $3 FROM plan_goods ORDER BY no",
        )
        .bind::<BigInt, _>(first_id)
        .bind::<BigInt, _>(stocked)
        .bind::<BigInt, _>(at)
        .execute(&mut self.connection)?;
        self.connection.batch_execute(
            "INSERT INTO product_terms (merchant_id, sku, category, barcode, custom_made, returnable, accessories, version) \
             SELECT merchant_id, sku, category, '', custom_made, TRUE, '', 1 FROM plan_goods WHERE TRUE ORDER BY no ON CONFLICT DO NOTHING",
        )?;
        Ok(())
    }

    /// Adds buyers.
    pub fn add_buyers(&mut self, rows: &[BuyerRow]) -> Result<(), DbError> {
        for rows in rows.chunks(ROWS) {
            per_backend!(&mut self.connection, inner => diesel::insert_into(buyers::table).values(rows).execute(inner)?);
        }
        Ok(())
    }

    /// Makes rows of the planned orders, lines and tickets, and forgets the plan.
    pub fn spread(&mut self) -> Result<(), DbError> {
        let is_sqlite = matches!(self.connection, Conn::Sqlite(_));
        if !is_sqlite {
            self.connection
                .batch_execute("ANALYZE plan_orders; ANALYZE plan_lines; ANALYZE plan_tickets; ANALYZE plan_paths;")?;
        }
        for statement in spread::BATCH {
            match is_sqlite {
                // A statement that fails undoes all, so it need not be able to undo itself alone.
                true => {
                    self.connection.batch_execute(&statement.replacen("INSERT INTO", "INSERT OR ROLLBACK INTO", 1))?
                }
                false => self.connection.batch_execute(statement)?,
            }
        }
        self.connection.batch_execute(match is_sqlite {
            true => "DELETE FROM plan_orders; DELETE FROM plan_lines; DELETE FROM plan_tickets;",
            false => "TRUNCATE plan_orders, plan_lines, plan_tickets;",
        })?;
        Ok(())
    }

    /// Counts the day's numbers on: prefix, day, and how many were given.
    pub fn count_days(&mut self, days: &[(&'static str, String, i64)]) -> Result<(), DbError> {
        for (prefix, day, given) in days {
            diesel::sql_query(
                "INSERT INTO day_numbers (prefix, day, last_no) VALUES ($1, $2, $3) \
                 ON CONFLICT (prefix, day) DO UPDATE SET last_no = day_numbers.last_no + excluded.last_no",
            )
            .bind::<Text, _>(*prefix)
            .bind::<Text, _>(day)
            .bind::<BigInt, _>(*given)
            .execute(&mut self.connection)?;
        }
        Ok(())
    }

    /// Keeps how many tickets stand where.
    pub fn count_tickets(&mut self, counts: &BTreeMap<(i64, Archive, Status), i64>) -> Result<(), DbError> {
        for ((merchant_id, shelf, status), tickets) in counts {
            diesel::sql_query(
                "INSERT INTO ticket_counts (merchant_id, shelf, status, slot, tickets) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind::<BigInt, _>(*merchant_id)
            .bind::<Text, _>(*shelf)
            .bind::<Text, _>(*status)
            .bind::<Integer, _>(0)
            .bind::<BigInt, _>(*tickets)
            .execute(&mut self.connection)?;
        }
        Ok(())
    }

    /// The number of steps after the last batch, for a bar.
    pub fn steps_left(&self) -> usize {
        spread::KEYS.len() + self.put_back.len() + 1
    }

    /// Puts everything in its place: what tickets are found by, indexes, the stock; then commits. `done` is called after each step.
    pub fn finish(mut self, mut done: impl FnMut()) -> Result<(), DbError> {
        let is_sqlite = matches!(self.connection, Conn::Sqlite(_));
        if !is_sqlite {
            self.connection.batch_execute("ANALYZE plan_keys; ANALYZE plan_goods;")?;
        }
        for statement in spread::KEYS.iter().copied().chain(self.put_back.iter().map(String::as_str)) {
            self.connection.batch_execute(statement)?;
            done();
        }
        // Only compartments of planned goods: what others counted stays as it is.
        self.connection.batch_execute(
            "INSERT INTO stock (warehouse_id, sku, bucket, qty, reserved_qty) \
             SELECT m.warehouse_id, m.sku, m.bucket, SUM(m.qty), SUM(m.reserved_qty) FROM stock_moves m \
             JOIN plan_goods g ON g.sku = m.sku AND g.warehouse_id = m.warehouse_id GROUP BY m.warehouse_id, m.sku, m.bucket",
        )?;
        done();
        for (table, ..) in plan::TABLES {
            self.connection.batch_execute(&format!("DROP TABLE {table}"))?;
        }
        self.connection.batch_execute("COMMIT")?;
        match is_sqlite {
            // No statistics: SQLite's planner follows the indexes that the queries are written for, and guesses from samples would only
            // lead it elsewhere.
            true => self.connection.batch_execute("PRAGMA journal_mode = WAL")?,
            false => self.connection.batch_execute("ANALYZE")?,
        }
        Ok(())
    }
}

macro_rules! plans {
    ($($(#[$meta:meta])* $name:ident, $table:path, $row:ty;)+) => {
        impl Filling {$(
            $(#[$meta])*
            pub fn $name(&mut self, rows: &[$row]) -> Result<(), DbError> {
                match &mut self.connection {
                    Conn::Postgres(inner) => {
                        diesel::copy_from($table).from_insertable(rows).execute(inner)?;
                    }
                    Conn::Sqlite(inner) => {
                        let (whole, rest) = rows.as_chunks::<ROWS>();
                        for rows in whole {
                            diesel::insert_into($table).values(rows).execute(inner)?;
                        }
                        if !rest.is_empty() {
                            diesel::insert_into($table).values(rest).execute(inner)?;
                        }
                    }
                }
                Ok(())
            }
        )+}
    };
}

plans! {
    /// Plans what is sold.
    plan_goods, plan::plan_goods::table, plan::GoodsPlan;
    /// Plans what buyers' tickets are found by.
    plan_keys, plan::plan_keys::table, plan::KeyPlan;
    /// Plans the words of those values.
    plan_words, plan::plan_words::table, plan::WordPlan;
    /// Plans the ways of tickets.
    plan_paths, plan::plan_paths::table, plan::PathPlan;
    /// Plans the events of those ways.
    plan_steps, plan::plan_steps::table, plan::StepPlan;
    /// Plans orders.
    plan_orders, plan::plan_orders::table, plan::OrderPlan;
    /// Plans lines.
    plan_lines, plan::plan_lines::table, plan::LinePlan;
    /// Plans tickets.
    plan_tickets, plan::plan_tickets::table, plan::TicketPlan;
    /// Adds terms.
    add_terms, ticket_terms::table, TermRow;
    /// Adds what platforms show of tickets.
    add_platforms, ticket_platforms::table, PlatformRow;
}
