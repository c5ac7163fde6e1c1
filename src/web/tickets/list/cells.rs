//! The cells of the ticket list: what each column shows of a row. A new column is asked for its cell here by the compiler.

use std::borrow::Cow;

use crate::domain::lists::layout::{Column, Drawn};
use crate::domain::lists::ticket_columns::TicketColumn;
use crate::domain::money::Money;
use crate::domain::people::contact::{mask_account, mask_name};
use crate::domain::time::{Timestamp, zone};
use crate::i18n::Lang;
use crate::i18n::codes::{Named, carrier_name};
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::store::house::merchants::MerchantRow;
use crate::store::tickets::details::{DetailColumns, Details, Goods};
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::RowMarks;
use crate::web::framework::html::{Html, Pieces, money, nothing};
use crate::web::orders::pictures;
use crate::web::tickets::ticket::status::{Tag, TagFacts, status_html, tags, write_status};

/// What a column is called.
pub fn name_of(column: TicketColumn, lang: Lang) -> &'static str {
    let (t, l) = (Tickets::of(lang), Lists::of(lang));
    match column {
        TicketColumn::TicketNo => t.ticket_no,
        TicketColumn::OrderNo => t.order_no,
        TicketColumn::Merchant => t.merchant,
        TicketColumn::Kind => t.kind,
        TicketColumn::RefundAmount => t.refund_amount,
        TicketColumn::AppliedAt => t.applied_at,
        TicketColumn::ReviewedAt => t.reviewed_at,
        TicketColumn::OrderedAt => t.ordered_at,
        TicketColumn::Status => t.status,
        TicketColumn::WaitingSince => l.waiting_since,
        TicketColumn::Goods => t.goods,
        TicketColumn::Quantity => l.quantity,
        TicketColumn::Reason => t.reason,
        TicketColumn::Responsibility => l.responsibility,
        TicketColumn::Buyer => l.buyer,
        TicketColumn::Assignee => l.assignee,
        TicketColumn::Reviewer => l.reviewer,
        TicketColumn::Parcel => l.parcel,
        TicketColumn::ReceivedAt => l.received_at,
        TicketColumn::AskedAmount => l.asked_amount,
        TicketColumn::ComputedAmount => l.computed_amount,
        TicketColumn::Round => l.round,
        TicketColumn::Channel => l.channel,
        TicketColumn::Shop => l.shop,
        TicketColumn::Platform => l.platform,
        TicketColumn::Flag => l.flag,
    }
}

/// What the shown columns need beside the entry.
pub fn wanted(columns: &[TicketColumn]) -> DetailColumns {
    let mut wanted = DetailColumns::default();
    for column in columns {
        match column {
            TicketColumn::Goods | TicketColumn::Quantity | TicketColumn::Reason | TicketColumn::Responsibility => {
                wanted.goods = true;
            }
            TicketColumn::Buyer | TicketColumn::Flag => wanted.buyer = true,
            TicketColumn::Assignee | TicketColumn::Reviewer => wanted.people = true,
            TicketColumn::Parcel | TicketColumn::ReceivedAt => wanted.parcel = true,
            TicketColumn::AskedAmount => wanted.asked = true,
            TicketColumn::ComputedAmount => wanted.computed = true,
            TicketColumn::Shop | TicketColumn::Platform => wanted.shop = true,
            TicketColumn::TicketNo
            | TicketColumn::OrderNo
            | TicketColumn::Merchant
            | TicketColumn::Kind
            | TicketColumn::RefundAmount
            | TicketColumn::AppliedAt
            | TicketColumn::ReviewedAt
            | TicketColumn::OrderedAt
            | TicketColumn::Status
            | TicketColumn::WaitingSince
            | TicketColumn::Round
            | TicketColumn::Channel => {}
        }
    }
    wanted
}

/// What cells are made from.
pub struct CellContext<'a> {
    pub lang: Lang,
    pub now: Timestamp,
    pub merchants: &'a [MerchantRow],
    pub marks: &'a std::collections::HashMap<i64, RowMarks>,
    pub details: &'a Details,
    /// Buyers' names, masked as ever; clerks and technicians see none.
    pub see_buyer: bool,
}

/// What the cells of a column carry, the same in every row.
pub struct Look {
    /// ` class="…" data-col="…" data-card="…"`, ready to stand in a tag; the card is the part that a cell plays on a small screen.
    pub attributes: Html,
    pub is_key: bool,
}

/// A row with its cells ready.
pub struct RowView {
    pub row: EntryRow,
    pub cells: Pieces,
    /// Who else has it open.
    pub open_by: String,
}

/// A row as the desk and other short lists show it.
pub struct ShortRow {
    pub row: EntryRow,
    pub kind: &'static str,
    pub status: Html,
    pub tags: Vec<Tag>,
    pub amount: Html,
}

/// A row for short lists.
pub fn row_view(row: EntryRow, marks: &std::collections::HashMap<i64, RowMarks>, lang: Lang) -> ShortRow {
    ShortRow {
        kind: row.kind.name(lang),
        status: status_html(row.status, lang),
        tags: row_tags(&row, marks, lang),
        amount: amount(&row),
        row,
    }
}

