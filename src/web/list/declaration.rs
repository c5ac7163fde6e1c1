//! The declaration of a list; everything else is the same for all.

use std::borrow::Cow;

use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::store::list::{Listed, Page, Window};
use crate::store::tickets::counts::Kept;
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::PAGE_ROWS;
use crate::web::list::column::{Column, Drawing, Part};
use crate::web::list::filter::{Filter, Reading};
use crate::web::list::query::ListQuery;
use crate::web::list::role_view::RoleView;
use crate::web::list::tabs::{Tab, TabRow, TabSet, Tabs, chosen_tab, tabs_of};

/// The conditions of a list.
pub type Narrowing<L> = <<L as List>::Store as Listed>::Narrowing;
/// An order of a list.
pub type OrderOf<L> = <<L as List>::Store as Listed>::Order;
/// The query of a list.
pub type QueryOf<L> = ListQuery<Narrowing<L>, OrderOf<L>>;
/// A row of a list.
pub type RowOf<L> = <<L as List>::Store as Listed>::Row;

/// The addresses of a list and its tools; made by `paths!`.
pub struct Paths {
    pub list: &'static str,
    pub csv: &'static str,
    pub xlsx: &'static str,
    pub columns: &'static str,
    pub views: &'static str,
    pub view: &'static str,
}

/// The addresses of a list at an address.
macro_rules! paths {
    ($list:literal) => {
        $crate::web::list::declaration::Paths {
            list: $list,
            csv: concat!($list, ".csv"),
            xlsx: concat!($list, ".xlsx"),
            columns: concat!($list, "/columns"),
            views: concat!($list, "/views"),
            view: concat!($list, "/views/{id}"),
        }
    };
}
pub(in crate::web) use paths;

/// The words of a list's page.
pub struct Words {
    pub title: &'static str,
    /// The name of the whole list among its views.
    pub all: &'static str,
    /// The name of its tabs together, such as “Status”.
    pub tabs: &'static str,
    /// The heading in the place of rows, where there are none.
    pub empty: &'static str,
    pub empty_text: &'static str,
}

/// The layout of rows on a small screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Small {
    /// Four cells each, as their `card` says.
    Cards,
    /// Every cell with its name.
    Named,
}

/// The surroundings of the table.
#[derive(Default)]
pub struct Around {
    /// Above the heading.
    pub crumb: Html,
    /// Beside the heading, before and behind the list's own tools.
    pub tools: Html,
    pub actions: Html,
    /// Beside the table.
    pub aside: Html,
    /// In the place of table and pager.
    pub body: Option<Html>,
    /// In the place of the words of an empty list.
    pub empty: Option<Html>,
    /// The buttons for chosen rows, inside the bar's form.
    pub bulk: Option<Html>,
    /// Behind the table.
    pub below: Html,
}

/// The parts of a page that its surroundings are made from.
pub struct Shown<'a, L: List> {
    pub drawing: &'a Drawing<'a, L>,
    pub query: &'a Fields,
    pub asked: &'a QueryOf<L>,
    pub rows: &'a [RowOf<L>],
    /// The number of rows, in words.
    pub total: &'a str,
    /// The address on which a page that found too little looks further.
    pub further: Option<&'a str>,
    pub choices: &'a crate::store::house::list_choices::Choices,
    /// Whether nothing narrows the list and it is empty all the same.
    pub is_empty_house: bool,
}

