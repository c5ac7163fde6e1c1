//! The cells of the ticket list: what each column shows of a row. A new column is asked for its cell here by the compiler.

use super::status::{Tag, TagFacts, status_html, tags};
use super::wording::carrier_name;
use crate::domain::contact::{mask_account, mask_name};
use crate::domain::list_layout::{Column, Drawn};
use crate::domain::ticket_columns::TicketColumn;
use crate::domain::time::{Timestamp, zone};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::store::entries::EntryRow;
use crate::store::merchants::MerchantRow;
use crate::store::ticket_details::{Details, Goods, Wanted};
use crate::store::ticket_list::RowMarks;
use crate::web::html::{Html, escape, money, nothing, time};

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
pub fn wanted(columns: &[TicketColumn]) -> Wanted {
    let mut wanted = Wanted::default();
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
pub struct Ground<'a> {
    pub lang: Lang,
    pub now: Timestamp,
    pub merchants: &'a [MerchantRow],
    pub marks: &'a std::collections::HashMap<i64, RowMarks>,
    pub details: &'a Details,
    /// Buyers' names, masked as ever; clerks and technicians see none.
    pub see_buyer: bool,
}

/// A cell with what its element carries.
pub struct Cell {
    pub code: &'static str,
    pub class: String,
    /// Its part in the card that a row becomes on a small screen.
    pub card: &'static str,
    pub is_key: bool,
    pub html: Html,
}

/// A row with its cells ready.
pub struct RowView {
    pub row: EntryRow,
    pub cells: Vec<Cell>,
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
    };
    tags(row.status, &facts, lang)
}

fn amount(row: &EntryRow) -> Html {
    if row.kind.refunds_money() { money(row.amount_minor, row.currency) } else { nothing() }
}

fn text(text: &str) -> Html {
    if text.is_empty() { nothing() } else { Html::escaped(text) }
}

