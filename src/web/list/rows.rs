//! The rows of a list's table, written as one piece of HTML: a page has hundreds of cells.

use crate::i18n::fill;
use crate::i18n::lists::Lists;
use crate::web::framework::html::Html;
use crate::web::list::column::{Column, Drawing};
use crate::web::list::columns::DrawnColumn;
use crate::web::list::declaration::{List, RowOf, Small};
use crate::web::list::value::Value;

/// The attributes of a drawn column's cells, the same in every row: ` class="…" data-col="…" …`, ready to stand in a tag.
fn attributes<L: List>(drawn: &DrawnColumn<L>, name: &str) -> Html {
    let column = drawn.column;
    let class = format!("{} {}", column.look.class(), drawn.class);
    let is_labelled = L::SMALL == Small::Named || column.card == "units";
    let label = if is_labelled { name } else { "" };
    let mut html = Html::default();
    for (name, value) in
        [("class", class.trim()), ("data-col", column.code), ("data-card", column.card), ("data-label", label)]
    {
        if !value.is_empty() {
            html.raw(" ").raw(name).raw("=\"").text(value).raw("\"");
        }
    }
    html
}

/// The rows, of which the first is number `first`; `chooses` where each has a box to choose it.
pub fn rows<L: List>(
    rows: &[RowOf<L>],
    columns: &[DrawnColumn<L>],
    drawing: &Drawing<'_, L>,
    first: i64,
    chooses: bool,
) -> Html {
    let (cells, lang) = (&drawing.cells, drawing.cells.lang);
    let key_code = L::COLUMNS.first().map_or("", |column| column.code);
    // The key needs no name: it is one.
    let name = |column: &Column<L>| if column.code == key_code { "" } else { (column.name)(lang) };
    let looks: Vec<Html> = columns.iter().map(|drawn| attributes(drawn, name(drawn.column))).collect();
    let mut html = Html::default();
    for (row, place) in rows.iter().zip(first..) {
        let key = L::key(row);
        let link = L::link(row, place, drawing);
        html.raw("<tr data-key=\"").text(&key).raw("\"");
        L::attributes(&mut html, row, drawing);
        html.raw(">");
        if chooses {
            let label = fill(Lists::of(lang).select_row, &[("no", &*key)]);
            html.raw("<td class=\"select frozen at-0 w-5\"><input type=\"checkbox\" name=\"").raw(L::CHOSEN);
            html.raw("\" value=\"").text(&key).raw("\" form=\"bulk-form\" aria-label=\"").text(&label).raw("\"></td>");
        }
        if L::MARKS.is_some() {
            html.raw("<td class=\"marks frozen ").raw(if chooses { "at-5" } else { "at-0" }).raw(" w-5\">");
            L::marks(&mut html, row, drawing);
            html.raw("</td>");
        }
        for (drawn, look) in columns.iter().zip(&looks) {
            let is_key = drawn.column.code == key_code;
            html.raw(if is_key { "<th scope=\"row\"" } else { "<td" }).raw(&look.0).raw(">");
            let value = (drawn.column.cell)(row, cells);
            let link = link.as_ref().filter(|_| is_key);
            if let Some(link) = link {
                html.raw("<a class=\"row-link\" href=\"").text(link).raw("\">");
            }
            match drawn.column.drawn {
                Some(draw) if !matches!(value, Value::Nothing) => draw(&mut html, row, drawing),
                _ => value.write(&mut html, cells.now),
            }
            if link.is_some() {
                html.raw("</a>");
            }
            html.raw(if is_key { "</th>" } else { "</td>" });
        }
        html.raw("</tr>\n");
    }
    html
}
