//! The page of a list: views, tabs, filters as chips, columns as a person arranged them, rows to choose, the pages before and after it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::domain::lists::layout::Layout;
use crate::domain::time::Timestamp;
use crate::exports::LONG;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::lists::Lists;
use crate::store::house::list_choices::Choices;
use crate::store::list::{Cursor, Page};
use crate::store::people::list_views;
use crate::store::tickets::counts::Kept;
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::{Frame, MENU_LIST, Rail};
use crate::web::framework::html;
use crate::web::framework::html::Html;
use crate::web::framework::identity::session::Staff;
use crate::web::list::PAGE_ROWS;
use crate::web::list::address::{LeftOut, PLACES, address_with};
use crate::web::list::column::{CellContext, Drawing};
use crate::web::list::columns::{ColumnHead, DrawnColumn, drawn, panel};
use crate::web::list::declaration::{Around, List, QueryOf, RowOf, Shown, Small, Words};
use crate::web::list::export_menu::ExportMenu;
use crate::web::list::filter::{Offer, Stand};
use crate::web::list::read::{Chip, FilterField, Input, chips, field_of, left_out, presets, read};
use crate::web::list::rows::rows;
use crate::web::list::tabs::{Tab, Tabs, count_text, grouped};
use crate::web::list::views::{Opened, ViewMenu, effective, menu};

/// Boxes that choose rows take so much room before the first column, in steps.
const BOXES: u16 = 5;
/// So much room the column of marks takes.
const MARKS: u16 = 5;

#[derive(Template)]
#[template(path = "list/index.html")]
struct ListPage {
    f: Frame,
    l: &'static Lists,
    words: Words,
    echo: Echo,
    path: &'static str,
    /// The list's whole state, for forms that come back to it.
    state: String,
    layout_text: String,
    menu: ViewMenu,
    tabs: Vec<Tab>,
    stages: Vec<Tab>,
    row_fields: Vec<FilterField>,
    panel_fields: Vec<FilterField>,
    /// Hidden fields of the form of filters.
    hidden: Vec<(String, String)>,
    quick: Vec<Tab>,
    chips: Vec<Chip>,
    heads: Vec<ColumnHead>,
    is_named: bool,
    density: &'static str,
    columns_panel: Html,
    rows: Html,
    is_empty: bool,
    chooses: bool,
    /// The name of the column of marks, and where it is frozen.
    marks: Option<(&'static str, &'static str)>,
    chosen: &'static str,
    around: Around,
    is_partial: bool,
    export: Option<ExportMenu>,
    previous: Option<String>,
    next: Option<String>,
    further: Option<String>,
    place: String,
}

impl ListPage {
    fn common(&self) -> &'static Common {
        self.f.t
    }

    /// The panel's choices in three columns, so that one that opens moves those below it only.
    fn picks(&self) -> Vec<Vec<&FilterField>> {
        let picks: Vec<&FilterField> =
            self.panel_fields.iter().filter(|field| matches!(field.input, Input::Choices { .. })).collect();
        picks.chunks(picks.len().div_ceil(3).max(1)).map(<[_]>::to_vec).collect()
    }
}

/// `GET` of a list.
///
/// # Errors
/// The database cannot be read.
pub async fn show<L: List>(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    show_with_echo::<L>(&app, &staff, query, StatusCode::OK, Echo::default()).await
}

/// Everything that a page of a list is built from.
struct Loaded<L: List> {
    rail: Rail,
    opened: Opened,
    /// The query without what was left out.
    query: Fields,
    /// The query before anything was left out.
    whole: Fields,
    asked: QueryOf<L>,
    left_out: Vec<LeftOut>,
    is_partial: bool,
    layout: Layout,
    page: Page<RowOf<L>>,
    tabs: Tabs,
    beside: L::Beside,
    views: Vec<list_views::ViewRow>,
    start: String,
}