/// The cells of a row, in the order in which columns are drawn.
pub fn cells(row: &EntryRow, drawn: &[Drawn<TicketColumn>], ground: &Ground<'_>, link: &str) -> Vec<Cell> {
    drawn
        .iter()
        .map(|drawn| Cell {
            code: drawn.column.code(),
            class: class_of(drawn),
            card: card_of(drawn.column),
            is_key: drawn.column.is_key(),
            html: html_of(drawn.column, row, ground, link),
        })
        .collect()
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

fn html_of(column: TicketColumn, row: &EntryRow, ground: &Ground<'_>, link: &str) -> Html {
    let lang = ground.lang;
    let merchant = ground.merchants.iter().find(|merchant| merchant.id == row.merchant_id);
    let zone = zone(merchant.map_or("", |merchant| &merchant.timezone));
    let at = |at: Timestamp| if at.micros() == 0 { nothing() } else { time(at, zone, ground.now) };
    let person = |id: i64| ground.details.people.get(&id).map_or_else(nothing, |name| Html::escaped(name));
    let goods = || ground.details.goods.get(&row.ticket_id).map_or(&[][..], Vec::as_slice);
    let order = || ground.details.orders.get(&row.order_id);
    let parcel = || ground.details.parcels.get(&row.ticket_id);
    let sum = |amount: Option<&crate::domain::money::Money>| {
        amount.filter(|_| row.kind.refunds_money()).map_or_else(nothing, |amount| money(*amount, row.currency))
    };
    match column {
        TicketColumn::TicketNo => {
            Html::trusted(format!("<a class=\"row-link\" href=\"{}\">{}</a>", escape(link), escape(&row.ticket_no)))
        }
        TicketColumn::OrderNo => Html::escaped(&row.order_no),
        TicketColumn::Merchant => Html::trusted(format!(
            "<span lang=\"zh-CN\">{}</span>",
            escape(merchant.map_or("", |merchant| &merchant.name))
        )),
        TicketColumn::Kind => Html::escaped(row.kind.name(lang)),
        TicketColumn::RefundAmount => amount(row),
        TicketColumn::AppliedAt => at(row.applied_at),
        TicketColumn::ReviewedAt => at(row.reviewed_at),
        TicketColumn::OrderedAt => at(row.ordered_at),
        TicketColumn::WaitingSince => at(row.since_at),
        TicketColumn::Status => {
            let mut html = status_html(row.status, lang).to_string();
            for tag in row_tags(row, ground.marks, lang) {
                html.push_str(&format!(" <span class=\"tag {}\">{}</span>", tag.tone, escape(&tag.text)));
            }
            Html::trusted(html)
        }
        TicketColumn::Goods => goods_html(goods()),
        TicketColumn::Quantity => {
            let units: i64 = goods().iter().map(|goods| goods.quantity).sum();
            Html::escaped(&units.to_string())
        }
        TicketColumn::Reason => {
            text(&each(goods(), |goods| lang.choose(&goods.reason_zh, &goods.reason_en).to_owned()))
        }
        TicketColumn::Responsibility => text(&each(goods(), |goods| goods.responsibility.name(lang).to_owned())),
        TicketColumn::Buyer => {
            text(&order().filter(|_| ground.see_buyer).map_or_else(String::new, |order| match &order.account {
                Some(account) if order.receiver.is_empty() => mask_account(account),
                _ => mask_name(&order.receiver),
            }))
        }
        TicketColumn::Assignee => person(row.assignee_id),
        TicketColumn::Reviewer => person(row.reviewer_id),
        TicketColumn::Parcel => {
            text(&parcel().filter(|parcel| !parcel.tracking_no.is_empty()).map_or_else(String::new, |parcel| {
                format!("{} {}", carrier_name(&parcel.carrier, lang), parcel.tracking_no)
            }))
        }
        TicketColumn::ReceivedAt => parcel().and_then(|parcel| parcel.received_at).map_or_else(nothing, at),
        TicketColumn::AskedAmount => sum(ground.details.asked.get(&row.ticket_id)),
        TicketColumn::ComputedAmount => sum(ground.details.computed.get(&row.ticket_id)),
        TicketColumn::Round => Html::escaped(&row.review_round.to_string()),
        TicketColumn::Channel => Html::escaped(row.channel.name(lang)),
        TicketColumn::Shop => text(ground.details.shops.get(&row.shop_id).map_or("", |(name, _)| name)),
        TicketColumn::Platform => {
            text(ground.details.shops.get(&row.shop_id).map_or("", |(_, platform)| platform.name(lang)))
        }
        TicketColumn::Flag => text(order().map_or("", |order| &order.flag)),
    }
}

/// What lines say, each thing once.
fn each(goods: &[Goods], say: impl Fn(&Goods) -> String) -> String {
    let mut said: Vec<String> = goods.iter().map(say).collect();
    said.dedup();
    said.join("、")
}

fn goods_html(goods: &[Goods]) -> Html {
    let Some(first) = goods.first() else { return nothing() };
    let mut html = String::new();
    if !first.picture_url.is_empty() {
        html.push_str(&format!(
            "<img class=\"thumb\" src=\"{}\" alt=\"\" width=\"24\" height=\"24\" loading=\"lazy\"> ",
            escape(&first.picture_url)
        ));
    }
    html.push_str(&format!("<span title=\"{}\">{}", escape(&first.sku), escape(&first.name)));
    if !first.spec.is_empty() {
        html.push_str(&format!(" <small class=\"faint\">{}</small>", escape(&first.spec)));
    }
    html.push_str(&format!("</span> ×{}", first.quantity));
    if goods.len() > 1 {
        html.push_str(&format!(" <small class=\"faint\">+{}</small>", goods.len() - 1));
    }
    Html::trusted(html)
}

/// The cells of a row as plain text, for files: the same columns, rights and masking.
pub fn plain(column: TicketColumn, row: &EntryRow, ground: &Ground<'_>) -> String {
    let lang = ground.lang;
    let merchant = ground.merchants.iter().find(|merchant| merchant.id == row.merchant_id);
    let zone = zone(merchant.map_or("", |merchant| &merchant.timezone));
    let at = |at: Timestamp| match at.micros() {
        0 => String::new(),
        _ => at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S%:z").to_string(),
    };
    let person = |id: i64| ground.details.people.get(&id).cloned().unwrap_or_default();
    let goods = || ground.details.goods.get(&row.ticket_id).map_or(&[][..], Vec::as_slice);
    let order = || ground.details.orders.get(&row.order_id);
    let parcel = || ground.details.parcels.get(&row.ticket_id);
    let sum = |amount: Option<&crate::domain::money::Money>| {
        amount.filter(|_| row.kind.refunds_money()).map(|amount| amount.plain(row.currency)).unwrap_or_default()
    };
    match column {
        TicketColumn::TicketNo => row.ticket_no.clone(),
        TicketColumn::OrderNo => row.order_no.clone(),
        TicketColumn::Merchant => merchant.map(|merchant| merchant.name.clone()).unwrap_or_default(),
        TicketColumn::Kind => row.kind.name(lang).to_owned(),
        TicketColumn::RefundAmount => sum(Some(&row.amount_minor)),
        TicketColumn::AppliedAt => at(row.applied_at),
        TicketColumn::ReviewedAt => at(row.reviewed_at),
        TicketColumn::OrderedAt => at(row.ordered_at),
        TicketColumn::WaitingSince => at(row.since_at),
        TicketColumn::Status => row.status.name(lang).to_owned(),
        TicketColumn::Goods => each(goods(), |goods| format!("{} ×{}", goods.name, goods.quantity)),
        TicketColumn::Quantity => goods().iter().map(|goods| goods.quantity).sum::<i64>().to_string(),
        TicketColumn::Reason => each(goods(), |goods| lang.choose(&goods.reason_zh, &goods.reason_en).to_owned()),
        TicketColumn::Responsibility => each(goods(), |goods| goods.responsibility.name(lang).to_owned()),
        TicketColumn::Buyer => {
            order().filter(|_| ground.see_buyer).map_or_else(String::new, |order| match &order.account {
                Some(account) if order.receiver.is_empty() => mask_account(account),
                _ => mask_name(&order.receiver),
            })
        }
        TicketColumn::Assignee => person(row.assignee_id),
        TicketColumn::Reviewer => person(row.reviewer_id),
        TicketColumn::Parcel => parcel().map_or_else(String::new, |parcel| {
            format!("{} {}", carrier_name(&parcel.carrier, lang), parcel.tracking_no).trim().to_owned()
        }),
        TicketColumn::ReceivedAt => parcel().and_then(|parcel| parcel.received_at).map(at).unwrap_or_default(),
        TicketColumn::AskedAmount => sum(ground.details.asked.get(&row.ticket_id)),
        TicketColumn::ComputedAmount => sum(ground.details.computed.get(&row.ticket_id)),
        TicketColumn::Round => row.review_round.to_string(),
        TicketColumn::Channel => row.channel.name(lang).to_owned(),
        TicketColumn::Shop => ground.details.shops.get(&row.shop_id).map(|(name, _)| name.clone()).unwrap_or_default(),
        TicketColumn::Platform => {
            ground.details.shops.get(&row.shop_id).map_or("", |(_, platform)| platform.name(lang)).to_owned()
        }
        TicketColumn::Flag => order().map(|order| order.flag.clone()).unwrap_or_default(),
    }
}
