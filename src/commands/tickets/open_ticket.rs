//! Applications: draft, submission, the automatic approval of what was never shipped.

use chrono::NaiveDate;

use crate::commands::money::refund_order;
use crate::commands::orders::order_facts;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::money::caps::one_currency;
use crate::domain::permission::Permission;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::eligibility::{AutoApproval, AutoFacts, Judgement, Wish, auto_approval, judge};
use crate::domain::ticket::kind::{Channel, DesiredSolution, GoodsState, TicketType};
use crate::domain::ticket::shaping::{Shaper, Shaping};
use crate::domain::ticket::status::{ReviewDecision, ReviewResult, Status};
use crate::domain::ticket::workflow::Action;
use crate::domain::time::zone;
use crate::store::engine::numbers;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::reasons::ReasonRow;
use crate::store::house::{merchants, reasons};
use crate::store::money::auto_refunds;
use crate::store::orders::{OrderLineRow, OrderRow};
use crate::store::tickets::events::{NewEvent, append};
use crate::store::tickets::parts::{DecisionRow, IntakeRow, TicketLineRow};
use crate::store::tickets::{TicketRow, parts, shapers};
use crate::store::{Tx, orders, tickets};

/// An application as it was filled in.
#[derive(Clone, Debug)]
pub struct Application {
    pub kind: TicketType,
    pub lines: Vec<AppliedLine>,
    pub buyer_words: String,
    pub remark: String,
    pub channel: Channel,
    pub contact_phone: String,
    pub contact_email: String,
    pub desired_solution: Option<DesiredSolution>,
    /// The day the buyer asked; today when absent (R6).
    pub requested_on: Option<NaiveDate>,
    /// What the buyer asks for, where he names a sum.
    pub claimed: Option<Money>,
    /// A number typed by staff, accepted when it is free (R5).
    pub ticket_no: Option<String>,
    /// The rejected ticket that this one takes up again (R66).
    pub parent_no: Option<String>,
}

/// A line applied for.
#[derive(Clone, Debug)]
pub struct AppliedLine {
    pub line_no: i64,
    pub quantity: i64,
    pub reason_code: String,
    /// For an exchange: another SKU than the same.
    pub exchange_sku: Option<String>,
}

/// What becomes of an application when it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Draft,
    Submit,
}

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
    let today = tx.now().date_in(zone(&merchant.timezone));
    let requested_on = application.requested_on.unwrap_or(today);
    if requested_on > today {
        return Err(invalid("requested_on", Refusal::DateInFuture));
    }
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
        channel: application.channel,
        currency: order.currency,
        requested_on: requested_on.to_string(),
        created_at: now,
        submitted_at: None,
        ordered_at: order.ordered_at,
        reviewed_at: None,
        reviewer_id: None,
        review_result: ReviewResult::None,
        review_round: 1,
        bounce_count: 0,
        computed_minor: Money::ZERO,
        approved_minor: None,
        freight_minor: Money::ZERO,
        refunded_minor: Money::ZERO,
        goods_state: GoodsState::WithBuyer,
        status_since: now,
        filed_by: actor.staff_id,
        parent_ticket_id,
        event_seq: 0,
        completed_at: None,
        version: 1,
        updated_at: now,
    };
    let prepared = prepare(tx, &order, &merchant, application, intent, None)?;
    ticket.ticket_no = match own_no {
        Some(number) => number,
        None => next_free_number(tx, today)?,
    };
    prepared.judge_into(&mut ticket);
    tickets::insert(tx, &ticket)?;
    write_parts(tx, &ticket, application, &prepared)?;
    let computed = ticket.computed_minor;
    let (event, shaping) = match intent {
        Intent::Draft => (Event::TicketDrafted { computed }, Shaping::Drafted),
        Intent::Submit => (Event::TicketSubmitted { computed }, Shaping::Submitted),
    };
    if let Some(staff_id) = actor.staff_id {
        shapers::add(tx, ticket.id, Shaper { staff_id, round: ticket.review_round, shaping })?;
    }
    if intent == Intent::Submit {
        ticket.status = Status::PendingReview;
        tickets::submit(tx, &mut ticket, actor.staff_id)?;
    }
    let event = NewEvent { event, staff_id: actor.staff_id, from: None, note: &application.remark };
    append(tx, &mut ticket, event)?;
    tickets::save(tx, &mut ticket)?;
    if intent == Intent::Submit { decide_automatically(tx, ticket, &merchant, &order) } else { Ok(ticket) }
}

