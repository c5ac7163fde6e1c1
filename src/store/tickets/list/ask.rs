//! What a page of the list is asked for, and what it answers.

use crate::domain::lists::ticket_columns::TicketColumn;

/// Which rows, in which order, from where.
#[derive(Clone, Debug)]
pub struct TicketPage {
    pub sort: TicketColumn,
    pub ascending: bool,
    /// The row after (or before) which the page begins.
    pub start: Option<(Cursor, Direction)>,
    pub limit: i64,
}

/// Which way a page goes from its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    After,
    Before,
}

/// A row's place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub key: Key,
    pub id: i64,
}

/// The value a row is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Number(i64),
    Text(String),
    /// Of a list in groups: the group, and the moment of submission within it.
    Grouped(String, i64),
}
