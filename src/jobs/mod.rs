//! DO LATER: what must not happen inside a transaction. A job is a row in the outbox, claimed under a lease, run by its kind, and ended,
//! put off with a growing delay or given up. Whatever a job finds out comes back through a command. Nothing runs twice at once unless
//! a lease ran out, and running twice does no harm.

mod expired_exports;
pub mod export;
pub mod import_orders;
pub mod job;
pub mod order_file;
mod pictures;
pub mod product_file;
pub mod refund;
mod retention;
mod return_tickets;
mod run;
pub mod stock_file;
mod table;
mod terms;
mod try_rules;
mod worker;

pub use crate::gateways::Gateways;
pub use job::Jobs;
pub use worker::Worker;
