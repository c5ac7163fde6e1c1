//! Goods that came back are counted (B7): one inbound per ticket, good and defective apart. Counting moves no stock; that is the
//! shelf's business after the inspection.

use crate::commands::people::mark_buyer;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::{Event, ReceivedLine};
use crate::domain::goods::movement::{InboundState, ParcelState};
use crate::domain::order::kind::LineKind;
use crate::domain::people::risk::RiskKind;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::kind::GoodsState;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::zone;
use crate::store::engine::numbers;
use crate::store::goods::inbounds;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow};
use crate::store::goods::parcels;
use crate::store::goods::parcels::ParcelRow;
use crate::store::house::merchants;
use crate::store::house::merchants::WarehouseRow;
use crate::store::orders::OrderLineRow;
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts::TicketLineRow;
use crate::store::tickets::stages::ReturnRow;
use crate::store::tickets::{parts, stages};
use crate::store::{Conn, DbError, Tx, orders};

/// The counts of a line; an empty count is the expected one, and good.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub line_no: i64,
    pub received: Option<i64>,
    pub good: Option<i64>,
    pub defective: Option<i64>,
}

/// The receipt form.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    /// The warehouse's code; empty for the one the return was sent to, or the merchant's only one.
    pub warehouse: String,
    pub counts: Vec<Count>,
    pub note: String,
}

/// A goods line of a ticket and the order line it stands for; services pass receipt by.
pub struct GoodsLine {
    pub line: TicketLineRow,
    pub sold: OrderLineRow,
}

/// A line's counts, of which only the expected units settle.
pub(super) struct Counted {
    pub goods: GoodsLine,
    pub received: i64,
    pub good: i64,
    pub defective: i64,
    pub excess_good: i64,
    pub excess_defective: i64,
}

/// The goods lines of a ticket.
pub fn goods_lines(connection: &mut Conn, ticket: &TicketRow) -> Result<Vec<GoodsLine>, DbError> {
    let sold = orders::lines(connection, ticket.order_id)?;
    let lines = parts::lines(connection, ticket.id)?;
    Ok(lines
        .into_iter()
        .filter_map(|line| {
            let sold = sold.iter().find(|sold| sold.id == line.order_line_id && sold.kind == LineKind::Goods)?;
            Some(GoodsLine { line, sold: sold.clone() })
        })
        .collect())
}

/// Receives a ticket's goods. More than expected is recorded as an unclaimed parcel, never settled (edge case 47).
pub fn receive(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    receipt: &Receipt,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Receive)?;
    let sent_to = step.stages.return_of.as_ref().and_then(|back| back.warehouse_id);
    let warehouse = warehouse(tx.connection(), &step.ticket, sent_to, &receipt.warehouse)?;
    let counted = counted(goods_lines(tx.connection(), &step.ticket)?, &receipt.counts)?;
    let now = tx.now();
    let boxes = parcels::of_ticket(tx.connection(), step.ticket.id)?;
    let back = step.return_of();
    back.warehouse_id = Some(warehouse.id);
    back.received_at = Some(now);
    back.goods_state = GoodsState::SellerReceived;
    let mut back = back.clone();
    if back.tracking_no.is_empty() {
        // The number was only on the box: it is the inbound's number all the same.
        back.tracking_no = boxes.last().map(|parcel| parcel.tracking_no.clone()).unwrap_or_default();
    }
    open_boxes(tx, step.ticket.id, boxes)?;
    let inbound = insert_inbound(tx, actor, &step, &back, warehouse.id, &receipt.note)?;
    for count in &counted {
        insert_line(tx, &inbound, count)?;
    }
    let excess = contents(&step.ticket, &counted);
    if !excess.is_empty() {
        insert_leftover(tx, actor, &step.ticket, &inbound, excess.clone())?;
    }
    let is_empty = counted.iter().all(|count| count.received == 0 && count.excess() == 0);
    if is_empty && counted.iter().any(|count| count.goods.line.effective_qty() > 0) {
        mark_buyer::propose(tx, &step.ticket, RiskKind::EmptyBox)?;
    }
    let event = Event::GoodsReceived {
        inbound_no: inbound.inbound_no,
        warehouse: warehouse.name,
        lines: counted.iter().map(Counted::for_event).collect(),
        excess,
    };
    step.finish(tx, actor, Status::Received, event, &receipt.note)
}