fn row_tags(row: &EntryRow, marks: &std::collections::HashMap<i64, RowMarks>, lang: Lang) -> Vec<Tag> {
    let none = RowMarks::default();
    let mark = marks.get(&row.ticket_id).unwrap_or(&none);
    let facts = TagFacts {
        bounce_count: row.bounce_count,
        review_round: row.review_round,
        is_auto: mark.is_auto,
        sending_back: false,
        signed_in: mark.signed_in,
        fail_code: &mark.fail_code,
        recorded_offline: mark.recorded_offline,
        is_unclear: mark.is_unclear,
        ..TagFacts::default()
    };
    tags(row.status, &facts, lang)
}

fn amount(row: &EntryRow) -> Html {
    if row.kind.refunds_money() { money(row.amount_minor, row.currency) } else { nothing() }
}

/// What the drawn columns carry.
pub fn looks(drawn: &[Drawn<TicketColumn>]) -> Vec<Look> {
    let look = |drawn: &Drawn<TicketColumn>| {
        let mut attributes = Html::default();
        for (name, value) in [
            ("class", class_of(drawn).as_str()),
            ("data-col", drawn.column.code()),
            ("data-card", card_of(drawn.column)),
        ] {
            if !value.is_empty() {
                attributes.raw(" ").raw(name).raw("=\"").text(value).raw("\"");
            }
        }
        Look { attributes, is_key: drawn.column.is_key() }
    };
    drawn.iter().map(look).collect()
}

/// The cells of a row, in the order in which columns are drawn.
pub fn cells(row: &EntryRow, drawn: &[Drawn<TicketColumn>], ground: &CellContext<'_>, link: &str) -> Pieces {
    let mut cells = Pieces::default();
    for drawn in drawn {
        cells.add(|html| write_cell(html, drawn.column, row, ground, link));
    }
    cells
}

fn class_of(drawn: &Drawn<TicketColumn>) -> String {
    let own = match drawn.column {
        TicketColumn::AppliedAt
        | TicketColumn::ReviewedAt
        | TicketColumn::OrderedAt
        | TicketColumn::WaitingSince
        | TicketColumn::ReceivedAt => "secondary",
        TicketColumn::Goods | TicketColumn::Reason => "truncate",
        _ => "",
    };
    format!("{own} {}", drawn.class).trim().to_owned()
}

fn card_of(column: TicketColumn) -> &'static str {
    match column {
        TicketColumn::TicketNo => "title",
        TicketColumn::Status => "status",
        TicketColumn::RefundAmount => "amount",
        TicketColumn::AppliedAt => "time",
        _ => "",
    }
}

/// What a column says of a row, before anything is made of it.
enum Value<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Money(Money),
    Time(Timestamp),
}

impl<'a> Value<'a> {
    fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    fn time(at: Timestamp) -> Self {
        if at.micros() == 0 { Self::Nothing } else { Self::Time(at) }
    }
}

