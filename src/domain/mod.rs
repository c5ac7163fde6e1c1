//! DECIDE: the rules of after-sales as pure functions over plain data. Nothing here reads a clock, a database, the environment
//! or a request; everything it needs is handed in, so every rule can be tested by a table of cases.

pub mod allocation;
pub mod approval;
pub mod caps;
pub mod codes;
pub mod contact;
pub mod doubt;
pub mod eligibility;
pub mod event;
pub mod list_layout;
pub mod log_columns;
pub mod money;
pub mod network;
pub mod order_record;
pub mod permission;
pub mod picture;
pub mod refund;
pub mod refund_amount;
pub mod refund_columns;
pub mod refusal;
pub mod retention;
pub mod search_text;
pub mod staffing;
pub mod stock;
pub mod ticket_columns;
pub mod time;
pub mod window;
pub mod workflow;
