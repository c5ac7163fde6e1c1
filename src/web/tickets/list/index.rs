//! The ticket list as a workbench: views, tabs by status, filters as chips, columns as a person arranged them, rows to select, pages.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::domain::lists::layout::{Density, Drawn, Layout};
use crate::domain::lists::ticket_columns::TicketColumn;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Archive;
use crate::exports::LONG;
use crate::i18n::common::Common;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::person::Person;
use crate::store::house::list_choices;
use crate::store::house::list_choices::Choices;
use crate::store::list::{Cursor, Direction};
use crate::store::people::list_views;
use crate::store::tickets::counts::Kept;
use crate::store::tickets::details::Details;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::{Found, StatusCounts, TicketFilter};
use crate::store::tickets::{details, list};
use crate::store::{Conn, DbError};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::frame::{Frame, Rail};
use crate::web::framework::html::{Html, page};
use crate::web::framework::identity::session::Staff;
use crate::web::list::columns::ColumnHead;
use crate::web::list::export_menu::ExportMenu;
use crate::web::list::{LeftOut, PAGE_ROWS, address_with, columns};
use crate::web::tickets::list::address::{ADDRESS, PAGE, PRESENT_FOR};
use crate::web::tickets::list::cells::{CellContext, Look, RowView, cells, looks, name_of, wanted};
use crate::web::tickets::list::chips::{Chip, chips};
use crate::web::tickets::list::groups::{GROUPED, GroupView};
use crate::web::tickets::list::offers::{ChoiceGroup, filters, people, presets, quick};
use crate::web::tickets::list::query::ListQuery;
use crate::web::tickets::list::resolve::{layout_of, resolve, usual};
use crate::web::tickets::list::tabs::{Tab, count_text, grouped, stages, tabs};
use crate::web::tickets::list::views::{Opened, ViewMenu, effective, menu};
use crate::web::tickets::list::{chips, groups};

#[derive(Template)]
#[template(path = "tickets/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Tickets,
    l: &'static Lists,
    echo: Echo,
    query: Fields,
    /// The list's whole state, for forms that come back to it.
    state: String,
    menu: ViewMenu,
    layout_text: String,
    tabs: Vec<Tab>,
    stages: Vec<Tab>,
    chips: Vec<Chip>,
    quick: Vec<Tab>,
    filters: Vec<ChoiceGroup>,
    presets: Vec<Tab>,
    heads: Vec<ColumnHead>,
    density: Density,
    columns_panel: Html,
    looks: Vec<Look>,
    rows: Vec<RowView>,
    groups: Option<Vec<GroupView>>,
    list_address: String,
    groups_address: String,
    previous: Option<String>,
    next: Option<String>,
    further: Option<String>,
    place: String,
    total: String,
    is_partial: bool,
    may_export: bool,
    export: Option<ExportMenu>,
    may_file: bool,
    may_select: bool,
    may_assign: bool,
    see_prices: bool,
    people: Vec<(String, String)>,
    is_empty_house: bool,
}

impl IndexPage {
    fn common(&self) -> &'static Common {
        self.f.t
    }

    /// The panel's filters in three columns, so that one that opens moves those below it only.
    fn filter_columns(&self) -> std::slice::Chunks<'_, ChoiceGroup> {
        self.filters.chunks(self.filters.len().div_ceil(3).max(1))
    }

    fn density_code(&self) -> &'static str {
        self.density.code()
    }
}

/// `GET /tickets`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    show_with_echo(&app, &staff, query, StatusCode::OK, Echo::default()).await
}

/// What a page of the list is made from.
struct Loaded {
    rail: Rail,
    opened: Opened,
    query: Fields,
    asked: ListQuery,
    left_out: Vec<LeftOut>,
    /// The query before anything was left out.
    whole: Fields,
    found: Found,
    counts: StatusCounts,
    drafts: i64,
    layout: Layout<TicketColumn>,
    details: Details,
    marks: std::collections::HashMap<i64, list::RowMarks>,
    viewers: Vec<(i64, String)>,
    views: Vec<list_views::ViewRow>,
    start: String,
    is_partial: bool,
    groups: Option<groups::Found>,
}

/// Whether all of an address is understood.
pub async fn understands(app: &App, staff: &Staff, query: &Fields) -> Result<bool, PageError> {
    let (person, query, now) = (staff.person.clone(), query.clone(), app.db.clock().now());
    let left_out = app.db.read(move |connection| -> Result<_, DbError> {
        let opened = Opened::find(connection, &person.scope, person.id, query.raw("view"))?;
        let mut asked = ListQuery::read(&person, &effective(&query, &opened), now);
        resolve(connection, &person.scope, &mut asked)?;
        Ok(asked.unreadable)
    });
    Ok(left_out.await?.is_empty())
}

