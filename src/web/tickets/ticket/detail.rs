//! The ticket's page: its head, and its panels in the order in which people decide.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::CommandError;
use crate::domain::assignment::rule::Priority;
use crate::domain::money::states::RefundState;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Status;
use crate::domain::time::zone;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::orders::warnings;
use crate::i18n::refusals::Wording;
use crate::i18n::term::disputes::PackWords;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::stages::ReturnRow;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::unmask::Unmasked;
use crate::web::refunds::forms as refund_forms;
use crate::web::refunds::forms::RefundForms;
use crate::web::tickets::list::queue;
use crate::web::tickets::list::queue::QueuePlace;
use crate::web::tickets::ticket::file::{TicketFile, Timeline};
use crate::web::tickets::ticket::gate::{Gate, Gates};
use crate::web::tickets::ticket::panels::Panels;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::presence::Presence;
use crate::web::tickets::ticket::status::{StepView, Tag, TagFacts, status_html, steps, tags};
use crate::web::tickets::ticket::{file, presence};
use crate::web::warehouse::forms::WarehouseForms;

#[derive(Template)]
#[template(path = "tickets/detail.html")]
struct DetailPage {
    f: Frame,
    t: &'static Tickets,
    l: &'static Lists,
    ticket_no: String,
    status: Html,
    tags: Vec<Tag>,
    kind: &'static str,
    platform: &'static str,
    steps: Vec<StepView>,
    doubt: Option<String>,
    /// There are sentences to copy.
    may_file: bool,
    /// The buyer knows nothing of it yet.
    is_draft: bool,
    /// There is a return document to print.
    has_return_address: bool,
    panels: Panels,
    /// The reader may take its evidence as a file.
    may_take: bool,
    take_pack: &'static str,
    is_approved: bool,
    /// What is approved, before that what is computed; for those who may see it.
    sum: Option<Html>,
    place: Option<QueuePlace>,
    presence: Presence,
    /// The last entry of the timeline that the page shows.
    last_seq: i64,
}

/// `GET /tickets/{no}`.
pub async fn show(app: Data<App>, staff: Staff, path: Path<String>, query: Fields) -> Result<HttpResponse, PageError> {
    show_in_list(&app, &staff, &path, &query, StatusCode::OK, Echo::default(), Vec::new()).await
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
    show_in_list(app, staff, ticket_no, &fields, status, echo, Vec::new()).await
}

/// The detail page with one value of the buyer's contact in clear. `list` is what the form carried along.
pub async fn show_unmasked(
    app: &App,
    staff: &Staff,
    ticket_no: &str,
    list: &Fields,
    seen: Vec<Unmasked>,
) -> Result<HttpResponse, PageError> {
    show_in_list(app, staff, ticket_no, list, StatusCode::OK, Echo::default(), seen).await
}

async fn show_in_list(
    app: &App,
    staff: &Staff,
    ticket_no: &str,
    list: &Fields,
    status: StatusCode,
    echo: Echo,
    unmasked: Vec<Unmasked>,
) -> Result<HttpResponse, PageError> {
    let timeline = if list.raw("timeline") == "all" { Timeline::All } else { Timeline::Newest };
    let Opened { file, warehouse, refund } = open(app, staff, ticket_no, timeline).await?;
    let refund = refund.map(|basis| RefundForms::new(app.db.clock().now(), staff, &basis, &file.address()));
    let mut f = Frame::new(app, staff, "tickets.show", file.ticket.ticket_no.clone()).await?.with_echo(&echo);
    f.zone = zone(&file.merchant.timezone);
    let place = queue::place(app, staff, list, file.ticket.id).await?;
    if let Some(place) = &place {
        f.carried.clone_from(&place.carried);
    }
    let presence = presence::enter(app, staff, file.ticket.id, None).await?;
    let wording = Wording { lang: staff.lang, currency: file.ticket.currency, zone: f.zone };
    let gates = Gates::of(|action| Gate::of(action, &file.facts, staff, &wording));
    let context = Context { f: &f, staff, file: &file, echo: &echo, gates: &gates };
    let panels = Panels::draw(context, &warehouse, refund.as_ref(), unmasked)?;
    let (ticket, lang) = (&file.ticket, staff.lang);
    let has_sum = ticket.kind.refunds_money() && ticket.status.has_amounts();
    let sees_money = staff.may(Permission::SeePrices) && has_sum;
    page(
        status,
        &DetailPage {
            t: Tickets::of(lang),
            l: Lists::of(lang),
            ticket_no: ticket.ticket_no.clone(),
            status: status_html(ticket.status, lang),
            tags: tags(ticket.status, &tag_facts(&file), lang),
            kind: ticket.kind.name(lang),
            platform: file.shop.platform.name(lang),
            steps: steps(ticket.kind, ticket.status, file.facts.goods, lang),
            doubt: doubt(&file, lang),
            may_file: staff.may(Permission::FileTicket),
            is_draft: ticket.status == Status::Draft,
            has_return_address: file.stages.return_of.is_some(),
            panels,
            may_take: staff.may(Permission::TakeEvidence) && ticket.status != Status::Draft,
            take_pack: PackWords::of(lang).take_link,
            is_approved: ticket.approved_minor.is_some(),
            sum: sees_money.then(|| f.money(&ticket.approved_minor.unwrap_or(ticket.computed_minor), &ticket.currency)),
            place,
            presence,
            last_seq: file.events.last().map_or(0, |event| event.seq),
            f,
        },
    )
}

/// A ticket's file with what the forms of other stations need, as one instant shows them.
struct Opened {
    file: TicketFile,
    warehouse: WarehouseForms,
    refund: Option<refund_forms::Basis>,
}

async fn open(app: &App, staff: &Staff, ticket_no: &str, timeline: Timeline) -> Result<Opened, PageError> {
    let (person, number, now) = (staff.viewer.clone(), ticket_no.to_owned(), app.db.clock().now());
    let (actor, lang) = (staff.actor(), staff.lang);
    let opened = app.db.read(move |connection| -> Result<_, CommandError> {
        let Some(file) = file::load(connection, &person.scope, &number, now, timeline)? else { return Ok(None) };
        let warehouse = WarehouseForms::load(connection, &actor, &file.subject(), lang, false)?;
        let refund = refund_forms::of_ticket(connection, &person, file.ticket.id)?;
        Ok(Some(Opened { file: file.read_by(&person), warehouse, refund }))
    });
    opened.await.map_err(PageError::from)?.ok_or(PageError::NotFound)
}

fn tag_facts(file: &TicketFile) -> TagFacts<'_> {
    let open_refund = file.refunds.iter().find(|refund| refund.state != RefundState::Cancelled);
    TagFacts {
        is_high: file.priority == Priority::High,
        dispute: Some(file.dispute),
        is_risk: file.is_risk,
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
    }
}

/// Why the ticket's order is never refunded automatically, in words.
fn doubt(file: &TicketFile, lang: Lang) -> Option<String> {
    if file.order.doubt.is_empty() {
        return file.order.is_stub.then(|| Tickets::of(lang).stub_order.to_owned());
    }
    Some(warnings::sentences(&file.order.doubt, lang, file.ticket.currency))
}
