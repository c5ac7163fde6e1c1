//! The columns of the ticket list (R127 and the useful others).

use std::collections::HashMap;

use crate::domain::money::Money;
use crate::domain::people::contact::{mask_account, mask_name};
use crate::domain::permission::Permission;
use crate::domain::term::kind::TermKind;
use crate::domain::time::zone;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, carrier_name};
use crate::i18n::lists::Lists;
use crate::i18n::term::calendar::{Clocks, time_left};
use crate::i18n::tickets::Tickets;
use crate::store::house::merchants::MerchantRow;
use crate::store::tickets::details::{DetailColumns, Details, Goods};
use crate::store::tickets::entries::{EntryRow, NO_CLOCK, PAUSED_CLOCK};
use crate::store::tickets::list::RowMarks;
use crate::store::tickets::list::ask::TicketSort;
use crate::viewer::Viewer;
use crate::web::framework::html::Html;
use crate::web::list::column::{CellContext, Column, Drawing, Look, Part};
use crate::web::list::value::Value;
use crate::web::tickets::list::cells::{
    each, row_tags, write_goods, write_platform_left, write_time_left, write_waited,
};
use crate::web::tickets::list::declaration::TicketList;
use crate::web::tickets::list::groups;
use crate::web::tickets::ticket::status::write_status;

/// Data of the ticket list's cells beside their rows.
#[derive(Default)]
pub struct Beside {
    pub details: Details,
    pub marks: HashMap<i64, RowMarks>,
    /// Tickets that other people have open, each with the person's name.
    pub viewers: Vec<(i64, String)>,
    /// The rows and goods of the list by goods and reason.
    pub groups: Option<groups::Found>,
}

type Context<'a> = CellContext<'a, TicketList>;

const fn t(lang: Lang) -> &'static Tickets {
    Tickets::of(lang)
}

const fn l(lang: Lang) -> &'static Lists {
    Lists::of(lang)
}

/// Whether somebody sees amounts.
pub fn sees_prices(viewer: &Viewer) -> bool {
    viewer.may(Permission::SeePrices)
}

fn merchant<'a>(viewer: &'a Viewer, row: &EntryRow) -> Option<&'a MerchantRow> {
    viewer.merchants.iter().find(|merchant| merchant.id == row.merchant_id)
}

fn own_zone(viewer: &Viewer, row: &EntryRow) -> chrono_tz::Tz {
    zone(merchant(viewer, row).map_or("", |merchant| &merchant.timezone))
}

fn goods<'a>(row: &EntryRow, beside: &'a Beside) -> &'a [Goods] {
    beside.details.goods.get(&row.ticket_id).map_or(&[], Vec::as_slice)
}

fn buyer(row: &EntryRow, context: &Context<'_>) -> String {
    let order = context.beside.details.orders.get(&row.order_id);
    // Clerks and technicians see none.
    let order = order.filter(|_| context.viewer.may(Permission::ViewBuyers));
    order.map_or_else(String::new, |order| match &order.account {
        Some(account) if order.receiver.is_empty() => mask_account(account),
        _ => mask_name(&order.receiver),
    })
}

fn sum<'a>(row: &EntryRow, amount: Option<&Money>) -> Value<'a> {
    Value::money(amount.copied().filter(|_| row.kind.refunds_money()), row.currency)
}

/// An amount that a submission computes; a draft has none.
fn computed_sum<'a>(row: &EntryRow, amount: Option<&Money>) -> Value<'a> {
    sum(row, amount.filter(|_| row.status.has_amounts()))
}

fn name_of<'a>(id: i64, context: &'a Context<'_>) -> Value<'a> {
    context.beside.details.people.get(&id).map_or(Value::Nothing, |name| Value::text(name.as_str()))
}

fn parcel<'a>(row: &EntryRow, context: &Context<'_>) -> Value<'a> {
    let parcel = context.beside.details.parcels.get(&row.ticket_id).filter(|parcel| !parcel.tracking_no.is_empty());
    parcel.map_or(Value::Nothing, |parcel| {
        Value::text(format!("{} {}", carrier_name(&parcel.carrier, context.lang), parcel.tracking_no))
    })
}

fn draw_status(html: &mut Html, row: &EntryRow, drawing: &Drawing<'_, TicketList>) {
    let lang = drawing.cells.lang;
    write_status(html, row.status, lang);
    for tag in row_tags(row, &drawing.cells.beside.marks, lang) {
        html.raw(" <span class=\"tag ").raw(tag.tone).raw("\">").text(&tag.text).raw("</span>");
    }
}

fn draw_goods(html: &mut Html, row: &EntryRow, drawing: &Drawing<'_, TicketList>) {
    write_goods(html, row.merchant_id, goods(row, drawing.cells.beside));
}

