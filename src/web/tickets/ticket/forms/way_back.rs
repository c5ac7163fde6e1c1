//! The way back of the goods, as agents know it: its address, its parcel, a wrong number cleared; and where a parcel to the buyer goes.

use crate::commands::goods::ship_to;
use crate::commands::term::prolong;
use crate::commands::tickets::return_goods;
use crate::commands::tickets::return_goods::Destination;
use crate::commands::{Actor, CommandError};
use crate::domain::goods::carrier;
use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::goods::ship_to::ShipTo;
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::people::contact::{bare_number, is_phone, tracking_no};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::workflow::Action;
use crate::i18n::codes::Named;
use crate::i18n::term::requests::Requests;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::goods::parcels;
use crate::store::tickets::{self, stages};
use crate::store::{Conn, DbError, Tx};
use crate::viewer::Viewer;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{Tells, TicketForm, route};

pub(super) fn routes(config: &mut Addresses) {
    config
        .route(route::<Destination>("/tickets/{no}/return-address"))
        .route(route::<Shipment>("/tickets/{no}/return-shipment"))
        .route(route::<Removal>("/tickets/{no}/return-shipment/removal"))
        .route(route::<Extension>("/tickets/{no}/return-extension"))
        .route(route::<Reopening>("/tickets/{no}/reopening"))
        .route(route::<ShipTo>("/tickets/{no}/ship-to"));
}

impl TicketForm for Destination {
    const NAME: &'static str = "give-address";
    const ACTION: Action = Action::GiveAddress;

    /// A station, or an address typed in full.
    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        if ["contact", "phone", "address"].iter().all(|name| fields.raw(name).trim().is_empty()) {
            let id: Option<i64> = reader.code("station", |text| text.parse().ok());
            return Self::Station(id.unwrap_or_default());
        }
        let phone = bare_number(&reader.required("phone", 1, lengths::PHONE));
        if !phone.is_empty() && !is_phone(&phone) {
            reader.refuse("phone", Refusal::BadPhone);
        }
        Self::Typed {
            contact: reader.required("contact", 1, lengths::PERSON),
            phone,
            address: reader.required("address", 4, lengths::ADDRESS),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        return_goods::give_address(tx, actor, ticket_no, version, self).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_address
    }
}

impl TicketForm for ShipTo {
    const NAME: &'static str = "change-ship-to";
    const ACTION: Action = Action::ChangeShipTo;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        let phone = bare_number(&reader.required("phone", 1, lengths::PHONE));
        if !phone.is_empty() && !is_phone(&phone) {
            reader.refuse("phone", Refusal::BadPhone);
        }
        Self {
            receiver: reader.required("receiver", 1, lengths::PERSON),
            phone,
            address: reader.required("address", 4, lengths::ADDRESS),
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        ship_to::change(tx, actor, ticket_no, version, self).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_ship_to
    }
}

struct Shipment {
    method: ReturnMethod,
    carrier: Option<Carrier>,
    tracking_no: Option<String>,
}

impl TicketForm for Shipment {
    const NAME: &'static str = "ship-back";
    const ACTION: Action = Action::ShipBack;
    const TELLS: Option<Tells> = Some(parcel_is_here);

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        let typed = reader.text("tracking_no", 64);
        let tracking_no = tracking_no(&typed);
        if !typed.is_empty() && tracking_no.is_none() {
            reader.refuse("tracking_no", Refusal::BadTrackingNo);
        }
        Self {
            method: reader.optional_code("method", ReturnMethod::parse).unwrap_or(ReturnMethod::SelfShip),
            carrier: reader.optional_code("carrier", Carrier::parse),
            tracking_no,
        }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        let number = self.tracking_no.as_deref();
        return_goods::ship_back(tx, actor, ticket_no, version, self.method, self.carrier, number).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_parcel
    }

    fn doubt(&self, lang: Lang) -> String {
        carrier_doubt(self.carrier, self.tracking_no.as_deref().unwrap_or_default(), lang)
    }
}

/// That the letters of a number name another carrier than the chosen one; empty where they do not.
pub fn carrier_doubt(chosen: Option<Carrier>, typed: &str, lang: Lang) -> String {
    let number = tracking_no(typed).unwrap_or_default();
    let differing = chosen.and_then(|chosen| Some((chosen, carrier::mismatch(&number, chosen)?)));
    differing.map_or(String::new(), |(chosen, guessed)| {
        let names = [("guessed", guessed.name(lang)), ("chosen", chosen.name(lang))];
        fill(Tickets::of(lang).carrier_differs, &names)
    })
}

/// That the parcel of a ticket was at the warehouse before its number was known; empty where it was not.
fn parcel_is_here(connection: &mut Conn, viewer: &Viewer, ticket_no: &str) -> Result<String, DbError> {
    let Some(ticket) = tickets::by_no(connection, &viewer.scope, ticket_no)? else { return Ok(String::new()) };
    let shipped_at = stages::return_of(connection, ticket.id)?.and_then(|back| back.shipped_at);
    let before = parcels::of_ticket(connection, ticket.id)?.into_iter().find(|it| Some(it.signed_in_at) <= shipped_at);
    Ok(before.map_or(String::new(), |parcel| {
        let when = parcel.signed_in_at.utc().with_timezone(&viewer.zone()).format("%m-%d %H:%M").to_string();
        fill(Tickets::of(viewer.lang).parcel_is_here, &[("parcel", &parcel.parcel_no), ("when", &when)])
    }))
}

struct Removal;

impl TicketForm for Removal {
    const NAME: &'static str = "clear-tracking";
    const ACTION: Action = Action::ClearTracking;

    fn read(_: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        return_goods::clear_tracking(tx, actor, ticket_no, version).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Tickets::of(lang).done_parcel_cleared
    }
}

/// More time for the buyer.
struct Extension {
    reason: String,
}

impl TicketForm for Extension {
    const NAME: &'static str = "extend-return";
    const ACTION: Action = Action::ExtendReturn;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { reason: reader.required("reason", 2, lengths::NOTE) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        prolong::extend_return(tx, actor, ticket_no, version, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_extended
    }
}

/// A return that was closed because nothing was sent is taken up again.
struct Reopening {
    reason: String,
}

impl TicketForm for Reopening {
    const NAME: &'static str = "reopen-return";
    const ACTION: Action = Action::ReopenReturn;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { reason: reader.required("reason", 2, lengths::NOTE) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        prolong::reopen_return(tx, actor, ticket_no, version, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        Requests::of(lang).done_reopened
    }
}
