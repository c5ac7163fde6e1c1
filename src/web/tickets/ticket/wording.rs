//! The sentences of the detail page: why an amount is what it is, what happened, what to tell the buyer.

use crate::domain::codes::*;
use crate::domain::event::EventKind;
use crate::domain::money::settlement::{SettlementVerdict, UnclearCause};
use crate::domain::money::{Currency, Money};
use crate::domain::people::free_text::mask_in_place;
use crate::i18n::codes::{Named, carrier_name, remedy};
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::orders::OrderLineRow;
use crate::store::tickets::events::EventRow;
use crate::store::tickets::parts::TicketLineRow;
use crate::web::tickets::ticket::file::TicketFile;

/// Each line's amount, derived step by step from the order.
pub fn why(file: &TicketFile, lang: Lang) -> Vec<String> {
    let t = Tickets::of(lang);
    let currency = file.ticket.currency;
    let mut sheet: Vec<String> =
        file.lines.iter().map(|(line, sold)| why_line(file.ticket.kind, line, sold, currency, lang)).collect();
    if !file.ticket.freight_minor.is_zero() && file.ticket.scene == Scene::Unshipped {
        let amount = file.ticket.freight_minor.grouped(currency);
        sheet.push(fill(t.why_freight_auto, &[("amount", &amount)]));
    }
    sheet
}

fn why_line(kind: TicketType, line: &TicketLineRow, sold: &OrderLineRow, currency: Currency, lang: Lang) -> String {
    let t = Tickets::of(lang);
    let amount = |text: &str, amount: Money| fill(text, &[("amount", &amount.grouped(currency))]);
    let mut steps = vec![fill(
        t.why_gross,
        &[
            ("price", &sold.unit_price_scaled.plain(currency)),
            ("quantity", &sold.quantity.to_string()),
            ("gross", &sold.gross_minor.grouped(currency)),
        ],
    )];
    for (text, minus) in [
        (t.why_line_discount, sold.line_discount_minor),
        (t.why_coupon, sold.coupon_minor),
        (t.why_points, sold.points_minor),
    ] {
        if !minus.is_zero() {
            steps.push(format!("− {}", amount(text, minus)));
        }
    }
    steps.push(if sold.is_gift { t.why_gift.to_owned() } else { format!("= {}", amount(t.why_paid, sold.paid_minor)) });
    let mut sentences = vec![steps.join(" ")];
    if line.remaining_qty != sold.quantity || line.remaining_minor != sold.paid_minor {
        sentences.push(fill(
            t.why_remaining,
            &[("value", &line.remaining_minor.grouped(currency)), ("units", &line.remaining_qty.to_string())],
        ));
    }
    let settled = line.settled_qty.is_some();
    let value = [
        ("quantity", line.quantity.to_string()),
        ("units", line.remaining_qty.to_string()),
        ("value", line.remaining_minor.grouped(currency)),
        ("computed", full_value(line).grouped(currency)),
    ];
    let value: Vec<(&str, &str)> = value.iter().map(|(name, text)| (*name, text.as_str())).collect();
    sentences.push(fill(if line.quantity == line.remaining_qty { t.why_all } else { t.why_value }, &value));
    if settled {
        sentences.push(format!(
            "{} = {}",
            fill(
                t.why_settled,
                &[("accepted", &line.effective_qty().to_string()), ("quantity", &line.quantity.to_string())]
            ),
            line.computed_minor.grouped(currency)
        ));
    }
    if kind == TicketType::Exchange {
        sentences.push(amount(t.why_exchange, line.computed_minor));
    } else {
        for (text, minus) in [(t.why_lowered, line.lowered_minor), (t.why_fee, line.fee_minor)] {
            if !minus.is_zero() {
                sentences.push(format!("− {}", amount(text, minus)));
            }
        }
        if let Some(approved) = line.approved_minor.filter(|approved| *approved != line.computed_minor) {
            sentences.push(format!("= {}", amount(t.why_approved, approved)));
        }
    }
    let stop = lang.pick("；", "; ");
    format!("{}{}{}", sold.name, lang.pick("：", ": "), sentences.join(stop))
}

