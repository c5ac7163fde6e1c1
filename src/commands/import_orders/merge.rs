//! An order that is here already meets a later file: shipping, signing and remarks are updated; lines that tickets took keep their
//! quantity and money, and the order's doubt says where the file differs. A typed order becomes the imported one.

use super::super::CommandError;
use super::rows::{self, take};
use super::{HELD_BACK, Incoming, by_order};
use crate::commands::import_orders::people::{Buyers, Shops};
use crate::domain::codes::SignState;
use crate::domain::doubt::Doubt;
use crate::domain::money::Money;
use crate::domain::order_record::{FlagReason, OrderRecord};
use crate::domain::search_text;
use crate::domain::time::Timestamp;
use crate::store::order_import::{self, Usage};
use crate::store::orders::{self, OrderLineRow, OrderRow, PaymentRow, ShipmentRow};
use crate::store::{Tx, order_keys};

/// Updates orders that are here.
pub(super) fn update(
    tx: &mut Tx<'_>,
    changed: &[(&Incoming, i64)],
    shops: &Shops,
    buyers: &Buyers,
) -> Result<(), CommandError> {
    if changed.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = changed.iter().map(|(_, id)| *id).collect();
    let mut orders = order_import::claim_orders(tx, &ids)?;
    let usage = order_import::usage(tx.connection(), &ids)?;
    let mut lines = by_order(order_import::lines_of(tx.connection(), &ids)?, |row| row.order_id);
    let mut payments = by_order(order_import::payments_of(tx.connection(), &ids)?, |row| row.order_id);
    let mut shipments = by_order(order_import::shipments_of(tx.connection(), &ids)?, |row| row.order_id);
    let mut fresh_lines = Vec::new();
    for (incoming, id) in changed {
        let Some(mut order) = orders.remove(id) else { continue };
        order.shop_id = shops.id_of(&incoming.record)?;
        order.buyer_id = buyers.id_of(&incoming.record).or(order.buyer_id);
        let plan = plan(tx, &order, lines.remove(id).unwrap_or_default(), &incoming.record, &usage)?;
        apply(&mut order, &plan, incoming);
        let paid = plan.kept.is_empty() && incoming.record.paid_at.is_some();
        if paid {
            put_payment(tx, *id, payments.remove(id).unwrap_or_default(), &incoming.record)?;
        }
        put_shipment(tx, *id, shipments.remove(id).unwrap_or_default(), &incoming.record)?;
        fresh_lines.extend(write(tx, plan)?);
        orders::save(tx, &mut order)?;
        orders::follow(tx, *id)?;
    }
    order_import::insert_lines(tx, &fresh_lines)?;
    order_keys::follow(tx, &ids)?;
    Ok(())
}

/// What becomes of an order's lines.
#[derive(Default)]
struct Plan {
    insert: Vec<OrderLineRow>,
    save: Vec<OrderLineRow>,
    /// Stay as they are.
    stay: Vec<OrderLineRow>,
    delete: Vec<i64>,
    /// Lines with a new number: moved out of the way first.
    moved: Vec<i64>,
    /// Numbers of lines that stayed although the file differs.
    kept: Vec<i64>,
    /// Numbers of a typed order's lines that tickets took and that are different as imported.
    replaced: Vec<i64>,
}

impl Plan {
    fn paid(&self) -> Money {
        let all = self.insert.iter().chain(&self.save).chain(&self.stay);
        all.filter(|line| line.replaces_line_id.is_none()).map(|line| line.paid_minor).sum()
    }
}

fn plan(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    existing: Vec<OrderLineRow>,
    record: &OrderRecord,
    usage: &Usage,
) -> Result<Plan, CommandError> {
    let (replacements, mut existing): (Vec<_>, Vec<_>) =
        existing.into_iter().partition(|line| line.replaces_line_id.is_some());
    let mut plan = Plan::default();
    for line in &record.lines {
        let fresh = rows::line(0, order.id, record, line);
        let found = existing.iter().position(|old| match order.is_stub {
            true => search_text::fold(&old.sku) == search_text::fold(&fresh.sku),
            false => old.line_no == fresh.line_no,
        });
        match found.map(|at| existing.remove(at)) {
            Some(old) => plan.meet(order.is_stub, old, fresh, usage),
            None if replacements.iter().any(|line| line.line_no == fresh.line_no) => plan.kept.push(fresh.line_no),
            None => plan.insert.push(OrderLineRow { id: tx.next_id()?, ..fresh }),
        }
    }
    let refused = matches!(record.flagged, Some(FlagReason::LinesRefused { .. }));
    plan.leave(order.is_stub, refused, existing, usage);
    plan.stay.extend(replacements);
    Ok(plan)
}

impl Plan {
    /// A line of the file and the line that it is here.
    fn meet(&mut self, stub: bool, old: OrderLineRow, fresh: OrderLineRow, usage: &Usage) {
        let differs = money_of(&old) != money_of(&fresh);
        let held = usage.held.contains(&old.id) && differs;
        let other_goods = usage.named.contains(&old.id) && old.sku != fresh.sku && !stub;
        let shipped_qty = if fresh.shipped_qty > 0 { fresh.quantity } else { old.shipped_qty.min(fresh.quantity) };
        let signed_at = fresh.signed_at.or(old.signed_at);
        let new = if (held || other_goods) && !stub {
            self.kept.push(old.line_no);
            let shipped_qty = if fresh.shipped_qty > 0 { old.quantity } else { old.shipped_qty };
            OrderLineRow { shipped_qty, signed_at, ..old.clone() }
        } else {
            if held {
                self.replaced.push(fresh.line_no);
            }
            OrderLineRow { id: old.id, shipped_qty, signed_at, ..fresh }
        };
        if new == old {
            return self.stay.push(old);
        }
        if new.line_no != old.line_no {
            self.moved.push(old.id);
        }
        self.save.push(new);
    }

