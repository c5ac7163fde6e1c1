//! The reviewer's decisions, and the ends without one: approve, reject, cancel for the buyer, close.

use crate::commands::tickets::review;
use crate::commands::tickets::review::Approval;
use crate::commands::tickets::withdraw::withdraw;
use crate::commands::{Actor, CommandError};
use crate::domain::money::{Currency, Money};
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::tickets::Tickets;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{Tells, TicketForm, route, what_follows};

pub(super) fn routes(config: &mut Addresses) {
    config
        .route(route::<Approval>("/tickets/{no}/approval"))
        .route(route::<Rejection>("/tickets/{no}/rejection"))
        .route(route::<Withdrawal>("/tickets/{no}/withdrawal"))
        .route(route::<Cancellation>("/tickets/{no}/cancellation"))
        .route(route::<Closure>("/tickets/{no}/closure"));
}

/// The most that is typed into a note or a reason.
const TEXT_MOST: usize = 2_000;

impl TicketForm for Approval {
    const NAME: &'static str = "approve";
    const ACTION: Action = Action::Approve;
    const TELLS: Option<Tells> = Some(what_follows);

    fn read(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Self {
        let mut amounts = Vec::new();
        for (name, _) in fields.iter() {
            let Some(line_no) = name.strip_prefix("amount_").and_then(|no| no.parse::<i64>().ok()) else { continue };
            if let Some(amount) = reader.money(name, currency) {
                amounts.push((line_no, amount));
            }
        }
        Self {
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
            note: reader.text("note", TEXT_MOST),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        review::approve(tx, actor, ticket_no, version, self).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_approved
    }
}

struct Rejection {
    category: RejectCategory,
    reason: String,
    show_buyer: bool,
}

impl TicketForm for Rejection {
    const NAME: &'static str = "reject";
    const ACTION: Action = Action::Reject;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self {
            // A missing category is noted; the value is not used then.
            category: reader.code("category", RejectCategory::parse).unwrap_or(RejectCategory::NotJustified),
            reason: reader.required("reason", 2, TEXT_MOST),
            show_buyer: reader.ticked("show_buyer"),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        review::reject(tx, actor, ticket_no, version, self.category, &self.reason, self.show_buyer).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_rejected
    }
}

struct Withdrawal {
    reason: String,
}

impl TicketForm for Withdrawal {
    const NAME: &'static str = "withdraw";
    const ACTION: Action = Action::Withdraw;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { reason: reader.required("reason", 2, TEXT_MOST) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        withdraw(tx, actor, ticket_no, version, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_withdrawn
    }
}

struct Cancellation {
    reason: String,
}

impl TicketForm for Cancellation {
    const NAME: &'static str = "cancel";
    const ACTION: Action = Action::Cancel;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { reason: reader.required("reason", 2, TEXT_MOST) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        review::cancel(tx, actor, ticket_no, version, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_cancelled
    }
}

struct Closure {
    reason: String,
}

impl TicketForm for Closure {
    const NAME: &'static str = "close";
    const ACTION: Action = Action::Close;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { reason: reader.required("reason", 2, TEXT_MOST) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        review::close(tx, actor, ticket_no, version, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_closed
    }
}
