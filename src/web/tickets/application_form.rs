//! The form of an application, as it is sent.

use crate::commands::tickets::application::{Application, AppliedLine, Intent};
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::people::contact::{bare_number, is_email, is_phone};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::{Channel, DesiredSolution, TicketType};
use crate::store::tickets::stages::Particulars;
use crate::web::framework::form::{Fields, Reader};

/// The name of the form among those of its page.
pub const FORM: &str = "application";

/// Reads the form; quantities that are empty or 0 leave their line out, whatever else stands in it.
pub fn read(fields: &Fields, currency: Currency) -> (Application, Intent) {
    let mut reader = Reader::new(fields);
    let kind = reader.code("type", TicketType::parse);
    let mut lines = Vec::new();
    for (name, _) in fields.iter() {
        let Some(line_no) = name.strip_prefix("qty_").and_then(|no| no.parse::<i64>().ok()) else { continue };
        if lines.iter().any(|line: &AppliedLine| line.line_no == line_no) {
            continue;
        }
        let Some(quantity) = reader.quantity(name).filter(|quantity| *quantity > 0) else { continue };
        let reason_code = reader.text(&format!("reason_{line_no}"), 64);
        let exchange_sku = reader.text(&format!("exchange_sku_{line_no}"), lengths::SKU);
        lines.push(AppliedLine {
            line_no,
            quantity,
            reason_code,
            exchange_sku: Some(exchange_sku).filter(|sku| !sku.is_empty()),
        });
    }
    let contact_phone = bare_number(&reader.text("contact_phone", lengths::PHONE));
    if !contact_phone.is_empty() && !is_phone(&contact_phone) {
        reader.refuse("contact_phone", Refusal::BadPhone);
    }
    let contact_email = reader.text("contact_email", lengths::EMAIL);
    if !contact_email.is_empty() && !is_email(&contact_email) {
        reader.refuse("contact_email", Refusal::BadEmail);
    }
    let intent = match fields.raw("intent") {
        "" | "submit" => Intent::Submit,
        "draft" => Intent::Draft,
        _ => {
            reader.refuse("intent", Refusal::UnknownValue);
            Intent::Draft
        }
    };
    let own_no = reader.text("ticket_no", 32);
    let application = Application {
        kind: kind.unwrap_or(TicketType::usual(true)),
        lines,
        particulars: Particulars {
            buyer_words: reader.text("buyer_words", lengths::NOTE),
            remark: reader.text("remark", lengths::NOTE),
            contact_phone,
            contact_email,
            desired_solution: reader.optional_code("desired_solution", DesiredSolution::parse),
            claimed_minor: reader.money("claimed_amount", currency),
            channel: reader.optional_code("channel", Channel::parse).unwrap_or(Channel::Staff),
        },
        requested_on: reader.date("requested_on"),
        ticket_no: Some(own_no).filter(|number| !number.is_empty()),
        parent_no: Some(reader.text("parent_no", 32)).filter(|number| !number.is_empty()),
        unread: Vec::new(),
    };
    (Application { unread: reader.problems(), ..application }, intent)
}