/// A list.
pub trait List: Sized + 'static {
    /// The store of its rows.
    type Store: Listed;
    /// Data of its cells beside the rows, read once a page.
    type Beside: Default + Send + Sync + 'static;

    /// `data-page` of the list, under which columns and views are kept.
    const PAGE: &'static str;
    const PATHS: Paths;
    /// The name of its file, and of the list in the audit entry of a file.
    const FILE: &'static str;
    /// The right to see it.
    const RIGHT: Right;
    /// The right to take it as a file.
    const EXPORT: Permission;
    /// Every column, in the order they are offered; the first one names the row.
    const COLUMNS: &'static [Column<Self>];
    /// The columns that everybody starts with, in order.
    const USUAL: &'static [&'static str];
    /// Every filter, in the order in which their chips stand.
    const FILTERS: &'static [Filter<Narrowing<Self>>];
    /// The tabs above the list, and the field of the address that names the open one.
    const TABS: &'static [TabRow<Narrowing<Self>>] = &[];
    const TAB_FIELD: &'static str = "state";
    /// The views of roles.
    const VIEWS: &'static [RoleView] = &[];
    /// Whether the menu leads to the view that a person starts with.
    const HAS_START: bool = false;
    /// The field that chosen rows are sent in; their bar is sent by POST to `/bulk` below the list where it is not `only`.
    const CHOSEN: &'static str = "only";
    const SMALL: Small = Small::Cards;
    /// The name of the narrow column of marks before the key; `None` where there is none.
    const MARKS: Option<fn(Lang) -> &'static str> = None;
    /// Whether a file has a row for each line of a row.
    const IS_BY_LINE: bool = false;
    /// Columns that every file has behind the others.
    const FILE_END: &'static [Part<Self>] = &[];

    fn words(lang: Lang) -> Words;

    /// The key of a row: its `data-key`.
    fn key(row: &RowOf<Self>) -> Cow<'_, str>;

    /// The address behind a row's key; `place` is its number in the list, from 1. `None` for a row without a page.
    fn link(row: &RowOf<Self>, place: i64, drawing: &Drawing<'_, Self>) -> Option<String>;

    /// The order of an address that asks for none, and whether it ascends.
    fn usual_order(query: &Fields) -> (OrderOf<Self>, bool);

    /// The tabs with where they lead.
    fn tab_set() -> TabSet<Narrowing<Self>> {
        TabSet { rows: Self::TABS, field: Self::TAB_FIELD, path: Self::PATHS.list }
    }

    /// The tab of an address that names none.
    fn usual_tab(_query: &Fields) -> &'static str {
        Self::TABS.first().map_or("", |tab| tab.codes[0])
    }

    /// Reads the tab of an address: its code.
    fn read_tab(reading: &mut Reading<'_>, narrowing: &mut Narrowing<Self>) -> &'static str {
        chosen_tab(&Self::tab_set(), Self::usual_tab(reading.query), reading, narrowing)
    }

    /// Whether a person may choose rows.
    fn may_choose(_person: &Viewer, _query: &Fields) -> bool {
        false
    }

    /// Turns the codes and words of an address into what the database knows; whether less was looked for than a word stands for.
    ///
    /// # Errors
    /// The database cannot be read.
    fn resolve(
        _connection: &mut Conn,
        _person: &Viewer,
        _query: &Fields,
        _asked: &mut QueryOf<Self>,
    ) -> Result<bool, DbError> {
        Ok(false)
    }

    /// The rows of the page.
    ///
    /// # Errors
    /// The database cannot be read.
    fn page(
        connection: &mut Conn,
        viewer: &Viewer,
        _query: &Fields,
        asked: &QueryOf<Self>,
    ) -> Result<Page<RowOf<Self>>, DbError> {
        let start = asked.start.clone();
        let window = Window { sort: asked.order, ascending: asked.ascending, start, limit: PAGE_ROWS };
        Self::Store::page(connection, &viewer.scope, &asked.narrowing, &window)
    }

    /// The tabs with their counts, and how many rows there are.
    ///
    /// # Errors
    /// The database cannot be read.
    fn tabs(
        connection: &mut Conn,
        viewer: &Viewer,
        _kept: &Kept,
        query: &Fields,
        asked: &QueryOf<Self>,
        page: &Page<RowOf<Self>>,
    ) -> Result<Tabs, DbError> {
        tabs_of::<Self::Store>(connection, viewer, &Self::tab_set(), query, asked, page)
    }

    /// Reads the data of these columns beside the rows; `query` is the page's, `None` for a file.
    ///
    /// # Errors
    /// The database cannot be read.
    fn beside(
        _connection: &mut Conn,
        _person: &Viewer,
        _now: Timestamp,
        _rows: &mut Vec<RowOf<Self>>,
        _columns: &[&'static str],
        _query: Option<&Fields>,
    ) -> Result<Self::Beside, DbError> {
        Ok(Self::Beside::default())
    }

    /// The number of lines that a row has in a file by line.
    fn lines(_row: &RowOf<Self>) -> usize {
        1
    }

    /// Writes further attributes of a row's tag, as ` name="value"`.
    fn attributes(_html: &mut Html, _row: &RowOf<Self>, _drawing: &Drawing<'_, Self>) {}

    /// Writes the marks of a row into the narrow column before its key.
    fn marks(_html: &mut Html, _row: &RowOf<Self>, _drawing: &Drawing<'_, Self>) {}

    /// Filters that are one click away, beside those of days.
    fn quick(_person: &Viewer, _query: &Fields) -> Vec<Tab> {
        Vec::new()
    }

    /// The surroundings of the table.
    ///
    /// # Errors
    /// A template cannot be rendered.
    fn around(_shown: Shown<'_, Self>) -> Result<Around, PageError> {
        Ok(Around::default())
    }
}
