//! The forms of the detail page that agents and reviewers send.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::tickets::return_goods::Destination;
use crate::commands::tickets::review::Approval;
use crate::commands::tickets::{annotate, assignment, open_ticket, return_goods, review};
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::lengths;
use crate::domain::money::{Currency, Money};
use crate::domain::people::contact::{is_phone, tracking_no};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::i18n::common::Common;
use crate::store::Tx;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::tickets::list::queue;
use crate::web::tickets::ticket::detail::show_with_echo;
use crate::web::tickets::ticket::file::currency_of;

/// Sends a form of the detail page: on success back to the ticket, otherwise the ticket with the form as it was typed.
async fn send<F>(
    app: &App,
    staff: &Staff,
    form_name: &'static str,
    ticket_no: String,
    form: Form,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor, &str, &Fields) -> Result<(), CommandError> + Send + 'static,
{
    let currency = currency_of(app, staff, &ticket_no).await?;
    let fields = form.fields.clone();
    let number = ticket_no.clone();
    // A decision out of a list leads on to the next; a note stays where it was made.
    let ahead = match form_name {
        "note" | "assign" => None,
        _ => queue::ahead(app, staff, &fields, &ticket_no).await?,
    };
    let (address, notice) = match ahead {
        Some(ahead) => (ahead.address, ahead.notice),
        None => (format!("/tickets/{ticket_no}"), Common::of(staff.lang).done.to_owned()),
    };
    let sent = submit(app, staff, form_name, &form, currency, move |tx, actor| {
        command(tx, actor, &number, &fields)?;
        Ok(address.clone())
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&notice);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show_with_echo(app, staff, &ticket_no, status, echo).await,
    }
}