/// The line's value at application, before a partial acceptance cut it down.
fn full_value(line: &TicketLineRow) -> Money {
    if line.quantity == line.remaining_qty {
        line.remaining_minor
    } else {
        line.remaining_minor.share(line.quantity, line.remaining_qty)
    }
}

/// What a timeline entry adds to its name: amounts, numbers, addresses. `masks`: a file's name is somebody's own words.
pub fn event_detail(event: &EventRow, file: &TicketFile, lang: Lang, see_prices: bool, masks: bool) -> String {
    let t = Tickets::of(lang);
    let currency = file.ticket.currency;
    let Ok(detail) = serde_json::from_str::<serde_json::Value>(&event.detail) else { return String::new() };
    let text = |key: &str| detail.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let money = |key: &str| {
        // Deductions and partial acceptances once wrote their amounts as text.
        let written = |text: &str| Money::parse(text, currency).ok();
        let amount = detail
            .get(key)
            .and_then(|found| found.as_i64().map(Money::from_minor).or_else(|| found.as_str().and_then(written)));
        amount.filter(|_| see_prices).map(|amount| amount.grouped(currency))
    };
    let mut parts = Vec::new();
    if let (Some(computed), Some(approved)) = (money("computed"), money("approved")) {
        parts.push(format!("{} {computed} → {} {approved}", t.computed, t.approved));
    } else if let Some(approved) = money("approved").or_else(|| money("amount_minor")).or_else(|| money("refunded")) {
        parts.push(format!("{} {approved}", t.approved));
    } else if let Some(computed) = money("computed").filter(|_| file.ticket.kind.refunds_money()) {
        parts.push(format!("{} {computed}", t.computed));
    }
    if let Some(deducted) = money("deducted") {
        parts.push(fill(t.event_deducted, &[("amount", &deducted)]));
    }
    if let Some(fault) = QualityFault::parse(&text("quality_fault")) {
        parts.push(fill(t.event_quality_fault, &[("answer", fault.name(lang))]));
    }
    parts.extend(detail.get("lines").and_then(serde_json::Value::as_array).into_iter().flatten().map(|line| {
        let number = |key: &str| line.get(key).and_then(serde_json::Value::as_i64).unwrap_or_default().to_string();
        let sku = line.get("sku").and_then(serde_json::Value::as_str).unwrap_or_default();
        let template = match event.kind {
            EventKind::GoodsReceived => t.event_received,
            EventKind::ExceptionPartlyAccepted => t.event_accepted,
            _ => t.event_sent,
        };
        let names = ["line_no", "expected", "received", "good", "defective", "accepted", "quantity"];
        let numbers = names.map(number);
        let mut values: Vec<(&str, &str)> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
        values.push(("sku", sku));
        fill(template, &values)
    }));
    let excess = text("excess");
    if !excess.is_empty() {
        parts.push(fill(t.event_excess, &[("contents", &excess)]));
    }
    if let Some(cause) = UnclearCause::parse(&text("cause")) {
        parts.push(cause.name(lang).to_owned());
    }
    if let Some(verdict) = SettlementVerdict::parse(&text("verdict")) {
        parts.push(verdict.name(lang).to_owned());
    }
    if let Some(paid) = money("said_paid") {
        parts.push(fill(t.why_said_paid, &[("amount", &paid)]));
    }
    if let Some(category) = RejectCategory::parse(&text("category")) {
        parts.push(category.name(lang).to_owned());
    }
    if let Some(ground) = Ground::parse(&text("ground")) {
        parts.push(ground.name(lang).to_owned());
    }
    if let Some(method) = ReturnMethod::parse(&text("method")) {
        parts.push(method.name(lang).to_owned());
    }
    if event.kind == EventKind::AutoApprovalDeclined {
        parts.push(declined(&text("guard"), t).to_owned());
    }
    if let Some(kind) = EvidenceKind::parse(&text("kind")) {
        parts.push(kind.name(lang).to_owned());
    }
    let carrier = text("carrier");
    if !carrier.is_empty() {
        parts.push(carrier_name(&carrier, lang));
    }
    for key in [
        "tracking_no",
        "refund_no",
        "request_no",
        "warehouse",
        "inbound_no",
        "outbound_no",
        "parcel_no",
        "reference",
        "address",
        "file",
        "code",
    ] {
        let mut value = text(key);
        if masks && key == "file" {
            mask_in_place(&mut value);
        }
        if !value.is_empty() {
            parts.push(value);
        }
    }
    let list = |name: &str| -> Vec<&str> {
        let texts = detail.get(name).and_then(serde_json::Value::as_array);
        texts.map(|texts| texts.iter().filter_map(serde_json::Value::as_str).collect()).unwrap_or_default()
    };
    parts.extend(list("followed").into_iter().map(|what| match what {
        "buyer" => t.followed_buyer.to_owned(),
        "shop" => t.followed_shop.to_owned(),
        "currency" => t.followed_currency.to_owned(),
        _ => t.followed_day.to_owned(),
    }));
    let shared = list("also_on");
    if !shared.is_empty() {
        parts.push(fill(t.also_on, &[("others", &shared.join(", "))]));
    }
    parts.join(" · ")
}

