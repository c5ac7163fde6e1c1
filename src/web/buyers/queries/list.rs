//! The list of queries: open ones first.

use std::borrow::Cow;

use crate::domain::people::free_text::mask_contacts;
use crate::domain::permission::Permission;
use crate::domain::service::query::{QueryKind, QueryState};
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::orders::queries::Queries;
use crate::store::list::{Order, Predicate};
use crate::store::service::query_list;
use crate::store::service::query_list::{QueryList as Store, QueryListRow};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::buyers::queries::address;
use crate::web::buyers::queries::state::write_state;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::column::{Column, Drawing, Look};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::tabs::TabRow;
use crate::web::list::value::Value;

/// The list of queries.
pub struct QueryList;

const fn t(lang: Lang) -> &'static Queries {
    Queries::of(lang)
}

fn draw_state(html: &mut Html, row: &QueryListRow, drawing: &Drawing<'_, QueryList>) {
    write_state(html, row.query.state, drawing.cells.lang);
}

fn draw_ticket(html: &mut Html, row: &QueryListRow, _: &Drawing<'_, QueryList>) {
    html.raw("<a href=\"/tickets/").text(&row.ticket_no).raw("\">").text(&row.ticket_no).raw("</a>");
}

impl List for QueryList {
    type Store = Store;
    type Beside = ();

    const PAGE: &'static str = "queries.index";
    const PATHS: Paths = paths!("/queries");
    const FILE: &'static str = "queries";
    const RIGHT: Right = Right::One(Permission::FileTicket);
    const EXPORT: Permission = Permission::ExportTickets;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("query_no", |lang| t(lang).number, 19, |row, _| Value::text(&row.query.query_no))
            .card("title"),
        Column::<Self>::new(
            "state",
            |lang| t(lang).state,
            12,
            |row, context| Value::text(row.query.state.name(context.lang)),
        )
        .drawn(draw_state)
        .card("status")
        .by(query_list::BY_PLACE),
        Column::<Self>::new(
            "kind",
            |lang| t(lang).kind,
            14,
            |row, context| Value::text(row.query.kind.name(context.lang)),
        )
        .card("units"),
        Column::<Self>::new("order_no", |lang| t(lang).order_no, 22, |row, _| Value::text(&row.query.order_no)),
        Column::<Self>::new("words", |lang| t(lang).words, 40, |row, _| Value::text(mask_contacts(&row.query.words)))
            .look(Look::Cut)
            .card("goods"),
        Column::<Self>::new("merchant", |lang| t(lang).merchant, 14, |row, _| Value::name(&row.merchant))
            .seen(|viewer| viewer.merchants.len() > 1),
        Column::<Self>::new("shop", |lang| t(lang).shop, 16, |row, _| Value::name(&row.shop)),
        Column::<Self>::new("taken_by", |lang| t(lang).taken_by, 12, |row, _| Value::name(&row.taken_by)),
        Column::<Self>::new(
            "taken_at",
            |lang| t(lang).taken_at,
            14,
            |row, context| Value::time(row.query.taken_at, context.zone),
        )
        .look(Look::Faint)
        .card("time")
        .by(query_list::BY_TIME),
        Column::<Self>::new(
            "answer",
            |lang| t(lang).answer,
            40,
            |row, _| Value::text(mask_contacts(&row.query.answer)),
        )
        .look(Look::Cut),
        Column::<Self>::new("answered_by", |lang| t(lang).answered_by, 12, |row, _| Value::name(&row.answered_by)),
        Column::<Self>::new(
            "answered_at",
            |lang| t(lang).answered_at,
            14,
            |row, context| Value::time(row.query.answered_at, context.zone),
        )
        .look(Look::Faint),
        Column::<Self>::new("ticket", |lang| t(lang).ticket, 16, |row, _| Value::text(&row.ticket_no))
            .drawn(draw_ticket),
    ];
    const USUAL: &'static [&'static str] = &[
        "query_no",
        "state",
        "kind",
        "order_no",
        "words",
        "merchant",
        "taken_by",
        "taken_at",
        "answered_by",
        "ticket",
    ];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(&["q"], |lang| t(lang).search, Kind::Text(|found, text| found.push(query_list::about(text))))
        },
        Filter::new(
            &["kind"],
            |lang| t(lang).kind,
            Kind::Choice {
                offered: |offer| {
                    let named = |kind: &QueryKind| (kind.code().to_owned(), kind.name(offer.lang).to_owned());
                    QueryKind::ALL.iter().map(named).collect()
                },
                is_many: false,
                narrow: |found, code, _| {
                    let kind = QueryKind::parse(code);
                    found.extend(kind.map(query_list::of_kind));
                    kind.is_some()
                },
            },
        ),
        Filter {
            is_seen: |viewer| viewer.merchants.len() > 1,
            ..Filter::new(
                &["merchant"],
                |lang| t(lang).merchant,
                Kind::Choice {
                    offered: |offer| {
                        let merchants = offer.viewer.merchants.iter();
                        merchants.map(|merchant| (merchant.code.clone(), merchant.name.clone())).collect()
                    },
                    is_many: false,
                    narrow: |found, code, viewer| {
                        let merchant = viewer.merchants.iter().find(|merchant| merchant.code == code);
                        found.extend(merchant.map(|merchant| query_list::of_merchant(merchant.id)));
                        merchant.is_some()
                    },
                },
            )
        },
        Filter::new(
            &["from", "to"],
            |lang| t(lang).taken_at,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(query_list::taken(from, before)) },
        ),
    ];
    const TABS: &'static [TabRow<Vec<Predicate>>] = &[
        TabRow { codes: &["ALL"], name: |lang| t(lang).all, narrow: |_| {}, is_alarming: false },
        TabRow {
            codes: &["OPEN"],
            name: |lang| QueryState::Open.name(lang),
            narrow: |found| found.push(query_list::in_state(QueryState::Open)),
            is_alarming: false,
        },
        TabRow {
            codes: &["ANSWERED"],
            name: |lang| QueryState::Answered.name(lang),
            narrow: |found| found.push(query_list::in_state(QueryState::Answered)),
            is_alarming: false,
        },
        TabRow {
            codes: &["CLOSED"],
            name: |lang| QueryState::Closed.name(lang),
            narrow: |found| found.push(query_list::in_state(QueryState::Closed)),
            is_alarming: false,
        },
    ];

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.all, tabs: t.state, empty: t.empty, empty_text: t.empty_hint }
    }

    fn key(row: &QueryListRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.query.query_no)
    }

    fn link(row: &QueryListRow, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        Some(address::query(row.query.id))
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (query_list::BY_PLACE, true)
    }

    fn beside(
        _: &mut Conn,
        _: &Viewer,
        _: Timestamp,
        _: &mut Vec<QueryListRow>,
        _: &[&'static str],
        _: Option<&Fields>,
    ) -> Result<Self::Beside, DbError> {
        Ok(())
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let lang = shown.drawing.cells.lang;
        let mut actions = Html::default();
        actions.raw("<a class=\"button primary\" href=\"/queries/new\">").text(t(lang).new).raw("</a>");
        Ok(Around { actions, ..Around::default() })
    }
}
