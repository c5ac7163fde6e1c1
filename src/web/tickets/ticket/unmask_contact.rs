//! `POST /tickets/{no}/unmasking`: the buyer's contact in clear, on the answer's page alone.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::i18n::tickets::Tickets;
use crate::store::tickets::stages;
use crate::store::tickets::stages::IntakeRow;
use crate::store::{DbError, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Form;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::unmask::{Look, look};
use crate::web::tickets::ticket::detail;

/// The name in words and the value of a field of the application that can be seen in clear; `None` for other fields.
pub fn value(intake: &IntakeRow, field: &str, t: &'static Tickets) -> Option<(&'static str, String)> {
    Some(match field {
        "contact_phone" => (t.contact_phone, intake.particulars.contact_phone.clone()),
        "contact_email" => (t.contact_email, intake.particulars.contact_email.clone()),
        _ => return None,
    })
}

/// `POST /tickets/{no}/unmasking`: values in clear, on the answer's page alone.
///
/// # Errors
/// 403 without the right, 404 for a foreign ticket.
pub async fn unmask(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let (scope, number) = (staff.scope.clone(), path.into_inner());
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some(ticket) = tickets::by_no(connection, &scope, &number)? else { return Ok(None) };
            let intake = stages::intake(connection, ticket.id)?;
            Ok(Some((ticket, intake)))
        })
        .await?;
    let (ticket, intake) = found.ok_or(PageError::NotFound)?;
    let (t, number) = (Tickets::of(staff.lang), &ticket.ticket_no);
    match look(&app, &staff, &form, ticket.merchant_id, format!("ticket {number}"), |field| value(&intake, field, t))
        .await?
    {
        Look::Seen(seen) => detail::show_unmasked(&app, &staff, number, &form.fields, seen).await,
        Look::Refused(status, echo) => detail::show_with_echo(&app, &staff, number, status, echo).await,
    }
}
