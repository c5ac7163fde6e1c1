//! Notes on a ticket that do not move it: a note, who works on it, and that the buyer was told.

use crate::commands::tickets::{annotate, assignment};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::Channel;
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::tickets::Tickets;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{TicketForm, route};

pub(super) fn routes(config: &mut Addresses) {
    config
        .route(route::<Assign>("/tickets/{no}/assignment"))
        .route(route::<Note>("/tickets/{no}/notes"))
        .route(route::<Told>("/tickets/{no}/buyer-told"))
        .route(route::<FileWithdrawal>("/tickets/{no}/attachments/withdrawal"));
}

/// Takes the ticket, gives it back, or gives it to somebody.
enum Assign {
    Nobody,
    Me,
    Other(i64),
}

impl TicketForm for Assign {
    const NAME: &'static str = "assign";
    const ACTION: Action = Action::Assign;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        match fields.raw("assignee") {
            "" | "none" => Self::Nobody,
            "me" => Self::Me,
            id => match id.parse() {
                Ok(id) => Self::Other(id),
                Err(_) => {
                    reader.refuse("assignee", Refusal::UnknownAssignee);
                    Self::Nobody
                }
            },
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        let assignee = match self {
            Self::Nobody => None,
            Self::Me => actor.staff_id,
            Self::Other(id) => Some(*id),
        };
        assignment::assign(tx, actor, ticket_no, Some(version), assignee).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        let t = Tickets::of(lang);
        match self {
            Self::Nobody => t.done_released,
            Self::Me => t.done_taken,
            Self::Other(_) => t.done_assigned,
        }
    }
}

struct Note {
    text: String,
}

impl TicketForm for Note {
    const NAME: &'static str = "note";
    const ACTION: Action = Action::Note;
    // A note never collides with anybody: it is taken whatever happened meanwhile.
    const IS_VERSIONED: bool = false;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { text: reader.required("note", 2, 2_000) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, _: i32) -> Result<(), CommandError> {
        annotate::note(tx, actor, ticket_no, None, &self.text).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_noted
    }
}

/// The buyer was told.
struct Told {
    channel: Channel,
    text: String,
}

impl TicketForm for Told {
    const NAME: &'static str = "tell-buyer";
    const ACTION: Action = Action::TellBuyer;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            channel: reader.code("channel", Channel::parse).unwrap_or(Channel::Staff),
            text: reader.required("text", 2, lengths::NOTE),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        annotate::tell_buyer(tx, actor, ticket_no, version, self.channel, &self.text).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_told
    }
}

/// A file of evidence is withdrawn.
struct FileWithdrawal {
    id: i64,
    reason: String,
}

impl TicketForm for FileWithdrawal {
    const NAME: &'static str = "withdraw-file";
    const ACTION: Action = Action::WithdrawFile;
    // Like a note, it collides with nobody.
    const IS_VERSIONED: bool = false;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            id: reader.code("id", |text| text.parse().ok()).unwrap_or_default(),
            reason: reader.required("reason", 2, lengths::NOTE),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, _: i32) -> Result<(), CommandError> {
        annotate::withdraw_file(tx, actor, ticket_no, self.id, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_withdrawn_file
    }
}
