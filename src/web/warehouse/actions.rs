//! The warehouse's changes of a ticket. A form of the desk leads back to the desk, one of the ticket's page to the ticket.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::commands::goods::dispatch::Dispatch;
use crate::commands::goods::inspect::Inspection;
use crate::commands::goods::receive::{Count, Receipt};
use crate::commands::goods::{dispatch, inspect, receive};
use crate::commands::tickets::confirm_receipt::confirm_receipt;
use crate::commands::tickets::decide_exception;
use crate::commands::tickets::decide_exception::Decision;
use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::{ExceptionOutcome, Grade, QualityFault, Verdict};
use crate::domain::goods::movement::Carrier;
use crate::domain::money::Currency;
use crate::i18n::fill;
use crate::i18n::goods::warehouse::Warehouse;
use crate::store::Tx;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};
use crate::web::tickets::list::queue;
use crate::web::tickets::show_with_echo;
use crate::web::tickets::ticket::file::currency_of;
use crate::web::warehouse::receiving;
use crate::web::warehouse::scanned::address_after;

/// The most that is typed into a note.
const NOTE_MOST: usize = 2_000;

/// Runs a form's command and goes on where it was sent from; `done` says what happened.
async fn send<F>(
    app: &App,
    staff: &Staff,
    form_name: &'static str,
    ticket_no: String,
    form: Form,
    done: &'static str,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor, &str, &Fields, Currency) -> Result<(), CommandError> + Send + 'static,
{
    let currency = currency_of(app, staff, &ticket_no).await?;
    let from_desk = form.fields.has("desk");
    let (fields, number) = (form.fields.clone(), ticket_no.clone());
    let ahead = queue::ahead(app, staff, &fields, &ticket_no).await?.map(|ahead| ahead.address);
    let sent = submit(app, staff, form_name, &form, currency, move |tx, actor| {
        command(tx, actor, &number, &fields, currency)?;
        let here = || ahead.clone().unwrap_or_else(|| format!("/tickets/{number}"));
        Ok(if from_desk { address_after(&number) } else { here() })
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(done, &[("no", &ticket_no)]));
            Ok(see_other(&address))
        }
        // After a conflict the desk's form may be gone; the ticket's page keeps what was typed.
        Sent::Refused(status, echo) if from_desk && status == StatusCode::UNPROCESSABLE_ENTITY => {
            receiving::show_ticket(app, staff, &ticket_no, status, echo).await
        }
        Sent::Refused(status, echo) => show_with_echo(app, staff, &ticket_no, status, echo).await,
    }
}

/// The line numbers for which fields of a name were sent: `good_3` is line 3's.
fn line_numbers<'f>(fields: &'f Fields, prefix: &'static str) -> impl Iterator<Item = (i64, &'f str)> {
    fields.iter().filter_map(move |(name, _)| Some((name.strip_prefix(prefix)?.parse().ok()?, name)))
}

/// `POST /tickets/{no}/inbounds`.
pub async fn receive(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let t = Warehouse::of(staff.lang);
    let passes = form.fields.raw("verdict") == Verdict::Pass.code();
    let done = if passes { t.done_passed } else { t.done_received };
    send(&app, &staff, "receive", path.into_inner(), form, done, move |tx, actor, number, fields, _| {
        let mut reader = Reader::new(fields);
        let receipt = read_receipt(&mut reader, fields);
        let version = reader.version();
        reader.finish()?;
        let ticket = receive::receive(tx, actor, number, version, &receipt)?;
        if passes {
            inspect::inspect(tx, actor, number, ticket.version, &passing(&mut Reader::new(fields)))?;
        }
        Ok(())
    })
    .await
}

fn read_receipt(reader: &mut Reader<'_>, fields: &Fields) -> Receipt {
    let mut numbers: Vec<i64> = ["received_", "good_", "defective_"]
        .into_iter()
        .flat_map(|prefix| line_numbers(fields, prefix).map(|(line_no, _)| line_no))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let counts = numbers
        .into_iter()
        .map(|line_no| Count {
            line_no,
            received: reader.quantity(&format!("received_{line_no}")),
            good: reader.quantity(&format!("good_{line_no}")),
            defective: reader.quantity(&format!("defective_{line_no}")),
        })
        .collect();
    Receipt { warehouse: reader.text("warehouse", 64), counts, note: reader.text("note", NOTE_MOST) }
}