/// Where goods go unless a clerk says otherwise: the warehouse the return was sent to, while it is active; where the return names none,
/// the merchant's only active one.
pub fn implied_warehouse(all: &[WarehouseRow], sent_to: Option<i64>) -> Option<&WarehouseRow> {
    let mut active = all.iter().filter(|warehouse| warehouse.active);
    match sent_to {
        Some(id) => active.find(|warehouse| warehouse.id == id),
        None => active.next().filter(|_| active.next().is_none()),
    }
}

/// The merchant's active warehouse of a code, without one the implied one. Nothing is booked into a warehouse that nobody named.
pub(super) fn warehouse(
    connection: &mut Conn,
    ticket: &TicketRow,
    sent_to: Option<i64>,
    code: &str,
) -> Result<WarehouseRow, CommandError> {
    let all = merchants::warehouses_of(connection, ticket.merchant_id)?;
    let chosen = match code {
        "" => implied_warehouse(&all, sent_to).ok_or(FieldError::at("warehouse", Refusal::Required)),
        code => all
            .iter()
            .find(|warehouse| warehouse.active && warehouse.code == code)
            .ok_or(FieldError::at("warehouse", Refusal::UnknownValue)),
    };
    chosen.cloned().map_err(|error| CommandError::Invalid(vec![error]))
}

fn counted(lines: Vec<GoodsLine>, counts: &[Count]) -> Result<Vec<Counted>, CommandError> {
    let mut errors = Vec::new();
    let mut counted = Vec::new();
    for goods in lines {
        let line_no = goods.line.line_no;
        let count = counts.iter().find(|count| count.line_no == line_no).copied().unwrap_or_default();
        match split(count, goods.line.effective_qty()) {
            Some((good, defective)) => counted.push(Counted::of(goods, good, defective)),
            None => errors.push(FieldError::at(format!("good_{line_no}"), Refusal::GoodAndDefective)),
        }
    }
    if errors.is_empty() { Ok(counted) } else { Err(CommandError::Invalid(errors)) }
}

/// Good and defective units of a count; `None` where they do not add up to what was received.
pub(super) fn split(count: Count, expected: i64) -> Option<(i64, i64)> {
    let received = match (count.received, count.good, count.defective) {
        (Some(received), ..) => received,
        (None, Some(good), defective) => good + defective.unwrap_or(0),
        (None, None, defective) => expected.max(defective.unwrap_or(0)),
    };
    let defective = count.defective.unwrap_or_else(|| count.good.map_or(0, |good| received - good));
    let good = count.good.unwrap_or(received - defective);
    (good >= 0 && defective >= 0 && good + defective == received).then_some((good, defective))
}

impl Counted {
    /// Settles what was counted of a line.
    pub fn of(goods: GoodsLine, good: i64, defective: i64) -> Self {
        let expected = goods.line.effective_qty();
        let settled_good = good.min(expected);
        let settled_defective = defective.min(expected - settled_good);
        Self {
            received: settled_good + settled_defective,
            excess_good: good - settled_good,
            excess_defective: defective - settled_defective,
            good: settled_good,
            defective: settled_defective,
            goods,
        }
    }

    /// Units over the expected ones.
    pub fn excess(&self) -> i64 {
        self.excess_good + self.excess_defective
    }

    /// Keeps the counts on the ticket's line.
    pub fn save(&self, tx: &mut Tx<'_>) -> Result<(), CommandError> {
        let mut line = self.goods.line.clone();
        line.received_qty = self.received;
        line.good_qty = self.good;
        line.defective_qty = self.defective;
        Ok(parts::save_line(tx, &line)?)
    }

    fn for_event(&self) -> ReceivedLine {
        ReceivedLine {
            line_no: self.goods.line.line_no,
            sku: self.goods.sold.sku.clone(),
            expected: self.goods.line.effective_qty(),
            received: self.received,
            good: self.good,
            defective: self.defective,
        }
    }
}

/// Goods that no ticket claims: ticket, SKU and units.
pub(super) fn contents(ticket: &TicketRow, counted: &[Counted]) -> String {
    let over = counted.iter().filter(|count| count.excess() > 0);
    let parts: Vec<String> = over.map(|count| format!("{} ×{}", count.goods.sold.sku, count.excess())).collect();
    if parts.is_empty() { String::new() } else { format!("{} {}", ticket.ticket_no, parts.join(", ")) }
}

