//! The flows through HTTP, on both engines: one binary, one file per noun. `harness` is how a test gets a server and people.

#[macro_use]
mod harness;

mod account;
mod columns;
mod concurrency;
mod demo;
mod evidence;
mod exports;
mod generate;
mod harness_self;
mod kill;
mod lists;
mod login;
mod operating;
mod order_import;
mod pictures;
mod plans;
mod reasons;
mod refunds;
mod replay;
mod retention;
mod rules;
mod schema;
mod set_up;
mod settings;
mod staff;
mod tickets;
mod uploads;
mod walk;
mod warehouse;