fn load<L: List>(connection: &mut Conn, viewer: &Viewer, query: &Fields, now: Timestamp) -> Result<Loaded<L>, DbError> {
    let opened = Opened::find::<L>(connection, viewer, query.raw("view"))?;
    let whole = effective(query, &opened);
    let mut asked = read::<L>(viewer, &whole, now);
    let is_partial = L::resolve(connection, viewer, &whole, &mut asked)?;
    let query = asked.understood(&whole);
    let layout = opened.layout::<L>(connection, viewer)?;
    let mut page = L::page(connection, viewer, &query, &asked)?;
    let kept = Kept::read(connection)?;
    let tabs = L::tabs(connection, viewer, &kept, &query, &asked, &page)?;
    let columns: Vec<&'static str> = layout.shown().map(|placed| placed.code).collect();
    let beside = L::beside(connection, viewer, now, &mut page.rows, &columns, Some(&query))?;
    let views = list_views::of_page(connection, &viewer.scope, viewer.id, L::PAGE)?;
    let start = list_views::start(connection, viewer.id, MENU_LIST)?;
    Ok(Loaded {
        rail: Rail::read(connection, &kept, viewer, &start, now)?,
        left_out: left_out::<L>(&asked, &whole, viewer.lang),
        opened,
        query,
        whole,
        asked,
        is_partial,
        layout,
        page,
        tabs,
        beside,
        views,
        start,
    })
}

/// Whether all of an address is understood.
///
/// # Errors
/// The database cannot be read.
pub async fn understands<L: List>(app: &App, staff: &Staff, query: &Fields) -> Result<bool, PageError> {
    let (viewer, query, now) = (staff.viewer.clone(), query.clone(), app.db.clock().now());
    let is_understood = app.db.read(move |connection| -> Result<_, DbError> {
        let opened = Opened::find::<L>(connection, &viewer, query.raw("view"))?;
        let query = effective(&query, &opened);
        let mut asked = read::<L>(&viewer, &query, now);
        L::resolve(connection, &viewer, &query, &mut asked)?;
        Ok(asked.unreadable.is_empty())
    });
    Ok(is_understood.await?)
}

/// The page, with a refused form shown again.
///
/// # Errors
/// The database cannot be read.
pub async fn show_with_echo<L: List>(
    app: &App,
    staff: &Staff,
    query: Fields,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let (viewer, now) = (staff.viewer.clone(), app.db.clock().now());
    let loaded = app.db.read(move |connection| load::<L>(connection, &viewer, &query, now)).await?;
    let choices = app.choices.of(&app.db, &staff.scope).await?;
    let frame = Frame::around(app, staff, &loaded.rail, L::PAGE, L::words(staff.lang).title)
        .with_beyond(&loaded.whole)
        .with_left_out(&loaded.left_out)
        .with_echo(&echo);
    html::page(status, &build(app, frame, staff, loaded, &choices, echo)?)
}

