//! What becomes of an unclaimed parcel: it is matched to its ticket, moved to another warehouse, or void.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::goods::parcel_arrival::match_parcel;
use crate::commands::goods::unclaimed;
use crate::commands::{Actor, CommandError};
use crate::domain::money::Currency;
use crate::i18n::fill;
use crate::store::Tx;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::list::page::show_with_echo;
use crate::web::warehouse::log_cells::t;
use crate::web::warehouse::unclaimed::Unclaimed;

/// Where every form of the list leads but the one that finds a ticket.
const LIST: &str = "/warehouse/unclaimed";

/// `POST /warehouse/unclaimed/{parcel_no}/match`.
pub async fn claim(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = t(staff.lang).done_matched;
    send(&app, &staff, &path, &form, ("match", done), |tx, actor, parcel_no, fields| {
        let ticket = match_parcel(tx, actor, parcel_no, fields.raw("ticket_no"))?;
        Ok(format!("/warehouse?step=open&q={}", ticket.ticket_no))
    })
    .await
}

/// `POST /warehouse/unclaimed/{parcel_no}/voiding`.
pub async fn void(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = t(staff.lang).done_voided;
    send(&app, &staff, &path, &form, ("void", done), |tx, actor, parcel_no, _| {
        unclaimed::void(tx, actor, parcel_no)?;
        Ok(LIST.to_owned())
    })
    .await
}

/// `POST /warehouse/unclaimed/{parcel_no}/place`.
pub async fn place(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = t(staff.lang).done_moved;
    send(&app, &staff, &path, &form, ("place", done), |tx, actor, parcel_no, fields| {
        unclaimed::move_to(tx, actor, parcel_no, fields.raw("warehouse").parse().ok())?;
        Ok(LIST.to_owned())
    })
    .await
}

type Run = fn(&mut Tx<'_>, &Actor, &str, &Fields) -> Result<String, CommandError>;

/// Sends a form of a row; `named` is its name and what is said when it is done.
async fn send(
    app: &App,
    staff: &Staff,
    parcel_no: &str,
    form: &Form,
    named: (&'static str, &'static str),
    run: Run,
) -> Result<HttpResponse, PageError> {
    if parcel_no.chars().any(char::is_control) {
        return Err(PageError::NotFound);
    }
    let (fields, number) = (form.fields.clone(), parcel_no.to_owned());
    let sent =
        submit(app, staff, named.0, form, Currency::CNY, move |tx, actor| run(tx, actor, &number, &fields)).await?;
    match sent {
        Sent::Done(address) => {
            let ticket_no = address.rsplit('=').next().unwrap_or_default();
            staff.cookie.set_notice(&fill(named.1, &[("parcel", parcel_no), ("no", ticket_no)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, mut echo) => {
            // The page tells by it in which row the form was refused.
            let own = [("parcel_no".to_owned(), parcel_no.to_owned())];
            let sent = echo.fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
            echo.fields = Fields::from_pairs(own.into_iter().chain(sent).collect());
            show_with_echo::<Unclaimed>(app, staff, Fields::default(), status, echo).await
        }
    }
}
