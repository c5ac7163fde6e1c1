//! Reserved goods leave the warehouse: the replacement of an exchange (C6), or goods that go back to the buyer (4.7 e).

use crate::commands::goods::parcel_number::{chosen_or_guessed, parcel_number};
use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::{Event, Sent, SentLine};
use crate::domain::goods::movement::{Carrier, InboundState, MoveKind, OutboundKind, OutboundState};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::GoodsState;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::goods::inbounds;
use crate::store::goods::outbounds;
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::goods::parcels;
use crate::store::house::merchants;
use crate::store::tickets::TicketRow;

/// The dispatch form.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// The warehouse's code; empty for the one that reserved the goods.
    pub warehouse: String,
    /// `None` to go by the number.
    pub carrier: Option<Carrier>,
    /// As it was typed or scanned.
    pub tracking_no: String,
}

/// Ships a ticket's reserved outbound; its stock leaves in the same transaction (8.5).
pub fn dispatch(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    form: &Dispatch,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Dispatch)?;
    let kind = step.ticket.kind.outbound_from(step.ticket.status).ok_or(Refusal::NothingToDispatch)?;
    let mut outbound =
        outbounds::reserved_of(tx.connection(), step.ticket.id, kind)?.ok_or(Refusal::NothingToDispatch)?;
    let tracking_no = new_number(tx, actor, &step, &form.tracking_no)?;
    let carrier =
        chosen_or_guessed(form.carrier, &tracking_no).ok_or_else(|| invalid("carrier", Refusal::CarrierUnknown))?;
    let from = warehouse(tx, &step, &outbound, &form.warehouse)?;
    let lines = outbounds::lines(tx.connection(), outbound.id)?;
    for line in &lines {
        take(tx, actor, &outbound, line, from)?;
    }
    outbound.warehouse_id = from;
    outbound.carrier = carrier.code().to_owned();
    outbound.tracking_no = tracking_no;
    outbound.state = OutboundState::Shipped;
    outbound.shipped_at = Some(tx.now());
    outbound.shipped_by = actor.staff_id;
    outbounds::save(tx, &outbound)?;
    let sent = Sent {
        outbound_no: outbound.outbound_no,
        carrier: outbound.carrier,
        tracking_no: outbound.tracking_no,
        lines: lines.into_iter().map(|line| SentLine { sku: line.sku, quantity: line.quantity }).collect(),
    };
    match kind {
        OutboundKind::ExchangeShip => {
            step.finish(tx, actor, Status::ExchangeShipped, Event::ReplacementShipped(sent), "")
        }
        OutboundKind::ReturnToBuyer => {
            give_up_inbound(tx, &step.ticket)?;
            step.return_of().goods_state = GoodsState::SentBack;
            step.finish(tx, actor, Status::Closed, Event::GoodsSentBack(sent), "")
        }
    }
}

/// The number of the parcel, which is not the one that the goods came back under.
fn new_number(tx: &mut Tx<'_>, actor: &Actor, step: &Step, typed: &str) -> Result<String, CommandError> {
    let number = parcel_number(tx, actor, typed)?;
    let sent_back = step.stages.return_of.as_ref().is_some_and(|back| back.tracking_no == number);
    let came = parcels::of_ticket(tx.connection(), step.ticket.id)?.iter().any(|parcel| parcel.tracking_no == number);
    if sent_back || came { Err(invalid("tracking_no", Refusal::ReturnNumber)) } else { Ok(number) }
}

/// Where the goods leave from. A replacement may come from another warehouse of the merchant than the one that reserved it.
fn warehouse(tx: &mut Tx<'_>, step: &Step, outbound: &OutboundRow, code: &str) -> Result<i64, CommandError> {
    if code.is_empty() {
        return Ok(outbound.warehouse_id);
    }
    let found = merchants::warehouses_of(tx.connection(), step.ticket.merchant_id)?
        .into_iter()
        .find(|warehouse| warehouse.code == code && warehouse.active)
        .ok_or_else(|| invalid("warehouse", Refusal::UnknownValue))?;
    if found.id != outbound.warehouse_id && outbound.kind == OutboundKind::ReturnToBuyer {
        return Err(invalid("warehouse", Refusal::NotAllowedHere));
    }
    Ok(found.id)
}

fn take(
    tx: &mut Tx<'_>,
    actor: &Actor,
    outbound: &OutboundRow,
    line: &OutboundLineRow,
    from: i64,
) -> Result<(), CommandError> {
    let Some(bucket) = line.from_bucket() else { return Ok(()) };
    let reserved = StockMove {
        warehouse_id: outbound.warehouse_id,
        sku: &line.sku,
        bucket,
        qty: 0,
        reserved: -line.quantity,
        ref_kind: MoveKind::Outbound,
        ref_no: &outbound.outbound_no,
        note: "",
    };
    if from == outbound.warehouse_id {
        return move_stock(tx, actor, &StockMove { qty: -line.quantity, ..reserved });
    }
    move_stock(tx, actor, &StockMove { ref_kind: MoveKind::Release, ..reserved.clone() })?;
    let taken = StockMove { warehouse_id: from, qty: -line.quantity, reserved: 0, ..reserved };
    move_stock(tx, actor, &taken).map_err(|error| match error {
        CommandError::Refused(Refusal::WouldGoNegative(_)) => {
            invalid("warehouse", Refusal::OutOfStock(line.sku.clone()))
        }
        other => other,
    })
}

/// Goods that were counted and never shelved are off our hands.
fn give_up_inbound(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<(), CommandError> {
    if let Some(mut inbound) = inbounds::last_of(tx.connection(), ticket.id)?
        && inbound.state == InboundState::Received
    {
        inbound.state = InboundState::SentBack;
        inbounds::save(tx, &inbound)?;
    }
    Ok(())
}
