//! The list as a file: as it is filtered and sorted, every row, in the columns as the taker arranged them.

use super::columns::{PAGE, name_of, usual};
use super::filter::ListQuery;
use crate::domain::lists::refund_columns::RefundColumn;
use crate::domain::money::Money;
use crate::domain::people::free_text::mask_contacts;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::exports::{BATCH, ListRows, Source, Taker};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::refunds::Refunds;
use crate::spreadsheet::{Cell, Cells};
use crate::store::list::{Listed, Order, Predicate, Reading};
use crate::store::money::refund_list;
use crate::store::money::refund_list::{RefundListRow, Refunds as RefundList};
use crate::store::people::preferences;
use crate::store::{Conn, DbError};
use crate::web::framework::form::Fields;
use crate::web::refunds::state::fees;

/// The finance list.
pub const SOURCE: Source = Source {
    page: PAGE,
    name: "refunds",
    path: "/refunds",
    right: Permission::ExportRefunds,
    open: |connection, taker, query| {
        let kept = preferences::layout(connection, taker.id, PAGE)?;
        let columns = usual(taker).changed_by(&kept).shown();
        let asked = ListQuery::read(&Fields::parse(query.as_bytes()), taker.currency());
        let narrowing = asked.narrowing(taker.zone());
        let reading = Reading::new(asked.sort, !asked.descending);
        Ok(Box::new(Rows { taker: taker.clone(), columns, narrowing, reading }))
    },
};

struct Rows {
    taker: Taker,
    columns: Vec<RefundColumn>,
    narrowing: Vec<Predicate>,
    reading: Reading<Order>,
}

impl ListRows for Rows {
    fn header(&self) -> Vec<String> {
        let t = Refunds::of(self.taker.lang);
        let name = |column: &RefundColumn| match is_time(*column) {
            true => format!("{} ({})", name_of(*column, t), self.taker.zone()),
            false => name_of(*column, t).to_owned(),
        };
        // Amounts of several currencies may stand below each other.
        self.columns.iter().map(name).chain([t.col_currency.to_owned()]).collect()
    }

    fn count(&mut self, connection: &mut Conn) -> Result<Option<i64>, DbError> {
        RefundList::count(connection, &self.taker.scope, &self.narrowing, i64::MAX).map(Some)
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        let rows = RefundList::batch(connection, &self.taker.scope, &self.narrowing, &mut self.reading, BATCH)?;
        let cells = |row: &RefundListRow| {
            let cells = self.columns.iter().map(|column| cell(*column, row, &self.taker));
            cells.chain([Cell::text(row.refund.currency.code())]).collect()
        };
        Ok(rows.map(|rows| rows.iter().map(cells).collect()))
    }
}

fn is_time(column: RefundColumn) -> bool {
    matches!(column, RefundColumn::AppliedAt | RefundColumn::ReviewedAt | RefundColumn::RefundedAt)
}

fn cell(column: RefundColumn, row: &RefundListRow, taker: &Taker) -> Cell {
    let (refund, ticket, lang) = (&row.refund, &row.ticket, taker.lang);
    let plain = |amount: Money| amount.plain(refund.currency);
    let money = |amount: Money| Cell::Amount(plain(amount));
    let time = |at: Option<Timestamp>| {
        let text = at.map(|at| at.utc().with_timezone(&taker.zone()).format("%Y-%m-%d %H:%M:%S").to_string());
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
    match column {
        RefundColumn::TicketNo => Cell::text(&ticket.ticket_no),
        RefundColumn::Status => match refund.unclear {
            Some(cause) => Cell::text(format!("{} ({})", refund.state.name(lang), cause.name(lang))),
            None => Cell::text(refund.state.name(lang)),
        },
        RefundColumn::Paid => match refund.paid_minor {
            Money::ZERO => Cell::Amount(String::new()),
            paid => money(paid),
        },
        RefundColumn::Merchant => {
            let merchant = taker.merchants.iter().find(|merchant| merchant.id == refund.merchant_id);
            Cell::text(merchant.map_or("", |merchant| &merchant.name))
        }
        RefundColumn::Goods => each(&|line| line.name.clone()),
        RefundColumn::UnitPrice => figures(&|line| line.unit_price.plain(refund.currency)),
        RefundColumn::Quantity => figures(&|line| line.quantity.to_string()),
        RefundColumn::Subtotal => figures(&|line| plain(line.subtotal)),
        RefundColumn::Claimed => row.claimed.map_or_else(|| Cell::Amount(String::new()), money),
        RefundColumn::Computed => money(ticket.computed_minor),
        RefundColumn::Fees => {
            let named = fees(row, lang).into_iter().map(|fee| format!("{} {}", fee.name, plain(fee.amount)));
            Cell::text(named.collect::<Vec<_>>().join("; "))
        }
        RefundColumn::Approved => money(refund.amount_minor),
        RefundColumn::Reason => {
            let note = mask_contacts(&row.review_note);
            Cell::text(format!("{} {note}", row.reviewer.as_deref().unwrap_or_default()).trim())
        }
        RefundColumn::Switches => Cell::text(switches(row, lang).join(" ")),
        RefundColumn::AppliedAt => time(ticket.submitted_at),
        RefundColumn::ReviewedAt => time(row.reviewed_at()),
        RefundColumn::Gateway => Cell::text(refund.way().name(lang)),
        RefundColumn::OrderNo => Cell::text(&row.order_no),
        RefundColumn::RefundNo => Cell::text(&refund.refund_no),
        RefundColumn::RefundedAt => time(refund.succeeded_at),
    }
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
