//! What the viewer can do now: the forms of review, return, warehouse and finance that are open, and why others are not.

use askama::Template;

use crate::domain::event::{Event, EventKind};
use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::money::approval::as_asked;
use crate::domain::money::states::AdjustmentKind;
use crate::domain::money::{Currency, Money};
use crate::domain::permission::{Permission, Role};
use crate::domain::term::kind::{AtEnd, Basis, REOPENING_SECONDS, TermKind};
use crate::domain::ticket::kind::{Channel, EvidenceKind, Scene};
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::request::BuyerAnswer;
use crate::domain::ticket::status::{ReviewDecision, Status};
use crate::domain::time::Timestamp;
use crate::i18n::codes::{Choice, Named, choices, remedy};
use crate::i18n::term::attempts::Attempts;
use crate::i18n::term::calendar::{length, then};
use crate::i18n::term::requests::Requests;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::tickets::TicketRow;
use crate::store::tickets::requests::RequestRow;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::refunds::forms::RefundForms;
use crate::web::tickets::ticket::dispute;
use crate::web::tickets::ticket::dispute::DisputeForms;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::gate::Gates;
use crate::web::tickets::ticket::lines::{LineView, lines};
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::panels::typed;
use crate::web::tickets::ticket::wording::say_buyer;
use crate::web::warehouse::forms::WarehouseForms;

/// The fields of what may be deducted.
const FEES: [&str; 3] = ["packaging_fee", "return_freight_fee", "service_fee"];

/// A line of the approval form.
struct AmountLine {
    line: LineView,
    /// What its field starts at.
    start: Money,
}

/// The approval form: its lines, fees and choices.
struct ApprovalForm {
    lines: Vec<AmountLine>,
    /// What the buyer asked for, where that is less than what is computed.
    asked: Option<Money>,
    /// Freight that comes by itself.
    freight: Money,
    /// What the switch adds to it.
    freight_more: Money,
    /// The order had freight.
    paid_freight: bool,
    /// The total of the fields as they stand.
    to_approve: Money,
    may_bear_fee: bool,
    /// A fee was typed into a refused form: the fold of the fees stays open.
    has_fee: bool,
    /// Field and name of what may be deducted.
    fees: [Choice; 3],
    still_refundable: String,
    needs_ground: bool,
    grounds: Vec<Choice>,
    /// The goods have still to come back.
    awaits_goods: bool,
    coupon_share: Money,
    points_share: Money,
}

