//! Indexes, and on Postgres references, slow down adding rows, so they are taken off before the filling and put back after it, as the
//! database's own catalogue describes them, so that nothing here can drift from the migrations.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::store::{Conn, DbError};

/// The tables a filling adds rows to by the thousand.
pub(super) const FILLED: &str = "'buyers', 'orders', 'order_lines', 'order_payments', 'shipments', 'tickets', 'ticket_entries', 'ticket_intakes', \
    'ticket_decisions', 'ticket_returns', 'ticket_lines', 'ticket_reviews', 'ticket_shapers', 'refunds', 'refund_attempts', 'parcels', \
    'parcel_tickets', 'ticket_terms', 'ticket_platforms', 'inbounds', 'inbound_lines', 'inspections', 'outbounds', 'outbound_lines', 'stock_moves', 'events'";

#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Text)]
    take_off: String,
    #[diesel(sql_type = Text)]
    put_back: String,
}

/// Takes them off some tables (names in quotes, with commas between them); the statements that put back what was taken off, in their order.
pub(in crate::store) fn take_off(connection: &mut Conn, tables: &str) -> Result<Vec<String>, DbError> {
    let mut found = indexes(connection, tables)?;
    if matches!(connection, Conn::Postgres(_)) {
        found.extend(references(connection, tables)?);
    }
    for described in &found {
        connection.batch_execute(&described.take_off)?;
    }
    Ok(found.into_iter().map(|described| described.put_back).collect())
}

/// Indexes that no constraint made.
fn indexes(connection: &mut Conn, tables: &str) -> Result<Vec<Described>, DbError> {
    let query = match connection {
        Conn::Sqlite(_) => format!(
            "SELECT 'DROP INDEX ' || name AS take_off, sql AS put_back FROM sqlite_master \
             WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables}) ORDER BY tbl_name, name"
        ),
        Conn::Postgres(_) => format!(
            "SELECT 'DROP INDEX ' || quote_ident(indexname) AS take_off, indexdef AS put_back FROM pg_indexes \
             WHERE schemaname = current_schema() AND tablename IN ({tables}) \
             AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY tablename, indexname"
        ),
    };
    Ok(diesel::sql_query(query).load(connection)?)
}

fn references(connection: &mut Conn, tables: &str) -> Result<Vec<Described>, DbError> {
    let query = format!(
        "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname) AS take_off, \
         'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) \
         AS put_back FROM pg_constraint WHERE contype = 'f' AND conrelid IN \
         (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname IN ({tables})) ORDER BY conname"
    );
    Ok(diesel::sql_query(query).load(connection)?)
}
