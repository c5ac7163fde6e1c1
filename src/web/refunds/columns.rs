//! The columns of the finance list (R145, R147).

use crate::domain::permission::Permission;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::refunds::{Refunds as Texts, failure};
use crate::i18n::{Lang, fill};
use crate::store::money::refund_list;
use crate::store::money::refund_list::{RefundListRow, RefundedLine};
use crate::viewer::Viewer;
use crate::web::framework::html::Html;
use crate::web::list::column::{Column, Drawing, Look};
use crate::web::list::value::Value;
use crate::web::refunds::list::RefundList;
use crate::web::refunds::state::{cuts, fees, tone};

/// The words of the finance pages.
pub const fn t(lang: Lang) -> &'static Texts {
    Texts::of(lang)
}

/// Whether somebody sees amounts.
pub fn sees_prices(viewer: &Viewer) -> bool {
    viewer.may(Permission::SeePrices)
}

fn each<'a>(row: &'a RefundListRow, of: impl Fn(&'a RefundedLine) -> Value<'a>) -> Value<'a> {
    Value::lines(row.lines.iter().map(of))
}

fn merchant_name(viewer: &Viewer, id: i64) -> &str {
    viewer.merchants.iter().find(|merchant| merchant.id == id).map_or("", |merchant| &merchant.name)
}

fn draw_state(html: &mut Html, row: &RefundListRow, drawing: &Drawing<'_, RefundList>) {
    let (refund, lang) = (&row.refund, drawing.cells.lang);
    let tone = tone(refund.state);
    html.raw("<span class=\"status\" data-status=\"").raw(refund.state.code()).raw("\" data-tone=\"").raw(tone);
    html.raw("\">").text(refund.state.name(lang)).raw("</span>");
    let mut tag = |look: &str, text: &str| {
        if !text.is_empty() {
            html.raw(" <span class=\"tag ").raw(look).raw(">").text(text).raw("</span>");
        }
    };
    tag("red\"", failure(&refund.fail_code, lang));
    tag("red\" data-unclear", refund.unclear.map_or("", |cause| cause.name(lang)));
    let is_recorded = refund.offline_by.is_some() && tone == "waiting";
    tag("amber\"", if is_recorded { t(lang).tag_recorded } else { "" });
    tag("blue\"", if refund.is_auto { t(lang).tag_auto } else { "" });
    if row.bounces() > 0 {
        tag("red\"", &fill(t(lang).tag_bounced, &[("n", &row.bounces().to_string())]));
    }
}

fn draw_goods(html: &mut Html, row: &RefundListRow, _: &Drawing<'_, RefundList>) {
    html.raw("<ul class=\"lines\">");
    for line in &row.lines {
        html.raw("<li>").text(&line.name);
        if !line.spec.is_empty() {
            html.raw(" <small class=\"faint\">").text(&line.spec).raw("</small>");
        }
        html.raw("</li>");
    }
    html.raw("</ul>");
}

fn draw_prices(html: &mut Html, row: &RefundListRow, _: &Drawing<'_, RefundList>) {
    html.raw("<ul class=\"lines\">");
    for line in &row.lines {
        let price = line.unit_price.plain(row.refund.currency);
        html.raw("<li><data value=\"").text(&price).raw("\">").text(&price).raw("</data></li>");
    }
    html.raw("</ul>");
}

fn draw_quantities(html: &mut Html, row: &RefundListRow, _: &Drawing<'_, RefundList>) {
    html.raw("<ul class=\"lines\">");
    for line in &row.lines {
        html.raw("<li>");
        if let Some((units, _)) = line.before_cut {
            html.raw("<del>").raw(&units.to_string()).raw("</del> → ");
        }
        html.raw(&line.quantity.to_string()).raw("</li>");
    }
    html.raw("</ul>");
}

fn draw_fees(html: &mut Html, row: &RefundListRow, drawing: &Drawing<'_, RefundList>) {
    html.raw("<ul class=\"lines\">");
    for (_, cut) in cuts(row, drawing.cells.lang) {
        html.raw("<li><small class=\"faint\">")
            .text(t(drawing.cells.lang).accepted_in_part)
            .raw("</small> ")
            .text(&cut);
        html.raw("</li>");
    }
    for fee in fees(row, drawing.cells.lang) {
        html.raw("<li><small class=\"faint\">").text(fee.name).raw("</small> ");
        html.money(fee.amount, row.refund.currency).raw("</li>");
    }
    html.raw("</ul>");
}

