//! One refund: its figures, what the gateway answered, its ticket's finance events, and the forms that are open.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::forms;
use super::forms::{Basis, RefundForms};
use crate::domain::event::EventKind;
use crate::domain::money::Money;
use crate::domain::money::states::RefundState;
use crate::domain::people::free_text::mask_in_place;
use crate::domain::permission::Permission;
use crate::i18n::codes::Named;
use crate::i18n::refunds::{Refunds, failure};
use crate::store::DbError;
use crate::store::money::refund_list::RefundListRow;
use crate::store::money::refunds::{AttemptRow, SettlementRow};
use crate::store::money::{refund_list, refunds};
use crate::store::people::staff as people;
use crate::store::tickets::events;
use crate::store::tickets::events::EventRow;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::html;
use crate::web::framework::identity::session::Staff;
use crate::web::refunds::state::{Figure, fees, tone};
use crate::web::refunds::why;
use crate::web::refunds::why::Why;

/// The entries of the ticket's timeline that the page shows.
const MONEY_EVENTS: [EventKind; 12] = [
    EventKind::TicketAutoApproved,
    EventKind::TicketApproved,
    EventKind::RefundApproved,
    EventKind::RefundBounced,
    EventKind::RefundSucceeded,
    EventKind::RefundFailed,
    EventKind::RefundRetried,
    EventKind::OfflinePaymentRecorded,
    EventKind::OfflinePaymentConfirmed,
    EventKind::RefundUnclear,
    EventKind::SettlementRecorded,
    EventKind::SettlementConfirmed,
];

/// A refund with everything its page shows.
pub struct RefundFile {
    pub basis: Basis,
    beside: why::Basis,
    attempts: Vec<AttemptRow>,
    events: Vec<EventRow>,
    approver: Option<String>,
    settlements: Vec<Settlement>,
}

/// A statement of the gateway as a person read it, with names.
pub struct Settlement {
    pub row: SettlementRow,
    pub recorded_by: String,
    pub confirmed_by: Option<String>,
}

#[derive(Template)]
#[template(path = "refunds/show.html")]
struct ShowPage {
    f: Frame,
    t: &'static Refunds,
    echo: Echo,
    row: RefundListRow,
    fees: Vec<Figure>,
    fees_inside: bool,
    tone: &'static str,
    failure: String,
    merchant: String,
    attempts: Vec<AttemptRow>,
    events: Vec<EventRow>,
    approver: Option<String>,
    settlements: Vec<Settlement>,
    unclear: Option<&'static str>,
    /// Its gateway has given no answer for a day.
    is_overdue: bool,
    paid: Option<(Money, String)>,
    forms: Option<RefundForms>,
    /// Who decided it why, and what else the order got back.
    why: Why,
}

pub async fn show(app: Data<App>, staff: Staff, refund_no: Path<String>) -> Result<HttpResponse, PageError> {
    let found = find(&app, &staff, &refund_no).await?;
    let next = format!("/refunds/{}", found.basis.row.refund.refund_no);
    page(&app, &staff, found, &next, StatusCode::OK, Echo::default()).await
}

/// Finds a refund in scope; 403 without the right to see refunds, 404 when it is not there.
pub async fn find(app: &App, staff: &Staff, refund_no: &str) -> Result<RefundFile, PageError> {
    // No number has a NUL, and Postgres refuses one.
    let (scope, refund_no) = (staff.scope.clone(), refund_no.replace('\0', ""));
    let found = app
        .db
        .read(move |connection| {
            let Some(row) = refund_list::one(connection, &scope, &refund_no)? else { return Ok(None) };
            let attempts = refunds::attempts(connection, row.refund.id)?;
            let events = events::of_kinds(connection, row.ticket.id, &MONEY_EVENTS)?;
            let approver = match row.refund.approved_by {
                Some(id) => people::by_id(connection, id)?.map(|person| person.display_name),
                None => None,
            };
            let mut settlements = Vec::new();
            for found in refunds::settlements(connection, row.refund.id)? {
                let recorded_by = people::by_id(connection, found.recorded_by)?.map(|person| person.display_name);
                let confirmed_by = match found.confirmed_by {
                    Some(id) => people::by_id(connection, id)?.map(|person| person.display_name),
                    None => None,
                };
                settlements.push(Settlement { row: found, recorded_by: recorded_by.unwrap_or_default(), confirmed_by });
            }
            let beside = why::Basis::read(connection, &row)?;
            let basis = forms::basis(connection, row)?;
            Ok::<_, DbError>(Some(RefundFile { basis, beside, attempts, events, approver, settlements }))
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

/// The page of a refund, with the echo of a refused form.
pub async fn page(
    app: &App,
    staff: &Staff,
    found: RefundFile,
    next: &str,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Refunds::of(staff.lang);
    let RefundFile { mut basis, beside, attempts, mut events, approver, mut settlements } = found;
    if !staff.may(Permission::Unmask) {
        mask_in_place(&mut basis.row.review_note);
        events.iter_mut().for_each(|event| mask_in_place(&mut event.note));
        settlements.iter_mut().for_each(|settlement| mask_in_place(&mut settlement.row.reason));
    }
    let is_open = basis.row.refund.state != RefundState::Cancelled || basis.row.refund.unclear.is_some();
    let forms =
        (forms::has_part(staff) && is_open).then(|| RefundForms::new(app.db.clock().now(), staff, &basis, next));
    let why = Why::of(&beside, &basis.row, staff);
    let row = basis.row;
    let title = format!("{} {}", t.refund, row.refund.refund_no);
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == row.refund.merchant_id);
    let fees = fees(&row, staff.lang);
    let page = ShowPage {
        f: Frame::new(app, staff, "refunds.show", title).await?.with_echo(&echo),
        t,
        fees_inside: fees.iter().any(|fee| !fee.is_freight),
        fees,
        tone: tone(row.refund.state),
        failure: failure(&row.refund.fail_code, staff.lang).to_owned(),
        merchant: merchant.map(|merchant| merchant.name.clone()).unwrap_or_default(),
        attempts,
        events,
        approver,
        settlements,
        is_overdue: row.refund.is_overdue(app.db.clock().now()),
        unclear: row.refund.unclear.map(|cause| cause.name(staff.lang)),
        paid: forms::paid(&row, t),
        forms,
        why,
        echo,
        row,
    };
    html::page(status, &page)
}
