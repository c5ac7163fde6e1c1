//! Parcels are signed in by their number alone, before anybody opens them: the number finds its tickets, or the parcel is unclaimed
//! until somebody finds them for it (8.1, 8.6).

use crate::commands::term::follow::follow;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::goods::movement::ParcelState;
use crate::domain::goods::scan::signed_in_at;
use crate::domain::people::contact;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::time::{Timestamp, zone};
use crate::store::Tx;
use crate::store::engine::numbers;
use crate::store::goods::parcels;
use crate::store::goods::parcels::ParcelRow;
use crate::store::house::merchants;
use crate::store::house::merchants::WarehouseRow;
use crate::store::orders;
use crate::store::people::preferences;
use crate::store::tickets::events::NewEvent;
use crate::store::tickets::{self, TicketRow, events, stages};

/// The result of a scan; each names the parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Tickets wait for it.
    Hit(String),
    /// Nothing waits for it; it is unclaimed now.
    Miss(String),
    /// It was signed in before; nothing changed.
    Double(String),
}

/// A number scanned off a label.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    pub typed_no: &'a str,
    /// Where the clerk stands, which is remembered; without one it is where the clerk stood last, or else the first warehouse in scope.
    pub warehouse_id: Option<i64>,
    /// When it was scanned, as the browser says that kept it for a while.
    pub scanned_at: Option<Timestamp>,
    /// The clerk says that it is a parcel's number, though it looks like that of a product.
    pub is_parcel: bool,
}

/// Signs a parcel in by the number on its label, or by the ticket's number on our own papers. Refused for a product's barcode, unless the
/// clerk says that it is none, and for a ticket that waits for no parcel.
pub fn sign_in(tx: &mut Tx<'_>, actor: &Actor, scan: &Scan<'_>) -> Result<Scanned, CommandError> {
    actor.require(Permission::WorkWarehouse)?;
    let tracking_no =
        contact::tracking_no(scan.typed_no).ok_or_else(|| invalid("tracking_no", Refusal::BadTrackingNo))?;
    let here = warehouse(tx, actor, scan.warehouse_id)?;
    let at = signed_in_at(scan.scanned_at, tx.now());
    if let Some(ticket) = tickets::by_no(tx.connection(), &actor.scope, scan.typed_no)? {
        return sign_in_ticket(tx, actor, ticket, &here, at);
    }
    let awaiting = claim_awaiting(tx, actor, &tracking_no)?;
    sign_in_number(tx, actor, &tracking_no, awaiting, &here, at, scan.is_parcel)
}

/// Signs in the parcel of a ticket that was named: under the number it was sent with, or without one.
fn sign_in_ticket(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: TicketRow,
    here: &WarehouseRow,
    at: Timestamp,
) -> Result<Scanned, CommandError> {
    if let Some(known) = parcels::of_ticket(tx.connection(), ticket.id)?.into_iter().next() {
        return Ok(Scanned::Double(known.parcel_no));
    }
    let status = ticket.status;
    let number = stages::return_of(tx.connection(), ticket.id)?.map(|back| back.tracking_no).unwrap_or_default();
    let awaiting = match number.is_empty() {
        true => claim_awaited(tx, ticket)?.into_iter().collect(),
        false => claim_awaiting(tx, actor, &number)?,
    };
    if awaiting.is_empty() {
        return Err(invalid("tracking_no", Refusal::NotInThisStatus(status)));
    }
    sign_in_number(tx, actor, &number, awaiting, here, at, true)
}

fn sign_in_number(
    tx: &mut Tx<'_>,
    actor: &Actor,
    tracking_no: &str,
    awaiting: Vec<TicketRow>,
    here: &WarehouseRow,
    at: Timestamp,
    is_parcel: bool,
) -> Result<Scanned, CommandError> {
    if !tracking_no.is_empty()
        && let Some(found) = parcels::by_tracking(tx.connection(), &actor.scope, tracking_no)?
    {
        return sign_in_again(tx, actor, found, awaiting);
    }
    let Some(first) = awaiting.first() else {
        if contact::is_product_code(tracking_no) && !is_parcel {
            return Err(invalid("tracking_no", Refusal::ProductBarcode));
        }
        return insert(tx, actor, tracking_no, here, at, ParcelState::Unclaimed, String::new())
            .map(|parcel| Scanned::Miss(parcel.parcel_no));
    };
    let back = stages::return_of(tx.connection(), first.id)?;
    let place = place_of(tx, first, here, back.as_ref().and_then(|back| back.warehouse_id))?;
    let carrier = back.map(|back| back.carrier).unwrap_or_default();
    let parcel = insert(tx, actor, tracking_no, &place, at, ParcelState::SignedIn, carrier)?;
    link_all(tx, actor, &parcel, awaiting)?;
    Ok(Scanned::Hit(parcel.parcel_no))
}

