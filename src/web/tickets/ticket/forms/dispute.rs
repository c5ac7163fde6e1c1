//! The forms of a case: opened, evidence, ruling; and of a manager whom the buyer asked for.

use chrono::NaiveDateTime;

use crate::commands::dispute;
use crate::commands::dispute::{Opening, RulingForm};
use crate::commands::{Actor, CommandError};
use crate::domain::dispute::case::{DisputeKind, DisputeSide};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruled, Ruling};
use crate::domain::lengths;
use crate::domain::money::{Currency, Money};
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::term::disputes::Disputes;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{Tells, TicketForm, route, what_follows};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(route::<Escalation>("/tickets/{no}/escalation"))
        .route(route::<Case>("/tickets/{no}/arbitration"))
        .route(route::<Evidence>("/tickets/{no}/dispute-evidence"))
        .route(route::<RulingOf>("/tickets/{no}/ruling"));
}

struct Escalation {
    words: String,
}

impl TicketForm for Escalation {
    const NAME: &'static str = "escalate";
    const ACTION: Action = Action::Escalate;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { words: reader.required("text", 2, lengths::NOTE) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        dispute::escalate(tx, actor, ticket_no, version, &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Disputes::of(lang).done_escalated
    }
}

struct Case {
    opening: Opening,
}

impl TicketForm for Case {
    const NAME: &'static str = "open-dispute";
    const ACTION: Action = Action::OpenDispute;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        let time = |reader: &mut Reader<'_>, field: &str| -> Option<NaiveDateTime> { reader.local_time(field) };
        let kind = match fields.raw("kind") {
            "" => DisputeKind::Platform,
            // An unknown kind is noted; the value is not used then.
            _ => reader.code("kind", DisputeKind::parse).unwrap_or(DisputeKind::Platform),
        };
        let reference = reader.required("reference", 1, lengths::NUMBER);
        let body = match kind {
            DisputeKind::Platform => reader.text("body", lengths::PERSON),
            _ => reader.required("body", 1, lengths::PERSON),
        };
        Self {
            opening: Opening {
                kind,
                reference,
                body,
                words: reader.required("text", 2, lengths::NOTE),
                due: time(reader, "due_at"),
                evidence_due: time(reader, "evidence_due_at"),
            },
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        dispute::open(tx, actor, ticket_no, version, &self.opening).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Disputes::of(lang).done_opened
    }
}

struct Evidence {
    side: DisputeSide,
    words: String,
}

impl TicketForm for Evidence {
    const NAME: &'static str = "add-evidence";
    const ACTION: Action = Action::AddEvidence;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            side: reader.code("side", DisputeSide::parse).unwrap_or(DisputeSide::Buyer),
            words: reader.required("text", 2, lengths::NOTE),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        dispute::add_evidence(tx, actor, ticket_no, version, self.side, &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Disputes::of(lang).done_evidence
    }
}

struct RulingOf {
    form: RulingForm,
}

impl TicketForm for RulingOf {
    const NAME: &'static str = "record-ruling";
    const ACTION: Action = Action::RecordRuling;
    const LEADS_ON: bool = false;
    const TELLS: Option<Tells> = Some(what_follows);

    fn read(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Self {
        let ruled = match reader.code("ruling", Ruling::parse) {
            Some(Ruling::Merchant) => Ruled::ForMerchant,
            Some(Ruling::Withdrawn) | None => Ruled::Withdrawn,
            Some(Ruling::Buyer) => {
                let remedy = reader.code("next", Remedy::parse).unwrap_or(Remedy::Refund);
                // A type that refunds no money has no payer to choose.
                let payer = match fields.has("payer") {
                    false => Payer::Merchant,
                    true => reader.code("payer", Payer::parse).unwrap_or(Payer::Merchant),
                };
                Ruled::ForBuyer(remedy, payer)
            }
        };
        let amount: Option<Money> = match fields.raw("amount").trim() {
            "" => None,
            _ => reader.money("amount", currency),
        };
        Self { form: RulingForm { ruled, amount, words: reader.required("text", 2, lengths::NOTE) } }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        dispute::rule(tx, actor, ticket_no, version, &self.form).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Disputes::of(lang).done_ruled
    }
}
