//! The contact that the buyer left with the application: masked, and one value in clear for those who say why.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::Context;
use crate::domain::people::contact::{mask_email, mask_phone};
use crate::domain::permission::Permission;
use crate::i18n::orders::Orders;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::parts;
use crate::store::tickets::parts::IntakeRow;
use crate::store::{DbError, tickets};
use crate::web::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::session::Staff;
use crate::web::framework::unmask::{Look, Unmasked, look};
use crate::web::tickets::ticket::detail;

#[derive(Template)]
#[template(path = "tickets/panels/contact.html")]
pub struct ContactPanel<'a> {
    f: &'a Frame,
    echo: &'a Echo,
    /// The words of the form that shows a value in clear.
    t: &'static Orders,
    /// Name and masked value.
    values: Vec<(&'static str, String)>,
    /// Wire value and name of what can be seen in clear.
    fields: Vec<(&'static str, &'static str)>,
    address: String,
    may_unmask: bool,
    unmasked: Option<Unmasked>,
}

/// The contact, for those who see the buyer; `None` where none was left.
pub fn panel(context: Context<'_>, unmasked: Option<Unmasked>) -> Option<ContactPanel<'_>> {
    let intake = context.file.intake.as_ref().filter(|_| context.staff.may(Permission::ViewBuyers))?;
    let t = context.words();
    let all = [
        ("contact_phone", t.contact_phone, mask_phone(&intake.contact_phone)),
        ("contact_email", t.contact_email, mask_email(&intake.contact_email)),
    ];
    let left: Vec<_> = all.into_iter().filter(|(.., masked)| !masked.is_empty()).collect();
    (!left.is_empty()).then(|| ContactPanel {
        f: context.f,
        echo: context.echo,
        t: Orders::of(context.f.lang),
        fields: left.iter().map(|(field, name, _)| (*field, *name)).collect(),
        values: left.into_iter().map(|(_, name, masked)| (name, masked)).collect(),
        address: format!("/tickets/{}/unmasking", context.file.ticket.ticket_no),
        may_unmask: context.staff.may(Permission::Unmask),
        unmasked,
    })
}

/// What of an application can be seen in clear, and its value.
fn value(intake: &IntakeRow, field: &str, t: &'static Tickets) -> Option<(&'static str, String)> {
    Some(match field {
        "contact_phone" => (t.contact_phone, intake.contact_phone.clone()),
        "contact_email" => (t.contact_email, intake.contact_email.clone()),
        _ => return None,
    })
}

/// `POST /tickets/{no}/unmasking`: one value in clear, on the answer's page alone.
///
/// # Errors
/// 403 without the right, 404 for a foreign ticket.
pub async fn unmask(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let (scope, number) = (staff.scope.clone(), path.into_inner());
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some(ticket) = tickets::by_no(connection, &scope, &number)? else { return Ok(None) };
            let intake = parts::intake(connection, ticket.id)?;
            Ok(Some((ticket, intake)))
        })
        .await?;
    let (ticket, intake) = found.ok_or(PageError::NotFound)?;
    let found = intake.and_then(|intake| value(&intake, form.fields.raw("field"), Tickets::of(staff.lang)));
    let number = &ticket.ticket_no;
    match look(&app, &staff, &form, ticket.merchant_id, format!("ticket {number}"), found).await? {
        Look::Seen(seen) => detail::show_unmasked(&app, &staff, number, &form.fields, seen).await,
        Look::Refused(status, echo) => detail::show_with_echo(&app, &staff, number, status, echo).await,
    }
}