/// Every column.
pub const COLUMNS: &[Column<TicketList>] = &[
    Column::<TicketList>::new("ticket_no", |lang| t(lang).ticket_no, 17, |row, _| Value::text(row.ticket_no.as_str()))
        .card("title")
        .by(TicketSort::TicketNo),
    Column::<TicketList>::new("order_no", |lang| t(lang).order_no, 22, |row, _| Value::text(row.order_no.as_str()))
        .card("order")
        .by(TicketSort::OrderNo),
    Column::<TicketList>::new(
        "merchant",
        |lang| t(lang).merchant,
        16,
        |row, context| Value::name(merchant(context.viewer, row).map_or("", |merchant| merchant.name.as_str())),
    )
    .by(TicketSort::Merchant),
    Column::<TicketList>::new("type", |lang| t(lang).kind, 12, |row, context| Value::text(row.kind.name(context.lang)))
        .card("kind")
        .by(TicketSort::Kind),
    Column::<TicketList>::new(
        "refund_amount",
        |lang| t(lang).refund_amount,
        13,
        |row, _| computed_sum(row, Some(&row.amount_minor)),
    )
    .look(Look::Figure)
    .seen(sees_prices)
    .card("amount")
    .by(TicketSort::RefundAmount),
    Column::<TicketList>::new(
        "applied_at",
        |lang| t(lang).applied_at,
        14,
        |row, context| Value::time(row.applied_at, own_zone(context.viewer, row)),
    )
    .look(Look::Faint)
    .card("time")
    .by(TicketSort::AppliedAt),
    Column::<TicketList>::new(
        "reviewed_at",
        |lang| t(lang).reviewed_at,
        14,
        |row, context| Value::time(row.reviewed_at, own_zone(context.viewer, row)),
    )
    .look(Look::Faint)
    .by(TicketSort::ReviewedAt),
    Column::<TicketList>::new(
        "ordered_at",
        |lang| t(lang).ordered_at,
        14,
        |row, context| Value::time(row.ordered_at, own_zone(context.viewer, row)),
    )
    .look(Look::Faint)
    .by(TicketSort::OrderedAt),
    Column::<TicketList>::new(
        "status",
        |lang| t(lang).status,
        20,
        |row, context| Value::text(row.status.name(context.lang)),
    )
    .drawn(draw_status)
    .card("status")
    .by(TicketSort::Status),
    Column::<TicketList>::new(
        "waiting_since",
        |lang| l(lang).waited,
        14,
        |row, context| Value::time(row.since_at, own_zone(context.viewer, row)),
    )
    .look(Look::Faint)
    .card("time")
    .drawn(|html, row, drawing| {
        let cells = &drawing.cells;
        write_waited(html, row.since_at, own_zone(cells.viewer, row), cells.now, cells.lang);
    })
    .parts(&[Part {
        name: |lang| l(lang).waiting_since,
        value: |row, _, context| Value::time(row.since_at, own_zone(context.viewer, row)),
    }])
    .by(TicketSort::WaitingSince),
    Column::<TicketList>::new(
        "time_left",
        |lang| Clocks::of(lang).time_left,
        16,
        |row, context| match TermKind::parse(&row.clock_kind) {
            Some(kind) if row.clock_at == PAUSED_CLOCK => {
                Value::text(format!("{} {}", kind.name(context.lang), Clocks::of(context.lang).paused))
            }
            Some(kind) => Value::text(format!(
                "{} {}",
                kind.name(context.lang),
                time_left(row.clock_at, context.now, context.lang)
            )),
            None => Value::Nothing,
        },
    )
    .card("time")
    .drawn(|html, row, drawing| {
        let cells = &drawing.cells;
        write_time_left(html, row, own_zone(cells.viewer, row), cells.now, cells.lang);
    })
    .parts(&[Part {
        name: |lang| Clocks::of(lang).time_left,
        value: |row, _, context| match TermKind::parse(&row.clock_kind) {
            Some(_) if row.clock_at == PAUSED_CLOCK => Value::Nothing,
            Some(_) => Value::time(row.clock_at, own_zone(context.viewer, row)),
            None => Value::Nothing,
        },
    }])
    .by(TicketSort::TimeLeft),
    Column::<TicketList>::new(
        "platform_left",
        |lang| Clocks::of(lang).platform_left,
        14,
        |row, context| match row.platform_at {
            NO_CLOCK => Value::Nothing,
            at => Value::text(time_left(at, context.now, context.lang)),
        },
    )
    .drawn(|html, row, drawing| {
        let cells = &drawing.cells;
        write_platform_left(html, row.platform_at, own_zone(cells.viewer, row), cells.now, cells.lang);
    })
    .parts(&[Part {
        name: |lang| Clocks::of(lang).platform_left,
        value: |row, _, context| match row.platform_at {
            NO_CLOCK => Value::Nothing,
            at => Value::time(at, own_zone(context.viewer, row)),
        },
    }])
    .by(TicketSort::PlatformLeft),
    Column::<TicketList>::new(
        "goods",
        |lang| t(lang).goods,
        36,
        |row, context| {
            Value::text(each(goods(row, context.beside), |goods| format!("{} ×{}", goods.name, goods.quantity)))
        },
    )
    .look(Look::Cut)
    .card("goods")
    .drawn(draw_goods),
    Column::<TicketList>::new(
        "quantity",
        |lang| l(lang).quantity,
        9,
        |row, context| Value::Number(goods(row, context.beside).iter().map(|goods| goods.quantity).sum()),
    )
    .look(Look::Figure),
    Column::<TicketList>::new(
        "reason",
        |lang| t(lang).reason,
        16,
        |row, context| {
            let lang = context.lang;
            Value::text(each(goods(row, context.beside), |goods| {
                lang.choose(&goods.reason_zh, &goods.reason_en).to_owned()
            }))
        },
    )
    .look(Look::Cut)
    .card("why"),
    Column::<TicketList>::new(
        "responsibility",
        |lang| l(lang).responsibility,
        12,
        |row, context| {
            Value::text(each(goods(row, context.beside), |goods| goods.responsibility.name(context.lang).to_owned()))
        },
    ),
    Column::<TicketList>::new("buyer", |lang| l(lang).buyer, 16, |row, context| Value::text(buyer(row, context)))
        .card("who"),
    Column::<TicketList>::new(
        "assignee",
        |lang| l(lang).assignee,
        12,
        |row, context| name_of(row.assignee_id, context),
    ),
    Column::<TicketList>::new(
        "reviewer",
        |lang| l(lang).reviewer,
        12,
        |row, context| name_of(row.reviewer_id, context),
    ),
    Column::<TicketList>::new("parcel", |lang| l(lang).parcel, 20, parcel),
    Column::<TicketList>::new(
        "received_at",
        |lang| l(lang).received_at,
        14,
        |row, context| {
            let parcel = context.beside.details.parcels.get(&row.ticket_id);
            Value::time(parcel.and_then(|parcel| parcel.received_at), own_zone(context.viewer, row))
        },
    )
    .look(Look::Faint),
    Column::<TicketList>::new(
        "asked_amount",
        |lang| l(lang).asked_amount,
        13,
        |row, context| sum(row, context.beside.details.asked.get(&row.ticket_id)),
    )
    .look(Look::Figure)
    .seen(sees_prices),
    Column::<TicketList>::new(
        "computed_amount",
        |lang| l(lang).computed_amount,
        13,
        |row, context| computed_sum(row, context.beside.details.computed.get(&row.ticket_id)),
    )
    .look(Look::Figure)
    .seen(sees_prices),
    Column::<TicketList>::new("round", |lang| l(lang).round, 9, |row, _| Value::Number(i64::from(row.review_round)))
        .look(Look::Figure),
    Column::<TicketList>::new(
        "channel",
        |lang| l(lang).channel,
        12,
        |row, context| Value::text(row.channel.name(context.lang)),
    ),
    Column::<TicketList>::new(
        "shop",
        |lang| l(lang).shop,
        16,
        |row, context| {
            let shop = context.beside.details.shops.get(&row.shop_id);
            Value::text(shop.map_or("", |(name, _)| name.as_str()))
        },
    ),
    Column::<TicketList>::new(
        "platform",
        |lang| l(lang).platform,
        12,
        |row, context| {
            let shop = context.beside.details.shops.get(&row.shop_id);
            shop.map_or(Value::Nothing, |(_, platform)| Value::text(platform.name(context.lang)))
        },
    ),
    Column::<TicketList>::new(
        "flag",
        |lang| l(lang).flag,
        9,
        |row, context| {
            let order = context.beside.details.orders.get(&row.order_id);
            Value::text(order.map_or("", |order| order.flag.as_str()))
        },
    ),
];

/// The columns of the specification, which everybody starts with.
pub const USUAL: &[&str] = &[
    "ticket_no",
    "order_no",
    "merchant",
    "type",
    "refund_amount",
    "applied_at",
    "reviewed_at",
    "ordered_at",
    "status",
];

/// The details that some columns show beside the entry.
pub fn wanted(columns: &[&str]) -> DetailColumns {
    let any = |of: &[&str]| columns.iter().any(|code| of.contains(code));
    DetailColumns {
        goods: any(&["goods", "quantity", "reason", "responsibility"]),
        buyer: any(&["buyer", "flag"]),
        people: any(&["assignee", "reviewer"]),
        parcel: any(&["parcel", "received_at"]),
        asked: any(&["asked_amount"]),
        computed: any(&["computed_amount"]),
        shop: any(&["shop", "platform"]),
    }
}
