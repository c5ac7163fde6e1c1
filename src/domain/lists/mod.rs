//! Lists: columns, how a person arranges them, the text by which rows are found.

pub mod due;
pub mod key_kind;
pub mod layout;
pub mod number_tail;
pub mod queue;
pub mod search_text;