fn load(
    connection: &mut Conn,
    staff: &Person,
    query: &Fields,
    now: crate::domain::time::Timestamp,
) -> Result<Loaded, DbError> {
    let scope = &staff.scope;
    let opened = Opened::find(connection, scope, staff.id, query.raw("view"))?;
    let query = effective(query, &opened);
    let mut asked = ListQuery::read(staff, &query, now);
    let is_partial = resolve(connection, scope, &mut asked)?;
    let left_out = chips::left_out(&asked, &query, staff.lang);
    let whole = query;
    let query = asked.understood(&whole);
    let layout = layout_of(connection, staff, &opened)?;
    let mut page = asked.page();
    if asked.grouped {
        page = TicketPage { start: None, limit: GROUPED, ..page };
    }
    let mut found = list::page(connection, scope, &asked.filter, &page)?;
    let kept = Kept::read(connection)?;
    let counts = list::status_counts(connection, &kept, scope, &asked.filter)?;
    let drafts = match asked.filter.shelf {
        Archive::Draft => counts.all(),
        _ => kept.on(Archive::Draft, scope).values().sum(),
    };
    // The tabs count what is not a draft, also on the list of drafts.
    let counts = match asked.filter.shelf {
        Archive::Draft => list::status_counts(connection, &kept, scope, &TicketFilter::default())?,
        _ => counts,
    };
    let (mut groups, mut details, mut viewers) = (None, Details::default(), Vec::new());
    let marks = list::marks(connection, &found.rows)?;
    let ids: Vec<i64> = found.rows.iter().map(|row| row.ticket_id).collect();
    if asked.grouped {
        let goods = details::goods_of(connection, &ids)?;
        let reasons: Vec<i64> = goods.iter().map(|goods| goods.reason_id).collect();
        groups = Some(groups::Found {
            rows: std::mem::take(&mut found.rows),
            reason_codes: list_choices::reason_codes(connection, &reasons)?,
            goods,
            marks: marks.clone(),
        });
    } else {
        details = details::of_rows(connection, &found.rows, wanted(&layout.shown()))?;
        viewers = details::viewers(connection, staff.id, now.plus_seconds(-PRESENT_FOR))?;
    }
    let views = list_views::of_page(connection, scope, staff.id, PAGE)?;
    let start = list_views::start(connection, staff.id, PAGE)?;
    let rail = Rail::of(&kept, scope, &start);
    Ok(Loaded {
        rail,
        opened,
        query,
        asked,
        left_out,
        whole,
        found,
        counts,
        drafts,
        layout,
        details,
        marks,
        viewers,
        views,
        start,
        is_partial,
        groups,
    })
}

/// The list, with a refused form shown again.
pub async fn show_with_echo(
    app: &App,
    staff: &Staff,
    query: Fields,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let (reader, now) = (staff.person.clone(), app.db.clock().now());
    let loaded = app.db.read(move |connection| load(connection, &reader, &query, now)).await?;
    let choices = app.choices.of(&app.db, &staff.scope).await?;
    let frame = Frame::around(app, staff, &loaded.rail, PAGE, Tickets::of(staff.lang).title)
        .with_beyond(&loaded.whole)
        .with_left_out(&loaded.left_out)
        .with_echo(&echo);
    page(status, &build(app, frame, staff, loaded, &choices, echo))
}

