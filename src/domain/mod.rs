//! DECIDE: the rules of after-sales as pure functions over plain data. Nothing here reads a clock, a database, the environment
//! or a request; everything it needs is handed in, so every rule can be tested by a table of cases.

pub mod assignment;
pub mod codes;
pub mod dispute;
pub mod event;
pub mod goods;
pub mod house;
pub mod lengths;
pub mod lists;
pub mod money;
pub mod order;
pub mod people;
pub mod permission;
pub mod policy;
pub mod refusal;
pub mod service;
pub mod term;
pub mod ticket;
pub mod time;
