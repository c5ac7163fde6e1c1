//! Applications: draft, submission, the automatic approval where nothing was shipped.

use chrono::NaiveDate;

use crate::commands::assignment::route::route;
use crate::commands::people::mark_buyer;
use crate::commands::term::follow::follow;
use crate::commands::tickets::agree_at_once::agree_at_once;
use crate::commands::tickets::application::{Application, AppliedLine, Intent};
use crate::commands::tickets::approve_automatically::decide_automatically;
use crate::commands::tickets::prepare::{Filing, prepare, write_parts};
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::shaping::{Shaper, Shaping};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::zone;
use crate::store::engine::numbers;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{merchants, reasons};
use crate::store::orders::OrderRow;
use crate::store::tickets::events::{NewEvent, append};
use crate::store::tickets::{TicketRow, entries, parts, shapers, stages};
use crate::store::{Tx, orders, tickets};

/// Opens a ticket on an order: as a draft, or submitted at once.
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    order_id: i64,
    application: &Application,
    intent: Intent,
) -> Result<TicketRow, CommandError> {
    actor.require(Permission::FileTicket)?;
    tickets::claim_order(tx, order_id)?;
    let order = orders::by_id(tx.connection(), order_id)?;
    if !actor.scope.sees(order.merchant_id) {
        return Err(CommandError::NotFound);
    }
    let merchant = merchants::get(tx.connection(), order.merchant_id)?;
    let parent_ticket_id = parent_of(tx, actor, &order, application)?;
    let application = &with_known_contacts(tx, application, parent_ticket_id)?;
    let today = tx.now().date_in(zone(&merchant.timezone));
    let requested_on = application.requested_on.unwrap_or(today);
    let own_no = own_number(tx, application)?;
    let now = tx.now();
    let mut ticket = TicketRow {
        id: tx.next_id()?,
        merchant_id: order.merchant_id,
        shop_id: order.shop_id,
        order_id: order.id,
        buyer_id: order.buyer_id,
        ticket_no: String::new(),
        kind: application.kind,
        status: Status::Draft,
        scene: application.kind.first_scene(),
        currency: order.currency,
        created_at: now,
        submitted_at: None,
        computed_minor: Money::ZERO,
        approved_minor: None,
        freight_minor: Money::ZERO,
        refunded_minor: Money::ZERO,
        status_since: now,
        parent_ticket_id,
        event_seq: 0,
        completed_at: None,
        version: 1,
        updated_at: now,
        on_hold: false,
    };
    let prepared = prepare(tx, &order, &merchant, application, intent, None)?;
    ticket.ticket_no = match own_no {
        Some(number) => number,
        None => next_free_number(tx, today)?,
    };
    prepared.judge_into(&mut ticket);
    tickets::insert(tx, &ticket, &order, application.particulars.channel)?;
    write_parts(tx, &ticket, application, Filing { requested_on, filed_by: actor.staff_id }, &prepared)?;
    let computed = ticket.computed_minor;
    let (event, shaping) = match intent {
        Intent::Draft => (Event::TicketDrafted { computed }, Shaping::Drafted),
        Intent::Submit => (Event::TicketSubmitted { computed }, Shaping::Submitted),
    };
    if let Some(staff_id) = actor.staff_id {
        shapers::add(tx, ticket.id, Shaper { staff_id, round: 1, shaping })?;
    }
    if intent == Intent::Submit {
        ticket.status = Status::PendingReview;
        tickets::submit(tx, &mut ticket)?;
    }
    let event = NewEvent { event, staff_id: actor.staff_id, from: None, note: &application.particulars.remark };
    append(tx, &mut ticket, event)?;
    tickets::save(tx, &mut ticket, None)?;
    let stages = stages::of_ticket(tx.connection(), ticket.id)?;
    follow(tx, &ticket, &stages)?;
    if intent == Intent::Submit { submitted(tx, ticket, &merchant, &order) } else { Ok(ticket) }
}

/// What follows a submission at once: the automatic approval, or the rules that say who works on the ticket.
fn submitted(
    tx: &mut Tx<'_>,
    ticket: TicketRow,
    merchant: &MerchantRow,
    order: &OrderRow,
) -> Result<TicketRow, CommandError> {
    mark_buyer::propose_for_frequency(tx, &ticket)?;
    let ticket = decide_automatically(tx, ticket, merchant, order)?;
    let ticket = agree_at_once(tx, ticket, merchant, order)?;
    route(tx, ticket, merchant, order)
}

