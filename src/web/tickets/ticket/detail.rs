//! The detail page: everything about a ticket in the order in which people decide, and every form that is open to the viewer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::money::Money;
use crate::domain::money::states::RefundState;
use crate::domain::people::contact::{mask_account, mask_address, mask_name, mask_phone, phone_tail};
use crate::domain::permission::Permission;
use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::i18n::codes::{Named, carrier_name, remedy};
use crate::i18n::lists::Lists;
use crate::i18n::refusals::Wording;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::tickets::stages::ReturnRow;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::unmask::Unmasked;
use crate::web::refunds;
use crate::web::refunds::forms::RefundForms;
use crate::web::tickets::list::queue;
use crate::web::tickets::list::queue::QueuePlace;
use crate::web::tickets::ticket::attachments::{Attachment, attachments};
use crate::web::tickets::ticket::events::{EventView, events};
use crate::web::tickets::ticket::file::{TicketFile, Timeline};
use crate::web::tickets::ticket::gate::{Gate, Gates};
use crate::web::tickets::ticket::lines::{LineView, line_view};
use crate::web::tickets::ticket::panels::Panels;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::presence::Presence;
use crate::web::tickets::ticket::status::{StepView, Tag, TagFacts, status_html, steps, tags};
use crate::web::tickets::ticket::summary::{
    RejectionView, adjustments, default_station, doubt, idle, name_of, rejection, rest, switches, typed_elsewhere,
};
use crate::web::tickets::ticket::timeline::Reader;
use crate::web::tickets::ticket::{file, presence, wording};
use crate::web::warehouse::forms::WarehouseForms;

