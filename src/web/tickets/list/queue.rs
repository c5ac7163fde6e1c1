//! A ticket's place in the list it was opened from: back to it, the one before, the one behind, and on to the next after a decision.

use crate::domain::time::Timestamp;
use crate::i18n::fill;
use crate::i18n::lists::Lists;
use crate::store::list::{Cursor, Direction};
use crate::store::tickets::counts::Kept;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::cursor_of;
use crate::store::tickets::{entries, list};
use crate::store::{Conn, DbError, tickets};
use crate::viewer::Viewer;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{ADDRESS_MOST, Fields};
use crate::web::framework::identity::session::Staff;
use crate::web::list::address_with;
use crate::web::list::read::read;
use crate::web::list::tabs::{count_text, grouped};
use crate::web::list::views::{Opened, effective};
use crate::web::tickets::list::address::ADDRESS;
use crate::web::tickets::list::declaration::TicketList;
use crate::web::tickets::list::resolve::{TicketQuery, resolve};

/// The fields that carry the list along: its query, the ticket's place, and the key of that place, which another's decision may move.
const CARRIED: [&str; 3] = ["list", "at", "from"];

/// Where a ticket stands in its list, as the detail page shows it.
pub struct QueuePlace {
    pub back: String,
    /// `3 / 128`.
    pub place: String,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// What forms carry, so that a decision leads on.
    pub carried: Vec<(&'static str, String)>,
}

/// The list that an address or a form carries.
struct List {
    query: Fields,
    text: String,
    at: i64,
    /// Where the ticket stood when its page was read.
    from: Option<Cursor>,
}

impl List {
    fn of(fields: &Fields) -> Option<Self> {
        if !fields.has("list") {
            return None;
        }
        let text: String = fields.raw("list").chars().take(ADDRESS_MOST).collect();
        let at = fields.raw("at").parse().unwrap_or(1).max(1);
        Some(Self { query: Fields::of_address(&text), text, at, from: Cursor::parse(fields.raw("from")) })
    }

    /// The page of the list that the ticket was opened from, with its row marked.
    fn page(&self, ticket_no: &str) -> String {
        match self.query.query_without(&["lang"]).as_str() {
            "" => format!("{ADDRESS}#{ticket_no}"),
            query => format!("{ADDRESS}?{query}#{ticket_no}"),
        }
    }

    fn address(&self, ticket_no: &str, at: i64) -> String {
        address_in(&self.text, ticket_no, at)
    }
}

/// The address of a ticket that stands at a place of a list, counted from 1; `query` is the list's.
pub fn address_in(query: &str, ticket_no: &str, at: i64) -> String {
    let encoded: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    format!("{ADDRESS}/{ticket_no}?at={}&list={encoded}", at.max(1))
}

/// The first tickets of a list by its query, how many it has, and whether it has more than were counted.
///
/// # Errors
/// The database cannot be read.
pub fn head(
    connection: &mut Conn,
    viewer: &Viewer,
    query: &str,
    now: Timestamp,
    limit: i64,
) -> Result<(Vec<EntryRow>, (i64, bool)), DbError> {
    let asked = asked(connection, viewer, &Fields::of_address(query), now)?;
    let page = TicketPage { sort: asked.order, ascending: asked.ascending, start: None, limit };
    let rows = list::page(connection, &viewer.scope, &asked.narrowing.filter, &page)?.rows;
    let count = length(connection, viewer, &asked)?;
    Ok((rows, count))
}

fn asked(connection: &mut Conn, viewer: &Viewer, query: &Fields, now: Timestamp) -> Result<TicketQuery, DbError> {
    let opened = Opened::find::<TicketList>(connection, viewer, query.raw("view"))?;
    let mut asked = read::<TicketList>(viewer, &effective(query, &opened), now);
    resolve(connection, viewer, &mut asked)?;
    Ok(asked)
}

fn neighbour(
    connection: &mut Conn,
    viewer: &Viewer,
    asked: &TicketQuery,
    entry: &EntryRow,
    from: Option<&Cursor>,
    direction: Direction,
) -> Result<Option<String>, DbError> {
    let start = Some((from.cloned().unwrap_or_else(|| cursor_of(entry, asked.order)), direction));
    // One more than is needed: a ticket that just moved may stand behind its former place.
    let page = TicketPage { sort: asked.order, ascending: asked.ascending, start, limit: 2 };
    let found = list::page(connection, &viewer.scope, &asked.narrowing.filter, &page)?;
    let mut rows = found.rows.into_iter().map(|row| row.ticket_no).filter(|number| *number != entry.ticket_no);
    Ok(if direction == Direction::Before { rows.next_back() } else { rows.next() })
}

/// The place of a ticket in the list that the address names; `None` where it names none.
pub async fn place(app: &App, staff: &Staff, query: &Fields, ticket_id: i64) -> Result<Option<QueuePlace>, PageError> {
    let Some(list) = List::of(query) else { return Ok(None) };
    let (viewer, now) = (staff.viewer.clone(), app.db.clock().now());
    let (fields, from) = (list.query.clone(), list.from.clone());
    let (number, previous, next, count, from) = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let asked = asked(connection, &viewer, &fields, now)?;
            let entry = entries::of_ticket(connection, ticket_id)?;
            let from = from.clone().unwrap_or_else(|| cursor_of(&entry, asked.order));
            let previous = neighbour(connection, &viewer, &asked, &entry, Some(&from), Direction::Before)?;
            let next = neighbour(connection, &viewer, &asked, &entry, Some(&from), Direction::After)?;
            Ok((entry.ticket_no, previous, next, length(connection, &viewer, &asked)?, from))
        })
        .await?;
    let l = Lists::of(staff.lang);
    let total = count_text(count.0.max(list.at), count.1, staff.lang);
    Ok(Some(QueuePlace {
        back: list.page(&number),
        place: fill(l.place, &[("place", &grouped(list.at)), ("total", &total)]),
        previous: previous.map(|number| list.address(&number, list.at - 1)),
        next: next.map(|number| list.address(&number, list.at + 1)),
        carried: CARRIED.iter().copied().zip([list.text.clone(), list.at.to_string(), from.to_string()]).collect(),
    }))
}

