//! The window of every list: a declared order, the place where a page begins, what narrows it. A page is found by keyset, so that a deep
//! page costs no more than the first and rows that come or go meanwhile shift nothing.

mod cursor;
mod listed;
mod predicate;
mod relation;
mod window;

pub use cursor::{Cursor, Direction, Key};
pub use listed::{Listed, Page, Reading, cut};
pub use predicate::Predicate;
pub(in crate::store) use predicate::containing;
pub(in crate::store) use relation::statement;
pub use relation::{Narrowed, Order, Relational};
pub use window::{Window, window_end};
