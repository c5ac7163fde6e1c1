//! The list of refunds: what waits for finance, every figure beside its change, and the card of the row that is open.

use std::borrow::Cow;

use askama::Template;

use crate::domain::money::states::RefundState;
use crate::domain::people::free_text::mask_in_place;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::refunds::Refunds as Texts;
use crate::store::list::{Order, Predicate};
use crate::store::money::refund_list;
use crate::store::money::refund_list::{RefundListRow, Refunds as Store};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::address::{address_with, pasted};
use crate::web::list::column::{Column, Drawing, Part};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::tabs::TabRow;
use crate::web::list::value::Value;
use crate::web::refunds::columns::{COLUMNS, USUAL, sees_prices, t};
use crate::web::refunds::forms;
use crate::web::refunds::forms::{Basis, RefundForms};
use crate::web::refunds::why;
use crate::web::refunds::why::Why;

/// The list of refunds.
pub struct RefundList;

/// Data of a page beside its rows: the refund whose card is open.
#[derive(Default)]
pub struct Beside {
    open: Option<(Basis, why::Basis)>,
}

/// The card beside the list.
#[derive(Template)]
#[template(path = "refunds/card.html")]
struct CardView<'a> {
    f: &'a Frame,
    t: &'static Texts,
    echo: &'a Echo,
    card: Card,
}

struct Card {
    refund_no: String,
    ticket_no: String,
    forms: RefundForms,
    why: Why,
}

impl List for RefundList {
    type Store = Store;
    type Beside = Beside;