/// Saves a draft anew, or submits it.
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
    if requested_on > today {
        return Err(invalid("requested_on", Refusal::DateInFuture));
    }
    step.ticket.kind = application.kind;
    step.ticket.channel = application.channel;
    step.ticket.requested_on = requested_on.to_string();
    let merchant = step.merchant.clone();
    let prepared = prepare(tx, &order, &merchant, application, intent, Some(step.ticket.id))?;
    prepared.judge_into(&mut step.ticket);
    parts::clear_lines(tx, step.ticket.id)?;
    write_parts(tx, &step.ticket, application, &prepared)?;
    finish_draft(tx, actor, step, intent, &order, &merchant)
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
    let intake = parts::intake(tx.connection(), ticket.id)?;
    let reasons = reasons::list(tx.connection(), ticket.merchant_id)?;
    let code = |id: i64| reasons.iter().find(|reason| reason.id == id).map(|reason| reason.code.clone());
    let text = |pick: fn(&IntakeRow) -> &String| intake.as_ref().map(|intake| pick(intake).clone()).unwrap_or_default();
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
        buyer_words: text(|intake| &intake.buyer_words),
        remark: text(|intake| &intake.remark),
        channel: ticket.channel,
        contact_phone: text(|intake| &intake.contact_phone),
        contact_email: text(|intake| &intake.contact_email),
        desired_solution: intake.as_ref().and_then(|intake| intake.desired_solution),
        requested_on: ticket.requested_on.parse().ok(),
        claimed: intake.as_ref().and_then(|intake| intake.claimed_minor),
        ticket_no: None,
        parent_no: None,
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
    tickets::submit(tx, &mut step.ticket, actor.staff_id)?;
    let ticket = step.finish(tx, actor, Status::PendingReview, Event::TicketSubmitted { computed }, "")?;
    decide_automatically(tx, ticket, merchant, order)
}

/// The system approves what was never shipped and lets it be paid, or says why it leaves the ticket to a reviewer (R48).
fn decide_automatically(
    tx: &mut Tx<'_>,
    ticket: TicketRow,
    merchant: &MerchantRow,
    order: &OrderRow,
) -> Result<TicketRow, CommandError> {
    if !ticket.kind.profile().may_be_automatic {
        return Ok(ticket);
    }
    let system = Actor::system();
    let has_one_currency = one_currency(order.currency, &[ticket.currency]).is_ok();
    let mut step = step::begin(tx, &system, &ticket.ticket_no, None, Action::AutoApprove)?;
    let filers = applicants(&step.facts.shapers);
    let facts = AutoFacts {
        scene: ticket.scene,
        computed: ticket.computed_minor,
        switched_on: merchant.auto_refund_unshipped,
        limit: merchant.auto_refund_limit_minor,
        day_limit: merchant.auto_refund_daily_minor,
        taken_today: Money::ZERO,
        order_in_doubt: order.is_stub || !order.doubt.is_empty(),
        same_currency: has_one_currency && order.currency == merchant.currency,
        own_facts: order.facts_by.is_some_and(|who| filers.contains(&who)),
    };
    let verdict = match auto_approval(&facts) {
        AutoApproval::Yes => within_day(tx, merchant, &filers, &facts)?,
        verdict => verdict,
    };
    if verdict != AutoApproval::Yes {
        return step.remark(tx, &system, Event::AutoApprovalDeclined { guard: verdict }, "");
    }
    let now = tx.now();
    step.ticket.approved_minor = Some(step.ticket.computed_minor);
    step.ticket.review_result = ReviewResult::Passed;
    step.ticket.reviewed_at = Some(now);
    for mut line in parts::lines(tx.connection(), step.ticket.id)? {
        line.approved_minor = Some(line.computed_minor);
        parts::save_line(tx, &line)?;
    }
    crate::commands::tickets::review::record_review(tx, &step.ticket, None, ReviewDecision::Approve, None, "", false)?;
    let event = Event::TicketAutoApproved { approved: step.ticket.computed_minor };
    let ticket = step.finish(tx, &system, Status::PendingRefund, event, "")?;
    refund_order::open(tx, &ticket, merchant, true)?;
    crate::commands::money::refund::queue_automatic(tx, &ticket)
}

