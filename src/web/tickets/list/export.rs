//! The list as a file: its filter, its order, its columns as the taker arranged them, every row.

use crate::domain::lists::layout::Column;
use crate::domain::lists::ticket_columns::TicketColumn;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Archive;
use crate::exports::{BATCH, ListRows, Source, Taker};
use crate::spreadsheet::{Cell, Cells};
use crate::store::list::Direction;
use crate::store::tickets::counts::Kept;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::{details, list};
use crate::store::{Conn, DbError};
use crate::web::framework::form::Fields;
use crate::web::tickets::list::address::{ADDRESS, PAGE};
use crate::web::tickets::list::cells::{CellContext, name_of, plain, wanted};
use crate::web::tickets::list::query::ListQuery;
use crate::web::tickets::list::resolve::{layout_of, resolve};
use crate::web::tickets::list::views::{Opened, effective};

/// The ticket list.
pub const SOURCE: Source =
    Source { page: PAGE, name: "tickets", path: ADDRESS, right: Permission::ExportTickets, open };

fn open(connection: &mut Conn, taker: &Taker, query: &str) -> Result<Box<dyn ListRows>, DbError> {
    let person = &taker.person;
    let query = Fields::parse(query.as_bytes());
    let opened = Opened::find(connection, &taker.scope, taker.id, query.raw("view"))?;
    let mut asked = ListQuery::read(person, &effective(&query, &opened), taker.now);
    resolve(connection, &taker.scope, &mut asked)?;
    let columns = layout_of(connection, person, &opened)?.shown();
    let page = TicketPage { start: None, limit: BATCH, ..asked.page() };
    Ok(Box::new(Rows { taker: taker.clone(), asked, columns, page, ended: false }))
}

struct Rows {
    taker: Taker,
    asked: ListQuery,
    columns: Vec<TicketColumn>,
    page: TicketPage,
    ended: bool,
}

impl ListRows for Rows {
    fn header(&self) -> Vec<String> {
        self.columns.iter().map(|column| name_of(*column, self.taker.lang).to_owned()).collect()
    }

    fn count(&mut self, connection: &mut Conn) -> Result<Option<i64>, DbError> {
        let filter = &self.asked.filter;
        let kept = Kept::read(connection)?;
        let counts = list::status_counts(connection, &kept, &self.taker.scope, filter)?;
        let all = filter.statuses.is_empty() || filter.shelf == Archive::Draft;
        let count = if all { counts.all() } else { counts.of(&filter.statuses) };
        Ok((!counts.is_capped).then_some(count))
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        if self.ended {
            return Ok(None);
        }
        let scope = &self.taker.scope;
        let found = list::page(connection, scope, &self.asked.filter, &self.page)?;
        // A walk that passes over much ends before its page is full, and says where to go on.
        let is_full = found.rows.len() as i64 >= self.page.limit;
        let last = found.rows.last().map(|row| list::cursor_of(row, self.page.sort));
        let next = if is_full { last } else { found.looked_to };
        self.ended = next.is_none();
        self.page.start = next.map(|cursor| (cursor, Direction::After));
        let details = details::of_rows(connection, &found.rows, wanted(&self.columns))?;
        let ground = CellContext {
            lang: self.taker.lang,
            now: self.taker.now,
            merchants: &self.taker.merchants,
            marks: &Default::default(),
            details: &details,
            see_buyer: self.taker.may(Permission::ViewBuyers),
        };
        let cell = |column: &TicketColumn, row| {
            let text = plain(*column, row, &ground);
            if column.is_number() { Cell::Amount(text) } else { Cell::Text(text) }
        };
        Ok(Some(found.rows.iter().map(|row| self.columns.iter().map(|column| cell(column, row)).collect()).collect()))
    }
}
