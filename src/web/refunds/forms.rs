//! The forms of finance for a refund, on the finance pages and on the ticket's: each open, off with its rule, or not there. Template:
//! `refunds/forms.html`, which knows them as `finance`.

use chrono::NaiveDate;

use crate::domain::money::settlement::{SettlementFacts, UnclearCause};
use crate::domain::money::states::{GatewayKind, RefundState};
use crate::domain::money::{Currency, Money, settlement};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::facts::TicketFacts;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::{Action, Principal, check};
use crate::domain::time::{Timestamp, zone};
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::orders::payment_method::payment_method;
use crate::i18n::refunds::{Refunds, failure, next_step};
use crate::i18n::refusals::Wording;
use crate::store::house::merchants;
use crate::store::money::refund_list::RefundListRow;
use crate::store::money::refunds::SettlementRow;
use crate::store::money::{refund_list, refunds};
use crate::store::people::staff as people;
use crate::store::tickets::stages;
use crate::store::{Conn, DbError, orders, tickets};
use crate::viewer::Viewer;
use crate::web::framework::form::Echo;
use crate::web::refunds::state::{Figure, fees};

/// A form that stands on the page.
pub struct Offered {
    /// Why its button is off, if it is.
    pub rule: Option<String>,
}

/// The finance forms of one refund for one principal.
pub struct RefundForms {
    pub t: &'static Refunds,
    pub refund_no: String,
    /// The refund's version, which its forms carry.
    pub version: i32,
    /// Where to go after a form was taken.
    pub next: String,
    pub currency: Currency,
    pub computed: Money,
    pub parts: Vec<Figure>,
    pub amount: Money,
    /// How the money goes back.
    pub way: String,
    /// What the principal is about to do, as the card's heading.
    pub title: &'static str,
    /// Notes for the decision: the last failure, who recorded the transfer, a gap in the order's sums.
    pub notes: Vec<String>,
    pub approve: Option<Offered>,
    pub bounce: Option<Offered>,
    pub retry: Option<Offered>,
    pub record: Option<Offered>,
    pub confirm: Option<Offered>,
    pub record_settlement: Option<Offered>,
    pub confirm_settlement: Option<Offered>,
    /// The gateway may be queried again.
    pub asks: bool,
    /// The amount really paid, where it is another than the approved one, and the difference in words.
    pub paid: Option<(Money, String)>,
    pub today: NaiveDate,
}

/// The rows that the forms are made from.
pub struct Basis {
    pub row: RefundListRow,
    pub facts: TicketFacts,
    payment: Option<orders::PaymentRow>,
    recorded_by: Option<String>,
    /// When it was sent to the gateway.
    sent_at: Vec<Timestamp>,
    gap: Money,
    timezone: String,
    order_currency: Currency,
    settlement: SettlementFacts,
    /// The statement that is recorded and not confirmed, with the name of the recorder.
    statement: Option<(SettlementRow, String)>,
    /// Other refunds of the ticket that are unclear.
    others: Vec<(String, UnclearCause)>,
}

/// Reads the basis of a refund's forms.
pub fn basis(connection: &mut Conn, row: RefundListRow) -> Result<Basis, DbError> {
    let merchant = merchants::get(connection, row.refund.merchant_id)?;
    let stages = stages::of_ticket(connection, row.ticket.id)?;
    let facts = tickets::facts(connection, &row.ticket, &stages, merchant.filer_may_review)?;
    let payments = orders::payments(connection, row.refund.order_id)?;
    let payment = payments.into_iter().find(|payment| Some(payment.id) == row.refund.payment_id);
    let recorded_by = match row.refund.offline_by {
        Some(id) => people::by_id(connection, id)?.map(|viewer| viewer.display_name),
        None => None,
    };
    let settlement = refunds::settlement_facts(connection, &row.refund)?;
    let statement = match refunds::open_settlement(connection, row.refund.id)? {
        Some(found) if row.refund.unclear.is_some() => {
            let name = people::by_id(connection, found.recorded_by)?.map(|viewer| viewer.display_name);
            Some((found, name.unwrap_or_default()))
        }
        _ => None,
    };
    let others = refunds::of_ticket(connection, row.ticket.id)?
        .into_iter()
        .filter(|other| other.id != row.refund.id)
        .filter_map(|other| Some((other.refund_no, other.unclear?)))
        .collect();
    let order = orders::by_id(connection, row.refund.order_id)?;
    let lines = orders::lines(connection, order.id)?;
    let lines_paid: Money = lines.iter().filter(|l| l.replaces_line_id.is_none()).map(|l| l.paid_minor).sum();
    let gap = order.paid_minor - lines_paid - order.freight_minor;
    let sent_at = refunds::attempts(connection, row.refund.id)?.into_iter().map(|attempt| attempt.created_at).collect();
    Ok(Basis {
        row,
        facts,
        payment,
        recorded_by,
        sent_at,
        gap,
        timezone: merchant.timezone,
        order_currency: order.currency,
        settlement,
        statement,
        others,
    })
}