fn declined(guard: &str, t: &'static Tickets) -> &'static str {
    match guard {
        "SWITCHED_OFF" => t.declined_switched_off,
        "SHIPPED" => t.declined_shipped,
        "ABOVE_LIMIT" => t.declined_above_limit,
        "ORDER_IN_DOUBT" => t.declined_order_in_doubt,
        "NOTHING_PAID" => t.declined_nothing_paid,
        "OTHER_CURRENCY" => t.declined_other_currency,
        "OWN_FACTS" => t.declined_own_facts,
        "DAY_LIMIT" => t.declined_day_limit,
        _ => "",
    }
}

/// A sentence for the buyer: where things stand and what comes next.
pub fn say_buyer(file: &TicketFile, lang: Lang) -> String {
    let t = Tickets::of(lang);
    let ticket = &file.ticket;
    let amount = ticket.approved_minor.unwrap_or(ticket.computed_minor).grouped(ticket.currency);
    let return_of = file.return_of.as_ref();
    let address = return_of.map(|row| format!("{} {} {}", row.contact, row.phone, row.address)).unwrap_or_default();
    let rejection = file.reviews.iter().rfind(|review| review.decision == ReviewDecision::Reject);
    let template = match ticket.status {
        Status::Draft | Status::PendingReview => t.say_pending_review,
        Status::Approved => t.say_approved,
        Status::Rejected => t.say_rejected,
        Status::PendingReturn => t.say_pending_return,
        Status::Returning => t.say_returning,
        Status::Received => t.say_received,
        Status::InspectionException => t.say_exception,
        Status::PendingRefund | Status::Refunding | Status::RefundFailed => t.say_refund,
        Status::PendingExchange => t.say_exchange,
        Status::ExchangeShipped => t.say_exchange_shipped,
        Status::Completed => t.say_completed,
        Status::Cancelled | Status::Closed => t.say_ended,
    };
    let shown_reason = rejection.filter(|review| review.show_buyer).map(|review| review.reason.as_str());
    let category = rejection.and_then(|review| review.category);
    let tracking = if ticket.status == Status::ExchangeShipped {
        file.records.replacement_no()
    } else {
        return_of.map_or("", |row| &row.tracking_no)
    };
    fill(
        template,
        &[
            ("kind", ticket.kind.name(lang)),
            ("no", &ticket.ticket_no),
            ("amount", &amount),
            ("address", &address),
            ("tracking", tracking),
            ("reason", shown_reason.or(category.map(|category| category.name(lang))).unwrap_or_default()),
            ("remedy", category.map_or("", |category| remedy(category, lang))),
        ],
    )
}

/// A line for the shop's own back office.
pub fn shop_note(file: &TicketFile, today: &str, see_prices: bool, lang: Lang) -> String {
    let ticket = &file.ticket;
    let amount = if ticket.kind.refunds_money() && see_prices {
        ticket.approved_minor.unwrap_or(ticket.computed_minor).grouped(ticket.currency)
    } else {
        String::new()
    };
    fill(
        Tickets::of(lang).shop_note,
        &[
            ("date", today),
            ("no", &ticket.ticket_no),
            ("kind", ticket.kind.name(lang)),
            ("status", ticket.status.name(lang)),
            ("amount", &amount),
        ],
    )
    .trim()
    .to_owned()
}
