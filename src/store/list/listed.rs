//! The questions that every list answers: a page, the rows of a file batch by batch, their number.

use std::collections::VecDeque;

use crate::store::list::cursor::Cursor;
use crate::store::list::window::Window;
use crate::store::{Conn, DbError, Scope};

/// A list that the database holds. Every question takes the scope of the reader.
pub trait Listed: 'static {
    /// Its conditions.
    type Narrowing: Clone + Default + Send + Sync + 'static;
    /// Its orders.
    type Order: Copy + PartialEq + Send + Sync + 'static;
    /// A row with what its cells show.
    type Row: Send + 'static;

    /// The rows of a window, in the list's order.
    ///
    /// # Errors
    /// The database cannot be read.
    fn page(
        connection: &mut Conn,
        scope: &Scope,
        narrowing: &Self::Narrowing,
        window: &Window<Self::Order>,
    ) -> Result<Page<Self::Row>, DbError>;

    /// The next rows of a file, about `rows` of them; there may be none for once. `None` after the last.
    ///
    /// # Errors
    /// The database cannot be read.
    fn batch(
        connection: &mut Conn,
        scope: &Scope,
        narrowing: &Self::Narrowing,
        reading: &mut Reading<Self::Order>,
        rows: i64,
    ) -> Result<Option<Vec<Self::Row>>, DbError>;

    /// The number of rows, counted no further than `most`.
    ///
    /// # Errors
    /// The database cannot be read.
    fn count(connection: &mut Conn, scope: &Scope, narrowing: &Self::Narrowing, most: i64) -> Result<i64, DbError>;

    /// The number of rows of a file; `None` where it is not cheap to know.
    ///
    /// # Errors
    /// The database cannot be read.
    fn total(connection: &mut Conn, scope: &Scope, narrowing: &Self::Narrowing) -> Result<Option<i64>, DbError> {
        Self::count(connection, scope, narrowing, i64::MAX).map(Some)
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<R> {
    pub rows: Vec<R>,
    /// The places of the first and the last row; none of an empty page.
    pub ends: Option<(Cursor, Cursor)>,
    pub has_previous: bool,
    pub has_next: bool,
    /// The place at which looking for rows ended before the page was full; there may be more rows behind it.
    pub looked_to: Option<Cursor>,
}

impl<R> Page<R> {
    /// The page with its rows made into something else.
    pub fn map<S>(self, make: impl FnMut(R) -> S) -> Page<S> {
        Page {
            rows: self.rows.into_iter().map(make).collect(),
            ends: self.ends,
            has_previous: self.has_previous,
            has_next: self.has_next,
            looked_to: self.looked_to,
        }
    }
}

/// The progress of reading a list for a file.
pub struct Reading<O> {
    pub window: Window<O>,
    /// Places that were found and whose rows were not read yet.
    pub places: VecDeque<Cursor>,
    pub is_ended: bool,
}

impl<O> Reading<O> {
    /// From the first row on.
    pub fn new(sort: O, ascending: bool) -> Self {
        Self { window: Window { sort, ascending, start: None, limit: 0 }, places: VecDeque::new(), is_ended: false }
    }
}

/// Cuts the one row off that a window has too many, and says whether there are pages before and after it. The rows are in the list's order.
pub fn cut<O, T>(window: &Window<O>, limit: i64, rows: &mut Vec<T>) -> (bool, bool) {
    let more = rows.len() as i64 > limit;
    let backward = window.is_backward();
    if more && backward {
        rows.remove(0);
    } else if more {
        rows.pop();
    }
    let is_some = !rows.is_empty();
    if backward { (more, is_some) } else { (window.start.is_some() && is_some, more) }
}