/// What the forms of a ticket's present refund are made of; `None` when there is none or the reader has no part in it.
pub fn of_ticket(connection: &mut Conn, viewer: &Viewer, ticket_id: i64) -> Result<Option<Basis>, DbError> {
    let Some(refund) = refunds::open_of(connection, ticket_id)?.filter(|_| has_part(viewer)) else { return Ok(None) };
    match refund_list::one(connection, &viewer.scope, &refund.refund_no)? {
        Some(row) => basis(connection, row).map(Some),
        None => Ok(None),
    }
}

/// Whether the principal decides or pays refunds.
pub fn has_part(viewer: &Viewer) -> bool {
    [Permission::DecideRefund, Permission::PayOffline, Permission::SettleRefund].iter().any(|right| viewer.may(*right))
}

impl RefundForms {
    /// The forms as they stand for a principal. `next` is the page to come back to.
    pub fn new(now: Timestamp, staff: &Viewer, basis: &Basis, next: &str) -> Self {
        let t = Refunds::of(staff.lang);
        let Basis { row, facts, .. } = basis;
        let wording = Wording { lang: staff.lang, currency: row.refund.currency, zone: zone(&basis.timezone) };
        let offer = |action: Action| offer(action, row, facts, staff, &wording);
        Self {
            t,
            refund_no: row.refund.refund_no.clone(),
            version: row.refund.version,
            next: next.to_owned(),
            currency: row.refund.currency,
            computed: row.ticket.computed_minor,
            parts: fees(row, staff.lang),
            amount: row.refund.amount_minor,
            way: way(basis, staff),
            title: title(row, t),
            notes: notes(basis, staff, &wording),
            approve: offer(Action::FinanceApprove),
            bounce: offer(Action::Bounce),
            retry: offer(Action::Retry),
            record: offer(Action::RecordOffline),
            confirm: offer(Action::ConfirmOffline),
            record_settlement: offer_settlement(Action::RecordSettlement, basis, staff, &wording),
            confirm_settlement: offer_settlement(Action::ConfirmSettlement, basis, staff, &wording),
            asks: row.refund.unclear.is_some() && staff.may(Permission::SettleRefund),
            paid: paid(row, t),
            today: now.date_in(zone(&basis.timezone)),
        }
    }

    /// Whether there is nothing to press.
    pub fn is_idle(&self) -> bool {
        let forms = [&self.approve, &self.retry, &self.record, &self.confirm];
        forms.iter().all(|form| form.is_none()) && self.record_settlement.is_none() && self.confirm_settlement.is_none()
    }

    /// Whether a fold stands open: its form was refused, or it is the only thing to do.
    pub fn opens(&self, form: &str, echo: &Echo) -> bool {
        if form == "record-settlement" && self.asks && self.confirm_settlement.is_none() {
            return echo.is(form) || echo.form.is_empty();
        }
        let only = form == "pay-offline"
            && self.approve.is_none()
            && self.retry.is_none()
            && self.record.as_ref().is_some_and(|offered| offered.rule.is_none());
        echo.is(form) || (only && echo.form.is_empty())
    }
}

fn principal_of(viewer: &Viewer) -> Principal<'_> {
    Principal::Staff { id: viewer.id, roles: &viewer.roles }
}

fn offer(
    action: Action,
    row: &RefundListRow,
    facts: &TicketFacts,
    staff: &Viewer,
    wording: &Wording,
) -> Option<Offered> {
    if row.refund.state == RefundState::Cancelled {
        return None;
    }
    let t = Refunds::of(staff.lang);
    match check(action, facts, principal_of(staff)) {
        Ok(()) => Some(Offered { rule: None }),
        Err(Refusal::NotInThisStatus(Status::PendingRefund)) if action == Action::RecordOffline => {
            Some(Offered { rule: Some(t.off_until_failed.to_owned()) })
        }
        Err(Refusal::NoRight(_) | Refusal::SystemOnly | Refusal::NotInThisStatus(_) | Refusal::NothingRecorded) => None,
        // Its own statement is recorded and confirmed first.
        Err(Refusal::PaymentUnclear) if row.refund.unclear.is_some() => None,
        Err(Refusal::PaymentUnclear) if action == Action::ConfirmOffline && row.refund.offline_by.is_none() => None,
        // The confirmation stands there instead.
        Err(Refusal::OfflineAlreadyRecorded) if action != Action::Bounce => None,
        Err(refusal) => Some(Offered { rule: Some(wording.refusal(&refusal)) }),
    }
}