fn draw_approved(html: &mut Html, row: &RefundListRow, drawing: &Drawing<'_, RefundList>) {
    let currency = row.refund.currency;
    if row.is_changed() {
        html.raw("<del>").money(row.ticket.computed_minor, currency).raw("</del> ");
    }
    html.raw("<strong>").money(row.refund.amount_minor, currency).raw("</strong>");
    if drawing.cells.viewer.merchants.len() > 1 {
        html.raw(" <small class=\"faint\">").raw(currency.code()).raw("</small>");
    }
}

fn reviewer(row: &RefundListRow, lang: Lang) -> &str {
    row.reviewer.as_deref().unwrap_or(Common::of(lang).system)
}

fn draw_reason(html: &mut Html, row: &RefundListRow, drawing: &Drawing<'_, RefundList>) {
    html.raw("<span title=\"").text(&row.review_note).raw("\">").text(reviewer(row, drawing.cells.lang));
    if !row.review_note.is_empty() {
        html.raw(" <small class=\"faint\">").text(&row.review_note).raw("</small>");
    }
    html.raw("</span>");
}

fn draw_number(html: &mut Html, row: &RefundListRow, _: &Drawing<'_, RefundList>) {
    let number = &row.refund.refund_no;
    html.raw("<a href=\"/refunds/").text(number).raw("\">").text(number).raw("</a>");
}

fn draw_switches(html: &mut Html, row: &RefundListRow, drawing: &Drawing<'_, RefundList>) {
    for name in switches(row, drawing.cells.lang) {
        html.raw("<span class=\"tag\">").text(name).raw("</span> ");
    }
}

fn switches(row: &RefundListRow, lang: Lang) -> Vec<&'static str> {
    let Some(decision) = &row.decision else { return Vec::new() };
    [
        (decision.allow_freight, t(lang).gives_freight),
        (decision.allow_coupon, t(lang).gives_coupon),
        (decision.allow_virtual, t(lang).gives_virtual),
    ]
    .into_iter()
    .filter(|(on, _)| *on)
    .map(|(_, name)| name)
    .collect()
}

fn state_text(row: &RefundListRow, lang: Lang) -> Value<'static> {
    let state = row.refund.state.name(lang);
    Value::text(row.refund.unclear.map_or(state.to_owned(), |cause| format!("{state} ({})", cause.name(lang))))
}

fn fees_text(row: &RefundListRow, lang: Lang) -> Value<'static> {
    let parts = cuts(row, lang).into_iter().map(|(_, cut)| format!("{} {cut}", t(lang).accepted_in_part));
    let named =
        fees(row, lang).into_iter().map(|fee| format!("{} {}", fee.name, fee.amount.plain(row.refund.currency)));
    Value::text(parts.chain(named).collect::<Vec<_>>().join("; "))
}

