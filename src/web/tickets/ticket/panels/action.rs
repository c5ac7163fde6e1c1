//! What the viewer can do now: the forms of review, return, warehouse and finance that are open, and why others are not.

use askama::Template;

use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::money::{Currency, Money};
use crate::domain::permission::{Permission, Role};
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::status::{ReviewDecision, Status};
use crate::i18n::codes::{Choice, Named, choices, remedy};
use crate::i18n::fill;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::TicketRow;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::refunds::forms::RefundForms;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::gate::Gates;
use crate::web::tickets::ticket::lines::{LineView, lines};
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::warehouse::forms::WarehouseForms;

/// The approval form: its lines, fees and choices.
struct ApprovalForm {
    lines: Vec<LineView>,
    may_bear_fee: bool,
    /// Field and name of what may be deducted.
    fees: [Choice; 3],
    freight_left: Money,
    still_refundable: String,
    needs_ground: bool,
    grounds: Vec<Choice>,
    /// The goods have still to come back.
    awaits_goods: bool,
    coupon_share: Money,
    points_share: Money,
}

/// A rejection that stands.
struct Rejection<'a> {
    category: &'static str,
    remedy: &'static str,
    reason: &'a str,
    show_buyer: bool,
}

#[derive(Template)]
#[template(path = "tickets/panels/action.html")]
pub struct ActionPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    echo: &'a Echo,
    gates: &'a Gates,
    ticket: &'a TicketRow,
    currency: Currency,
    /// Who acts now, for a viewer who has nothing to do.
    idle: Option<String>,
    rejection: Option<Rejection<'a>>,
    /// Where a new application for the same order begins.
    reapply: Option<String>,
    approval: ApprovalForm,
    stations: Vec<(String, String)>,
    station: String,
    categories: Vec<(&'static str, String)>,
    carriers: Vec<Choice>,
    methods: Vec<Choice>,
    w: &'a WarehouseForms,
    finance: Option<&'a RefundForms>,
    /// What was typed into a form that is no longer open, so that it is not lost.
    typed: Vec<(String, String)>,
}

/// The viewer's forms.
pub fn panel<'a>(
    context: Context<'a>,
    warehouse: &'a WarehouseForms,
    refund: Option<&'a RefundForms>,
) -> ActionPanel<'a> {
    let Context { f, staff, file, echo, gates } = context;
    let (t, lang) = (context.words(), f.lang);
    let finance = refund.filter(|forms| !forms.is_idle());
    let acts = gates.decide(file.ticket.status) || warehouse.is_any_open() || finance.is_some();
    ActionPanel {
        f,
        t,
        echo,
        gates,
        ticket: &file.ticket,
        currency: file.ticket.currency,
        idle: (!acts).then(|| idle(context)),
        rejection: rejection(context),
        reapply: staff.may(Permission::FileTicket).then(|| reapply_address(file)),
        approval: approval(context),
        stations: file.station_choices(),
        station: file.default_station(),
        categories: RejectCategory::ALL
            .iter()
            .map(|category| (category.code(), format!("{} → {}", category.name(lang), remedy(*category, lang))))
            .collect(),
        carriers: choices(Carrier::ALL, lang, Carrier::code),
        methods: choices(ReturnMethod::ALL, lang, ReturnMethod::code),
        w: warehouse,
        finance,
        typed: if warehouse.shows(echo.form) { Vec::new() } else { typed_elsewhere(echo, t) },
    }
}

fn approval(context: Context<'_>) -> ApprovalForm {
    let (file, t, lang) = (context.file, context.words(), context.f.lang);
    let ticket = &file.ticket;
    ApprovalForm {
        lines: lines(file, lang),
        may_bear_fee: file.lines.iter().any(|(line, _)| line.responsibility.may_bear_fee()),
        fees: [
            ("packaging_fee", t.packaging_fee),
            ("return_freight_fee", t.return_freight_fee),
            ("service_fee", t.service_fee),
        ],
        freight_left: file.caps.freight_left(),
        still_refundable: fill(t.still_refundable, &[("amount", &file.caps.left().grouped(ticket.currency))]),
        needs_ground: ticket.kind.needs_ground(ticket.scene),
        grounds: choices(Ground::ALL, lang, Ground::code),
        awaits_goods: ticket.kind.returns_goods() && !file.stages.goods().with_seller(),
        coupon_share: file.lines.iter().map(|(_, sold)| sold.coupon_minor).sum(),
        points_share: file.lines.iter().map(|(_, sold)| sold.points_minor).sum(),
    }
}

fn rejection(context: Context<'_>) -> Option<Rejection<'_>> {
    let (file, lang) = (context.file, context.f.lang);
    if file.ticket.status != Status::Rejected {
        return None;
    }
    let review = file.reviews.iter().rfind(|review| review.decision == ReviewDecision::Reject)?;
    Some(Rejection {
        category: review.category.map_or("", |category| category.name(lang)),
        remedy: review.category.map_or("", |category| remedy(category, lang)),
        reason: &review.reason,
        show_buyer: review.show_buyer,
    })
}

fn reapply_address(file: &TicketFile) -> String {
    let fields = [
        ("order_no", file.order.order_no.as_str()),
        ("merchant", &file.merchant.code),
        ("after", &file.ticket.ticket_no),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    format!("/tickets/new?{}", Fields::from_pairs(fields).query_without(&[]))
}

fn idle(context: Context<'_>) -> String {
    let (file, t) = (context.file, context.words());
    let role = match file.ticket.status {
        Status::Completed | Status::Cancelled | Status::Closed => return t.ended.to_owned(),
        Status::Draft | Status::Approved | Status::PendingReturn | Status::ExchangeShipped | Status::Rejected => {
            Role::Agent
        }
        Status::PendingReview => Role::Reviewer,
        Status::InspectionException if file.facts.sending_back => Role::Warehouse,
        Status::InspectionException => Role::Reviewer,
        Status::Returning | Status::Received | Status::PendingExchange => Role::Warehouse,
        Status::PendingRefund | Status::Refunding | Status::RefundFailed => Role::Finance,
    };
    format!("{} {}", t.nothing_for_you, fill(t.who_acts, &[("who", role.name(context.f.lang))]))
}

/// What was typed, by its label where it has one of its own.
fn typed_elsewhere(echo: &Echo, t: &'static Tickets) -> Vec<(String, String)> {
    let hidden = ["csrf", "version", "form_token", "next", "list", "at", "desk", "station"];
    let label = |name: &str| match name {
        "note" => t.review_note.to_owned(),
        "reason" => t.reason.to_owned(),
        "category" => t.category.to_owned(),
        "tracking_no" => t.tracking_no.to_owned(),
        name => match name.split_once('_') {
            Some(("amount", line)) => format!("{} {line}", t.approved_amount),
            _ => name.to_owned(),
        },
    };
    let typed = echo.fields.iter().filter(|(name, value)| !hidden.contains(name) && !value.trim().is_empty());
    typed.map(|(name, value)| (label(name), value.to_owned())).collect()
}
