//! A draft is submitted as it stands, or discarded.

use crate::commands::tickets::open_ticket;
use crate::commands::{Actor, CommandError};
use crate::domain::money::Currency;
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::tickets::Tickets;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{TicketForm, route};

pub(super) fn routes(config: &mut Addresses) {
    config.route(route::<Submit>("/tickets/{no}/submission")).route(route::<Discard>("/tickets/{no}/discarding"));
}

struct Submit;

impl TicketForm for Submit {
    const NAME: &'static str = "submit";
    const ACTION: Action = Action::Submit;

    fn read(_: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        open_ticket::submit_draft(tx, actor, ticket_no, version).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_submitted
    }
}

struct Discard;

impl TicketForm for Discard {
    const NAME: &'static str = "discard";
    const ACTION: Action = Action::Discard;

    fn read(_: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        open_ticket::discard(tx, actor, ticket_no, version).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_discarded
    }
}
