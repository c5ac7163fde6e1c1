//! A list as a file: as it is filtered and sorted, every row, in the columns as the taker arranged them; and what its address says, in words.

use crate::domain::ticket::status::{Status, StatusGroup};
use crate::exports::{BATCH, ListRows, Source, Taker};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::spreadsheet::{Cell, Cells};
use crate::store::house::list_choices::Choices;
use crate::store::list::{Listed, Reading};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::form::Fields;
use crate::web::list::column::{CellContext, Column, column_of};
use crate::web::list::declaration::{List, OrderOf, QueryOf, RowOf};
use crate::web::list::read::{chips, read};
use crate::web::list::views::{Opened, effective};

/// A list as one that can be taken.
pub const fn source<L: List>() -> Source {
    Source {
        page: L::PAGE,
        name: L::FILE,
        title: title::<L>,
        path: L::PATHS.list,
        right: L::EXPORT,
        describe: describe::<L>,
        open: open::<L>,
    }
}

fn title<L: List>(lang: Lang) -> &'static str {
    L::words(lang).title
}

fn open<L: List>(connection: &mut Conn, taker: &Taker, query: &str) -> Result<Box<dyn ListRows>, DbError> {
    let viewer = &taker.viewer;
    let query = Fields::parse(query.as_bytes());
    let opened = Opened::find::<L>(connection, viewer, query.raw("view"))?;
    let query = effective(&query, &opened);
    let mut asked = read::<L>(viewer, &query, taker.now);
    L::resolve(connection, viewer, &query, &mut asked)?;
    let layout = opened.layout::<L>(connection, viewer)?;
    let columns: Vec<&'static Column<L>> = layout.shown().filter_map(|placed| column_of(placed.code)).collect();
    let reading = Reading::new(asked.order, asked.ascending);
    Ok(Box::new(Rows::<L> { taker: taker.clone(), asked, columns, reading }))
}

/// The address of a list as the person reads it; empty where nothing narrows the list.
fn describe<L: List>(viewer: &Viewer, choices: &Choices, query: &str) -> String {
    let (query, lang) = (Fields::parse(query.as_bytes()), viewer.lang);
    let colon = lang.pick("：", ": ");
    let set = L::tab_set();
    let tab_name = |code: &str| {
        let tab = set.rows.iter().find(|tab| tab.codes.contains(&code)).map(|tab| (tab.name)(lang));
        let status = || Status::parse(code).map(|status| status.name(lang));
        let group = || StatusGroup::parse(code).map(|group| group.name(lang));
        tab.or_else(group).or_else(status).unwrap_or(code).to_owned()
    };
    let tabs: Vec<String> = query.all(set.field).filter(|code| !code.is_empty()).map(tab_name).collect();
    let mut parts = Vec::new();
    if !tabs.is_empty() {
        parts.push(format!("{}{colon}{}", L::words(lang).tabs, tabs.join(lang.pick("、", ", "))));
    }
    parts.extend(chips::<L>(viewer, &query, choices).into_iter().map(|chip| chip.text.replacen(": ", colon, 1)));
    if let Some(column) = column_of::<L>(query.raw("sort")) {
        let way = if query.raw("dir") == "asc" { "↑" } else { "↓" };
        parts.push(format!("{}{colon}{} {way}", Lists::of(lang).order, (column.name)(lang)));
    }
    parts.join(lang.pick("，", ", "))
}

struct Rows<L: List> {
    taker: Taker,
    asked: QueryOf<L>,
    columns: Vec<&'static Column<L>>,
    reading: Reading<OrderOf<L>>,
}

impl<L: List> Rows<L> {
    fn cells<'a>(&self, row: &'a RowOf<L>, line: usize, context: &'a CellContext<'a, L>) -> Cells {
        let mut cells: Cells = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            if column.parts.is_empty() {
                cells.push((column.cell)(row, context).cell(column.is_figure()));
            }
            cells.extend(column.parts.iter().map(|part| (part.value)(row, line, context).cell(column.is_figure())));
        }
        cells.extend(L::FILE_END.iter().map(|part| (part.value)(row, line, context).cell(false)));
        cells
    }
}

impl<L: List> ListRows for Rows<L> {
    fn header(&self) -> Vec<String> {
        let lang = self.taker.lang;
        let mut names: Vec<String> = Vec::new();
        for column in &self.columns {
            match column.parts {
                [] => names.push((column.name)(lang).to_owned()),
                parts => names.extend(parts.iter().map(|part| (part.name)(lang).to_owned())),
            }
        }
        names.extend(L::FILE_END.iter().map(|part| (part.name)(lang).to_owned()));
        names
    }

    fn count(&mut self, connection: &mut Conn) -> Result<Option<i64>, DbError> {
        // Rows could be counted, but their lines are what the file has.
        if L::IS_BY_LINE {
            return Ok(None);
        }
        L::Store::total(connection, &self.taker.scope, &self.asked.narrowing)
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        let viewer = &self.taker.viewer;
        let narrowing = &self.asked.narrowing;
        let found = L::Store::batch(connection, &viewer.scope, narrowing, &mut self.reading, BATCH)?;
        let Some(mut rows) = found else { return Ok(None) };
        let columns: Vec<&'static str> = self.columns.iter().map(|column| column.code).collect();
        let beside = L::beside(connection, viewer, self.taker.now, &mut rows, &columns, None)?;
        let context =
            CellContext { viewer, lang: viewer.lang, now: self.taker.now, zone: viewer.zone(), beside: &beside };
        let lines = rows.iter().flat_map(|row| (0..L::lines(row)).map(move |line| (row, line)));
        let cells: Vec<Vec<Cell>> = lines.map(|(row, line)| self.cells(row, line, &context)).collect();
        Ok(Some(cells))
    }
}
