//! The engine: connections, transactions, ids, prepared statements, migrations. It knows no noun of the trade.

pub mod backfill;
pub mod claims;
pub mod conn;
pub mod db;
pub mod db_error;
pub mod form_tokens;
pub mod ids;
pub mod migrations;
pub mod numbers;
pub mod pool;
pub mod prepared;
pub mod scope;
pub mod status;
pub mod tx;
pub mod types;
pub mod writer;
