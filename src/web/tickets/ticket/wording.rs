//! The sentences of the ticket's page: how an amount was computed, what happened, the message for the buyer.

use crate::domain::money::states::{GatewayKind, RefundState};
use crate::domain::money::{Currency, Money};
use crate::domain::term::kind::TermState;
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::domain::ticket::status::ReviewDecision;
use crate::domain::time::zone;
use crate::i18n::codes::{Named, remedy};
use crate::i18n::say::{Say, Standing, Way, to_buyer};
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::orders::OrderLineRow;
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
        ("computed", line.full_value().grouped(currency)),
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
    if kind.refunds_money() {
        for (text, minus) in [(t.why_lowered, line.lowered_minor), (t.why_fee, line.fee_minor)] {
            if !minus.is_zero() {
                sentences.push(format!("− {}", amount(text, minus)));
            }
        }
        if let Some(approved) = line.approved_minor.filter(|approved| *approved != line.computed_minor) {
            sentences.push(format!("= {}", amount(t.why_approved, approved)));
        }
    } else {
        sentences.push(amount(t.why_no_refund, line.computed_minor));
    }
    let stop = lang.pick("；", "; ");
    format!("{}{}{}", sold.name, lang.pick("：", ": "), sentences.join(stop))
}

/// A sentence for the buyer: where things stand and what comes next; none for a draft.
pub fn say_buyer(file: &TicketFile, lang: Lang) -> Option<String> {
    let (ticket, decision) = (&file.ticket, &file.stages.decision);
    let back = file.stages.return_of.as_ref();
    let address = back.map(|row| format!("{} {} {}", row.contact, row.phone, row.address)).unwrap_or_default();
    let rejection = file.reviews.iter().rfind(|review| review.decision == ReviewDecision::Reject);
    let category = rejection.and_then(|review| review.category);
    let shown = rejection.filter(|review| review.show_buyer).map(|review| review.reason.as_str());
    let refund = file.refunds.iter().rfind(|refund| refund.state != RefundState::Cancelled);
    let paid_at = refund.filter(|refund| refund.state == RefundState::Succeeded).and_then(|refund| refund.succeeded_at);
    // What was paid may be another amount than the approved one: `PAID_OTHER`.
    let amount = match paid_at {
        Some(_) => ticket.refunded_minor,
        None => ticket.approved_minor.unwrap_or(ticket.computed_minor),
    };
    let held_by =
        file.disputes.last().filter(|_| ticket.on_hold).map_or(String::new(), |case| match case.body.as_str() {
            "" => Say::of(lang).the_platform.to_owned(),
            body => body.to_owned(),
        });
    let standing = Standing {
        no: &ticket.ticket_no,
        kind: ticket.kind,
        status: ticket.status,
        round: decision.round,
        goods: file.stages.goods(),
        sending_back: file.facts.sending_back,
        amount: Some(amount).filter(|amount| ticket.kind.refunds_money() && !amount.is_zero()),
        currency: ticket.currency,
        deducted: deducted(file),
        way: match refund {
            Some(refund) if refund.way() == GatewayKind::Manual => Way::Transfer,
            _ => Way::Original(file.payments.first().map(|paid| paid.method.clone()).unwrap_or_default()),
        },
        paid_on: paid_at.map(|at| at.date_in(zone(&file.merchant.timezone))),
        address: &address,
        return_note: file.merchant.return_note,
        tracking: back.map_or("", |row| &row.tracking_no),
        signed_in: file.facts.signed_in,
        held_by: &held_by,
        timed_out: file
            .terms
            .iter()
            .rfind(|term| term.ended_at == Some(ticket.status_since))
            .and_then(|term| (term.state == TermState::Expired).then_some(term.kind)),
        asked: file.asked().map_or("", |row| &row.words),
        offered: file.asked().and_then(|row| row.amount_minor),
        sent: file.records.sent_no(),
        reason: shown.or(category.map(|category| category.name(lang))).unwrap_or_default(),
        remedy: category.map_or("", |category| remedy(category, lang)),
    };
    to_buyer(&standing, lang)
}

/// The fees of the present round and what the inspection took off; an amount that was approved lower is none of these.
fn deducted(file: &TicketFile) -> Money {
    let of_round = file.adjustments.iter().filter(|row| row.round == file.stages.decision.round);
    -of_round.map(|row| row.amount_minor).filter(|amount| *amount < Money::ZERO).sum::<Money>()
}

/// A line for the shop's own back office.
pub fn shop_note(file: &TicketFile, today: &str, see_prices: bool, lang: Lang) -> String {
    let ticket = &file.ticket;
    let amount = if ticket.kind.refunds_money() && ticket.status.has_amounts() && see_prices {
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