/// Finds the ticket of an unclaimed parcel; the day it came in stays (edge case 57). The parcel moves to the ticket's merchant. Refused for
/// goods left over from another merchant's box, which are that merchant's.
pub fn match_parcel(
    tx: &mut Tx<'_>,
    actor: &Actor,
    parcel_no: &str,
    ticket_no: &str,
) -> Result<TicketRow, CommandError> {
    actor.require(Permission::WorkWarehouse)?;
    let found = parcels::by_no(tx.connection(), &actor.scope, parcel_no)?.ok_or(CommandError::NotFound)?;
    if ticket_no.trim().is_empty() {
        return Err(invalid("ticket_no", Refusal::Required));
    }
    let ticket = tickets::by_no(tx.connection(), &actor.scope, ticket_no)?
        .ok_or_else(|| invalid("ticket_no", Refusal::NoSuchTicket))?;
    if ticket.merchant_id != found.merchant_id && !found.contents.is_empty() {
        let owner = merchants::get(tx.connection(), found.merchant_id)?;
        return Err(invalid("ticket_no", Refusal::LeftoverOf(owner.name)));
    }
    let status = ticket.status;
    let Some(ticket) = claim_awaited(tx, ticket)? else {
        return Err(invalid("ticket_no", Refusal::NotInThisStatus(status)));
    };
    let mut parcel = parcels::claim(tx, found.id)?;
    if parcel.state != ParcelState::Unclaimed {
        return Err(Refusal::ParcelClaimed.into());
    }
    claim_for(tx, &mut parcel, &ticket)?;
    link_all(tx, actor, &parcel, vec![ticket.clone()])?;
    Ok(ticket)
}

/// Finds the parcel of a ticket that has come to wait for one, where it was signed in before anybody knew whose it is: under the number of
/// the return or, while that is not known, one that the order went out with. The day it came in stays.
pub fn find_here(tx: &mut Tx<'_>, actor: &Actor, ticket: TicketRow) -> Result<TicketRow, CommandError> {
    if !matches!(ticket.status, Status::PendingReturn | Status::Returning) {
        return Ok(ticket);
    }
    let sent_under = stages::return_of(tx.connection(), ticket.id)?.map(|back| back.tracking_no).unwrap_or_default();
    // The box of another ticket holds this one's goods only where its own number says so.
    let is_named = !sent_under.is_empty();
    let numbers = match sent_under.is_empty() {
        true => orders::shipments_of(tx.connection(), ticket.order_id)?.into_iter().map(|it| it.tracking_no).collect(),
        false => vec![sent_under],
    };
    for number in numbers.into_iter().filter(|number| !number.is_empty()) {
        let Some(found) = parcels::by_tracking(tx.connection(), &actor.scope, &number)? else { continue };
        let mut parcel = parcels::claim(tx, found.id)?;
        let is_free = parcel.state == ParcelState::Unclaimed && parcel.contents.is_empty();
        if !is_free && (!is_named || parcel.merchant_id != ticket.merchant_id) {
            continue;
        }
        if parcels::tickets_in(tx.connection(), parcel.id)?.iter().any(|known| known.id == ticket.id) {
            continue;
        }
        if parcel.state == ParcelState::Unclaimed {
            claim_for(tx, &mut parcel, &ticket)?;
        }
        return put_into(tx, actor, &parcel, ticket);
    }
    Ok(ticket)
}

/// Signs a parcel in for a ticket's merchant, in one of that merchant's warehouses.
fn claim_for(tx: &mut Tx<'_>, parcel: &mut ParcelRow, ticket: &TicketRow) -> Result<(), CommandError> {
    if parcel.merchant_id != ticket.merchant_id
        && let Some(here) = merchants::warehouse(tx.connection(), parcel.warehouse_id)?
    {
        let back = stages::return_of(tx.connection(), ticket.id)?;
        let place = place_of(tx, ticket, &here, back.and_then(|back| back.warehouse_id))?;
        parcel.merchant_id = place.merchant_id;
        parcel.warehouse_id = place.id;
    }
    if parcel.carrier.is_empty()
        && let Some(back) = stages::return_of(tx.connection(), ticket.id)?
    {
        parcel.carrier = back.carrier;
    }
    parcel.state = ParcelState::SignedIn;
    Ok(parcels::save(tx, parcel)?)
}

/// Where the clerk stands.
fn warehouse(tx: &mut Tx<'_>, actor: &Actor, id: Option<i64>) -> Result<WarehouseRow, CommandError> {
    let remembered = match actor.staff_id {
        Some(staff_id) => preferences::desk_place(tx.connection(), staff_id)?,
        None => None,
    };
    let mut all = Vec::new();
    for merchant in merchants::list(tx.connection(), &actor.scope)? {
        all.extend(merchants::warehouses_of(tx.connection(), merchant.id)?);
    }
    all.retain(|warehouse| warehouse.active);
    let stands = |id: i64| all.iter().find(|warehouse| warehouse.id == id);
    let found = match id {
        Some(id) => stands(id).ok_or_else(|| invalid("warehouse", Refusal::UnknownValue))?,
        None => remembered.and_then(stands).or(all.first()).ok_or_else(|| invalid("warehouse", Refusal::Required))?,
    };
    if let (Some(id), Some(staff_id)) = (id.filter(|id| Some(*id) != remembered), actor.staff_id) {
        preferences::put_desk_place(tx, staff_id, id)?;
    }
    Ok(found.clone())
}