impl<'a> CellContext<'a> {
    fn merchant(&self, row: &EntryRow) -> Option<&'a MerchantRow> {
        self.merchants.iter().find(|merchant| merchant.id == row.merchant_id)
    }

    fn zone(&self, row: &EntryRow) -> chrono_tz::Tz {
        zone(self.merchant(row).map_or("", |merchant| &merchant.timezone))
    }

    fn goods(&self, row: &EntryRow) -> &'a [Goods] {
        self.details.goods.get(&row.ticket_id).map_or(&[], Vec::as_slice)
    }

    fn buyer(&self, row: &EntryRow) -> String {
        let order = self.details.orders.get(&row.order_id).filter(|_| self.see_buyer);
        order.map_or_else(String::new, |order| match &order.account {
            Some(account) if order.receiver.is_empty() => mask_account(account),
            _ => mask_name(&order.receiver),
        })
    }

    fn value(&self, column: TicketColumn, row: &'a EntryRow) -> Value<'a> {
        let lang = self.lang;
        let person = |id: i64| self.details.people.get(&id).map_or(Value::Nothing, |name| Value::text(name.as_str()));
        let sum = |amount: Option<&Money>| {
            amount.filter(|_| row.kind.refunds_money()).map_or(Value::Nothing, |amount| Value::Money(*amount))
        };
        let parcel = self.details.parcels.get(&row.ticket_id);
        let shop = self.details.shops.get(&row.shop_id);
        match column {
            TicketColumn::TicketNo => Value::text(row.ticket_no.as_str()),
            TicketColumn::OrderNo => Value::text(row.order_no.as_str()),
            TicketColumn::Merchant => Value::text(self.merchant(row).map_or("", |merchant| merchant.name.as_str())),
            TicketColumn::Kind => Value::text(row.kind.name(lang)),
            TicketColumn::RefundAmount => sum(Some(&row.amount_minor)),
            TicketColumn::AppliedAt => Value::time(row.applied_at),
            TicketColumn::ReviewedAt => Value::time(row.reviewed_at),
            TicketColumn::OrderedAt => Value::time(row.ordered_at),
            TicketColumn::WaitingSince => Value::time(row.since_at),
            TicketColumn::Status => Value::text(row.status.name(lang)),
            TicketColumn::Goods => {
                Value::text(each(self.goods(row), |goods| format!("{} ×{}", goods.name, goods.quantity)))
            }
            TicketColumn::Quantity => {
                Value::text(self.goods(row).iter().map(|goods| goods.quantity).sum::<i64>().to_string())
            }
            TicketColumn::Reason => {
                Value::text(each(self.goods(row), |goods| lang.choose(&goods.reason_zh, &goods.reason_en).to_owned()))
            }
            TicketColumn::Responsibility => {
                Value::text(each(self.goods(row), |goods| goods.responsibility.name(lang).to_owned()))
            }
            TicketColumn::Buyer => Value::text(self.buyer(row)),
            TicketColumn::Assignee => person(row.assignee_id),
            TicketColumn::Reviewer => person(row.reviewer_id),
            TicketColumn::Parcel => {
                Value::text(parcel.filter(|parcel| !parcel.tracking_no.is_empty()).map_or_else(String::new, |parcel| {
                    format!("{} {}", carrier_name(&parcel.carrier, lang), parcel.tracking_no)
                }))
            }
            TicketColumn::ReceivedAt => {
                parcel.and_then(|parcel| parcel.received_at).map_or(Value::Nothing, Value::time)
            }
            TicketColumn::AskedAmount => sum(self.details.asked.get(&row.ticket_id)),
            TicketColumn::ComputedAmount => sum(self.details.computed.get(&row.ticket_id)),
            TicketColumn::Round => Value::text(row.review_round.to_string()),
            TicketColumn::Channel => Value::text(row.channel.name(lang)),
            TicketColumn::Shop => Value::text(shop.map_or("", |(name, _)| name.as_str())),
            TicketColumn::Platform => Value::text(shop.map_or("", |(_, platform)| platform.name(lang))),
            TicketColumn::Flag => {
                Value::text(self.details.orders.get(&row.order_id).map_or("", |order| order.flag.as_str()))
            }
        }
    }
}

/// A cell of the page: what the column says, with a link, a dot or a picture where it has one.
fn write_cell(html: &mut Html, column: TicketColumn, row: &EntryRow, ground: &CellContext<'_>, link: &str) {
    match (column, ground.value(column, row)) {
        (_, Value::Nothing) => html.nothing(),
        (TicketColumn::TicketNo, Value::Text(number)) => {
            html.raw("<a class=\"row-link\" href=\"").text(link).raw("\">").text(&number).raw("</a>")
        }
        (TicketColumn::Merchant, Value::Text(name)) => html.raw("<span lang=\"zh-CN\">").text(&name).raw("</span>"),
        (TicketColumn::Status, Value::Text(_)) => {
            write_status(html, row.status, ground.lang);
            for tag in row_tags(row, ground.marks, ground.lang) {
                html.raw(" <span class=\"tag ").raw(tag.tone).raw("\">").text(&tag.text).raw("</span>");
            }
            html
        }
        (TicketColumn::Goods, Value::Text(_)) => write_goods(html, row.merchant_id, ground.goods(row)),
        (_, Value::Text(text)) => html.text(&text),
        (_, Value::Money(amount)) => html.money(amount, row.currency),
        (_, Value::Time(at)) => html.time(at, ground.zone(row), ground.now),
    };
}

/// A cell of a file: the same column, with the same rights and masking, as plain text.
pub fn plain(column: TicketColumn, row: &EntryRow, ground: &CellContext<'_>) -> String {
    match ground.value(column, row) {
        Value::Nothing => String::new(),
        Value::Text(text) => text.into_owned(),
        Value::Money(amount) => amount.plain(row.currency),
        Value::Time(at) => at.utc().with_timezone(&ground.zone(row)).format("%Y-%m-%d %H:%M:%S%:z").to_string(),
    }
}

/// What lines say, each thing once.
fn each(goods: &[Goods], say: impl Fn(&Goods) -> String) -> String {
    let mut said: Vec<String> = goods.iter().map(say).collect();
    said.dedup();
    said.join("、")
}

fn write_goods<'h>(html: &'h mut Html, merchant_id: i64, goods: &[Goods]) -> &'h mut Html {
    let Some(first) = goods.first() else { return html.nothing() };
    let picture = pictures::address(merchant_id, &first.picture_url);
    if !picture.is_empty() {
        html.raw("<img class=\"thumb\" src=\"").text(&picture);
        html.raw("\" alt=\"\" width=\"24\" height=\"24\" loading=\"lazy\"> ");
    }
    html.raw("<span title=\"").text(&first.sku).raw("\">").text(&first.name);
    if !first.spec.is_empty() {
        html.raw(" <small class=\"faint\">").text(&first.spec).raw("</small>");
    }
    html.raw("</span> ×").raw(&first.quantity.to_string());
    if goods.len() > 1 {
        html.raw(" <small class=\"faint\">+").raw(&(goods.len() - 1).to_string()).raw("</small>");
    }
    html
}
