//! The list as a file: as it is filtered and sorted, every row.

use std::collections::VecDeque;

use super::super::form::Fields;
use super::filter::Asked;
use super::index::fees;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::exports::{BATCH, ListRows, Source, Taker};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::refunds::Refunds;
use crate::spreadsheet::{Cell, Cells};
use crate::store::refund_list::{self, Place, RefundFilter, RefundListRow, Window};
use crate::store::{Conn, DbError};

/// Places read at a time: not every order has an index, and sorting the list again for each batch would take hours.
const PLACES: i64 = 50_000;

/// The finance list.
pub const SOURCE: Source = Source {
    page: "refunds.index",
    name: "refunds",
    path: "/refunds",
    right: Permission::ExportRefunds,
    open: |_, taker, query| {
        let asked = Asked::read(&Fields::parse(query.as_bytes()), taker.currency());
        let filter = asked.filter(taker.scope.clone(), taker.zone());
        let window = Window { from: None, backwards: false, limit: PLACES, ..asked.window() };
        Ok(Box::new(Rows { taker: taker.clone(), filter, window, places: VecDeque::new(), ended: false }))
    },
};

struct Rows {
    taker: Taker,
    filter: RefundFilter,
    window: Window,
    places: VecDeque<Place>,
    /// All places were read.
    ended: bool,
}

impl ListRows for Rows {
    fn header(&self) -> Vec<String> {
        header(self.taker.lang, self.taker.zone())
    }

    fn count(&mut self, connection: &mut Conn) -> Result<Option<i64>, DbError> {
        refund_list::total(connection, &self.filter).map(Some)
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        if self.places.is_empty() && !self.ended {
            self.places = refund_list::places(connection, &self.filter, self.window)?.into();
            self.ended = (self.places.len() as i64) < PLACES;
            self.window.from = self.places.back().copied();
        }
        let size = self.places.len().min(usize::try_from(BATCH).unwrap_or(usize::MAX));
        if size == 0 {
            return Ok(None);
        }
        let ids: Vec<i64> = self.places.drain(..size).map(|place| place.id).collect();
        let rows = refund_list::some(connection, &self.filter, &ids)?;
        Ok(Some(rows.iter().map(|row| cells(row, self.taker.lang, self.taker.zone())).collect()))
    }
}

fn header(lang: Lang, zone: chrono_tz::Tz) -> Vec<String> {
    let t = Refunds::of(lang);
    let timed = |name: &str| format!("{name} ({zone})");
    vec![
        t.col_refund.to_owned(),
        t.col_ticket.to_owned(),
        t.col_order.to_owned(),
        timed(t.col_applied),
        timed(t.col_reviewed),
        t.col_goods.to_owned(),
        t.col_price.to_owned(),
        t.col_quantity.to_owned(),
        t.col_subtotal.to_owned(),
        t.col_currency.to_owned(),
        t.col_claimed.to_owned(),
        t.col_computed.to_owned(),
        t.col_fees.to_owned(),
        t.col_approved.to_owned(),
        t.col_reason.to_owned(),
        t.col_switches.to_owned(),
        t.col_gateway.to_owned(),
        t.col_state.to_owned(),
        timed(t.col_refunded_at),
    ]
}

fn cells(row: &RefundListRow, lang: Lang, zone: chrono_tz::Tz) -> Cells {
    let (refund, ticket) = (&row.refund, &row.ticket);
    let plain = |amount: Money| amount.plain(refund.currency);
    let money = |amount: Money| Cell::Amount(plain(amount));
    let time = |at: Option<Timestamp>| {
        let text = at.map(|at| at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string());
        Cell::Time(text.unwrap_or_default())
    };
    let each = |of: &dyn Fn(&refund_list::RefundedLine) -> String| {
        Cell::Text(row.lines.iter().map(of).collect::<Vec<_>>().join(" / "))
    };
    // One line's figures are numbers; several lines share a cell.
    let figures = |of: &dyn Fn(&refund_list::RefundedLine) -> String| match row.lines.as_slice() {
        [line] => Cell::Amount(of(line)),
        _ => each(of),
    };
    let named: Vec<String> = fees(row, lang).iter().map(|fee| format!("{} {}", fee.name, plain(fee.amount))).collect();
    vec![
        Cell::text(&refund.refund_no),
        Cell::text(&ticket.ticket_no),
        Cell::text(&row.order_no),
        time(ticket.submitted_at),
        time(ticket.reviewed_at),
        each(&|line| line.name.clone()),
        figures(&|line| line.unit_price.plain(refund.currency)),
        figures(&|line| line.quantity.to_string()),
        figures(&|line| plain(line.subtotal)),
        Cell::text(refund.currency.code()),
        row.claimed.map_or_else(|| Cell::Amount(String::new()), money),
        money(ticket.computed_minor),
        Cell::text(named.join("; ")),
        money(refund.amount_minor),
        Cell::text(format!("{} {}", row.reviewer.as_deref().unwrap_or_default(), row.review_note).trim()),
        Cell::text(switches(row, lang).join(" ")),
        Cell::text(refund.gateway.name(lang)),
        Cell::text(refund.state.name(lang)),
        time(refund.succeeded_at),
    ]
}

fn switches(row: &RefundListRow, lang: Lang) -> Vec<&'static str> {
    let t = Refunds::of(lang);
    let Some(decision) = &row.decision else { return Vec::new() };
    [
        (decision.allow_freight, t.gives_freight),
        (decision.allow_coupon, t.gives_coupon),
        (decision.allow_virtual, t.gives_virtual),
    ]
    .into_iter()
    .filter(|(on, _)| *on)
    .map(|(_, name)| name)
    .collect()
}