fn build<L: List>(
    app: &App,
    f: Frame,
    staff: &Viewer,
    loaded: Loaded<L>,
    choices: &Choices,
    echo: Echo,
) -> Result<ListPage, PageError> {
    let Loaded { opened, query, asked, page, tabs, layout, beside, .. } = loaded;
    let (l, lang, path) = (Lists::of(staff.lang), staff.lang, L::PATHS.list);
    let count = page.rows.len() as i64;
    // What was counted of the newest may be less than what is seen here.
    let total = tabs.total.max(asked.at + count);
    let total_text = count_text(total, tabs.is_capped, lang);
    let chooses = L::may_choose(staff, &query);
    let columns: Vec<DrawnColumn<L>> =
        drawn(&layout, if chooses { BOXES } else { 0 } + if L::MARKS.is_some() { MARKS } else { 0 });
    let state = query.query_without(&["after", "before", "at", "page", "lang"]);
    let (previous, next, further) = neighbours::<L>(&page, &asked, &query);
    // Rows lead back to this very page.
    let here = query.query_without(&["lang"]);
    let cells = CellContext { viewer: staff, lang, now: f.now, zone: f.zone, beside: &beside };
    let drawing = Drawing { cells, f: &f, echo: &echo, query: &here };
    let rows = rows(&page.rows, &columns, &drawing, asked.at + 1, chooses);
    let around = L::around(Shown {
        drawing: &drawing,
        query: &query,
        asked: &asked,
        rows: &page.rows,
        total: &total_text,
        further: further.as_deref(),
        choices,
        is_empty_house: tabs.is_empty_house,
    })?;
    let fields = |stand: Stand| -> Vec<FilterField> {
        let seen = L::FILTERS.iter().filter(|filter| filter.stand == stand && (filter.is_seen)(staff));
        seen.filter_map(|filter| field_of(filter, &query, &Offer { viewer: staff, choices, lang })).collect()
    };
    let (row_fields, panel_fields) = (fields(Stand::Row), fields(Stand::Panel));
    let shown: Vec<&str> = row_fields.iter().chain(&panel_fields).flat_map(FilterField::names).collect();
    let carried = query.iter().filter(|(name, value)| {
        !value.is_empty() && !shown.contains(name) && (*name == "group" || !PLACES.contains(name))
    });
    let mut quick = L::quick(staff, &query);
    quick.extend(presets::<L>(&query, lang));
    let place = match count {
        0 => String::new(),
        _ => fill(
            l.rows_of,
            &[("from", &grouped(asked.at + 1)), ("to", &grouped(asked.at + count)), ("total", &total_text)],
        ),
    };
    Ok(ListPage {
        l,
        words: L::words(lang),
        path,
        layout_text: layout.text(),
        menu: menu::<L>(staff, &loaded.views, &opened, if L::HAS_START { &loaded.start } else { "" }),
        tabs: tabs.tabs,
        stages: tabs.stages,
        hidden: carried.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        row_fields,
        panel_fields,
        quick,
        chips: chips::<L>(staff, &query, choices),
        heads: columns.iter().map(|drawn| head(drawn, &asked, &query, lang)).collect(),
        is_named: L::SMALL == Small::Named,
        density: layout.density.code(),
        columns_panel: panel::<L>(&layout, &f.csrf, &state, lang),
        is_empty: page.rows.is_empty(),
        rows,
        chooses,
        marks: L::MARKS.map(|name| (name(lang), if chooses { "at-5" } else { "at-0" })),
        chosen: L::CHOSEN,
        around,
        is_partial: loaded.is_partial,
        export: ExportMenu::of(
            app.sources,
            staff,
            L::PAGE,
            &query,
            Some(if tabs.is_capped { LONG + 1 } else { total }),
        ),
        previous,
        next,
        further,
        place,
        state,
        echo,
        f,
    })
}

/// The addresses before and behind a page, and on from where looking for rows ended.
fn neighbours<L: List>(
    page: &Page<RowOf<L>>,
    asked: &QueryOf<L>,
    query: &Fields,
) -> (Option<String>, Option<String>, Option<String>) {
    let shown = asked.at + page.rows.len() as i64;
    let link = |name: &str, cursor: &Cursor, at: i64| {
        let replace = [(name, &*cursor.to_string()), ("at", &*at.max(0).to_string()), ("open", "")];
        address_with(L::PATHS.list, query, &replace)
    };
    let ends = page.ends.as_ref();
    let previous = ends.filter(|_| page.has_previous).map(|(first, _)| link("before", first, asked.at - PAGE_ROWS));
    let next = ends.filter(|_| page.has_next).map(|(_, last)| link("after", last, shown));
    let is_backward = matches!(&asked.start, Some((_, crate::store::list::Direction::Before)));
    let further =
        page.looked_to.as_ref().map(|cursor| link(if is_backward { "before" } else { "after" }, cursor, shown));
    (previous, next, further)
}

fn head<L: List>(drawn: &DrawnColumn<L>, asked: &QueryOf<L>, query: &Fields, lang: crate::i18n::Lang) -> ColumnHead {
    let column = drawn.column;
    let is_sorted = column.order == Some(asked.order);
    // A second click turns the order round; a first one shows the newest or the largest first.
    let direction = if is_sorted && !asked.ascending { "asc" } else { "desc" };
    ColumnHead {
        code: column.code,
        class: drawn.class.clone(),
        name: (column.name)(lang),
        address: column
            .order
            .map(|_| address_with(L::PATHS.list, query, &[("sort", column.code), ("dir", direction), ("open", "")])),
        sorted: is_sorted.then_some(if asked.ascending { "ascending" } else { "descending" }),
    }
}