/// Every column.
pub const COLUMNS: &[Column<RefundList>] = &[
    Column::<RefundList>::new("ticket_no", |lang| t(lang).col_ticket, 17, |row, _| Value::text(&row.ticket.ticket_no))
        .card("title"),
    Column::<RefundList>::new("status", |lang| t(lang).col_state, 20, |row, context| state_text(row, context.lang))
        .drawn(draw_state)
        .card("status"),
    Column::<RefundList>::new(
        "merchant",
        |lang| t(lang).col_merchant,
        16,
        |row, context| Value::name(merchant_name(context.viewer, row.refund.merchant_id)),
    )
    .seen(|viewer| viewer.merchants.len() > 1),
    Column::<RefundList>::new(
        "goods",
        |lang| t(lang).col_goods,
        36,
        |row, _| each(row, |line| Value::text(&line.name)),
    )
    .card("goods")
    .drawn(draw_goods),
    Column::<RefundList>::new(
        "unit_price",
        |lang| t(lang).col_price,
        13,
        |row, _| each(row, |line| Value::text(line.unit_price.plain(row.refund.currency))),
    )
    .look(Look::Figure)
    .seen(sees_prices)
    .drawn(draw_prices),
    Column::<RefundList>::new(
        "quantity",
        |lang| t(lang).col_quantity,
        9,
        |row, _| each(row, |line| Value::Number(line.quantity)),
    )
    .look(Look::Figure)
    .drawn(draw_quantities),
    Column::<RefundList>::new(
        "subtotal",
        |lang| t(lang).col_subtotal,
        13,
        |row, _| each(row, |line| Value::money(line.gross, row.refund.currency)),
    )
    .look(Look::Figure)
    .seen(sees_prices),
    Column::<RefundList>::new(
        "claimed",
        |lang| t(lang).col_claimed,
        13,
        |row, _| Value::money(row.claimed, row.refund.currency),
    )
    .look(Look::Figure)
    .seen(sees_prices),
    Column::<RefundList>::new(
        "computed",
        |lang| t(lang).col_computed,
        13,
        |row, _| Value::money(row.ticket.computed_minor, row.refund.currency),
    )
    .look(Look::Figure)
    .seen(sees_prices),
    Column::<RefundList>::new("fees", |lang| t(lang).col_fees, 22, |row, context| fees_text(row, context.lang))
        .look(Look::Figure)
        .seen(sees_prices)
        .drawn(draw_fees),
    Column::<RefundList>::new(
        "approved",
        |lang| t(lang).col_approved,
        20,
        |row, _| Value::money(row.refund.amount_minor, row.refund.currency),
    )
    .look(Look::Figure)
    .seen(sees_prices)
    .card("amount")
    .by(refund_list::BY_AMOUNT)
    .drawn(draw_approved),
    Column::<RefundList>::new(
        "reason",
        |lang| t(lang).col_reason,
        30,
        |row, context| {
            Value::text(format!("{} {}", reviewer(row, context.lang), row.review_note).trim_end().to_owned())
        },
    )
    .look(Look::Cut)
    .card("why")
    .drawn(draw_reason),
    Column::<RefundList>::new(
        "switches",
        |lang| t(lang).col_switches,
        20,
        |row, context| Value::text(switches(row, context.lang).join(" ")),
    )
    .drawn(draw_switches),
    Column::<RefundList>::new(
        "applied_at",
        |lang| t(lang).col_applied,
        14,
        |row, context| Value::time(row.entry.applied_at, context.zone),
    )
    .look(Look::Faint)
    .by(refund_list::BY_APPLICATION),
    Column::<RefundList>::new(
        "reviewed_at",
        |lang| t(lang).col_reviewed,
        14,
        |row, context| Value::time(row.reviewed_at(), context.zone),
    )
    .look(Look::Faint)
    .card("time")
    .by(refund_list::BY_REVIEW),
    Column::<RefundList>::new(
        "gateway",
        |lang| t(lang).col_gateway,
        16,
        |row, context| Value::text(row.refund.way().name(context.lang)),
    ),
    Column::<RefundList>::new("order_no", |lang| t(lang).col_order, 22, |row, _| Value::text(&row.entry.order_no)),
    Column::<RefundList>::new("refund_no", |lang| t(lang).col_refund, 17, |row, _| Value::text(&row.refund.refund_no))
        .drawn(draw_number),
    Column::<RefundList>::new(
        "refunded_at",
        |lang| t(lang).col_refunded_at,
        14,
        |row, context| Value::time(row.refund.succeeded_at, context.zone),
    )
    .look(Look::Faint),
    Column::<RefundList>::new(
        "paid",
        |lang| t(lang).col_paid,
        13,
        |row, _| Value::money(Some(row.refund.paid_minor).filter(|paid| !paid.is_zero()), row.refund.currency),
    )
    .look(Look::Figure)
    .seen(sees_prices),
];

/// The columns that everybody starts with.
pub const USUAL: &[&str] = &[
    "ticket_no",
    "status",
    "approved",
    "computed",
    "fees",
    "reason",
    "goods",
    "unit_price",
    "quantity",
    "subtotal",
    "claimed",
    "switches",
    "merchant",
    "applied_at",
    "reviewed_at",
    "gateway",
];
