//! The way back, as agents know it: the address for the return, its parcel, a wrong number cleared.

use crate::commands::goods::parcel_number::parcel_number;
use crate::commands::goods::{exchange_stock, parcel_arrival};
use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::goods::carrier;
use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::GoodsState;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::house::merchants;
use crate::store::tickets::parts;
use crate::store::tickets::{self, TicketRow};
use crate::store::{Tx, orders};

/// The buyer's destination: one of the merchant's stations, or an address typed for this ticket.
#[derive(Clone, Debug)]
pub enum Destination {
    Station(i64),
    Typed { contact: String, phone: String, address: String },
}

/// Gives the buyer an address (R58); an exchange that waited for stock needs its stock now.
pub fn give_address(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    destination: &Destination,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::GiveAddress)?;
    let stations = merchants::stations_of(tx.connection(), step.ticket.merchant_id)?;
    let row = step.return_of();
    match destination {
        Destination::Station(id) => {
            let station = stations
                .into_iter()
                .find(|station| station.id == *id && station.active)
                .ok_or_else(|| invalid("station", Refusal::UnknownValue))?;
            if !station.is_complete() {
                return Err(invalid("station", Refusal::StationIncomplete));
            }
            row.station_id = Some(station.id);
            row.warehouse_id = Some(station.warehouse_id);
            (row.contact, row.phone, row.address) = (station.contact, station.phone, station.address);
        }
        Destination::Typed { contact, phone, address } => {
            row.station_id = None;
            row.warehouse_id = row.warehouse_id.or(stations.first().map(|station| station.warehouse_id));
            (row.contact, row.phone, row.address) = (contact.clone(), phone.clone(), address.clone());
        }
    }
    let (address, warehouse_id) = (row.address.clone(), row.warehouse_id);
    if step.ticket.status == Status::Approved
        && step.ticket.kind.ships_replacement()
        && !exchange_stock::reserve(tx, actor, &step.ticket, warehouse_id)?
    {
        let skus: Vec<String> =
            parts::lines(tx.connection(), step.ticket.id)?.into_iter().filter_map(|line| line.exchange_sku).collect();
        return Err(Refusal::OutOfStock(skus.join(", ")).into());
    }
    let ticket = step.finish(tx, actor, Status::PendingReturn, Event::ReturnAddressGiven { address }, "")?;
    parcel_arrival::find_here(tx, actor, ticket)
}

/// The buyer's parcel: sent by the buyer, picked up, or refused at the door (R75–R77). A number that another buyer's open ticket uses is
/// accepted, and the event names that ticket. A parcel that is here under it already is the ticket's at once. Without a carrier the number
/// names it.
pub fn ship_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    method: ReturnMethod,
    carrier: Option<Carrier>,
    tracking_no: Option<&str>,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::ShipBack)?;
    let outgoing = orders::shipments_of(tx.connection(), step.ticket.order_id)?.into_iter().next_back();
    // A refused parcel comes back under the number it went out with.
    let refused = method == ReturnMethod::RefusedDelivery;
    let number = match tracking_no {
        Some(typed) => parcel_number(tx, actor, typed)?,
        None => outgoing
            .as_ref()
            .filter(|parcel| refused && !parcel.tracking_no.is_empty())
            .map(|parcel| parcel.tracking_no.clone())
            .ok_or_else(|| invalid("tracking_no", Refusal::Required))?,
    };
    let as_sent = outgoing.filter(|parcel| refused && parcel.tracking_no == number).map(|parcel| parcel.carrier);
    let carrier = match (carrier, as_sent) {
        (Some(carrier), _) => carrier.code().to_owned(),
        (None, Some(carrier)) if !carrier.is_empty() => carrier,
        (None, _) => {
            carrier::guess(&number).ok_or_else(|| invalid("carrier", Refusal::CarrierUnknown))?.code().to_owned()
        }
    };
    let shared = tickets::others_with_tracking(tx.connection(), &number, &step.ticket)?;
    let row = step.return_of();
    row.method = Some(method);
    row.carrier = carrier.clone();
    row.tracking_no = number.clone();
    row.shipped_at = Some(tx.now());
    row.goods_state = GoodsState::OnTheWay;
    let event = Event::ReturnShipped { method, carrier, tracking_no: number, also_on: shared };
    let ticket = step.finish(tx, actor, Status::Returning, event, "")?;
    parcel_arrival::find_here(tx, actor, ticket)
}

/// Clears a wrong number; the buyer is to send (again).
pub fn clear_tracking(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::ClearTracking)?;
    let row = step.return_of();
    let cleared = std::mem::take(&mut row.tracking_no);
    row.carrier = String::new();
    row.method = None;
    row.shipped_at = None;
    row.goods_state = GoodsState::WithBuyer;
    let event = Event::ReturnTrackingCleared { tracking_no: cleared };
    step.finish(tx, actor, Status::PendingReturn, event, "")
}
