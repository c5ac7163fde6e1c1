//! The inbound log: what came in, when, for which ticket.

use std::borrow::Cow;

use crate::domain::goods::condition::Grade;
use crate::domain::goods::movement::{InboundKind, InboundState};
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::store::goods::logs;
use crate::store::goods::logs::{InboundEntry, Inbounds as Store};
use crate::store::list::{Order, Predicate};
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::right::Right;
use crate::web::list::address::pasted;
use crate::web::list::column::{Column, Drawing, Look, Part};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::value::Value;
use crate::web::warehouse::log_cells;
use crate::web::warehouse::log_cells::t;

/// The inbound log.
pub struct Inbounds;

fn tone(state: InboundState) -> &'static str {
    match state {
        InboundState::Received => "waiting",
        InboundState::Shelved => "done",
        InboundState::SentBack => "ended",
    }
}

fn grade(entry: &InboundEntry, line: usize, lang: Lang) -> Value<'_> {
    let grade = entry.lines.get(line).and_then(|line| line.grade);
    grade.map_or(Value::Nothing, |grade| Value::text(grade.name(lang)))
}

impl List for Inbounds {
    type Store = Store;
    type Beside = ();

    const PAGE: &'static str = "warehouse.inbounds";
    const PATHS: Paths = paths!("/warehouse/inbounds");
    const FILE: &'static str = "inbounds";
    const RIGHT: Right = Right::One(Permission::ViewWarehouse);
    const EXPORT: Permission = Permission::ViewWarehouse;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("number", |lang| t(lang).inbound_no, 17, |entry, _| Value::text(&entry.number))
            .card("title")
            .by(logs::INBOUNDS_BY_NUMBER),
        Column::<Self>::new(
            "kind",
            |lang| t(lang).inbound_type,
            16,
            |entry, context| Value::text(entry.kind.name(context.lang)),
        ),
        Column::<Self>::new("goods", |lang| t(lang).goods, 36, |entry, _| log_cells::goods(entry)).card("goods").parts(
            &[
                Part { name: |lang| t(lang).sku, value: |entry, line, _| log_cells::sku(entry, line) },
                Part { name: |lang| t(lang).goods, value: |entry, line, _| log_cells::name(entry, line) },
            ],
        ),
        Column::<Self>::new(
            "expected",
            |lang| t(lang).col_expected,
            9,
            |entry, _| Value::lines(entry.lines.iter().map(|line| Value::Number(line.expected))),
        )
        .look(Look::Figure)
        .parts(&[Part {
            name: |lang| t(lang).col_expected,
            value: |entry, line, _| entry.lines.get(line).map_or(Value::Nothing, |line| Value::Number(line.expected)),
        }]),
        Column::<Self>::new("quantity", |lang| t(lang).col_received, 9, |entry, _| log_cells::quantities(entry))
            .look(Look::Figure)
            .card("units")
            .parts(&[Part {
                name: |lang| t(lang).col_received,
                value: |entry, line, _| log_cells::quantity(entry, line),
            }]),
        Column::<Self>::new(
            "defective",
            |lang| t(lang).col_defective,
            9,
            |entry, _| Value::lines(entry.lines.iter().map(|line| Value::Number(line.defective))),
        )
        .look(Look::Figure)
        .parts(&[Part {
            name: |lang| t(lang).col_defective,
            value: |entry, line, _| entry.lines.get(line).map_or(Value::Nothing, |line| Value::Number(line.defective)),
        }]),
        Column::<Self>::new(
            "grade",
            |lang| t(lang).grade,
            10,
            |entry, context| Value::lines((0..entry.lines.len()).map(|line| grade(entry, line, context.lang))),
        )
        .parts(&[Part { name: |lang| t(lang).grade, value: |entry, line, context| grade(entry, line, context.lang) }]),
        Column::<Self>::new("time", |lang| t(lang).time, 14, |entry, context| Value::time(entry.at, context.zone))
            .look(Look::Faint)
            .card("time")
            .by(logs::INBOUNDS_BY_TIME),
        Column::<Self>::new("operator", |lang| t(lang).operator, 13, |entry, _| log_cells::operator(entry)),
        Column::<Self>::new("ticket_no", |lang| t(lang).ticket_no, 17, |entry, _| Value::text(&entry.ticket_no))
            .card("amount")
            .by(logs::INBOUNDS_BY_TICKET),
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
        Column::<Self>::new(
            "shelved_at",
            |lang| t(lang).shelved_at,
            14,
            |entry, context| Value::time(entry.shelved_at, context.zone),
        )
        .look(Look::Faint),
        Column::<Self>::new("note", |lang| t(lang).note, 26, |entry, _| log_cells::note(entry)).look(Look::Cut),
    ];
    const USUAL: &'static [&'static str] = &[
        "number",
        "kind",
        "goods",
        "expected",
        "quantity",
        "defective",
        "grade",
        "time",
        "operator",
        "ticket_no",
        "tracking_no",
        "warehouse",
        "state",
        "shelved_at",
        "note",
    ];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["q"],
                |lang| t(lang).search_log,
                Kind::Text(|found, text| found.push(logs::inbounds_marked(&pasted(text)))),
            )
        },
        Filter::new(
            &["tracking_no"],
            |lang| t(lang).tracking_no,
            Kind::Text(|found, text| found.push(logs::inbounds_under(&pasted(text)))),
        ),
        Filter::new(
            &["warehouse"],
            |lang| t(lang).warehouse,
            Kind::Choice {
                offered: |offer| offer.choices.warehouses.clone(),
                is_many: false,
                narrow: |found, id, _| {
                    let warehouse = id.parse().ok();
                    found.extend(warehouse.map(logs::inbounds_at));
                    warehouse.is_some()
                },
            },
        ),
        Filter::new(
            &["operator"],
            |lang| t(lang).operator,
            Kind::Text(|found, text| found.push(logs::inbounds_by(text))),
        ),
        Filter::new(
            &["state"],
            |lang| t(lang).state,
            Kind::Choice {
                offered: |offer| log_cells::offered(InboundState::ALL, InboundState::code, offer.lang),
                is_many: false,
                narrow: |found, code, _| {
                    let state = InboundState::parse(code);
                    found.extend(state.map(logs::inbounds_in));
                    state.is_some()
                },
            },
        ),
        Filter::new(
            &["grade"],
            |lang| t(lang).grade,
            Kind::Choice {
                offered: |offer| log_cells::offered(Grade::ALL, Grade::code, offer.lang),
                is_many: false,
                narrow: |found, code, _| {
                    let grade = Grade::parse(code);
                    found.extend(grade.map(logs::inbounds_graded));
                    grade.is_some()
                },
            },
        ),
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["ticket_no"],
                |lang| t(lang).ticket_no,
                Kind::Text(|found, text| found.push(logs::inbounds_of_ticket(&pasted(text)))),
            )
        },
        Filter {
            stand: Stand::Row,
            ..Filter::new(&["sku"], |lang| t(lang).sku, Kind::Text(|found, text| found.push(logs::inbounds_with(text))))
        },
        Filter::new(
            &["kind"],
            |lang| t(lang).kind,
            Kind::Choice {
                offered: |offer| log_cells::offered(InboundKind::ALL, InboundKind::code, offer.lang),
                is_many: false,
                narrow: |found, code, _| {
                    let kind = InboundKind::parse(code);
                    found.extend(kind.map(logs::inbounds_of_kind));
                    kind.is_some()
                },
            },
        ),
        Filter::new(
            &["from", "to"],
            |lang| t(lang).time,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(logs::received(from, before)) },
        ),
    ];
    const IS_BY_LINE: bool = true;

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.inbounds, all: t.all, tabs: t.state, empty: t.no_inbounds, empty_text: t.no_inbounds_hint }
    }

    fn key(entry: &InboundEntry) -> Cow<'_, str> {
        Cow::Borrowed(&entry.number)
    }

    fn link(entry: &InboundEntry, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        Some(format!("/tickets/{}", entry.ticket_no))
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (logs::INBOUNDS_BY_TIME, false)
    }

    fn lines(entry: &InboundEntry) -> usize {
        entry.lines.len()
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let lang = shown.drawing.cells.lang;
        let empty = log_cells::empty(t(lang).no_inbounds, t(lang).no_inbounds_hint, lang);
        Ok(Around { crumb: log_cells::crumb(lang), empty: Some(empty), ..Around::default() })
    }
}
