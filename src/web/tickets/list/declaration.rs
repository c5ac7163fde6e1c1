//! The ticket list as a workbench, declared.

use std::borrow::Cow;

use askama::Template;

use crate::domain::lists::due::Due;
use crate::domain::lists::queue::Queue;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Archive;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::list::{Listed, Page, Window};
use crate::store::tickets::counts::Kept;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::ask::{TicketNarrowing, TicketSort};
use crate::store::tickets::list::{TicketFilter, Tickets as Store};
use crate::store::tickets::{details, list};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::PAGE_ROWS;
use crate::web::list::address::address_with;
use crate::web::list::column::{Column, Drawing};
use crate::web::list::declaration::{Around, List, Paths, QueryOf, Shown, Words, paths};
use crate::web::list::filter::{Filter, Reading};
use crate::web::list::role_view::RoleView;
use crate::web::list::tabs::{Tab, Tabs};
use crate::web::tickets::list::address::{ADDRESS, PAGE, PRESENT_FOR};
use crate::web::tickets::list::columns::{Beside, COLUMNS, USUAL, sees_prices, wanted};
use crate::web::tickets::list::filters::FILTERS;
use crate::web::tickets::list::groups;
use crate::web::tickets::list::groups::{GROUPED, GroupView};
use crate::web::tickets::list::resolve::resolve;
use crate::web::tickets::list::role_views::ROLE_VIEWS;
use crate::web::tickets::list::tabs::{shelf_and_statuses, stages, tabs};

/// The list of tickets.
pub struct TicketList;

/// Lines of goods and reason in the place of rows.
#[derive(Template)]
#[template(path = "tickets/groups.html")]
struct GroupsView<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    l: &'static Lists,
    groups: Vec<GroupView>,
    see_prices: bool,
}

/// The two ways to look at the list.
#[derive(Template)]
#[template(path = "tickets/switch.html")]
struct SwitchView {
    l: &'static Lists,
    is_grouped: bool,
    list_address: String,
    groups_address: String,
}

/// The buttons for chosen rows.
#[derive(Template)]
#[template(path = "tickets/bulk_bar.html")]
struct BulkBar<'a> {
    l: &'static Lists,
    total: &'a str,
    people: Vec<(String, String)>,
    may_export: bool,
    may_assign: bool,
}

/// The words in the place of rows, where there are none.
#[derive(Template)]
#[template(path = "tickets/empty.html")]
struct EmptyView<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    l: &'static Lists,
    further: Option<&'a str>,
    is_empty_house: bool,
}

/// Whether the list is shown by goods and reason.
fn is_grouped(query: &Fields) -> bool {
    query.raw("group") == "goods"
}

impl List for TicketList {
    type Store = Store;
    type Beside = Beside;

