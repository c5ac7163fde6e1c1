//! KEEP: the only place that knows diesel and that there are two engines. Functions that read take a `&mut Conn` and, for rows a
//! person asks for, a `Scope`; functions that write take a `&mut Tx`, which only `Db::write` makes. No rule and no permission is
//! decided here.

pub mod audit;
pub mod audit_list;
pub mod books;
pub mod bulk;
pub mod counts;
pub mod db;
pub mod demo;
pub mod desk;
pub mod entries;
pub mod events;
pub mod exports;
pub mod finding;
pub mod form_tokens;
mod ids;
pub mod imports;
pub mod inbounds;
pub mod list_choices;
pub mod list_views;
pub mod merchants;
pub mod numbers;
pub mod order_import;
pub mod order_list;
pub mod orders;
pub mod outbounds;
pub mod outbox;
pub mod parcels;
pub mod pictures;
pub mod preferences;
mod prepared;
pub mod reasons;
pub mod refund_list;
pub mod refunds;
pub mod retention;
mod schema;
pub mod scope;
pub mod sessions;
pub mod staff;
pub mod staff_list;
pub mod stock;
pub mod ticket_details;
pub mod ticket_keys;
pub mod ticket_list;
pub mod ticket_parts;
pub mod ticket_search;
pub mod tickets;
mod types;
pub mod uploads;
pub mod warehouse_desk;
pub mod warehouse_logs;
mod writer;

pub use db::{Conn, Db, DbError, Engine, StoreError, Tx};
pub use scope::Scope;