fn offer_settlement(action: Action, basis: &Basis, staff: &Viewer, wording: &Wording) -> Option<Offered> {
    let allowed = check(action, &basis.facts, principal_of(staff))
        .and_then(|()| settlement::check(action, &basis.settlement, Some(staff.id)));
    match allowed {
        Ok(()) => Some(Offered { rule: None }),
        Err(Refusal::NoRight(_) | Refusal::SystemOnly | Refusal::NotInThisStatus(_)) => None,
        Err(Refusal::NothingToSettle | Refusal::NoStatementRecorded) => None,
        Err(refusal) => Some(Offered { rule: Some(wording.refusal(&refusal)) }),
    }
}

/// The amount really paid and its difference from the approved one, where they differ.
pub fn paid(row: &RefundListRow, t: &'static Refunds) -> Option<(Money, String)> {
    let refund = &row.refund;
    if refund.paid_minor.is_zero() || refund.paid_minor == refund.amount_minor {
        return None;
    }
    let apart = (refund.paid_minor - refund.amount_minor).grouped(refund.currency);
    Some((refund.paid_minor, fill(t.differs_by, &[("v", &apart)])))
}

fn way(basis: &Basis, staff: &Viewer) -> String {
    let t = Refunds::of(staff.lang);
    match (basis.row.refund.way(), &basis.payment) {
        (GatewayKind::Simulated, Some(payment)) => fill(
            t.pays_back,
            &[
                ("method", &payment_method(&payment.method, staff.lang)),
                ("reference", &basis.row.refund.payment_reference),
            ],
        ),
        (GatewayKind::Simulated, None) => GatewayKind::Simulated.name(staff.lang).to_owned(),
        (GatewayKind::Manual, _) => t.pays_manual.to_owned(),
        (GatewayKind::Platform, _) => GatewayKind::Platform.name(staff.lang).to_owned(),
    }
}

fn title(row: &RefundListRow, t: &'static Refunds) -> &'static str {
    match row.refund.state {
        _ if row.refund.unclear.is_some() => t.title_unclear,
        RefundState::Failed => t.title_failed,
        RefundState::ManualPending => t.title_transfer,
        _ => t.decide,
    }
}

fn notes(basis: &Basis, staff: &Viewer, wording: &Wording) -> Vec<String> {
    let t = Refunds::of(staff.lang);
    let refund = &basis.row.refund;
    let mut notes = Vec::new();
    if refund.state == RefundState::Failed {
        notes.push(fill(t.retry_note, &[("code", failure(&refund.fail_code, staff.lang))]));
        if let Some(last) = basis.sent_at.iter().max() {
            let times = basis.sent_at.len().to_string();
            notes.push(fill(t.tried, &[("n", &times), ("when", &wording.time(*last))]));
        }
        if refund.offline_by.is_none() {
            notes.push(next_step(&refund.fail_code, staff.lang).to_owned());
        }
    }
    if matches!(refund.state, RefundState::Queued | RefundState::Processing) {
        notes.push(t.running.to_owned());
    }
    if let Some(cause) = refund.unclear {
        notes.push(fill(t.unclear_note, &[("cause", cause.name(staff.lang))]));
    }
    for (no, cause) in &basis.others {
        notes.push(fill(t.unclear_other, &[("no", no), ("cause", cause.name(staff.lang))]));
    }
    if let Some((row, who)) = &basis.statement {
        let values = [
            ("who", who.as_str()),
            ("verdict", row.verdict.name(staff.lang)),
            ("amount", &row.paid_minor.grouped(wording.currency)),
            ("reference", &row.reference),
            ("reason", &staff.reads(&row.reason)),
        ];
        notes.push(fill(t.settle_note, &values));
    }
    if basis.order_currency != refund.currency {
        let codes = [("order", basis.order_currency.code()), ("other", refund.currency.code())];
        notes.push(fill(t.currencies_note, &codes));
    }
    if let Some(who) = &basis.recorded_by {
        let values =
            [("who", who.as_str()), ("reference", &refund.offline_reference), ("day", &refund.offline_paid_on)];
        notes.push(fill(t.confirm_note, &values));
    }
    if !basis.gap.is_zero() {
        notes.push(fill(t.gap, &[("v", &basis.gap.grouped(wording.currency))]));
    }
    notes
}
