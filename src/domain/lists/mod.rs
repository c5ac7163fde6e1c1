//! Lists: columns, how a person arranges them, the text by which rows are found.

pub mod key_kind;
pub mod layout;
pub mod log_columns;
pub mod refund_columns;
pub mod search_text;
pub mod ticket_columns;