/// Saves a changed draft, or submits it.
pub fn edit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    application: &Application,
    intent: Intent,
) -> Result<TicketRow, CommandError> {
    let action = if intent == Intent::Draft { Action::EditDraft } else { Action::Submit };
    let mut step = step::begin(tx, actor, ticket_no, Some(version), action)?;
    let order = orders::by_id(tx.connection(), step.ticket.order_id)?;
    let today = tx.now().date_in(zone(&step.merchant.timezone));
    let requested_on = application.requested_on.unwrap_or(today);
    let application = &with_known_contacts(tx, application, Some(step.ticket.id))?;
    step.ticket.kind = application.kind;
    let merchant = step.merchant.clone();
    let prepared = prepare(tx, &order, &merchant, application, intent, Some(step.ticket.id))?;
    prepared.judge_into(&mut step.ticket);
    parts::clear_lines(tx, step.ticket.id)?;
    let filed_by = match intent {
        Intent::Submit => actor.staff_id,
        Intent::Draft => stages::intake(tx.connection(), step.ticket.id)?.filed_by,
    };
    write_parts(tx, &step.ticket, application, Filing { requested_on, filed_by }, &prepared)?;
    entries::set_channel(tx, step.ticket.id, application.particulars.channel)?;
    finish_draft(tx, actor, step, intent, &order, &merchant)
}

/// The application with the contacts in clear that its form showed masked, from the ticket that it was filled from.
fn with_known_contacts(
    tx: &mut Tx<'_>,
    application: &Application,
    filled_from: Option<i64>,
) -> Result<Application, CommandError> {
    let mut application = application.clone();
    if let Some(id) = filled_from {
        let known = stages::intake(tx.connection(), id)?.particulars;
        application.particulars = application.particulars.with_known_contacts(&known);
    }
    Ok(application)
}

/// Submits a draft as it stands (R20).
pub fn submit_draft(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let found = tickets::by_no(tx.connection(), &actor.scope, ticket_no)?.ok_or(CommandError::NotFound)?;
    let application = application_of(tx, &found)?;
    edit(tx, actor, ticket_no, version, &application, Intent::Submit)
}

/// Discards a draft.
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::Discard)?;
    step.finish(tx, actor, Status::Cancelled, Event::DraftDiscarded, "")
}

/// A ticket's application as it was last saved.
pub fn application_of(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<Application, CommandError> {
    let lines = parts::lines(tx.connection(), ticket.id)?;
    let intake = stages::intake(tx.connection(), ticket.id)?;
    let reasons = reasons::list(tx.connection(), ticket.merchant_id)?;
    let code = |id: i64| reasons.iter().find(|reason| reason.id == id).map(|reason| reason.code.clone());
    Ok(Application {
        kind: ticket.kind,
        lines: lines
            .iter()
            .map(|line| AppliedLine {
                line_no: line.line_no,
                quantity: line.quantity,
                reason_code: code(line.reason_id).unwrap_or_default(),
                exchange_sku: line.exchange_sku.clone(),
            })
            .collect(),
        requested_on: intake.requested_on.parse().ok(),
        particulars: intake.particulars,
        ticket_no: None,
        parent_no: None,
        unread: Vec::new(),
    })
}

fn finish_draft(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut step: Step,
    intent: Intent,
    order: &OrderRow,
    merchant: &MerchantRow,
) -> Result<TicketRow, CommandError> {
    let computed = step.ticket.computed_minor;
    if intent == Intent::Draft {
        return step.finish(tx, actor, Status::Draft, Event::TicketDrafted { computed }, "");
    }
    tickets::submit(tx, &mut step.ticket)?;
    let ticket = step.finish(tx, actor, Status::PendingReview, Event::TicketSubmitted { computed }, "")?;
    submitted(tx, ticket, merchant, order)
}

fn parent_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    order: &OrderRow,
    application: &Application,
) -> Result<Option<i64>, CommandError> {
    let Some(number) = application.parent_no.as_deref().filter(|number| !number.is_empty()) else { return Ok(None) };
    let parent = tickets::by_no(tx.connection(), &actor.scope, number)?;
    match parent.filter(|parent| parent.order_id == order.id) {
        Some(parent) => Ok(Some(parent.id)),
        None => Err(invalid("parent_no", Refusal::UnknownValue)),
    }
}

fn own_number(tx: &mut Tx<'_>, application: &Application) -> Result<Option<String>, CommandError> {
    let Some(typed) = application.ticket_no.as_deref().map(str::trim).filter(|number| !number.is_empty()) else {
        return Ok(None);
    };
    let number = typed.to_uppercase();
    let fits = (4..=32).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !fits {
        return Err(invalid("ticket_no", Refusal::BadText));
    }
    if tickets::number_taken(tx.connection(), &number)? {
        return Err(invalid("ticket_no", Refusal::TicketNoTaken));
    }
    Ok(Some(number))
}

/// The next running number that nobody typed by hand before.
fn next_free_number(tx: &mut Tx<'_>, today: NaiveDate) -> Result<String, CommandError> {
    loop {
        let number = numbers::next(tx, "AS", today)?;
        if !tickets::number_taken(tx.connection(), &number)? {
            return Ok(number);
        }
    }
}
