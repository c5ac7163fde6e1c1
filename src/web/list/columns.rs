//! How every list that can be arranged shows its columns panel and reads it back. What an arrangement may be is `domain::list_layout`'s.

use actix_web::HttpResponse;
use askama::Template;

use crate::commands::CommandError;
use crate::commands::people::preferences;
use crate::domain::lists::layout::{Column, Density, Layout, MOST_FROZEN, WIDTHS};
use crate::i18n::columns::{Columns, density};
use crate::i18n::{Lang, fill};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::{Html, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::list::address_with;

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
    action: String,
    csrf: String,
    hidden: Vec<(String, String)>,
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

/// The panel of an arrangement, ready to be put into a page. `hidden` are fields that the form carries along.
pub fn panel<C: Column>(
    layout: &Layout<C>,
    name_of: impl Fn(C) -> &'static str,
    action: &str,
    csrf: &str,
    hidden: &[(&str, String)],
    lang: Lang,
) -> Html {
    let t = Columns::of(lang);
    let rows = layout.columns().iter().map(|placed| {
        let name = name_of(placed.column);
        PanelRow {
            code: placed.column.code(),
            name,
            is_shown: placed.is_shown,
            is_key: placed.column.is_key(),
            width: placed.width.map(|steps| (steps * STEP).to_string()).unwrap_or_default(),
            usual: placed.column.width(),
            width_label: fill(t.width_of, &[("name", name)]),
            up_label: fill(t.up, &[("name", name)]),
            down_label: fill(t.down, &[("name", name)]),
        }
    });
    let heights = [Density::Compact, Density::Usual, Density::Roomy];
    let panel = Panel {
        t,
        action: action.to_owned(),
        csrf: csrf.to_owned(),
        hidden: hidden.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        rows: rows.collect(),
        frozen: layout.frozen,
        most_frozen: MOST_FROZEN,
        narrowest: WIDTHS.start() * STEP,
        widest: WIDTHS.end() * STEP,
        densities: heights.map(|height| (height.code(), density(height, t), height == layout.density)).into(),
    };
    Html(panel.render().unwrap_or_default())
}

/// The arrangement that a sent panel asks for; what cannot be read stays as usual.
pub fn arranged<C: Column>(usual: Layout<C>, fields: &Fields) -> Layout<C> {
    if fields.raw("intent") == "reset" {
        return usual;
    }
    let mut order: Vec<&'static str> = Vec::new();
    let sent = fields.all("order").filter_map(|code| known::<C>(code));
    // A page that says nothing of the order leaves it alone.
    let all = usual.columns().iter().map(|placed| placed.column.code());
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

/// The code of one of the list's columns.
fn known<C: Column>(code: &str) -> Option<&'static str> {
    C::ALL.iter().map(|column| column.code()).find(|known| *known == code)
}

/// A width in pixels as the nearest step; none for an empty field or nonsense.
fn steps(pixels: &str) -> Option<u16> {
    let pixels: u16 = pixels.trim().parse().ok()?;
    Some(pixels.saturating_add(STEP / 2) / STEP).filter(|steps| WIDTHS.contains(steps))
}

/// Keeps the arrangement that a sent panel asks for under the list's name, and goes back to where the list was. An arrow opens the
/// panel again.
pub async fn keep<C: Column>(
    app: &App,
    staff: &Staff,
    page: &str,
    address: &str,
    usual: Layout<C>,
    fields: &Fields,
) -> Result<HttpResponse, PageError> {
    // The usual arrangement is not kept, so that it can change.
    let text = if fields.raw("intent") == "reset" { String::new() } else { arranged(usual, fields).text() };
    let (id, page) = (staff.id, page.to_owned());
    app.db
        .write(move |tx| -> Result<(), CommandError> { preferences::arrange_columns(tx, id, &page, &text) })
        .await
        .map_err(PageError::from)?;
    let back = Fields::of_address(fields.raw("query"));
    let is_moved = fields.has("up") || fields.has("down");
    Ok(see_other(&format!("{}{}", address_with(address, &back, &[]), if is_moved { "#columns-form" } else { "" })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lists::ticket_columns::TicketColumn as T;

    fn usual() -> Layout<T> {
        Layout::usual(&[T::TicketNo, T::OrderNo, T::Merchant], |column| column != T::RefundAmount)
    }

    fn sent(query: &str) -> Layout<T> {
        arranged(usual(), &Fields::parse(query.as_bytes()))
    }

    #[test]
    fn a_panel_says_order_width_freezing_and_height() {
        let layout = sent(
            "order=merchant&order=ticket_no&order=order_no&show=merchant&show=ticket_no&width_merchant=163&frozen=2&density=COMPACT",
        );
        assert_eq!(layout.shown(), [T::Merchant, T::TicketNo]);
        assert_eq!((layout.frozen, layout.density), (2, Density::Compact));
        assert_eq!(layout.drawn(0)[0].class, "frozen at-0 w-20");
    }

    #[test]
    fn an_arrow_moves_one_column_and_reset_forgets_everything() {
        let all = "order=ticket_no&order=order_no&order=merchant&show=ticket_no&show=order_no&show=merchant";
        assert_eq!(sent(&format!("{all}&up=merchant")).shown(), [T::TicketNo, T::Merchant, T::OrderNo]);
        assert_eq!(sent(&format!("{all}&down=ticket_no")).shown(), [T::OrderNo, T::TicketNo, T::Merchant]);
        assert_eq!(sent(&format!("{all}&up=nonsense")).shown(), [T::TicketNo, T::OrderNo, T::Merchant]);
        assert_eq!(sent("order=merchant&frozen=3&intent=reset"), usual());
    }

    #[test]
    fn nonsense_falls_back() {
        let layout = sent(
            "order=frozen:4&order=order_no,merchant&order=order_no&order=order_no&show=order_no&width_order_no=12&frozen=many&\
             density=HUGE,frozen:4&width_merchant=-8",
        );
        assert_eq!((layout.frozen, layout.density), (1, Density::Usual));
        assert_eq!(layout.shown(), [T::TicketNo, T::OrderNo, T::Merchant]);
        assert!(layout.columns().iter().all(|placed| placed.width.is_none()));
        assert_eq!(sent("order=refund_amount&show=refund_amount").shown(), [T::TicketNo, T::OrderNo, T::Merchant]);
    }

    #[test]
    fn what_names_the_row_stays_when_nothing_is_ticked() {
        assert_eq!(sent("frozen=0").shown(), [T::TicketNo]);
        assert_eq!(sent("show=merchant").shown(), [T::TicketNo, T::Merchant]);
    }

    #[test]
    fn the_panel_shows_what_is_arranged() {
        let layout = usual().changed_by("ticket_no,order_no=20,-merchant,frozen:2,density:ROOMY");
        let hidden = [("query", "a=\"1\"".to_owned())];
        let html = panel(&layout, |column| column.code(), "/tickets/columns", "token", &hidden, Lang::En).to_string();
        assert!(html.contains("name=\"width_order_no\" value=\"160\""), "{html}");
        assert!(html.contains("name=\"show\" value=\"ticket_no\" checked disabled"), "{html}");
        assert!(
            html.contains("value=\"merchant\"> merchant") && html.contains("<option value=\"2\" selected>"),
            "{html}"
        );
        assert!(html.contains("value=\"ROOMY\" checked") && !html.contains("a=\"1\""), "{html}");
    }
}