    const PAGE: &'static str = "refunds.index";
    const PATHS: Paths = paths!("/refunds");
    const FILE: &'static str = "refunds";
    const RIGHT: Right = Right::One(Permission::ViewRefunds);
    const EXPORT: Permission = Permission::ExportRefunds;
    const COLUMNS: &'static [Column<Self>] = COLUMNS;
    const USUAL: &'static [&'static str] = USUAL;
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Nowhere,
            ..Filter::new(
                &["only"],
                |lang| t(lang).col_refund,
                Kind::Chosen(|found, keys| found.push(refund_list::only(keys))),
            )
        },
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["q"],
                |lang| t(lang).number,
                Kind::Text(|found, text| found.push(refund_list::numbered(&pasted(text)))),
            )
        },
        Filter::new(
            &["applied_from", "applied_to"],
            |lang| t(lang).applied,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(refund_list::applied(from, before)) },
        ),
        Filter {
            is_seen: sees_prices,
            ..Filter::new(
                &["amount_from", "amount_to"],
                |lang| t(lang).amount,
                Kind::Amounts(|found, least, most| found.push(refund_list::of_amount(least, most))),
            )
        },
    ];
    const TABS: &'static [TabRow<Vec<Predicate>>] = &[
        TabRow {
            codes: &["PENDING_APPROVAL"],
            name: |lang| t(lang).tab_pending,
            narrow: |found| found.push(refund_list::in_states(&[RefundState::PendingApproval])),
            is_alarming: false,
        },
        TabRow {
            codes: &["PROCESSING", "QUEUED"],
            name: |lang| t(lang).tab_processing,
            narrow: |found| found.push(refund_list::in_states(&[RefundState::Queued, RefundState::Processing])),
            is_alarming: false,
        },
        TabRow {
            codes: &["MANUAL_PENDING"],
            name: |lang| t(lang).tab_manual,
            narrow: |found| found.push(refund_list::in_states(&[RefundState::ManualPending])),
            is_alarming: false,
        },
        TabRow {
            codes: &["UNCLEAR"],
            name: |lang| t(lang).tab_unclear,
            narrow: |found| found.push(refund_list::unclear()),
            is_alarming: true,
        },
        TabRow {
            codes: &["FAILED"],
            name: |lang| t(lang).tab_failed,
            narrow: |found| found.push(refund_list::in_states(&[RefundState::Failed])),
            is_alarming: true,
        },
        TabRow {
            codes: &["SUCCEEDED"],
            name: |lang| t(lang).tab_succeeded,
            narrow: |found| found.push(refund_list::in_states(&[RefundState::Succeeded])),
            is_alarming: false,
        },
        TabRow { codes: &["ALL"], name: |lang| t(lang).tab_all, narrow: |_| {}, is_alarming: false },
    ];
    /// Amounts of several currencies may stand below each other.
    const FILE_END: &'static [Part<Self>] =
        &[Part { name: |lang| t(lang).col_currency, value: |row, _, _| Value::text(row.refund.currency.code()) }];

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.tab_all, tabs: t.col_state, empty: t.none_title, empty_text: t.none_text }
    }

    fn key(row: &RefundListRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.refund.refund_no)
    }

    fn link(row: &RefundListRow, _: i64, drawing: &Drawing<'_, Self>) -> Option<String> {
        let number = &row.refund.refund_no;
        if !forms::has_part(drawing.cells.viewer) {
            return Some(format!("/refunds/{number}"));
        }
        let query = Fields::parse(drawing.query.as_bytes()).query_without(&["open"]);
        let sign = if query.is_empty() { "" } else { "&" };
        Some(format!("/refunds?{query}{sign}open={number}"))
    }

    /// What waits is worked off from the oldest on; what is done is looked up from the newest.
    fn usual_order(query: &Fields) -> (Order, bool) {
        let tab = Some(query.raw(Self::TAB_FIELD)).filter(|tab| !tab.is_empty()).unwrap_or(Self::usual_tab(query));
        (refund_list::BY_ENTRY, !matches!(tab, "ALL" | "SUCCEEDED"))
    }

    /// A number is looked for in every state unless a tab was chosen.
    fn usual_tab(query: &Fields) -> &'static str {
        let is_number = !query.typed("q").is_empty() || query.has("only");
        if is_number && query.raw(Self::TAB_FIELD).is_empty() { "ALL" } else { "PENDING_APPROVAL" }
    }

    fn may_choose(viewer: &Viewer, _: &Fields) -> bool {
        viewer.may(Self::EXPORT)
    }

    fn beside(
        connection: &mut Conn,
        viewer: &Viewer,
        _: Timestamp,
        rows: &mut Vec<RefundListRow>,
        _: &[&'static str],
        query: Option<&Fields>,
    ) -> Result<Beside, DbError> {
        for row in rows.iter_mut() {
            mask_in_place(&mut row.review_note);
        }
        let asked = query.map(|query| query.raw("open").trim().to_uppercase()).unwrap_or_default();
        let open = rows.iter().find(|row| forms::has_part(viewer) && row.refund.refund_no == asked).cloned();
        let open = match open {
            Some(row) => {
                let why = why::Basis::read(connection, &row)?;
                Some((forms::basis(connection, row)?, why))
            }
            None => None,
        };
        Ok(Beside { open })
    }

    fn attributes(html: &mut Html, row: &RefundListRow, drawing: &Drawing<'_, Self>) {
        let open = drawing.cells.beside.open.as_ref();
        if open.is_some_and(|(open, _)| open.row.refund.refund_no == row.refund.refund_no) {
            html.raw(" aria-current=\"true\"");
        }
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let cells = &shown.drawing.cells;
        let Some((basis, why)) = &cells.beside.open else { return Ok(Around::default()) };
        let refund_no = basis.row.refund.refund_no.clone();
        let card = CardView {
            f: shown.drawing.f,
            t: t(cells.lang),
            echo: shown.drawing.echo,
            card: Card {
                forms: RefundForms::new(cells.now, cells.viewer, basis, &after_decision(&shown, &refund_no)),
                ticket_no: basis.row.ticket.ticket_no.clone(),
                why: Why::of(why, &basis.row, cells.viewer),
                refund_no,
            },
        };
        Ok(Around { aside: Html::of(&card)?, ..Around::default() })
    }
}

/// The address after a decision on the open row: the list with the next row open, else the list.
fn after_decision(shown: &Shown<'_, RefundList>, refund_no: &str) -> String {
    let at = shown.rows.iter().position(|row| row.refund.refund_no == refund_no);
    let next = at.and_then(|at| shown.rows.get(at + 1)).map_or("", |row| &row.refund.refund_no);
    let here = Fields::parse(shown.query.query_without(&["open"]).as_bytes());
    let place = ["after", "before", "at"].map(|name| (name, here.raw(name)));
    let replace: Vec<(&str, &str)> = place.into_iter().chain([("open", next)]).collect();
    address_with("/refunds", &here, &replace)
}
