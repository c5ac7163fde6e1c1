//! The ticket list as every other list is asked: its pages and files are walks of its own planner.

use crate::domain::ticket::status::Archive;
use crate::store::list::{Direction, Listed, Page, Reading, Window, cut};
use crate::store::tickets::counts::Kept;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list;
use crate::store::tickets::list::StatusCounts;
use crate::store::tickets::list::ask::{TicketNarrowing, TicketSort};
use crate::store::{Conn, DbError, Scope};

/// The ticket list.
pub struct Tickets;

impl TicketNarrowing {
    /// The number of tickets in some counts that meet the conditions on status.
    pub fn of_counts(&self, counts: &StatusCounts) -> i64 {
        let filter = &self.filter;
        let is_all = filter.statuses.is_empty() || filter.shelf == Archive::Draft;
        if is_all { counts.all() } else { counts.of(&filter.statuses) }
    }
}

fn counts(connection: &mut Conn, scope: &Scope, narrowing: &TicketNarrowing) -> Result<(i64, bool), DbError> {
    let kept = Kept::read(connection)?;
    let counts = list::status_counts(connection, &kept, scope, &narrowing.filter)?;
    Ok((narrowing.of_counts(&counts), counts.is_capped))
}

impl Listed for Tickets {
    type Narrowing = TicketNarrowing;
    type Order = TicketSort;
    type Row = EntryRow;

    fn page(
        connection: &mut Conn,
        scope: &Scope,
        narrowing: &TicketNarrowing,
        window: &Window<TicketSort>,
    ) -> Result<Page<EntryRow>, DbError> {
        let one_more = Window { limit: window.limit + 1, ..window.clone() };
        let mut found = list::page(connection, scope, &narrowing.filter, &one_more)?;
        let (has_previous, has_next) = cut(window, window.limit, &mut found.rows);
        let place = |row: &EntryRow| list::cursor_of(row, window.sort);
        Ok(Page {
            ends: found.rows.first().map(place).zip(found.rows.last().map(place)),
            rows: found.rows,
            has_previous,
            has_next,
            looked_to: found.looked_to,
        })
    }

    fn batch(
        connection: &mut Conn,
        scope: &Scope,
        narrowing: &TicketNarrowing,
        reading: &mut Reading<TicketSort>,
        rows: i64,
    ) -> Result<Option<Vec<EntryRow>>, DbError> {
        if reading.is_ended {
            return Ok(None);
        }
        reading.window.limit = rows;
        let found = list::page(connection, scope, &narrowing.filter, &reading.window)?;
        // A walk that passes over much ends before its page is full, and says where to go on.
        let is_full = found.rows.len() as i64 >= rows;
        let last = found.rows.last().map(|row| list::cursor_of(row, reading.window.sort));
        let next = if is_full { last } else { found.looked_to };
        reading.is_ended = next.is_none();
        reading.window.start = next.map(|cursor| (cursor, Direction::After));
        Ok(Some(found.rows))
    }

    fn count(connection: &mut Conn, scope: &Scope, narrowing: &TicketNarrowing, most: i64) -> Result<i64, DbError> {
        Ok(counts(connection, scope, narrowing)?.0.min(most))
    }

    fn total(connection: &mut Conn, scope: &Scope, narrowing: &TicketNarrowing) -> Result<Option<i64>, DbError> {
        let (count, is_capped) = counts(connection, scope, narrowing)?;
        Ok((!is_capped).then_some(count))
    }
}