/// `POST /tickets/{no}/assignment`: takes the ticket, gives it back, or gives it to somebody.
pub async fn assignment(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let me = staff.id;
    send(&app, &staff, "assign", path.into_inner(), form, move |tx, actor, number, fields| {
        let assignee = match fields.raw("assignee") {
            "" | "none" => None,
            "me" => Some(me),
            id => Some(id.parse().map_err(|_| invalid("assignee", Refusal::UnknownAssignee))?),
        };
        assignment::assign(tx, actor, number, Some(version(fields)?), assignee).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/submission`.
pub async fn submission(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "submit", path.into_inner(), form, |tx, actor, number, fields| {
        let version = version(fields)?;
        open_ticket::submit_draft(tx, actor, number, version).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/discarding`.
pub async fn discarding(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "discard", path.into_inner(), form, |tx, actor, number, fields| {
        open_ticket::discard(tx, actor, number, version(fields)?).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/approval`.
pub async fn approval(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let currency = currency_of(&app, &staff, &path).await?;
    send(&app, &staff, "approve", path.into_inner(), form, move |tx, actor, number, fields| {
        let mut reader = Reader::new(fields);
        let approval = read_approval(&mut reader, fields, currency);
        let version = reader.version();
        reader.finish()?;
        review::approve(tx, actor, number, version, &approval).map(|_| ())
    })
    .await
}

fn read_approval(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Approval {
    let mut amounts = Vec::new();
    for (name, _) in fields.iter() {
        let Some(line_no) = name.strip_prefix("amount_").and_then(|no| no.parse::<i64>().ok()) else { continue };
        if let Some(amount) = reader.money(name, currency) {
            amounts.push((line_no, amount));
        }
    }
    Approval {
        amounts,
        service_fee: reader.money("service_fee", currency).unwrap_or(Money::ZERO),
        packaging_fee: reader.money("packaging_fee", currency).unwrap_or(Money::ZERO),
        return_freight_fee: reader.money("return_freight_fee", currency).unwrap_or(Money::ZERO),
        buyer_agreed: reader.ticked("buyer_agreed"),
        allow_freight: reader.ticked("allow_freight"),
        allow_coupon: reader.ticked("allow_coupon"),
        allow_virtual: reader.ticked("allow_virtual"),
        station_id: reader.optional_code("station", |text| text.parse().ok()),
        ground: reader.optional_code("ground", Ground::parse),
        note: reader.text("note", 2_000),
    }
}

/// `POST /tickets/{no}/rejection`.
pub async fn rejection(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "reject", path.into_inner(), form, |tx, actor, number, fields| {
        let mut reader = Reader::new(fields);
        let category = reader.code("category", RejectCategory::parse);
        let reason = reader.required("reason", 2, 2_000);
        let show_buyer = reader.ticked("show_buyer");
        let version = reader.version();
        reader.finish()?;
        let category = category.unwrap_or(RejectCategory::NotJustified);
        review::reject(tx, actor, number, version, category, &reason, show_buyer).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/cancellation`.
pub async fn cancellation(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "cancel", path.into_inner(), form, |tx, actor, number, fields| {
        let (version, reason) = version_and_reason(fields)?;
        review::cancel(tx, actor, number, version, &reason).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/closure`.
pub async fn closure(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "close", path.into_inner(), form, |tx, actor, number, fields| {
        let (version, reason) = version_and_reason(fields)?;
        review::close(tx, actor, number, version, &reason).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/return-address`: a station, or an address typed in full.
pub async fn return_address(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "give-address", path.into_inner(), form, |tx, actor, number, fields| {
        let mut reader = Reader::new(fields);
        let typed = ["contact", "phone", "address"].iter().any(|name| !fields.raw(name).trim().is_empty());
        let destination = if typed {
            let phone = reader.required("phone", 1, lengths::PHONE);
            if !phone.is_empty() && !is_phone(&phone) {
                reader.refuse("phone", Refusal::BadPhone);
            }
            Destination::Typed {
                contact: reader.required("contact", 1, lengths::PERSON),
                phone,
                address: reader.required("address", 4, lengths::ADDRESS),
            }
        } else {
            let id: Option<i64> = reader.code("station", |text| text.parse().ok());
            Destination::Station(id.unwrap_or_default())
        };
        let version = reader.version();
        reader.finish()?;
        return_goods::give_address(tx, actor, number, version, &destination).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/return-shipment`.
pub async fn return_shipment(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "ship-back", path.into_inner(), form, |tx, actor, number, fields| {
        let mut reader = Reader::new(fields);
        let method = reader.optional_code("method", ReturnMethod::parse).unwrap_or(ReturnMethod::SelfShip);
        let carrier = reader.optional_code("carrier", Carrier::parse);
        let typed = reader.text("tracking_no", 64);
        let number_of_parcel = tracking_no(&typed);
        if !typed.is_empty() && number_of_parcel.is_none() {
            reader.refuse("tracking_no", Refusal::BadTrackingNo);
        }
        let version = reader.version();
        reader.finish()?;
        return_goods::ship_back(tx, actor, number, version, method, carrier, number_of_parcel.as_deref()).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/return-shipment/removal`.
pub async fn return_shipment_removal(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "clear-tracking", path.into_inner(), form, |tx, actor, number, fields| {
        return_goods::clear_tracking(tx, actor, number, version(fields)?).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/notes`.
pub async fn note(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    send(&app, &staff, "note", path.into_inner(), form, |tx, actor, number, fields| {
        let mut reader = Reader::new(fields);
        let text = reader.required("note", 2, 2_000);
        reader.finish()?;
        // A note never collides with anybody: it is taken whatever happened meanwhile.
        annotate::note(tx, actor, number, None, &text).map(|_| ())
    })
    .await
}

fn version(fields: &Fields) -> Result<i32, CommandError> {
    let mut reader = Reader::new(fields);
    let version = reader.version();
    reader.finish()?;
    Ok(version)
}

fn version_and_reason(fields: &Fields) -> Result<(i32, String), CommandError> {
    let mut reader = Reader::new(fields);
    let reason = reader.required("reason", 2, 2_000);
    let version = reader.version();
    reader.finish()?;
    Ok((version, reason))
}
