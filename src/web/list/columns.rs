//! The drawn columns of a list, the panel that arranges them, and its form. `domain::lists::layout` says which arrangements there are.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::commands::CommandError;
use crate::commands::people::preferences;
use crate::domain::lists::layout::{Density, Layout, MOST_FROZEN, Placed, WIDTHS};
use crate::i18n::columns::{Columns, density};
use crate::i18n::{Lang, fill};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form};
use crate::web::framework::html::{Html, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::list::address::address_with;
use crate::web::list::column::{Column, column_of};
use crate::web::list::declaration::List;
use crate::web::list::views::Opened;

/// A step of widths, in pixels.
const STEP: u16 = 8;

/// A column in the panel.
pub struct PanelRow {
    pub code: &'static str,
    pub name: &'static str,
    pub is_shown: bool,
    pub is_key: bool,
    /// In pixels; empty where the contents decide.
    pub width: String,
    /// The steps it takes when it is frozen and nobody set its width.
    pub usual: u16,
    pub width_label: String,
    pub up_label: String,
    pub down_label: String,
}

/// The panel in which a person arranges a list.
#[derive(Template)]
#[template(path = "components/columns.html")]
pub struct Panel {
    t: &'static Columns,
    action: &'static str,
    csrf: String,
    /// The list's, which the form carries along.
    query: String,
    rows: Vec<PanelRow>,
    frozen: usize,
    most_frozen: usize,
    narrowest: u16,
    widest: u16,
    densities: Vec<(&'static str, &'static str, bool)>,
}

/// The head of a drawn column.
pub struct ColumnHead {
    pub code: &'static str,
    pub class: String,
    pub name: &'static str,
    /// Where a click leads, if the list can be sorted by it.
    pub address: Option<String>,
    /// The `aria-sort` value, if the list is sorted by it.
    pub sorted: Option<&'static str>,
}

/// A shown column as a table draws it.
pub struct DrawnColumn<L: List> {
    pub column: &'static Column<L>,
    /// `number`, `frozen at-13 w-15`: what the style sheet knows.
    pub class: String,
}

/// The shown columns of an arrangement; `lead` is what stands before the first one, in steps.
pub fn drawn<L: List>(layout: &Layout, lead: u16) -> Vec<DrawnColumn<L>> {
    let mut offset = lead;
    let mut drawn = Vec::new();
    for (at, placed) in layout.shown().enumerate() {
        let Some(column) = column_of::<L>(placed.code) else { continue };
        let mut class = String::new();
        if column.is_figure() {
            class.push_str("number");
        }
        if at < layout.frozen {
            let width = placed.width.unwrap_or(column.width);
            class.push_str(&format!(" frozen at-{offset} w-{width}"));
            offset += width;
        } else if let Some(width) = placed.width {
            class.push_str(&format!(" w-{width}"));
        }
        drawn.push(DrawnColumn { column, class: class.trim_start().to_owned() });
    }
    drawn
}

/// The panel of an arrangement, ready to be put into a page; `query` is the list's, to come back to it.
pub fn panel<L: List>(layout: &Layout, csrf: &str, query: &str, lang: Lang) -> Html {
    let t = Columns::of(lang);
    let row = |placed: &Placed| {
        let column = column_of::<L>(placed.code)?;
        let name = (column.name)(lang);
        Some(PanelRow {
            code: placed.code,
            name,
            is_shown: placed.is_shown,
            is_key: placed.is_key,
            width: placed.width.map(|steps| (steps * STEP).to_string()).unwrap_or_default(),
            usual: column.width,
            width_label: fill(t.width_of, &[("name", name)]),
            up_label: fill(t.up, &[("name", name)]),
            down_label: fill(t.down, &[("name", name)]),
        })
    };
    let heights = [Density::Compact, Density::Usual, Density::Roomy];
    let panel = Panel {
        t,
        action: L::PATHS.columns,
        csrf: csrf.to_owned(),
        query: query.to_owned(),
        rows: layout.columns().iter().filter_map(row).collect(),
        frozen: layout.frozen,
        most_frozen: MOST_FROZEN,
        narrowest: WIDTHS.start() * STEP,
        widest: WIDTHS.end() * STEP,
        densities: heights.map(|height| (height.code(), density(height, t), height == layout.density)).into(),
    };
    Html(panel.render().unwrap_or_default())
}

/// The arrangement that a sent panel asks for; what cannot be read stays as usual.
fn arranged(usual: Layout, fields: &Fields) -> Layout {
    if fields.raw("intent") == "reset" {
        return usual;
    }
    let mut order: Vec<&'static str> = Vec::new();
    let known = |code: &str| usual.columns().iter().map(|placed| placed.code).find(|known| *known == code);
    let sent = fields.all("order").filter_map(known);
    // A page that says nothing of the order leaves it alone.
    let all = usual.columns().iter().map(|placed| placed.code);
    let codes: Vec<&'static str> = if fields.has("order") { sent.collect() } else { all.collect() };
    for code in codes {
        if !order.contains(&code) {
            order.push(code);
        }
    }
    let shown: Vec<&str> = fields.all("show").collect();
    let mut words: Vec<String> = order
        .iter()
        .map(|code| {
            let hidden = if shown.contains(code) { "" } else { "-" };
            let width = steps(fields.raw(&format!("width_{code}")));
            format!("{hidden}{code}{}", width.map(|steps| format!("={steps}")).unwrap_or_default())
        })
        .collect();
    for name in ["frozen", "density"] {
        let value = fields.raw(name).trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            words.push(format!("{name}:{value}"));
        }
    }
    let arranged = usual.changed_by(&words.join(","));
    [("up", true), ("down", false)]
        .into_iter()
        .find(|(name, _)| fields.has(name))
        .map_or(arranged.clone(), |(name, forward)| arranged.moved(fields.raw(name), forward))
}

