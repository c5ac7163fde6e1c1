//! The warehouse's forms about a ticket. A form of the desk leads back to the desk, one of the ticket's page to the ticket.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::commands::goods::dispatch::Dispatch;
use crate::commands::goods::inspect::Inspection;
use crate::commands::goods::receive::{Count, Receipt};
use crate::commands::goods::{dispatch, inspect, receive, recount, ship_to};
use crate::commands::tickets::confirm_receipt::confirm_receipt;
use crate::commands::tickets::decide_exception;
use crate::commands::tickets::decide_exception::Decision;
use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::{ExceptionOutcome, Grade, QualityFault, Verdict};
use crate::domain::goods::movement::Carrier;
use crate::domain::money::Currency;
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::goods::warehouse::Warehouse;
use crate::store::Tx;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Answered, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::Sent;
use crate::web::tickets::show_with_echo;
use crate::web::tickets::ticket::forms::act::{Ended, Tells, TicketForm, act, right_of, send, what_follows};
use crate::web::tickets::ticket::forms::way_back::carrier_doubt;
use crate::web::warehouse::receiving;
use crate::web::warehouse::scanned::address_after;

/// Registers the addresses.
pub(super) fn routes(config: &mut Addresses) {
    config
        .route(route::<Received>("/tickets/{no}/inbounds"))
        .route(route::<Recounted>("/tickets/{no}/recount"))
        .route(route::<Inspection>("/tickets/{no}/inspection"))
        .route(route::<Decision>("/tickets/{no}/inspection-outcome"))
        .route(route::<ShipToLook>("/tickets/{no}/ship-to/look"))
        .route(route::<Dispatch>("/tickets/{no}/outbounds"))
        .route(route::<Confirmation>("/tickets/{no}/receipt-confirmation"));
}

fn route<F: TicketForm>(address: &'static str) -> Answered {
    post(address, right_of::<F>(), Record::Ticket).to(act_here::<F>)
}

/// Answers a form where it was sent from.
async fn act_here<F: TicketForm>(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    if !form.fields.has("desk") {
        return act::<F>(app, staff, path, form).await;
    }
    let ticket_no = path.into_inner();
    let Ended { sent, notice } = send::<F>(&app, &staff, &ticket_no, &form).await?;
    match sent {
        Sent::Done(_) => {
            staff.cookie.set_notice(&notice);
            Ok(see_other(&address_after(&ticket_no)))
        }
        Sent::Refused(status @ StatusCode::UNPROCESSABLE_ENTITY, echo) => {
            receiving::show_ticket(&app, &staff, &ticket_no, status, echo).await
        }
        // After a conflict the desk's form may be gone; the ticket's page keeps what was typed.
        Sent::Refused(status, echo) => show_with_echo(&app, &staff, &ticket_no, status, echo).await,
    }
}

/// The most that is typed into a note.
const NOTE_MOST: usize = 2_000;

/// The line numbers for which fields of a name were sent: `good_3` is line 3's.
fn line_numbers<'f>(fields: &'f Fields, prefix: &'static str) -> impl Iterator<Item = (i64, &'f str)> {
    fields.iter().filter_map(move |(name, _)| Some((name.strip_prefix(prefix)?.parse().ok()?, name)))
}

/// Goods that came back, counted; with the verdict they pass the inspection with the same key.
struct Received {
    receipt: Receipt,
    passes: Option<Inspection>,
}

impl TicketForm for Received {
    const NAME: &'static str = "receive";
    const ACTION: Action = Action::Receive;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        let passes = fields.raw("verdict") == Verdict::Pass.code();
        Self { receipt: read_receipt(reader, fields), passes: passes.then(|| passing(reader)) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        let ticket = receive::receive(tx, actor, ticket_no, version, &self.receipt)?;
        if let Some(inspection) = &self.passes {
            inspect::pass_as_counted(tx, actor, &ticket, inspection)?;
        }
        Ok(())
    }

    fn done(&self, lang: Lang) -> &'static str {
        let t = Warehouse::of(lang);
        if self.passes.is_some() { t.done_passed } else { t.done_received }
    }
}

/// The counts of goods that were received, corrected.
struct Recounted(Receipt);

impl TicketForm for Recounted {
    const NAME: &'static str = "recount";
    const ACTION: Action = Action::Recount;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        Self(read_receipt(reader, fields))
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        recount::recount(tx, actor, ticket_no, version, &self.0).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Warehouse::of(lang).done_recounted
    }
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

impl TicketForm for Inspection {
    const NAME: &'static str = "inspect";
    const ACTION: Action = Action::InspectPass;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        let mut grades = Vec::new();
        for (line_no, name) in line_numbers(fields, "grade_") {
            grades.extend(reader.optional_code(name, Grade::parse).map(|grade| (line_no, grade)));
        }
        Self {
            // A missing verdict is noted; the value is not used then.
            verdict: reader.code("verdict", Verdict::parse).unwrap_or(Verdict::Deviates),
            grades,
            quality_fault: reader.optional_code("quality_fault", QualityFault::parse).unwrap_or(QualityFault::Unclear),
            finding: reader.text("finding", NOTE_MOST),
            ..passing(reader)
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        inspect::inspect(tx, actor, ticket_no, version, self).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Warehouse::of(lang).done_inspected
    }
}

impl TicketForm for Decision {
    const NAME: &'static str = "inspection-outcome";
    const ACTION: Action = Action::Accept;
    const TELLS: Option<Tells> = Some(what_follows);

    /// Reads what the outcome needs; fields of another outcome are not looked at.
    fn read(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Self {
        let outcome = reader.code("outcome", ExceptionOutcome::parse).unwrap_or(ExceptionOutcome::SendBack);
        let mut decision = Self {
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

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        decide_exception::decide(tx, actor, ticket_no, version, self).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Warehouse::of(lang).done_decided
    }
}

impl TicketForm for Dispatch {
    const NAME: &'static str = "dispatch";
    const ACTION: Action = Action::Dispatch;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            warehouse: reader.text("warehouse", 64),
            carrier: reader.optional_code("carrier", Carrier::parse),
            tracking_no: reader.required("tracking_no", 1, 64),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        dispatch::dispatch(tx, actor, ticket_no, version, self).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Warehouse::of(lang).done_dispatched
    }

    fn doubt(&self, lang: Lang) -> String {
        carrier_doubt(self.carrier, &self.tracking_no, lang)
    }
}

/// Where a parcel goes, in clear.
struct ShipToLook;

impl TicketForm for ShipToLook {
    const NAME: &'static str = "show-ship-to";
    const ACTION: Action = Action::Dispatch;
    const IS_VERSIONED: bool = false;
    const LEADS_ON: bool = false;

    fn read(_: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, _: i32) -> Result<(), CommandError> {
        ship_to::look(tx, actor, ticket_no)
    }

    fn done(&self, lang: Lang) -> &'static str {
        Warehouse::of(lang).done_look
    }
}

/// The buyer has the new goods.
struct Confirmation;

impl TicketForm for Confirmation {
    const NAME: &'static str = "confirm-receipt";
    const ACTION: Action = Action::ConfirmReceipt;

    fn read(_: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        confirm_receipt(tx, actor, ticket_no, version).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Warehouse::of(lang).done_confirmed
    }
}
