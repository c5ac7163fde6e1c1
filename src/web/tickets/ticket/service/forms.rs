//! The forms of customer service on a ticket.

use crate::commands::service::{attempt, damage};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::goods::damage::Damage;
use crate::i18n::term::attempts::Attempts;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{TicketForm, route};
use crate::web::tickets::ticket::service::read::field;

/// Registers the addresses of the forms.
pub fn routes(config: &mut Addresses) {
    config
        .route(route::<Logged>("/tickets/{no}/attempts"))
        .route(route::<Delivery>("/tickets/{no}/delivery"))
        .route(route::<Steps>("/tickets/{no}/damage-steps"));
}

/// An attempt to resolve the case without a return.
struct Logged {
    way: AttemptWay,
    result: AttemptResult,
    words: String,
}

impl TicketForm for Logged {
    const NAME: &'static str = "log-attempt";
    const ACTION: Action = Action::LogAttempt;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            // An unknown code is noted; the value is not used then.
            way: reader.code("way", AttemptWay::parse).unwrap_or(AttemptWay::Other),
            result: reader.code("result", AttemptResult::parse).unwrap_or(AttemptResult::NoAnswer),
            words: reader.required("text", 2, lengths::NOTE),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        attempt::log(tx, actor, ticket_no, version, (self.way, self.result), &self.words).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Attempts::of(lang).done
    }
}

/// How the buyer signed for the parcel.
struct Delivery {
    signed_as: SignedAs,
}

impl TicketForm for Delivery {
    const NAME: &'static str = "record-delivery";
    const ACTION: Action = Action::RecordDelivery;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { signed_as: reader.code("signed_as", SignedAs::parse).unwrap_or(SignedAs::Unknown) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        damage::record_delivery(tx, actor, ticket_no, version, self.signed_as).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Damage::of(lang).done_signed
    }
}

/// The steps of the damage procedure that are done.
struct Steps {
    done: Vec<DamageStep>,
}

impl TicketForm for Steps {
    const NAME: &'static str = "check-damage";
    const ACTION: Action = Action::CheckDamage;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { done: DamageStep::ALL.iter().copied().filter(|step| reader.ticked(&field(*step))).collect() }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        damage::check_steps(tx, actor, ticket_no, version, &self.done).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Damage::of(lang).done_steps
    }
}
