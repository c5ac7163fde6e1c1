//! Which rows of a list, and where a window of rows ends.

use diesel::dsl::{Limit, Offset};
use diesel::query_dsl::methods::{LimitDsl, OffsetDsl};

use crate::store::list::cursor::{Cursor, Direction};

/// A window: which rows, in which order, from where.
#[derive(Clone, Debug)]
pub struct Window<O> {
    pub sort: O,
    pub ascending: bool,
    /// The row after (or before) which the rows begin; it is not one of them.
    pub start: Option<(Cursor, Direction)>,
    /// Rows at most.
    pub limit: i64,
}

impl<O> Window<O> {
    /// Whether it goes towards the beginning of the list.
    pub fn is_backward(&self) -> bool {
        matches!(self.start, Some((_, Direction::Before)))
    }

    /// The row at which it begins.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.start.as_ref().map(|(cursor, _)| cursor)
    }
}

/// The row with which the first `rows` rows of a query end, in the query's order; no row where it has fewer. The only place that counts
/// rows off: everything else goes on from a row.
pub fn window_end<Q>(query: Q, rows: i64) -> Limit<Offset<Q>>
where
    Q: OffsetDsl,
    Offset<Q>: LimitDsl,
{
    query.offset(rows.max(1) - 1).limit(1)
}