    /// Lines that are here and not in the file.
    fn leave(&mut self, stub: bool, refused: bool, left: Vec<OrderLineRow>, usage: &Usage) {
        let all = self.insert.iter().chain(&self.save).chain(&self.stay);
        let mut last = all.map(|line| line.line_no).max().unwrap_or_default();
        for old in left {
            if !stub && refused {
                // The file has the line, but it could not be read.
                self.stay.push(old);
            } else if !usage.named.contains(&old.id) {
                self.delete.push(old.id);
            } else if stub {
                last += 1;
                self.replaced.push(last);
                self.moved.push(old.id);
                self.save.push(OrderLineRow { line_no: last, ..old });
            } else {
                self.kept.push(old.line_no);
                self.stay.push(old);
            }
        }
    }
}

/// What tickets have reckoned with.
fn money_of(line: &OrderLineRow) -> (&str, i64, Money, Money) {
    (line.kind.code(), line.quantity, line.gross_minor, line.paid_minor)
}

fn write(tx: &mut Tx<'_>, plan: Plan) -> Result<Vec<OrderLineRow>, CommandError> {
    if !plan.delete.is_empty() {
        order_import::delete_lines(tx, &plan.delete)?;
    }
    for id in &plan.moved {
        order_import::renumber_line(tx, *id, -*id)?;
    }
    for line in &plan.save {
        order_import::save_line(tx, line)?;
    }
    Ok(plan.insert)
}

/// The order's own fields.
fn apply(order: &mut OrderRow, plan: &Plan, incoming: &Incoming) {
    let record = &incoming.record;
    order.ordered_at = record.ordered_at.into();
    if plan.kept.is_empty() {
        order.currency = record.currency;
        order.freight_minor = record.freight;
        if record.paid_at.is_some() || order.is_stub {
            order.paid_at = record.paid_at.map(Timestamp::from);
            order.paid_minor = record.payment.amount;
        }
    }
    if let Some(shipment) = record.shipment.as_ref().filter(|shipment| shipment.sign_state != SignState::NotSigned) {
        order.sign_state = shipment.sign_state;
    }
    for (kept, later) in [
        (&mut order.receiver_name, &record.receiver_name),
        (&mut order.receiver_phone, &record.receiver_phone),
        (&mut order.receiver_address, &record.receiver_address),
        (&mut order.buyer_message, &record.buyer_message),
        (&mut order.merchant_remark, &record.merchant_remark),
        (&mut order.flag, &record.flag),
        (&mut order.gift_note, &record.gift_note),
        (&mut order.invoice_no, &record.invoice_no),
        (&mut order.transport_note, &record.transport_note),
    ] {
        take(kept, later);
    }
    order.is_stub = false;
    order.search_text = rows::search(record);
    order.fingerprint.clone_from(&incoming.fingerprint);
    if !plan.kept.is_empty() {
        order.fingerprint.push(HELD_BACK);
    }
    order.doubt = Doubt::write(&doubts(order, plan, record));
}

fn doubts(order: &OrderRow, plan: &Plan, record: &OrderRecord) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = record.flagged.map(Doubt::from).into_iter().collect();
    if !plan.kept.is_empty() {
        doubts.push(Doubt::LinesKept(plan.kept.clone()));
    }
    if !plan.replaced.is_empty() {
        doubts.push(Doubt::LinesReplaced(plan.replaced.clone()));
    }
    let lines = plan.paid() + order.freight_minor;
    let told = doubts.iter().any(|doubt| matches!(doubt, Doubt::SumsDiffer { .. } | Doubt::LinesRefused(_)));
    if order.paid_at.is_some() && lines != order.paid_minor && !told {
        doubts.push(Doubt::SumsDiffer { lines, paid: order.paid_minor });
    }
    doubts
}

fn put_payment(
    tx: &mut Tx<'_>,
    order_id: i64,
    existing: Vec<PaymentRow>,
    record: &OrderRecord,
) -> Result<(), CommandError> {
    match existing.first() {
        Some(old) => order_import::save_payment(tx, &rows::payment(old.id, order_id, record))?,
        None => {
            let id = tx.next_id()?;
            order_import::insert_payments(tx, &[rows::payment(id, order_id, record)])?;
        }
    }
    Ok(())
}

fn put_shipment(
    tx: &mut Tx<'_>,
    order_id: i64,
    existing: Vec<ShipmentRow>,
    record: &OrderRecord,
) -> Result<(), CommandError> {
    let Some(shipment) = &record.shipment else { return Ok(()) };
    match existing.into_iter().next() {
        Some(old) => {
            let mut new = rows::shipment(old.id, order_id, shipment);
            new.shipped_at = new.shipped_at.or(old.shipped_at);
            new.signed_at = new.signed_at.or(old.signed_at);
            order_import::save_shipment(tx, &new)?;
        }
        None => {
            let id = tx.next_id()?;
            order_import::insert_shipments(tx, &[rows::shipment(id, order_id, shipment)])?;
        }
    }
    Ok(())
}