/// A width in pixels as the nearest step; none for an empty field or nonsense.
fn steps(pixels: &str) -> Option<u16> {
    let pixels: u16 = pixels.trim().parse().ok()?;
    Some(pixels.saturating_add(STEP / 2) / STEP).filter(|steps| WIDTHS.contains(steps))
}

/// `POST …/columns`: keeps the arrangement that a sent panel asks for under the list's name or its open view's, and goes back to where the
/// list was. An arrow opens the panel again.
///
/// # Errors
/// The database fails.
pub async fn arrange<L: List>(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let fields = &form.fields;
    let back = Fields::of_address(fields.raw("query"));
    let (person, code) = (staff.viewer.clone(), back.raw("view").to_owned());
    let opened = app.db.read(move |connection| Opened::find::<L>(connection, &person, &code)).await?;
    // The usual arrangement is not kept, so that it can change.
    let text = match fields.raw("intent") {
        "reset" => String::new(),
        _ => arranged(opened.usual::<L>(&staff), fields).text(),
    };
    let (id, page) = (staff.id, opened.layout_page(L::PAGE));
    app.db
        .write(move |tx| -> Result<(), CommandError> { preferences::arrange_columns(tx, id, &page, &text) })
        .await
        .map_err(PageError::from)?;
    let is_moved = fields.has("up") || fields.has("down");
    let panel = if is_moved { "#columns-form" } else { "" };
    Ok(see_other(&format!("{}{panel}", address_with(L::PATHS.list, &back, &[]))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Layout {
        let offered = [("ticket_no", true), ("order_no", false), ("merchant", false), ("type", false)];
        Layout::usual(&["ticket_no", "order_no", "merchant"], &offered)
    }

    fn sent(query: &str) -> Layout {
        arranged(usual(), &Fields::parse(query.as_bytes()))
    }

    fn shown(layout: &Layout) -> Vec<&'static str> {
        layout.shown().map(|placed| placed.code).collect()
    }

    #[test]
    fn a_panel_says_order_width_freezing_and_height() {
        let layout = sent(
            "order=merchant&order=ticket_no&order=order_no&show=merchant&show=ticket_no&width_merchant=163&frozen=2&density=COMPACT",
        );
        assert_eq!(shown(&layout), ["merchant", "ticket_no"]);
        assert_eq!((layout.frozen, layout.density), (2, Density::Compact));
        assert_eq!(layout.shown().next().and_then(|placed| placed.width), Some(20));
    }

    #[test]
    fn an_arrow_moves_one_column_and_reset_forgets_everything() {
        let all = "order=ticket_no&order=order_no&order=merchant&show=ticket_no&show=order_no&show=merchant";
        assert_eq!(shown(&sent(&format!("{all}&up=merchant"))), ["ticket_no", "merchant", "order_no"]);
        assert_eq!(shown(&sent(&format!("{all}&down=ticket_no"))), ["order_no", "ticket_no", "merchant"]);
        assert_eq!(shown(&sent(&format!("{all}&up=nonsense"))), ["ticket_no", "order_no", "merchant"]);
        assert_eq!(sent(&format!("{all}&up=merchant&intent=reset")), usual());
    }
}
