//! The flows through HTTP, on both engines: one binary, one file per noun. `harness` is how a test gets a server and people.

#[macro_use]
mod harness;

mod account;
mod columns;
mod concurrency;
mod demo;
mod exports;
mod generate;
mod harness_self;
mod kill;
mod lists;
mod login;
mod order_import;
mod plans;
mod reasons;
mod refunds;
mod replay;
mod rules;
mod schema;
mod set_up;
mod settings;
mod sight;
mod staff;
mod tickets;
mod walk;
mod warehouse;