/// An inspection that passes in the usual grades, with the conditions that were ticked.
fn passing(reader: &mut Reader<'_>) -> Inspection {
    Inspection {
        verdict: Verdict::Pass,
        grades: Vec::new(),
        packaging_ok: reader.ticked("packaging_ok"),
        goods_ok: reader.ticked("goods_ok"),
        unused: reader.ticked("unused"),
        parts_complete: reader.ticked("parts_complete"),
        resalable: reader.ticked("resalable"),
        quality_fault: QualityFault::Unclear,
        finding: String::new(),
    }
}

/// `POST /tickets/{no}/inspection`.
pub async fn inspect(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = Warehouse::of(staff.lang).done_inspected;
    send(&app, &staff, "inspect", path.into_inner(), form, done, |tx, actor, number, fields, _| {
        let mut reader = Reader::new(fields);
        let inspection = read_inspection(&mut reader, fields);
        let version = reader.version();
        reader.finish()?;
        inspect::inspect(tx, actor, number, version, &inspection).map(|_| ())
    })
    .await
}

fn read_inspection(reader: &mut Reader<'_>, fields: &Fields) -> Inspection {
    let mut grades = Vec::new();
    for (line_no, name) in line_numbers(fields, "grade_") {
        grades.extend(reader.optional_code(name, Grade::parse).map(|grade| (line_no, grade)));
    }
    Inspection {
        // A missing verdict is noted; the value is not used then.
        verdict: reader.code("verdict", Verdict::parse).unwrap_or(Verdict::Deviates),
        grades,
        quality_fault: reader.optional_code("quality_fault", QualityFault::parse).unwrap_or(QualityFault::Unclear),
        finding: reader.text("finding", NOTE_MOST),
        ..passing(reader)
    }
}

/// `POST /tickets/{no}/inspection-outcome`.
pub async fn decide(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = Warehouse::of(staff.lang).done_decided;
    send(&app, &staff, "inspection-outcome", path.into_inner(), form, done, |tx, actor, number, fields, currency| {
        let mut reader = Reader::new(fields);
        let decision = read_decision(&mut reader, fields, currency);
        let version = reader.version();
        reader.finish()?;
        decide_exception::decide(tx, actor, number, version, &decision).map(|_| ())
    })
    .await
}

/// Reads what the outcome needs; fields of another outcome are not looked at.
fn read_decision(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Decision {
    let outcome = reader.code("outcome", ExceptionOutcome::parse).unwrap_or(ExceptionOutcome::SendBack);
    let mut decision = Decision {
        outcome,
        amounts: Vec::new(),
        deduction: None,
        buyer_agreed: reader.ticked("buyer_agreed"),
        accepted: Vec::new(),
        note: reader.text("note", NOTE_MOST),
    };
    if outcome == ExceptionOutcome::Deduct {
        for (line_no, name) in line_numbers(fields, "amount_") {
            decision.amounts.extend(reader.money(name, currency).map(|amount| (line_no, amount)));
        }
        decision.deduction = reader.money("deduction", currency);
    }
    if outcome == ExceptionOutcome::Partial {
        for (line_no, name) in line_numbers(fields, "accepted_") {
            decision.accepted.extend(reader.quantity(name).map(|units| (line_no, units)));
        }
    }
    decision
}

/// `POST /tickets/{no}/outbounds`.
pub async fn dispatch(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = Warehouse::of(staff.lang).done_dispatched;
    send(&app, &staff, "dispatch", path.into_inner(), form, done, |tx, actor, number, fields, _| {
        let mut reader = Reader::new(fields);
        let warehouse = reader.text("warehouse", 64);
        let carrier = reader.code("carrier", Carrier::parse).unwrap_or(Carrier::Other);
        let tracking_no = reader.required("tracking_no", 1, 64);
        let version = reader.version();
        reader.finish()?;
        dispatch::dispatch(tx, actor, number, version, &Dispatch { warehouse, carrier, tracking_no }).map(|_| ())
    })
    .await
}

/// `POST /tickets/{no}/receipt-confirmation`.
pub async fn confirm(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let done = Warehouse::of(staff.lang).done_confirmed;
    send(&app, &staff, "confirm-receipt", path.into_inner(), form, done, |tx, actor, number, fields, _| {
        let mut reader = Reader::new(fields);
        let version = reader.version();
        reader.finish()?;
        confirm_receipt(tx, actor, number, version).map(|_| ())
    })
    .await
}