/// How many tickets a list has, and whether it has more than were counted.
fn length(connection: &mut Conn, viewer: &Viewer, asked: &TicketQuery) -> Result<(i64, bool), DbError> {
    let kept = Kept::read(connection)?;
    let counts = list::status_counts(connection, &kept, &viewer.scope, &asked.narrowing.filter)?;
    Ok((asked.narrowing.of_counts(&counts), counts.is_capped))
}

/// Where a decision leads that was taken out of a list, and the words about it.
pub struct Ahead {
    pub address: String,
    pub notice: String,
}

/// A ticket's place in the list that a form carries, kept before the form moves the ticket.
pub struct Mark {
    list: List,
    entry: EntryRow,
}

/// Keeps a ticket's place; `None` where the form carries no list.
pub async fn mark(app: &App, staff: &Staff, fields: &Fields, ticket_no: &str) -> Result<Option<Mark>, PageError> {
    let Some(list) = List::of(fields) else { return Ok(None) };
    let (scope, number) = (staff.scope.clone(), ticket_no.to_owned());
    let entry = app
        .db
        .read(move |connection| match tickets::by_no(connection, &scope, &number)? {
            Some(ticket) => entries::of_ticket(connection, ticket.id).map(Some),
            None => Ok::<_, DbError>(None),
        })
        .await?;
    Ok(entry.map(|entry| Mark { list, entry }))
}

impl Mark {
    /// Looks up the ticket behind this place, after the form was taken.
    pub async fn ahead(self, app: &App, staff: &Staff) -> Result<Ahead, PageError> {
        let Self { list, entry } = self;
        let (viewer, now, query) = (staff.viewer.clone(), app.db.clock().now(), list.query.clone());
        let from = list.from.clone();
        let (next, is_queue, left) = app
            .db
            .read(move |connection| -> Result<_, DbError> {
                let asked = asked(connection, &viewer, &query, now)?;
                let next = neighbour(connection, &viewer, &asked, &entry, from.as_ref(), Direction::After)?;
                let left = if next.is_none() { length(connection, &viewer, &asked)? } else { (0, false) };
                Ok((next, !asked.narrowing.filter.statuses.is_empty(), left))
            })
            .await?;
        let l = Lists::of(staff.lang);
        Ok(match next {
            // What is decided leaves a list by status: the next one takes its place.
            Some(next) => Ahead {
                address: list.address(&next, if is_queue { list.at } else { list.at + 1 }),
                notice: fill(l.next_is, &[("no", &next)]),
            },
            None => Ahead {
                address: address_with(ADDRESS, &list.query, &[]),
                notice: match left {
                    (0, _) => l.all_done.to_owned(),
                    (count, is_capped) => fill(l.end_reached, &[("count", &count_text(count, is_capped, staff.lang))]),
                },
            },
        })
    }
}