/// Where a ticket's parcel is signed in: where the clerk stands if that is the merchant's, else where the return was sent.
fn place_of(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    here: &WarehouseRow,
    sent_to: Option<i64>,
) -> Result<WarehouseRow, CommandError> {
    if here.merchant_id == ticket.merchant_id {
        return Ok(here.clone());
    }
    let own = merchants::warehouses_of(tx.connection(), ticket.merchant_id)?;
    let sent_to = own.iter().find(|warehouse| Some(warehouse.id) == sent_to);
    Ok(sent_to.or(own.first()).unwrap_or(here).clone())
}

/// Claims the tickets that wait for a number; all of one merchant, since a box is signed in for one.
fn claim_awaiting(tx: &mut Tx<'_>, actor: &Actor, tracking_no: &str) -> Result<Vec<TicketRow>, CommandError> {
    let found = parcels::awaited_under(tx.connection(), &actor.scope, tracking_no)?;
    let merchant_id = found.first().map(|ticket| ticket.merchant_id);
    let mut claimed = Vec::new();
    for ticket in found.into_iter().filter(|ticket| Some(ticket.merchant_id) == merchant_id) {
        claimed.extend(claim_awaited(tx, ticket)?);
    }
    Ok(claimed)
}

fn claim_awaited(tx: &mut Tx<'_>, found: TicketRow) -> Result<Option<TicketRow>, CommandError> {
    let claimed = tickets::claim(tx, found, None)?;
    Ok(claimed.filter(|ticket| matches!(ticket.status, Status::PendingReturn | Status::Returning)))
}

/// A number that is known: a ticket that came to wait for it since then joins the parcel, which moves to the ticket's merchant where nobody
/// had claimed it; otherwise it is a double.
fn sign_in_again(
    tx: &mut Tx<'_>,
    actor: &Actor,
    found: ParcelRow,
    awaiting: Vec<TicketRow>,
) -> Result<Scanned, CommandError> {
    let inside = parcels::tickets_in(tx.connection(), found.id)?;
    let may_move = found.state == ParcelState::Unclaimed && found.contents.is_empty();
    let fresh: Vec<TicketRow> = awaiting
        .into_iter()
        .filter(|ticket| may_move || ticket.merchant_id == found.merchant_id)
        .filter(|ticket| inside.iter().all(|known| known.id != ticket.id))
        .collect();
    let Some(first) = fresh.first() else { return Ok(Scanned::Double(found.parcel_no)) };
    let mut parcel = parcels::claim(tx, found.id)?;
    claim_for(tx, &mut parcel, first)?;
    link_all(tx, actor, &parcel, fresh)?;
    Ok(Scanned::Hit(parcel.parcel_no))
}

fn insert(
    tx: &mut Tx<'_>,
    actor: &Actor,
    tracking_no: &str,
    warehouse: &WarehouseRow,
    at: Timestamp,
    state: ParcelState,
    carrier: String,
) -> Result<ParcelRow, CommandError> {
    let merchant = merchants::get(tx.connection(), warehouse.merchant_id)?;
    let parcel_no = numbers::next(tx, "UP", at.date_in(zone(&merchant.timezone)))?;
    let parcel = ParcelRow {
        id: tx.next_id()?,
        parcel_no,
        merchant_id: warehouse.merchant_id,
        warehouse_id: warehouse.id,
        tracking_no: tracking_no.to_owned(),
        carrier,
        contents: String::new(),
        state,
        signed_in_at: at,
        signed_in_by: actor.staff_id,
        version: 1,
    };
    parcels::insert(tx, &parcel)?;
    Ok(parcel)
}

/// Puts claimed tickets into a parcel; each keeps the day on which the first of its parcels came.
fn link_all(tx: &mut Tx<'_>, actor: &Actor, parcel: &ParcelRow, awaiting: Vec<TicketRow>) -> Result<(), CommandError> {
    for ticket in awaiting {
        put_into(tx, actor, parcel, ticket)?;
    }
    Ok(())
}

fn put_into(
    tx: &mut Tx<'_>,
    actor: &Actor,
    parcel: &ParcelRow,
    mut ticket: TicketRow,
) -> Result<TicketRow, CommandError> {
    parcels::link(tx, parcel.id, ticket.id)?;
    if let Some(mut back) = stages::return_of(tx.connection(), ticket.id)? {
        back.signed_in_at = back.signed_in_at.or(Some(parcel.signed_in_at));
        stages::put_return(tx, &back)?;
    }
    let event = NewEvent {
        event: Event::ParcelSignedIn {
            parcel_no: parcel.parcel_no.clone(),
            tracking_no: parcel.tracking_no.clone(),
            signed_in_at: Some(parcel.signed_in_at).filter(|at| *at < tx.now()),
        },
        staff_id: actor.staff_id,
        from: Some(ticket.status),
        note: "",
    };
    events::append(tx, &mut ticket, event)?;
    tickets::save(tx, &mut ticket, None)?;
    let stages = stages::of_ticket(tx.connection(), ticket.id)?;
    follow(tx, &ticket, &stages)?;
    Ok(ticket)
}