/// Everybody who drafted, changed or filed the ticket, by id.
fn applicants(shapers: &[Shaper]) -> Vec<i64> {
    let mut ids: Vec<i64> =
        shapers.iter().filter(|shaper| shaper.shaping.applies()).map(|shaper| shaper.staff_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Judges once more under the lock of the filers' days, so that two tabs do not both take what is left; what passes counts for each.
fn within_day(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    filers: &[i64],
    facts: &AutoFacts,
) -> Result<AutoApproval, CommandError> {
    let today = tx.now().date_in(zone(&merchant.timezone));
    let mut taken_today = Money::ZERO;
    for filer in filers {
        taken_today = taken_today.max(auto_refunds::add(tx, merchant.id, *filer, today, Money::ZERO)?);
    }
    let verdict = auto_approval(&AutoFacts { taken_today, ..*facts });
    if verdict == AutoApproval::Yes {
        for filer in filers {
            auto_refunds::add(tx, merchant.id, *filer, today, facts.computed)?;
        }
    }
    Ok(verdict)
}

struct Prepared {
    judgement: Option<Judgement>,
    lines: Vec<(AppliedLine, OrderLineRow, ReasonRow)>,
}

impl Prepared {
    fn judge_into(&self, ticket: &mut TicketRow) {
        let Some(judgement) = &self.judgement else { return };
        ticket.scene = judgement.scene;
        if ticket.kind.refunds_money() {
            ticket.freight_minor = judgement.freight.automatic;
            ticket.computed_minor = judgement.computed();
        }
    }
}

/// Checks the lines and, for a submission, judges the application as a whole.
fn prepare(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    merchant: &MerchantRow,
    application: &Application,
    intent: Intent,
    except: Option<i64>,
) -> Result<Prepared, CommandError> {
    let now = tx.now();
    let (facts, order_lines) = order_facts::load(tx.connection(), order, merchant, now, except)?;
    let reasons = reasons::list(tx.connection(), order.merchant_id)?;
    let mut problems = Vec::new();
    if !reasons.iter().any(|reason| reason.visible && reason.applies(application.kind)) {
        problems.push(FieldError::at("", Refusal::NoReasonsVisible));
    }
    let mut lines = Vec::new();
    let mut wishes = Vec::new();
    for applied in &application.lines {
        let Some(order_line) = order_lines.iter().find(|line| line.line_no == applied.line_no) else {
            problems.push(FieldError::at(format!("qty_{}", applied.line_no), Refusal::UnknownValue));
            continue;
        };
        let reason = reasons
            .iter()
            .find(|reason| reason.code == applied.reason_code && reason.visible && reason.applies(application.kind));
        let other_price = match other_sku(application.kind, applied, order_line) {
            None => None,
            Some(sku) => match orders::product(tx.connection(), order.merchant_id, sku)? {
                Some(product) => Some(product.unit_price_scaled),
                None => {
                    problems.push(FieldError::at(format!("exchange_sku_{}", applied.line_no), Refusal::UnknownSku));
                    None
                }
            },
        };
        wishes.push(Wish { line_no: applied.line_no, quantity: applied.quantity, other_price });
        match reason {
            Some(reason) => lines.push((applied.clone(), order_line.clone(), reason.clone())),
            None => problems.push(FieldError::at(format!("reason_{}", applied.line_no), Refusal::UnknownReason)),
        }
    }
    let judgement = match intent {
        Intent::Draft => None,
        Intent::Submit => match judge(application.kind, &facts, &wishes) {
            Ok(judgement) => Some(judgement),
            Err(more) => {
                problems.extend(more);
                None
            }
        },
    };
    if let (Some(judgement), true) = (&judgement, application.kind.refunds_money()) {
        let caps = order_facts::caps(tx.connection(), order, &order_lines, except)?;
        if caps.check(judgement.computed(), judgement.freight.automatic).is_err() {
            problems.push(FieldError::at("", Refusal::OrderLeft(caps.left())));
        }
    }
    if problems.is_empty() { Ok(Prepared { judgement, lines }) } else { Err(CommandError::Invalid(problems)) }
}

/// The SKU wanted instead, when it is another than the one bought.
fn other_sku<'a>(kind: TicketType, applied: &'a AppliedLine, bought: &OrderLineRow) -> Option<&'a str> {
    let sku = applied.exchange_sku.as_deref().map(str::trim).filter(|sku| !sku.is_empty())?;
    (kind.ships_replacement() && sku != bought.sku).then_some(sku)
}

fn write_parts(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    application: &Application,
    prepared: &Prepared,
) -> Result<(), CommandError> {
    for (index, (applied, order_line, reason)) in prepared.lines.iter().enumerate() {
        let value = prepared.judgement.as_ref().and_then(|judgement| judgement.values.get(index));
        let exchange_sku = ticket
            .kind
            .ships_replacement()
            .then(|| other_sku(ticket.kind, applied, order_line).unwrap_or(&order_line.sku).to_owned());
        let id = tx.next_id()?;
        parts::insert_line(
            tx,
            &TicketLineRow {
                id,
                ticket_id: ticket.id,
                order_line_id: order_line.id,
                line_no: applied.line_no,
                quantity: applied.quantity,
                settled_qty: None,
                reason_id: reason.id,
                reason_zh: reason.name_zh.clone(),
                reason_en: reason.name_en.clone(),
                responsibility: reason.responsibility,
                remaining_minor: value.map_or(Money::ZERO, |value| value.remaining_value),
                remaining_qty: value.map_or(0, |value| value.remaining_quantity),
                computed_minor: value.map_or(Money::ZERO, |value| value.value),
                lowered_minor: Money::ZERO,
                fee_minor: Money::ZERO,
                approved_minor: None,
                exchange_sku,
                received_qty: 0,
                good_qty: 0,
                defective_qty: 0,
            },
        )?;
    }
    parts::put_intake(
        tx,
        &IntakeRow {
            ticket_id: ticket.id,
            buyer_words: application.buyer_words.clone(),
            remark: application.remark.clone(),
            contact_phone: application.contact_phone.clone(),
            contact_email: application.contact_email.clone(),
            desired_solution: application.desired_solution,
            claimed_minor: application.claimed,
        },
    )?;
    parts::put_decision(
        tx,
        &DecisionRow {
            ticket_id: ticket.id,
            allow_freight: false,
            allow_coupon: false,
            allow_virtual: false,
            buyer_agreed_at: None,
            ground: None,
            note: String::new(),
            sending_back: false,
        },
    )?;
    Ok(())
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
