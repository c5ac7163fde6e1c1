//! Parcels nobody expected: found by number or contents, matched to the ticket they belong to.

use std::borrow::Cow;

use std::collections::HashMap;

use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::{Lang, fill};
use crate::store::goods::parcels;
use crate::store::goods::parcels::{ParcelRow, Unclaimed as Store};
use crate::store::house::list_choices;
use crate::store::list::{Order, Predicate};
use crate::store::people::staff;
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::column::{Column, Drawing, Look};
use crate::web::list::declaration::{Around, List, Paths, Shown, Small, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::value::Value;
use crate::web::warehouse::log_cells;
use crate::web::warehouse::log_cells::t;

/// The parcels that belong to no ticket yet.
pub struct Unclaimed;

/// Data of a page's parcels beside their rows.
#[derive(Default)]
pub struct Beside {
    /// The first ticket that waits for a parcel's number by now.
    suggested: HashMap<i64, String>,
    /// The names of those who signed parcels in, by the id of staff.
    clerks: HashMap<i64, String>,
    /// Every warehouse in scope: id and name.
    warehouses: Vec<(String, String)>,
    /// Those in use.
    targets: Vec<(String, String)>,
}

/// The form that matches a parcel, in its row.
#[derive(Template)]
#[template(path = "warehouse/match.html")]
struct MatchView<'a> {
    f: &'a Frame,
    t: &'static crate::i18n::goods::warehouse::Warehouse,
    echo: &'a Echo,
    parcel_no: &'a str,
    suggested: &'a str,
    may_work: bool,
    /// The form of this row that was refused; empty for none.
    refused: &'static str,
    /// Where the parcel may go instead: id and name.
    targets: Vec<&'a (String, String)>,
    /// Goods left over from a box: they are there, so the parcel is no mistake.
    is_leftover: bool,
}

fn days_here(since: Timestamp, now: Timestamp, lang: Lang) -> String {
    let days = (now.micros() - since.micros()) / 86_400_000_000;
    fill(t(lang).unclaimed_days, &[("n", &days.to_string())])
}

fn suggested<'a>(row: &ParcelRow, beside: &'a Beside) -> &'a str {
    beside.suggested.get(&row.id).map_or("", String::as_str)
}

fn draw_signed_in(html: &mut Html, row: &ParcelRow, drawing: &Drawing<'_, Unclaimed>) {
    let cells = &drawing.cells;
    html.time(row.signed_in_at, cells.zone, cells.now).raw(" <small class=\"muted\">");
    html.text(&days_here(row.signed_in_at, cells.now, cells.lang)).raw("</small>");
}

fn draw_match(html: &mut Html, row: &ParcelRow, drawing: &Drawing<'_, Unclaimed>) {
    let cells = &drawing.cells;
    let form = MatchView {
        f: drawing.f,
        t: t(cells.lang),
        echo: drawing.echo,
        parcel_no: &row.parcel_no,
        suggested: suggested(row, cells.beside),
        may_work: cells.viewer.may(Permission::WorkWarehouse),
        refused: if drawing.echo.fields.raw("parcel_no") == row.parcel_no { drawing.echo.form } else { "" },
        targets: cells.beside.targets.iter().filter(|(id, _)| *id != row.warehouse_id.to_string()).collect(),
        is_leftover: !row.contents.is_empty(),
    };
    html.raw(&form.render().unwrap_or_default());
}

impl List for Unclaimed {
    type Store = Store;
    type Beside = Beside;