    const PAGE: &'static str = PAGE;
    const PATHS: Paths = paths!("/tickets");
    const FILE: &'static str = "tickets";
    const RIGHT: Right = Right::One(Permission::ViewTickets);
    const EXPORT: Permission = Permission::ExportTickets;
    const COLUMNS: &'static [Column<Self>] = COLUMNS;
    const USUAL: &'static [&'static str] = USUAL;
    const FILTERS: &'static [Filter<TicketNarrowing>] = FILTERS;
    const TAB_FIELD: &'static str = "status";
    const VIEWS: &'static [RoleView] = ROLE_VIEWS;
    const HAS_START: bool = true;
    const CHOSEN: &'static str = "ticket";
    const MARKS: Option<fn(Lang) -> &'static str> = Some(|lang| Lists::of(lang).viewers);

    fn words(lang: Lang) -> Words {
        let (t, l) = (Tickets::of(lang), Lists::of(lang));
        Words { title: t.title, all: l.all_tickets, tabs: t.status, empty: t.empty_title, empty_text: t.empty_text }
    }

    fn key(row: &EntryRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.ticket_no)
    }

    fn link(row: &EntryRow, place: i64, drawing: &Drawing<'_, Self>) -> Option<String> {
        let mut address = format!("{ADDRESS}/{}?at={place}&list=", row.ticket_no);
        address.extend(form_urlencoded::byte_serialize(drawing.query.as_bytes()));
        Some(address)
    }

    fn usual_order(_: &Fields) -> (TicketSort, bool) {
        (TicketSort::AppliedAt, false)
    }

    fn read_tab(reading: &mut Reading<'_>, narrowing: &mut TicketNarrowing) -> &'static str {
        (narrowing.filter.statuses, narrowing.filter.shelf) = shelf_and_statuses(reading);
        if let Some(queue) = Queue::parse(reading.query.raw("queue")) {
            narrowing.queue = Some((queue, reading.now));
            if narrowing.filter.statuses.is_empty() {
                narrowing.filter.statuses = queue.statuses().to_vec();
            }
        }
        if let Some(due) = Due::parse(reading.query.raw("due")) {
            narrowing.filter.clock = due.range(reading.now, reading.viewer.zone());
        }
        if let Some(due) = Due::parse(reading.query.raw("platform_due")) {
            narrowing.filter.platform = due.range(reading.now, reading.viewer.zone());
        }
        ""
    }

    fn may_choose(viewer: &Viewer, query: &Fields) -> bool {
        viewer.may(Permission::WorkTickets) && !is_grouped(query)
    }

    fn resolve(connection: &mut Conn, viewer: &Viewer, _: &Fields, asked: &mut QueryOf<Self>) -> Result<bool, DbError> {
        resolve(connection, viewer, asked)
    }

    fn page(
        connection: &mut Conn,
        viewer: &Viewer,
        query: &Fields,
        asked: &QueryOf<Self>,
    ) -> Result<Page<EntryRow>, DbError> {
        let window = match is_grouped(query) {
            true => Window { sort: asked.order, ascending: asked.ascending, start: None, limit: GROUPED },
            false => {
                let start = asked.start.clone();
                Window { sort: asked.order, ascending: asked.ascending, start, limit: PAGE_ROWS }
            }
        };
        Store::page(connection, &viewer.scope, &asked.narrowing, &window)
    }

    fn tabs(
        connection: &mut Conn,
        viewer: &Viewer,
        kept: &Kept,
        query: &Fields,
        asked: &QueryOf<Self>,
        _: &Page<EntryRow>,
    ) -> Result<Tabs, DbError> {
        let (filter, scope) = (&asked.narrowing.filter, &viewer.scope);
        let counts = list::status_counts(connection, kept, scope, filter)?;
        let drafts = match filter.shelf {
            Archive::Draft => counts.all(),
            _ => kept.on(Archive::Draft, scope).values().sum(),
        };
        let total = asked.narrowing.of_counts(&counts);
        // The tabs count what is not a draft, also on the list of drafts.
        let counts = match filter.shelf {
            Archive::Draft => list::status_counts(connection, kept, scope, &TicketFilter::default())?,
            _ => counts,
        };
        Ok(Tabs {
            tabs: tabs(viewer, query, filter, &counts, drafts),
            stages: stages(viewer, query, filter, &counts),
            total,
            is_capped: counts.is_capped,
            is_empty_house: counts.all() == 0 && drafts == 0 && *filter == TicketFilter::default(),
        })
    }

    fn beside(
        connection: &mut Conn,
        viewer: &Viewer,
        now: Timestamp,
        rows: &mut Vec<EntryRow>,
        columns: &[&'static str],
        query: Option<&Fields>,
    ) -> Result<Beside, DbError> {
        let Some(query) = query else {
            return Ok(Beside { details: details::of_rows(connection, rows, wanted(columns))?, ..Beside::default() });
        };
        let marks = list::marks(connection, rows)?;
        if is_grouped(query) {
            let groups = groups::Found::read(connection, std::mem::take(rows), marks)?;
            return Ok(Beside { groups: Some(groups), ..Beside::default() });
        }
        Ok(Beside {
            details: details::of_rows(connection, rows, wanted(columns))?,
            marks,
            viewers: details::viewers(connection, viewer.id, now.plus_seconds(-PRESENT_FOR))?,
            groups: None,
        })
    }

    fn marks(html: &mut Html, row: &EntryRow, drawing: &Drawing<'_, Self>) {
        let viewers = &drawing.cells.beside.viewers;
        let names: Vec<&str> =
            viewers.iter().filter(|(id, _)| *id == row.ticket_id).map(|(_, name)| name.as_str()).collect();
        if names.is_empty() {
            return;
        }
        let lang = drawing.cells.lang;
        let text = fill(Lists::of(lang).open_by, &[("who", &names.join(lang.pick("、", ", ")))]);
        let initial: String = names.iter().filter_map(|name| name.chars().next()).take(1).collect();
        html.raw("<span class=\"avatar\" data-open-by title=\"")
            .text(&text)
            .raw("\"><span aria-hidden=\"true\">")
            .text(&initial);
        html.raw("</span><span class=\"visually-hidden\">").text(&text).raw("</span></span>");
    }

    fn quick(viewer: &Viewer, query: &Fields) -> Vec<Tab> {
        let l = Lists::of(viewer.lang);
        let toggle = |name: &'static str, field: &str, value: &str| {
            let is_current = query.all(field).any(|sent| sent == value);
            let address = address_with(ADDRESS, query, &[(field, if is_current { "" } else { value })]);
            Tab { name, address, count: String::new(), is_current, is_alarming: false }
        };
        let mut quick = Vec::new();
        if viewer.may(Permission::WorkTickets) {
            quick.push(toggle(l.mine, "assignee", "me"));
            quick.push(toggle(l.nobody, "assignee", "none"));
        }
        if viewer.may(Permission::FileTicket) {
            quick.push(toggle(Queue::ToTell.name(viewer.lang), "queue", Queue::ToTell.code()));
        }
        quick.push(toggle(l.bounced, "bounced", "1"));
        quick.push(toggle(l.archived, "archived", "1"));
        quick
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let (cells, f, query) = (&shown.drawing.cells, shown.drawing.f, shown.query);
        let (t, l, viewer) = (Tickets::of(cells.lang), Lists::of(cells.lang), cells.viewer);
        let switch = SwitchView {
            l,
            is_grouped: is_grouped(query),
            list_address: address_with(ADDRESS, query, &[("group", ""), ("open", "")]),
            groups_address: address_with(ADDRESS, query, &[("group", "goods")]),
        };
        let mut around = Around { tools: Html::of(&switch)?, ..Around::default() };
        if viewer.may(Permission::FileTicket) {
            around.actions.raw("<a class=\"button primary\" href=\"/tickets/new\">").text(t.new_ticket).raw("</a>");
        }
        if let Some(found) = &cells.beside.groups {
            let groups = groups::groups(found, query, &viewer.merchants, cells.lang, cells.now);
            around.body = Some(Html::of(&GroupsView { f, t, l, groups, see_prices: sees_prices(viewer) })?);
        }
        let (further, is_empty_house) = (shown.further, shown.is_empty_house);
        around.empty = Some(Html::of(&EmptyView { f, t, l, further, is_empty_house })?);
        around.bulk = Some(Html::of(&BulkBar {
            l,
            total: shown.total,
            people: people(viewer, shown.choices, l),
            may_export: viewer.may(Permission::ExportTickets),
            may_assign: viewer.may(Permission::AssignTickets),
        })?);
        Ok(around)
    }
}

/// To whom rows can be given.
fn people(
    viewer: &Viewer,
    choices: &crate::store::house::list_choices::Choices,
    l: &'static Lists,
) -> Vec<(String, String)> {
    let mut people = vec![("me".to_owned(), l.me.to_owned()), ("none".to_owned(), l.nobody.to_owned())];
    if viewer.may(Permission::AssignTickets) {
        let others = choices.people.iter().filter(|other| other.id != viewer.id);
        people.extend(others.map(|other| (other.id.to_string(), other.name.clone())));
    }
    people
}