/// Why finance sent the ticket back.
struct Bounce<'a> {
    who: String,
    at: Timestamp,
    reason: &'a str,
    /// What finance did not pay.
    amount: Option<Money>,
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
    bounce: Option<Bounce<'a>>,
    see_prices: bool,
    /// Where a new application for the same order begins.
    reapply: Option<String>,
    approval: ApprovalForm,
    stations: Vec<(String, String)>,
    station: String,
    categories: Vec<(&'static str, String)>,
    r: &'static Requests,
    dispute: DisputeForms,
    /// Kinds of evidence to ask the buyer for, with whether they are ticked.
    wanted: Vec<(&'static str, &'static str, bool)>,
    /// What a request does to the clocks, the most that can be offered, and how long the buyer has after a reopening, in words.
    ask_hint: String,
    offer_hint: String,
    reopen_hint: String,
    /// What the buyer is asked now, and the answers that fit.
    asked: Option<&'a RequestRow>,
    answers: Vec<(&'static str, String)>,
    /// What the buyer took, in words.
    accepted: Option<String>,
    may_reopen: bool,
    /// Why it is cancelled, where the buyer keeps the goods; empty otherwise.
    cancel_reason: &'static str,
    /// Ways to tell the buyer, the one the ticket came by, and the words.
    channels: Vec<Choice>,
    channel: &'static str,
    say: String,
    /// There is more to do here than to tell the buyer.
    acts_else: bool,
    /// Why nothing can be sent in exchange yet, one sentence for each of the goods.
    short_of: Vec<String>,
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
    let reapply = staff.may(Permission::FileTicket).then(|| reapply_address(file));
    let rejection = rejection(context);
    let acts_else = gates.decide(file.ticket.status) || warehouse.is_any_open() || finance.is_some();
    let until = file.ticket.status_since.plus_seconds(REOPENING_SECONDS);
    let may_reopen = gates.reopen_return.is_open() && f.now <= until;
    let r = Requests::of(lang);
    let acts = acts_else || may_reopen || gates.tell_buyer.is_open() || (rejection.is_some() && reapply.is_some());
    ActionPanel {
        f,
        t,
        echo,
        gates,
        ticket: &file.ticket,
        currency: file.ticket.currency,
        idle: (!acts).then(|| idle(context)),
        rejection,
        bounce: bounce(context),
        see_prices: staff.may(Permission::SeePrices),
        reapply,
        approval: approval(context),
        stations: file.station_choices(t),
        station: file.default_station(),
        categories: categories(context),
        r,
        dispute: dispute::forms(file, lang),
        wanted: wanted(echo, lang),
        ask_hint: ask_hint(file, lang),
        reopen_hint: fill(r.reopen_hint, &[("length", &length_of(file, TermKind::Return, Basis::Reopening, lang))]),
        offer_hint: fill(r.offer_hint, &[("amount", &file.ticket.computed_minor.grouped(file.ticket.currency))]),
        asked: file.asked(),
        answers: answers(file, lang),
        accepted: file.accepted().map(|amount| fill(r.accepted, &[("amount", &amount.grouped(file.ticket.currency))])),
        may_reopen,
        cancel_reason: if file.service.buyer_keeps() { Attempts::of(lang).cancel_reason } else { "" },
        channels: choices(Channel::TO_BUYERS, lang, Channel::code),
        channel: usual_channel(file.intake.particulars.channel).code(),
        say: say_buyer(file, lang).unwrap_or_default(),
        acts_else,
        short_of: short_of(file, t),
        carriers: choices(Carrier::ALL, lang, Carrier::code),
        methods: choices(ReturnMethod::ALL, lang, ReturnMethod::code),
        w: warehouse,
        finance,
        typed: if warehouse.shows(echo.form) { Vec::new() } else { typed::elsewhere(echo, context.f.lang) },
    }
}

fn approval(context: Context<'_>) -> ApprovalForm {
    let (file, t, lang) = (context.file, context.words(), context.f.lang);
    let ticket = &file.ticket;
    let freight = if ticket.scene == Scene::Unshipped { ticket.freight_minor } else { Money::ZERO };
    let computed: Vec<Money> = file.lines.iter().map(|(line, _)| line.computed_minor).collect();
    let asked = as_asked(file.intake.particulars.claimed_minor, freight, &computed);
    let before = as_asked(lines_before(file), Money::ZERO, &computed);
    let taken = as_asked(file.accepted(), freight, &computed);
    let starts = taken.as_ref().or(before.as_ref()).or(asked.as_ref()).unwrap_or(&computed);
    let lines = lines(file, lang).into_iter().zip(starts).map(|(line, start)| AmountLine { line, start: *start });
    let lines: Vec<AmountLine> = lines.collect();
    let freight_more = (file.caps.freight_left() - freight).max(Money::ZERO);
    ApprovalForm {
        to_approve: to_approve(context.echo, &lines, freight, freight_more, ticket.currency),
        lines,
        asked: file.intake.particulars.claimed_minor.filter(|_| asked.is_some()),
        freight,
        freight_more,
        paid_freight: !file.order.freight_minor.is_zero(),
        may_bear_fee: file.lines.iter().any(|(line, _)| line.responsibility.may_bear_fee()),
        has_fee: FEES.iter().any(|fee| !context.echo.value("approve", fee, "").trim().is_empty()),
        fees: [(FEES[0], t.packaging_fee), (FEES[1], t.return_freight_fee), (FEES[2], t.service_fee)],
        still_refundable: fill(t.still_refundable, &[("amount", &file.caps.left().grouped(ticket.currency))]),
        needs_ground: ticket.kind.needs_ground(ticket.scene),
        grounds: choices(Ground::ALL, lang, Ground::code),
        awaits_goods: ticket.kind.returns_goods() && !file.stages.goods().with_seller(),
        coupon_share: file.lines.iter().map(|(_, sold)| sold.coupon_minor).sum(),
        points_share: file.lines.iter().map(|(_, sold)| sold.points_minor).sum(),
    }
}

/// What the round before approved for the lines, without fees and freight: where it is less, the next round starts there.
fn lines_before(file: &TicketFile) -> Option<Money> {
    let review = file.reviews.iter().rfind(|review| review.decision == ReviewDecision::Approve)?;
    let beside = [
        AdjustmentKind::ServiceFee,
        AdjustmentKind::PackagingFee,
        AdjustmentKind::ReturnFreight,
        AdjustmentKind::Freight,
    ];
    let of_round = file.adjustments.iter().filter(|row| row.round == review.round && beside.contains(&row.kind));
    Some(review.approved_minor? - of_round.map(|row| row.amount_minor).sum())
}

/// The total of the fields as they stand: as they were typed into a refused form, else as they start. What is no amount counts as nothing.
fn to_approve(echo: &Echo, lines: &[AmountLine], freight: Money, freight_more: Money, currency: Currency) -> Money {
    let typed = |field: &str, start: Money| {
        Money::parse(&echo.value("approve", field, start.plain(currency)), currency).unwrap_or(Money::ZERO)
    };
    let sum: Money = lines.iter().map(|line| typed(&line.line.amount_field, line.start)).sum();
    let fees = FEES.map(|fee| typed(fee, Money::ZERO));
    let switched = if echo.chosen("approve", "allow_freight", "1", false) { freight_more } else { Money::ZERO };
    sum + freight + switched - fees.into_iter().sum()
}

/// The last bounce, while the ticket waits for its next review.
fn bounce(context: Context<'_>) -> Option<Bounce<'_>> {
    let file = context.file;
    let waits = file.ticket.status == Status::PendingReview && file.stages.decision.bounce_count > 0;
    let entry = file.events.iter().rfind(|event| event.kind == EventKind::RefundBounced).filter(|_| waits)?;
    let amount = match entry.event(file.ticket.currency) {
        Ok(Some(Event::RefundBounced { refund, .. })) => Some(refund.amount),
        _ => None,
    };
    Some(Bounce {
        who: entry.staff_name.clone().unwrap_or_else(|| context.f.t.system.to_owned()),
        at: entry.created_at,
        reason: &entry.note,
        amount,
    })
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

/// The reasons of a rejection, each with what the buyer may do; none is chosen beforehand.
fn categories(context: Context<'_>) -> Vec<(&'static str, String)> {
    let lang = context.f.lang;
    let named = |category: &RejectCategory| format!("{} → {}", category.name(lang), remedy(*category, lang));
    let all = RejectCategory::ALL.iter().map(|category| (category.code(), named(category)));
    [("", context.words().choose_category.to_owned())].into_iter().chain(all).collect()
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
        Status::Draft
        | Status::AwaitingBuyer
        | Status::Approved
        | Status::PendingReturn
        | Status::ExchangeShipped
        | Status::Rejected => Role::Agent,
        Status::PendingReview => Role::Reviewer,
        Status::InspectionException if file.facts.sending_back => Role::Warehouse,
        Status::InspectionException => Role::Reviewer,
        Status::Returning | Status::Received | Status::PendingExchange => Role::Warehouse,
        Status::PendingRefund | Status::Refunding | Status::RefundFailed => Role::Finance,
    };
    format!("{} {}", t.nothing_for_you, fill(t.who_acts, &[("who", role.name(context.f.lang))]))
}

/// The kinds of evidence that buyers can be asked for: all but what the warehouse takes.
fn wanted(echo: &Echo, lang: Lang) -> Vec<(&'static str, &'static str, bool)> {
    let is_typed = echo.is("request-supplement");
    let is_ticked = |kind: EvidenceKind| match is_typed {
        true => echo.fields.all("kinds").any(|code| code == kind.code()),
        false => kind == EvidenceKind::Photo,
    };
    let kinds = EvidenceKind::ALL.iter().filter(|kind| **kind != EvidenceKind::Inspection);
    kinds.map(|kind| (kind.code(), kind.name(lang), is_ticked(*kind))).collect()
}

fn length_of(file: &TicketFile, kind: TermKind, basis: Basis, lang: Lang) -> String {
    length(file.term_rules.of(kind, basis).length, lang)
}

/// How long the buyer has to answer, and what happens then: nothing by itself where the platform has the ticket too.
fn ask_hint(file: &TicketFile, lang: Lang) -> String {
    let rule = file.term_rules.of(TermKind::Supplement, Basis::Status);
    let only_warns = file.platform.as_ref().is_some_and(|platform| !platform.platform_ticket_no.is_empty());
    let at_end = if only_warns { AtEnd::Alarm } else { rule.at_end };
    let words = [("length", length(rule.length, lang)), ("then", then(at_end, lang).to_owned())];
    fill(Requests::of(lang).ask_hint, &words.each_ref().map(|(name, text)| (*name, text.as_str())))
}

fn answers(file: &TicketFile, lang: Lang) -> Vec<(&'static str, String)> {
    let fitting = file.asked().map_or(&[] as &[BuyerAnswer], |row| row.kind.answers());
    fitting.iter().map(|answer| (answer.code(), answer.name(lang).to_owned())).collect()
}

/// What an exchange waits for, in words.
pub(super) fn short_of(file: &TicketFile, t: &'static Tickets) -> Vec<String> {
    let said = |(sku, units, for_sale): (&str, i64, i64)| {
        fill(t.waits_for_stock, &[("sku", sku), ("units", &units.to_string()), ("for_sale", &for_sale.to_string())])
    };
    file.waits_for().into_iter().map(said).collect()
}

/// The way in which a buyer is told: that of the request, or the usual one where staff entered it.
fn usual_channel(came_by: Channel) -> Channel {
    if Channel::TO_BUYERS.contains(&came_by) { came_by } else { Channel::TO_BUYERS[0] }
}