fn build(app: &App, frame: Frame, staff: &Person, loaded: Loaded, choices: &Choices, echo: Echo) -> IndexPage {
    let Loaded { opened, query, asked, mut found, counts, drafts, layout, details, marks, viewers, .. } = loaded;
    let (t, l, lang, now) = (Tickets::of(staff.lang), Lists::of(staff.lang), staff.lang, frame.now);
    let may_select = staff.may(Permission::WorkTickets) && loaded.groups.is_none();
    let (previous, next, further) = pager(&mut found, &asked, &query);
    let total = if asked.filter.statuses.is_empty() { counts.all() } else { counts.of(&asked.filter.statuses) };
    let total = if asked.filter.shelf == Archive::Draft { drafts } else { total };
    // What was counted of the newest may be less than what is seen here.
    let total = total.max(asked.at + found.rows.len() as i64);
    let total_text = count_text(total, counts.is_capped, lang);
    let drawn = layout.drawn(if may_select { 5 } else { 0 });
    let state = query.query_without(&["after", "before", "at", "lang"]);
    let ground = CellContext {
        lang,
        now,
        merchants: &staff.merchants,
        marks: &marks,
        details: &details,
        see_buyer: staff.may(Permission::ViewBuyers),
    };
    // Rows lead back to this very page.
    let here = query.query_without(&["lang"]);
    let encoded: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
    let rows: Vec<RowView> = std::mem::take(&mut found.rows)
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let place = asked.at + index as i64 + 1;
            let address = format!("/tickets/{}?at={place}&list={encoded}", row.ticket_no);
            let names: Vec<&str> =
                viewers.iter().filter(|(id, _)| *id == row.ticket_id).map(|(_, name)| name.as_str()).collect();
            RowView {
                cells: cells(&row, &drawn, &ground, &address),
                open_by: if names.is_empty() {
                    String::new()
                } else {
                    fill(l.open_by, &[("who", &names.join(lang.pick("、", ", ")))])
                },
                row,
            }
        })
        .collect();
    let place = match rows.len() {
        0 => String::new(),
        count => fill(
            l.rows_of,
            &[("from", &grouped(asked.at + 1)), ("to", &grouped(asked.at + count as i64)), ("total", &total_text)],
        ),
    };
    IndexPage {
        menu: menu(staff, &loaded.views, &opened, &loaded.start),
        layout_text: layout.text(),
        tabs: tabs(staff, &query, &asked, &counts, drafts),
        stages: stages(staff, &query, &asked, &counts),
        chips: chips(staff, &query, choices),
        quick: quick(staff, &query, l),
        filters: filters(staff, &query, choices),
        presets: presets(&query, l),
        heads: drawn.iter().map(|drawn| head(drawn, &asked, &query, lang)).collect(),
        density: layout.density,
        columns_panel: columns::panel(
            &layout,
            |column| name_of(column, lang),
            "/tickets/columns",
            &frame.csrf,
            &[("query", state.clone())],
            lang,
        ),
        looks: looks(&drawn),
        rows,
        groups: loaded.groups.map(|found| groups::groups(found, &query, &staff.merchants, lang, now)),
        list_address: address_with(ADDRESS, &query, &[("group", ""), ("open", "")]),
        groups_address: address_with(ADDRESS, &query, &[("group", "goods"), ("at", "")]),
        previous,
        next,
        further,
        place,
        total: total_text,
        is_partial: loaded.is_partial,
        export: ExportMenu::of(app.sources, staff, PAGE, &query, Some(if counts.is_capped { LONG + 1 } else { total })),
        may_export: staff.may(Permission::ExportTickets),
        may_file: staff.may(Permission::FileTicket),
        may_select,
        may_assign: staff.may(Permission::AssignTickets),
        see_prices: staff.may(Permission::SeePrices),
        people: people(staff, choices, l),
        is_empty_house: counts.all() == 0 && drafts == 0 && asked.filter == TicketFilter::default(),
        state,
        query,
        echo,
        l,
        t,
        f: frame,
    }
}

/// Cuts the row too many off, and gives the addresses before, behind, and on from where the window ended.
fn pager(found: &mut Found, asked: &ListQuery, query: &Fields) -> (Option<String>, Option<String>, Option<String>) {
    let more = found.rows.len() as i64 > PAGE_ROWS;
    let backward = matches!(&asked.start, Some((_, Direction::Before)));
    if more && backward {
        found.rows.remove(0);
    } else if more {
        found.rows.pop();
    }
    let has_previous = if backward { more } else { asked.start.is_some() && !found.rows.is_empty() };
    let has_next = if backward { !found.rows.is_empty() } else { more };
    let shown = found.rows.len() as i64;
    let link = |name: &str, cursor: &Cursor, at: i64| {
        address_with(ADDRESS, query, &[(name, &cursor.to_string()), ("at", &at.max(0).to_string())])
    };
    let cursor =
        |row: Option<&crate::store::tickets::entries::EntryRow>| row.map(|row| list::cursor_of(row, asked.sort));
    let previous =
        cursor(found.rows.first()).filter(|_| has_previous).map(|cursor| link("before", &cursor, asked.at - PAGE_ROWS));
    let next = cursor(found.rows.last()).filter(|_| has_next).map(|cursor| link("after", &cursor, asked.at + shown));
    let name = if backward { "before" } else { "after" };
    let further = found.looked_to.as_ref().map(|cursor| link(name, cursor, asked.at + shown));
    (previous, next, further)
}

fn head(drawn: &Drawn<TicketColumn>, asked: &ListQuery, query: &Fields, lang: Lang) -> ColumnHead {
    let column = drawn.column;
    let is_sorted = asked.sort == column;
    // A second click turns the order round; a first one shows the newest or the largest first.
    let direction = if is_sorted && !asked.ascending { "asc" } else { "desc" };
    ColumnHead {
        code: column.code(),
        class: drawn.class.clone(),
        name: name_of(column, lang),
        address: column
            .is_sortable()
            .then(|| address_with(ADDRESS, query, &[("sort", column.code()), ("dir", direction), ("at", "")])),
        sorted: is_sorted.then_some(if asked.ascending { "ascending" } else { "descending" }),
    }
}

/// `POST /tickets/columns`: how I want to see the columns of this list or view.
pub async fn arrange(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let back = Fields::of_address(form.fields.raw("query"));
    let (reader, code) = (staff.person.clone(), back.raw("view").to_owned());
    let opened = app.db.read(move |connection| Opened::find(connection, &reader.scope, reader.id, &code)).await?;
    columns::keep(&app, &staff, &opened.layout_page(), ADDRESS, usual(&staff, &opened), &form.fields).await
}
