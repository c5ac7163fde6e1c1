//! The outbound log: what is to go out or went, when, for which ticket.

use std::borrow::Cow;

use crate::domain::goods::movement::{OutboundKind, OutboundState};
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::store::goods::logs;
use crate::store::goods::logs::{OutboundEntry, Outbounds as Store};
use crate::store::list::{Order, Predicate};
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::right::Right;
use crate::web::list::address::pasted;
use crate::web::list::column::{Column, Drawing, Look, Part};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::tabs::TabRow;
use crate::web::list::value::Value;
use crate::web::warehouse::log_cells;
use crate::web::warehouse::log_cells::t;

/// The outbound log, the entries of one state at a time.
pub struct Outbounds;

fn tone(state: OutboundState) -> &'static str {
    match state {
        OutboundState::Reserved => "waiting",
        OutboundState::Shipped => "done",
        OutboundState::Void => "ended",
    }
}

impl List for Outbounds {
    type Store = Store;
    type Beside = ();

    const PAGE: &'static str = "warehouse.outbounds";
    const PATHS: Paths = paths!("/warehouse/outbounds");
    const FILE: &'static str = "outbounds";
    const RIGHT: Right = Right::One(Permission::ViewWarehouse);
    const EXPORT: Permission = Permission::ViewWarehouse;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("number", |lang| t(lang).outbound_no, 17, |entry, _| Value::text(&entry.number))
            .card("title")
            .by(logs::OUTBOUNDS_BY_NUMBER),
        Column::<Self>::new(
            "kind",
            |lang| t(lang).outbound_type,
            16,
            |entry, context| Value::text(entry.kind.name(context.lang)),
        ),
        Column::<Self>::new("goods", |lang| t(lang).goods, 36, |entry, _| log_cells::goods(entry)).card("goods").parts(
            &[
                Part { name: |lang| t(lang).sku, value: |entry, line, _| log_cells::sku(entry, line) },
                Part { name: |lang| t(lang).goods, value: |entry, line, _| log_cells::name(entry, line) },
            ],
        ),
        Column::<Self>::new("quantity", |lang| t(lang).quantity, 9, |entry, _| log_cells::quantities(entry))
            .look(Look::Figure)
            .card("units")
            .parts(&[Part { name: |lang| t(lang).quantity, value: |entry, line, _| log_cells::quantity(entry, line) }]),
        Column::<Self>::new("time", |lang| t(lang).time, 14, |entry, context| Value::time(entry.at, context.zone))
            .look(Look::Faint)
            .card("time")
            .by(logs::OUTBOUNDS_BY_TIME),
        Column::<Self>::new("operator", |lang| t(lang).operator, 13, |entry, _| log_cells::operator(entry)),
        Column::<Self>::new("ticket_no", |lang| t(lang).ticket_no, 17, |entry, _| Value::text(&entry.ticket_no))
            .card("amount")
            .by(logs::OUTBOUNDS_BY_TICKET),
        Column::<Self>::new(
            "tracking_no",
            |lang| t(lang).tracking_no,
            26,
            |entry, context| log_cells::parcel(entry, context.lang),
        )
        .parts(&[
            Part { name: |lang| t(lang).carrier, value: |entry, _, context| log_cells::carrier(entry, context.lang) },
            Part { name: |lang| t(lang).tracking_no, value: |entry, _, _| Value::text(&entry.tracking_no) },
        ]),
        Column::<Self>::new("warehouse", |lang| t(lang).warehouse, 16, |entry, _| Value::text(&entry.warehouse)),
        Column::<Self>::new(
            "state",
            |lang| t(lang).state,
            13,
            |entry, context| Value::State(tone(entry.state), entry.state.name(context.lang)),
        )
        .card("status"),
    ];
    const USUAL: &'static [&'static str] =
        &["number", "kind", "goods", "quantity", "time", "operator", "ticket_no", "tracking_no", "warehouse", "state"];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["q"],
                |lang| t(lang).search_log,
                Kind::Text(|found, text| found.push(logs::outbounds_marked(&pasted(text)))),
            )
        },
        Filter::new(
            &["tracking_no"],
            |lang| t(lang).tracking_no,
            Kind::Text(|found, text| found.push(logs::outbounds_under(&pasted(text)))),
        ),
        Filter::new(
            &["warehouse"],
            |lang| t(lang).warehouse,
            Kind::Choice {
                offered: |offer| offer.choices.warehouses.clone(),
                is_many: false,
                narrow: |found, id, _| {
                    let warehouse = id.parse().ok();
                    found.extend(warehouse.map(logs::outbounds_at));
                    warehouse.is_some()
                },
            },
        ),
        Filter::new(
            &["operator"],
            |lang| t(lang).operator,
            Kind::Text(|found, text| found.push(logs::outbounds_by(text))),
        ),
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["ticket_no"],
                |lang| t(lang).ticket_no,
                Kind::Text(|found, text| found.push(logs::outbounds_of_ticket(&pasted(text)))),
            )
        },
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["sku"],
                |lang| t(lang).sku,
                Kind::Text(|found, text| found.push(logs::outbounds_with(text))),
            )
        },
        Filter::new(
            &["kind"],
            |lang| t(lang).kind,
            Kind::Choice {
                offered: |offer| log_cells::offered(OutboundKind::ALL, OutboundKind::code, offer.lang),
                is_many: false,
                narrow: |found, code, _| {
                    let kind = OutboundKind::parse(code);
                    found.extend(kind.map(logs::outbounds_of_kind));
                    kind.is_some()
                },
            },
        ),
        Filter::new(
            &["from", "to"],
            |lang| t(lang).time,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(logs::sent(from, before)) },
        ),
    ];
    const TABS: &'static [TabRow<Vec<Predicate>>] = &[
        TabRow {
            codes: &["SHIPPED"],
            name: |lang| OutboundState::Shipped.name(lang),
            narrow: |found| found.push(logs::outbounds_in(OutboundState::Shipped)),
            is_alarming: false,
        },
        TabRow {
            codes: &["RESERVED"],
            name: |lang| OutboundState::Reserved.name(lang),
            narrow: |found| found.push(logs::outbounds_in(OutboundState::Reserved)),
            is_alarming: false,
        },
        TabRow {
            codes: &["VOID"],
            name: |lang| OutboundState::Void.name(lang),
            narrow: |found| found.push(logs::outbounds_in(OutboundState::Void)),
            is_alarming: false,
        },
    ];
    const IS_BY_LINE: bool = true;

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.outbounds, all: t.all, tabs: t.state, empty: t.no_outbounds, empty_text: t.no_outbounds_hint }
    }

    fn key(entry: &OutboundEntry) -> Cow<'_, str> {
        Cow::Borrowed(&entry.number)
    }

    fn link(entry: &OutboundEntry, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        Some(format!("/tickets/{}", entry.ticket_no))
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (logs::OUTBOUNDS_BY_TIME, false)
    }

    fn lines(entry: &OutboundEntry) -> usize {
        entry.lines.len()
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let lang = shown.drawing.cells.lang;
        let empty = log_cells::empty(t(lang).no_outbounds, t(lang).no_outbounds_hint, lang);
        Ok(Around { crumb: log_cells::crumb(lang), empty: Some(empty), ..Around::default() })
    }
}
