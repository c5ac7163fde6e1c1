//! Actions of people and the system on a ticket.

mod agree_at_once;
mod amount_log;
pub mod annotate;
pub mod appeal;
pub mod application;
pub mod approve_automatically;
pub mod assignment;
pub mod begin_return;
pub mod confirm_receipt;
pub mod decide_exception;
pub mod kept_files;
pub mod negotiate;
pub mod open_ticket;
pub mod prepare;
pub mod return_goods;
pub mod review;
pub mod step;
pub mod withdraw;