fn insert_inbound(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: &Step,
    back: &ReturnRow,
    warehouse_id: i64,
    note: &str,
) -> Result<InboundRow, CommandError> {
    let kind = step.ticket.kind.inbound().ok_or(Refusal::GoodsNotHere)?;
    let now = tx.now();
    let inbound_no = numbers::next(tx, "RI", now.date_in(zone(&step.merchant.timezone)))?;
    let inbound = InboundRow {
        id: tx.next_id()?,
        inbound_no,
        kind,
        ticket_id: step.ticket.id,
        merchant_id: step.ticket.merchant_id,
        warehouse_id,
        carrier: back.carrier.clone(),
        tracking_no: back.tracking_no.clone(),
        state: InboundState::Received,
        note: note.to_owned(),
        received_at: now,
        received_by: actor.staff_id,
        shelved_at: None,
    };
    inbounds::insert(tx, &inbound)?;
    Ok(inbound)
}

fn insert_line(tx: &mut Tx<'_>, inbound: &InboundRow, count: &Counted) -> Result<(), CommandError> {
    let row = InboundLineRow {
        id: tx.next_id()?,
        inbound_id: inbound.id,
        ticket_line_id: count.goods.line.id,
        sku: count.goods.sold.sku.clone(),
        name: count.goods.sold.name.clone(),
        expected_qty: count.goods.line.effective_qty(),
        received_qty: count.received,
        good_qty: count.good,
        defective_qty: count.defective,
        grade: None,
        first_good_qty: None,
        first_defective_qty: None,
        excess_good_qty: count.excess_good,
        excess_defective_qty: count.excess_defective,
    };
    inbounds::insert_line(tx, &row)?;
    count.save(tx)
}

/// A parcel is opened once all its tickets are received; `received` is just being received.
fn open_boxes(tx: &mut Tx<'_>, received: i64, boxes: Vec<ParcelRow>) -> Result<(), CommandError> {
    for found in boxes.into_iter().filter(|parcel| parcel.state == ParcelState::SignedIn) {
        let mut parcel = parcels::claim(tx, found.id)?;
        let mut all_received = true;
        for ticket in parcels::tickets_in(tx.connection(), parcel.id)? {
            let back = stages::return_of(tx.connection(), ticket.id)?;
            all_received &= ticket.id == received || back.is_some_and(|back| back.received_at.is_some());
        }
        if all_received {
            parcel.state = ParcelState::Opened;
            parcels::save(tx, &mut parcel)?;
        }
    }
    Ok(())
}

/// Goods of a ticket's box that the ticket does not settle wait among the unclaimed parcels, named by their contents.
pub fn insert_leftover(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: &TicketRow,
    inbound: &InboundRow,
    contents: String,
) -> Result<(), CommandError> {
    let merchant = merchants::get(tx.connection(), ticket.merchant_id)?;
    let now = tx.now();
    let parcel_no = numbers::next(tx, "UP", now.date_in(zone(&merchant.timezone)))?;
    let parcel = ParcelRow {
        id: tx.next_id()?,
        parcel_no,
        merchant_id: ticket.merchant_id,
        warehouse_id: inbound.warehouse_id,
        tracking_no: inbound.tracking_no.clone(),
        carrier: inbound.carrier.clone(),
        contents,
        state: ParcelState::Unclaimed,
        signed_in_at: inbound.received_at,
        signed_in_by: actor.staff_id,
        version: 1,
    };
    parcels::insert(tx, &parcel)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_left_empty_are_as_expected() {
        let count = |received, good, defective| Count { line_no: 1, received, good, defective };
        for (count, expected) in [
            (count(None, None, None), Some((2, 0))),
            (count(Some(1), None, None), Some((1, 0))),
            (count(None, Some(1), Some(1)), Some((1, 1))),
            (count(None, Some(2), None), Some((2, 0))),
            (count(None, None, Some(1)), Some((1, 1))),
            (count(Some(3), Some(1), None), Some((1, 2))),
            (count(Some(2), Some(2), Some(1)), None),
            (count(Some(1), Some(2), None), None),
            (count(Some(0), Some(0), Some(0)), Some((0, 0))),
        ] {
            assert_eq!(split(count, 2), expected, "{count:?}");
        }
    }
}
