//! What the buyer is asked for or offered before a decision, what came back, and what the platform shows of the ticket.

use chrono::NaiveDateTime;

use crate::commands::term::prolong;
use crate::commands::tickets::{appeal, negotiate};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::money::{Currency, Money};
use crate::domain::refusal::Refusal;
use crate::domain::term::kind::PlatformAction;
use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::ticket::request::BuyerAnswer;
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::term::requests::Requests;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{TicketForm, route};

pub(super) fn routes(config: &mut Addresses) {
    config
        .route(route::<SupplementRequest>("/tickets/{no}/supplement-request"))
        .route(route::<Offer>("/tickets/{no}/proposal"))
        .route(route::<Answer>("/tickets/{no}/buyer-answer"))
        .route(route::<Appeal>("/tickets/{no}/appeal"))
        .route(route::<PlatformTerm>("/tickets/{no}/platform-term"));
}

struct SupplementRequest {
    wanted: Vec<EvidenceKind>,
    words: String,
}

impl TicketForm for SupplementRequest {
    const NAME: &'static str = "request-supplement";
    const ACTION: Action = Action::RequestSupplement;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        let wanted: Vec<EvidenceKind> = fields.all("kinds").filter_map(EvidenceKind::parse).collect();
        if wanted.is_empty() {
            reader.refuse("kinds", Refusal::Required);
        }
        Self { wanted, words: reader.required("text", 2, lengths::NOTE) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        negotiate::request_supplement(tx, actor, ticket_no, version, &self.wanted, &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_asked
    }
}

struct Offer {
    amount: Money,
    words: String,
}

impl TicketForm for Offer {
    const NAME: &'static str = "offer";
    const ACTION: Action = Action::Offer;

    fn read(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Self {
        if fields.raw("amount").trim().is_empty() {
            reader.refuse("amount", Refusal::Required);
        }
        Self {
            amount: reader.money("amount", currency).unwrap_or(Money::ZERO),
            words: reader.required("text", 2, lengths::NOTE),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        negotiate::offer(tx, actor, ticket_no, version, self.amount, &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_offered
    }
}

struct Answer {
    answer: BuyerAnswer,
    words: String,
}

impl TicketForm for Answer {
    const NAME: &'static str = "record-answer";
    const ACTION: Action = Action::RecordAnswer;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            // A missing answer is noted; the value is not used then.
            answer: reader.code("answer", BuyerAnswer::parse).unwrap_or(BuyerAnswer::Declined),
            words: reader.text("text", lengths::NOTE),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        negotiate::record_answer(tx, actor, ticket_no, version, self.answer, &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_answered
    }
}

/// The buyer objects to a rejection.
struct Appeal {
    words: String,
}

impl TicketForm for Appeal {
    const NAME: &'static str = "appeal";
    const ACTION: Action = Action::Appeal;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { words: reader.required("text", 2, lengths::NOTE) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        appeal::appeal(tx, actor, ticket_no, version, &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_appealed
    }
}

/// What the platform shows of a ticket.
struct PlatformTerm {
    platform_ticket_no: String,
    due: Option<NaiveDateTime>,
    consequence: PlatformAction,
}

impl TicketForm for PlatformTerm {
    const NAME: &'static str = "note-platform";
    const ACTION: Action = Action::NotePlatform;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            platform_ticket_no: reader.text("platform_ticket_no", lengths::NUMBER),
            due: reader.local_time("due_at"),
            consequence: reader.code("consequence", PlatformAction::parse).unwrap_or(PlatformAction::Other),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        let number = &self.platform_ticket_no;
        prolong::note_platform(tx, actor, ticket_no, version, number, self.due, self.consequence).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_platform
    }
}
