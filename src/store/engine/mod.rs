//! The engine: connections, transactions, ids, prepared statements, migrations. It knows no noun of the trade.

pub mod claims;
pub mod db;
pub mod db_error;
pub mod form_tokens;
pub mod ids;
pub mod numbers;
pub mod prepared;
pub mod scope;
pub mod status;
pub mod types;
pub mod upgrade;
pub mod writer;