#[derive(Template)]
#[template(path = "tickets/detail.html")]
struct DetailPage {
    f: Frame,
    t: &'static Tickets,
    echo: Echo,
    file: TicketFile,
    see_prices: bool,
    see_buyer: bool,
    kind: &'static str,
    platform: &'static str,
    status: Html,
    tags: Vec<Tag>,
    steps: Vec<StepView>,
    lines: Vec<LineView>,
    why: Vec<String>,
    adjustments: Vec<(String, Money)>,
    /// What the reviewer switched on, in words.
    switches: String,
    payment: String,
    claimed: Option<Money>,
    solution: &'static str,
    channel: &'static str,
    attachments: Vec<Attachment>,
    doubt: Option<String>,
    receiver: String,
    receiver_phone: String,
    receiver_address: String,
    account: String,
    after_sales: String,
    sign_state: &'static str,
    shipments: Vec<(String, String)>,
    method: &'static str,
    return_carrier: String,
    /// When the return was sent, received and inspected.
    return_times: [(&'static str, Option<Timestamp>); 3],
    panels: Panels,
    others: Vec<(String, &'static str, Html, Option<Timestamp>)>,
    events: Vec<EventView>,
    notes: Vec<EventView>,
    /// Address and words of the link to the rest of the timeline.
    rest: Option<(String, String)>,
    rejection: Option<RejectionView>,
    gates: Gates,
    w: WarehouseForms,
    refund_forms: Option<RefundForms>,
    may_bear_fee: bool,
    /// Field and name of what may be deducted.
    fees: [(&'static str, &'static str); 3],
    freight_left: Money,
    /// What is approved, before that what is computed.
    sum: Money,
    still_refundable: String,
    needs_ground: bool,
    grounds: Vec<(&'static str, &'static str)>,
    stations: Vec<(String, String)>,
    station: String,
    categories: Vec<(&'static str, String)>,
    carriers: Vec<(&'static str, &'static str)>,
    methods: Vec<(&'static str, &'static str)>,
    evidence_kinds: Vec<(&'static str, &'static str)>,
    coupon_share: Money,
    points_share: Money,
    say_buyer: String,
    shop_note: String,
    filed_by: String,
    reviewer: String,
    may_file: bool,
    idle: Option<String>,
    typed: Vec<(String, String)>,
    place: Option<QueuePlace>,
    presence: Presence,
    /// The last entry of the timeline that the page shows.
    last_seq: i64,
    assignee: String,
    /// The viewer may take the ticket, or give back an own one.
    may_take: bool,
    is_mine: bool,
}

impl DetailPage {
    /// Where a new application for the same order begins.
    fn reapply_address(&self) -> String {
        let fields = [
            ("order_no", self.file.order.order_no.as_str()),
            ("merchant", &self.file.merchant.code),
            ("after", &self.file.ticket.ticket_no),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        format!("/tickets/new?{}", Fields::from_pairs(fields).query_without(&[]))
    }

    fn lists(&self) -> &'static Lists {
        Lists::of(self.f.lang)
    }

    fn scene(&self) -> &'static str {
        self.file.ticket.scene.name(self.f.lang)
    }

    fn goods_state(&self) -> &'static str {
        self.file.stages.goods().name(self.f.lang)
    }
}

/// `GET /tickets/{no}`.
pub async fn show(app: Data<App>, staff: Staff, path: Path<String>, query: Fields) -> Result<HttpResponse, PageError> {
    show_in_list(&app, &staff, &path, &query, StatusCode::OK, Echo::default(), None).await
}

/// The detail page with a refused form shown again.
pub async fn show_with_echo(
    app: &App,
    staff: &Staff,
    ticket_no: &str,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    // The form carried the list along.
    let fields = echo.fields.clone();
    show_in_list(app, staff, ticket_no, &fields, status, echo, None).await
}

/// The detail page with one value of the buyer's contact in clear. `list` is what the form carried along.
pub async fn show_unmasked(
    app: &App,
    staff: &Staff,
    ticket_no: &str,
    list: &Fields,
    seen: Unmasked,
) -> Result<HttpResponse, PageError> {
    show_in_list(app, staff, ticket_no, list, StatusCode::OK, Echo::default(), Some(seen)).await
}

async fn show_in_list(
    app: &App,
    staff: &Staff,
    ticket_no: &str,
    list: &Fields,
    status: StatusCode,
    echo: Echo,
    unmasked: Option<Unmasked>,
) -> Result<HttpResponse, PageError> {
    let (scope, number, now) = (staff.scope.clone(), ticket_no.to_owned(), app.db.clock().now());
    let timeline = if list.raw("timeline") == "all" { Timeline::All } else { Timeline::Newest };
    let file = app
        .db
        .read(move |connection| file::load(connection, &scope, &number, now, timeline))
        .await
        .map_err(PageError::from)?
        .ok_or(PageError::NotFound)?
        .read_by(staff);
    let (actor, ticket, lang) = (staff.actor(), file.ticket.clone(), staff.lang);
    let w = app
        .db
        .read(move |connection| WarehouseForms::load(connection, &actor, &ticket, lang, false))
        .await
        .map_err(PageError::from)?;
    let here = format!("/tickets/{}", file.ticket.ticket_no);
    let refund_forms = refunds::forms::of_ticket(app, staff, file.ticket.id, &here).await?;
    let zone = crate::domain::time::zone(&file.merchant.timezone);
    let mut frame = Frame::new(app, staff, "tickets.show", file.ticket.ticket_no.clone()).await?.with_echo(&echo);
    frame.zone = zone;
    let place = queue::place(app, staff, list, file.ticket.id).await?;
    if let Some(place) = &place {
        frame.carried.clone_from(&place.carried);
    }
    let presence = presence::enter(app, staff, file.ticket.id, None).await?;
    let panels = Panels::draw(Context { f: &frame, staff, file: &file, echo: &echo }, unmasked)?;
    let rest = rest(&file, &here, &frame.carried, staff.lang);
    page(status, &build(frame, staff, file, w, refund_forms, echo, Around { place, presence, panels, rest }))
}

/// What the page says of the ticket's surroundings.
struct Around {
    place: Option<QueuePlace>,
    presence: Presence,
    panels: Panels,
    rest: Option<(String, String)>,
}

fn build(
    frame: Frame,
    staff: &Staff,
    file: TicketFile,
    w: WarehouseForms,
    refund_forms: Option<RefundForms>,
    echo: Echo,
    around: Around,
) -> DetailPage {
    let lang = staff.lang;
    let t = Tickets::of(lang);
    let words = Wording { lang, currency: file.ticket.currency, zone: frame.zone };
    let see_prices = staff.may(Permission::SeePrices);
    let see_buyer = staff.may(Permission::ViewBuyers);
    let gate = |action| Gate::of(action, &file.facts, staff, &words);
    let gates = Gates::of(gate);
    let here = [&gates.submit, &gates.approve, &gates.reject];
    let at = |status: Status, gate: &Gate| gate.is_open() && file.ticket.status == status;
    let acts = here.iter().any(|gate| gate.is_open())
        || at(Status::Approved, &gates.give_address)
        || at(Status::PendingReturn, &gates.ship_back)
        || w.is_any_open()
        || refund_forms.as_ref().is_some_and(|forms| !forms.is_idle());
    let open_refund = file.refunds.iter().find(|refund| refund.state != RefundState::Cancelled);
    let tag_facts = TagFacts {
        bounce_count: file.stages.decision.bounce_count,
        review_round: file.stages.decision.round,
        is_auto: open_refund.is_some_and(|refund| refund.is_auto),
        sending_back: file.facts.sending_back,
        signed_in: file.facts.signed_in,
        fail_code: open_refund.map_or("", |refund| &refund.fail_code),
        recorded_offline: open_refund.is_some_and(|refund| refund.offline_by.is_some()),
        is_unclear: file.facts.is_unclear,
        waits_for_stock: file.ticket.kind.ships_replacement() && !file.records.holds_replacement(),
        waits_for_address: !file.stages.return_of.as_ref().is_some_and(ReturnRow::has_address),
    };
    let return_of = file.stages.return_of.as_ref();
    let reader = Reader {
        lang,
        currency: file.ticket.currency,
        sees_prices: see_prices,
        masks: !staff.may(Permission::Unmask),
        refunds_money: file.ticket.kind.refunds_money(),
    };
    let today = frame.now.utc().with_timezone(&frame.zone).format("%m-%d").to_string();
    DetailPage {
        t,
        see_prices,
        see_buyer,
        kind: file.ticket.kind.name(lang),
        platform: file.shop.platform.name(lang),
        status: status_html(file.ticket.status, lang),
        tags: tags(file.ticket.status, &tag_facts, lang),
        steps: steps(file.ticket.kind, file.ticket.status, lang),
        lines: file.lines.iter().map(|(line, sold)| line_view(line, sold, file.ticket.merchant_id, lang)).collect(),
        why: wording::why(&file, lang),
        adjustments: adjustments(&file, lang),
        switches: switches(&file, t, lang),
        payment: file
            .payments
            .iter()
            .map(|paid| format!("{} {}", paid.method, paid.gateway.name(lang)))
            .collect::<Vec<_>>()
            .join(", "),
        claimed: file.intake.claimed_minor,
        solution: file.intake.desired_solution.map_or("", |value| value.name(lang)),
        channel: file.intake.channel.name(lang),
        attachments: attachments(&file, lang),
        doubt: doubt(&file, lang),
        receiver: mask_name(&file.order.receiver_name),
        receiver_phone: if see_buyer {
            mask_phone(&file.order.receiver_phone)
        } else {
            phone_tail(&file.order.receiver_phone)
        },
        receiver_address: mask_address(&file.order.receiver_address),
        account: file.buyer.as_ref().map_or_else(|| t.guest.to_owned(), |buyer| mask_account(&buyer.account)),
        after_sales: fill(
            t.after_sales_count,
            &[
                ("total", &file.after_sales.total.to_string()),
                ("recent", &file.after_sales.recent.to_string()),
                ("rejected", &file.after_sales.rejected.to_string()),
            ],
        ),
        sign_state: file.order.sign_state.name(lang),
        shipments: file
            .shipments
            .iter()
            .filter(|parcel| !parcel.tracking_no.is_empty())
            .map(|parcel| (carrier_name(&parcel.carrier, lang), parcel.tracking_no.clone()))
            .collect(),
        method: return_of.and_then(|row| row.method).map_or("", |method| method.name(lang)),
        return_carrier: return_of.map(|row| carrier_name(&row.carrier, lang)).unwrap_or_default(),
        return_times: [
            (t.sent_at, return_of.and_then(|row| row.shipped_at)),
            (t.received_at, return_of.and_then(|row| row.received_at)),
            (t.inspected_at, return_of.and_then(|row| row.inspected_at)),
        ],
        fees: [
            ("packaging_fee", t.packaging_fee),
            ("return_freight_fee", t.return_freight_fee),
            ("service_fee", t.service_fee),
        ],
        others: file
            .others
            .iter()
            .map(|other| {
                let status = status_html(other.status, lang);
                (other.ticket_no.clone(), other.kind.name(lang), status, other.submitted_at)
            })
            .collect(),
        events: events(&file.events, reader),
        notes: events(&file.notes, reader),
        rejection: rejection(&file, lang),
        may_bear_fee: file.lines.iter().any(|(line, _)| line.responsibility.may_bear_fee()),
        freight_left: file.caps.freight_left(),
        sum: file.ticket.approved_minor.unwrap_or(file.ticket.computed_minor),
        still_refundable: fill(t.still_refundable, &[("amount", &file.caps.left().grouped(file.ticket.currency))]),
        needs_ground: file.ticket.kind.needs_ground(file.ticket.scene),
        grounds: named(Ground::ALL, lang, Ground::code),
        stations: file
            .stations
            .iter()
            .map(|station| {
                (station.id.to_string(), format!("{} · {} {}", station.name, station.contact, station.address))
            })
            .collect(),
        station: default_station(&file),
        categories: RejectCategory::ALL
            .iter()
            .map(|category| (category.code(), format!("{} → {}", category.name(lang), remedy(*category, lang))))
            .collect(),
        carriers: named(Carrier::ALL, lang, Carrier::code),
        methods: named(ReturnMethod::ALL, lang, ReturnMethod::code),
        evidence_kinds: named(EvidenceKind::ALL, lang, EvidenceKind::code),
        coupon_share: file.lines.iter().map(|(_, sold)| sold.coupon_minor).sum(),
        points_share: file.lines.iter().map(|(_, sold)| sold.points_minor).sum(),
        say_buyer: wording::say_buyer(&file, lang),
        shop_note: wording::shop_note(&file, &today, see_prices, lang),
        filed_by: name_of(&file, file.intake.filed_by),
        reviewer: name_of(&file, file.stages.decision.reviewer_id),
        may_file: staff.may(Permission::FileTicket),
        idle: (!acts).then(|| idle(&file, staff, t)),
        typed: if w.shows(echo.form) { Vec::new() } else { typed_elsewhere(&echo, t) },
        last_seq: file.events.last().map_or(0, |event| event.seq),
        assignee: name_of(&file, Some(file.assignee_id)),
        may_take: staff.may(Permission::WorkTickets)
            && (staff.may(Permission::AssignTickets) || [0, staff.id].contains(&file.assignee_id)),
        is_mine: file.assignee_id == staff.id,
        panels: around.panels,
        rest: around.rest,
        place: around.place,
        presence: around.presence,
        gates,
        refund_forms,
        w,
        file,
        echo,
        f: frame,
    }
}

fn named<T: Named>(all: &[T], lang: Lang, code: impl Fn(T) -> &'static str) -> Vec<(&'static str, &'static str)> {
    all.iter().map(|value| (code(*value), value.name(lang))).collect()
}