    const PAGE: &'static str = "warehouse.unclaimed";
    const PATHS: Paths = paths!("/warehouse/unclaimed");
    const FILE: &'static str = "unclaimed";
    const RIGHT: Right = Right::One(Permission::ViewUnclaimed);
    const EXPORT: Permission = Permission::ViewUnclaimed;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("parcel_no", |lang| t(lang).parcel_no, 17, |row, _| Value::text(&row.parcel_no)),
        Column::<Self>::new("tracking_no", |lang| t(lang).tracking_no, 26, |row, _| Value::text(&row.tracking_no)),
        Column::<Self>::new(
            "carrier",
            |lang| t(lang).carrier,
            12,
            |row, context| Value::text(log_cells::carrier_of(&row.carrier, &row.tracking_no, context.lang)),
        ),
        Column::<Self>::new(
            "warehouse",
            |lang| t(lang).warehouse,
            16,
            |row, context| {
                let id = row.warehouse_id.to_string();
                let place = context.beside.warehouses.iter().find(|(known, _)| *known == id);
                Value::text(place.map_or("", |(_, name)| name.as_str()))
            },
        ),
        Column::<Self>::new("contents", |lang| t(lang).contents, 36, |row, _| Value::text(&row.contents))
            .look(Look::Wrapped),
        Column::<Self>::new(
            "signed_in_at",
            |lang| t(lang).signed_in_at,
            22,
            |row, context| Value::time(row.signed_in_at, context.zone),
        )
        .drawn(draw_signed_in)
        .by(parcels::BY_ARRIVAL),
        Column::<Self>::new(
            "signed_in_by",
            |lang| t(lang).signed_in_by,
            13,
            |row, context| {
                let clerk = row.signed_in_by.and_then(|id| context.beside.clerks.get(&id));
                Value::text(clerk.map_or("", String::as_str))
            },
        ),
        Column::<Self>::new(
            "match_to",
            |lang| t(lang).match_to,
            30,
            |row, context| {
                let found = suggested(row, context.beside);
                // Who works there has a form in any case.
                if context.viewer.may(Permission::WorkWarehouse) {
                    Value::Text(found.into())
                } else {
                    Value::text(found)
                }
            },
        )
        .drawn(draw_match),
    ];
    const USUAL: &'static [&'static str] =
        &["parcel_no", "tracking_no", "carrier", "warehouse", "contents", "signed_in_at", "signed_in_by", "match_to"];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["q"],
                |lang| t(lang).search_unclaimed,
                Kind::Text(|found, text| found.push(parcels::marked(text))),
            )
        },
        Filter::new(
            &["from", "to"],
            |lang| t(lang).signed_in_at,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(parcels::arrived(from, before)) },
        ),
    ];
    const SMALL: Small = Small::Named;

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.unclaimed, all: t.all, tabs: t.state, empty: t.no_unclaimed, empty_text: t.no_unclaimed_hint }
    }

    fn key(row: &ParcelRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.parcel_no)
    }

    fn link(_: &ParcelRow, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        None
    }

    /// The oldest first.
    fn usual_order(_: &Fields) -> (Order, bool) {
        (parcels::BY_ARRIVAL, true)
    }

    fn beside(
        connection: &mut Conn,
        viewer: &Viewer,
        _: Timestamp,
        rows: &mut Vec<ParcelRow>,
        _: &[&'static str],
        _: Option<&Fields>,
    ) -> Result<Beside, DbError> {
        let clerks: Vec<i64> = rows.iter().filter_map(|row| row.signed_in_by).collect();
        let mut beside = Beside {
            suggested: HashMap::new(),
            clerks: staff::names(connection, &clerks)?,
            warehouses: list_choices::warehouses(connection, &viewer.scope)?,
            targets: list_choices::active_warehouses(connection, &viewer.scope)?,
        };
        for row in rows.iter().filter(|row| row.contents.is_empty() && !row.tracking_no.is_empty()) {
            let waiting = parcels::awaited_under(connection, &viewer.scope, &row.tracking_no)?;
            let first = waiting.into_iter().next();
            beside.suggested.extend(first.map(|ticket| (row.id, ticket.ticket_no)));
        }
        Ok(beside)
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let (cells, f) = (&shown.drawing.cells, shown.drawing.f);
        let t = t(cells.lang);
        if !f.leads_to("/warehouse") {
            let mut crumb = Html::default();
            crumb.raw("<div class=\"crumb\"><a href=\"/\" data-back>‹ ").text(f.t.desk).raw("</a></div>");
            return Ok(Around { crumb, ..Around::default() });
        }
        let mut below = Html::default();
        if cells.viewer.may(Permission::WorkWarehouse) {
            below.raw("<p class=\"muted\">").text(t.match_hint).raw("</p>");
        }
        let empty = Some(log_cells::empty(t.no_unclaimed, t.no_unclaimed_hint, cells.lang));
        Ok(Around { crumb: log_cells::crumb(cells.lang), empty, below, ..Around::default() })
    }
}
