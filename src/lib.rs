//! The after-sales back office: a server-rendered web app in which an order's after-sale goes from application to the last fen and
//! the last box.
//!
//! Four words carry the house. **Decide** (`domain`): pure rules. **Do** (`commands`): one function per verb, one transaction each.
//! **Keep** (`store`): the database. **Show** (`web`): pages. A request runs through them once, in one direction: `web` parses the
//! form, `Db::write` opens the transaction, the command claims its rows and asks the domain, the store saves state, event and outbox
//! row together, and the browser is sent to a page that reads again. Jobs do afterwards what must not happen inside a transaction.
//!
//! Deliberately absent: a write outside a command (`Tx` is made by `Db::write` alone), a query without a `Scope`, a clock outside `clock`,
//! a gateway call before the commit, a rule outside `domain`, a word outside `i18n`, a trigger or hook in the database.

pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod domain;
pub mod exports;
pub mod files;
pub mod gateways;
pub mod generate;
pub mod i18n;
pub mod jobs;
pub mod replay;
pub mod server;
pub mod spreadsheet;
pub mod store;
pub mod viewer;
pub mod web;
