//! A later file updates an order: shipping, signing and remarks are taken from it; lines that tickets hold keep goods, quantity, money and
//! currency, and the order's warnings say where the file differs. A typed order becomes the imported one. The audit log keeps who imported
//! other figures, and which.

use chrono_tz::Tz;

use crate::commands::CommandError;
use crate::commands::orders::import_orders::lines::{Plan, Terms, plan};
use crate::commands::orders::import_orders::people::{Buyers, Shops};
use crate::commands::orders::import_orders::rows;
use crate::commands::orders::import_orders::rows::take;
use crate::commands::orders::import_orders::{HELD_BACK, Incoming, by_order, facts, follow};
use crate::commands::orders::order_mark;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::money::states::GatewayKind;
use crate::domain::order::kind::SignState;
use crate::domain::order::order_change::{Change, Fact, changes};
use crate::domain::order::order_record::OrderRecord;
use crate::domain::order::warning::OrderWarning;
use crate::domain::time::{Timestamp, zone};
use crate::store::Tx;
use crate::store::house::audit;
use crate::store::house::audit_detail::{AuditDetail, FieldChange};
use crate::store::house::merchants::MerchantRow;
use crate::store::money::refunds;
use crate::store::money::refunds::Held;
use crate::store::orders::import;
use crate::store::orders::import::Usage;
use crate::store::orders::keys;
use crate::store::orders::{self, OrderRow, PaymentRow, ShipmentRow};

/// Updates orders that are here; `by` is who imports.
pub(super) fn update(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    by: Option<i64>,
    changed: &[(&Incoming, i64)],
    shops: &Shops,
    buyers: &Buyers,
) -> Result<(), CommandError> {
    if changed.is_empty() {
        return Ok(());
    }
    let zone = zone(&merchant.timezone);
    let ids: Vec<i64> = changed.iter().map(|(_, id)| *id).collect();
    let mut orders = import::claim_orders(tx, &ids)?;
    let usage = import::usage(tx.connection(), &ids)?;
    let mut lines = by_order(import::lines_of(tx.connection(), &ids)?, |row| row.order_id);
    let mut payments = by_order(import::payments_of(tx.connection(), &ids)?, |row| row.order_id);
    let mut shipments = by_order(import::shipments_of(tx.connection(), &ids)?, |row| row.order_id);
    let mut fresh_lines = Vec::new();
    for (incoming, id) in changed {
        let Some(mut order) = orders.remove(id) else { continue };
        order.shop_id = shops.id_of(&incoming.record)?;
        order.buyer_id = buyers.id_of(&incoming.record).or(order.buyer_id);
        let mut known = Known {
            lines: lines.remove(id).unwrap_or_default(),
            payments: payments.remove(id).unwrap_or_default(),
            shipments: shipments.remove(id).unwrap_or_default(),
            gateway: merchant.gateway,
        };
        let plan = one(tx, by, &mut order, &mut known, incoming, &usage, zone)?;
        fresh_lines.extend(plan.write(tx)?);
        orders::save(tx, &mut order)?;
        follow::order(tx, by, &order)?;
    }
    import::insert_lines(tx, &fresh_lines)?;
    for id in ids.iter().filter(|id| usage.orders.contains(id)) {
        order_mark::recounted(tx, *id)?;
    }
    keys::follow(tx, &ids)?;
    Ok(())
}

/// The rows that belong to an order.
struct Known {
    lines: Vec<orders::OrderLineRow>,
    payments: Vec<PaymentRow>,
    shipments: Vec<ShipmentRow>,
    /// The gateway of refunds where neither the file nor a payment names one.
    gateway: GatewayKind,
}

fn one(
    tx: &mut Tx<'_>,
    by: Option<i64>,
    order: &mut OrderRow,
    known: &mut Known,
    incoming: &Incoming,
    usage: &Usage,
    zone: Tz,
) -> Result<Plan, CommandError> {
    let record = &incoming.record;
    let before = facts::of(order, &known.lines, &known.payments, &known.shipments, zone);
    let (was_paid, stub, known_warnings) = (order.paid_at.is_some(), order.is_stub, OrderWarning::read(&order.doubt));
    let held = usage.orders.contains(&order.id);
    let other_currency = held && record.currency != order.currency;
    let terms = Terms { usage, stub, held, other_currency };
    let plan = plan(tx, order, std::mem::take(&mut known.lines), record, terms)?;
    // A typed order is corrected by the file: only what was approved already is held against it.
    let counts = held && (!stub || plan.lines().iter().any(|line| usage.promised.contains_key(&line.id)));
    let reserved = if counts { refunds::held_of_order(tx.connection(), order.id, None)? } else { Held::default() };
    let totals_kept = apply(order, &plan, incoming, terms, reserved);
    let mut added = false;
    if !totals_kept && record.paid_at.is_some() {
        added = put_payment(tx, order.id, known, record, usage)?;
    }
    put_shipment(tx, order.id, &mut known.shipments, record)?;

    let after = facts::of(order, &plan.lines(), &known.payments, &known.shipments, zone);
    let changes = changes(&before, &after);
    if !changes.is_empty() {
        order.facts_by = by;
    }
    let was_whole = !known_warnings.iter().any(|warning| matches!(warning, OrderWarning::LinesRefused(_)));
    let changed = changes.iter().any(|change| change.calls_for_a_look(was_paid, was_whole));
    let mut warnings: Vec<OrderWarning> = known_warnings.into_iter().filter(OrderWarning::stays).collect();
    warnings.extend(added.then_some(OrderWarning::PaymentAdded));
    warnings.extend((changed && !stub).then_some(OrderWarning::FactsChanged));
    warnings.extend(other_currency.then(|| OrderWarning::CurrencyKept(record.currency.code().to_owned())));
    let totals = OrderWarning::TotalsKept { paid: record.payment.amount, freight: record.freight };
    warnings.extend((totals_kept && !other_currency && totals_differ(order, record)).then_some(totals));
    add_warnings(&mut warnings, order, &plan, record);
    order.doubt = OrderWarning::write(&warnings);

    let now_paid = order.paid_at.is_some() && !was_paid;
    let kept = kept(order, &plan, record, zone);
    if changed || now_paid || !kept.is_empty() {
        let fields = describe(&changes, &kept);
        let detail = AuditDetail::OrderFields(&fields, order.currency);
        audit::append(tx, by, Some(order.merchant_id), AuditKind::OrderChanged, &order.order_no, detail)?;
    }
    Ok(plan)
}

/// Updates the order's own fields; `true` where its totals stay, whatever the file says. While a ticket holds the order its freight stays,
/// and what was paid does not fall below what tickets take of it; where a line's money stays, the totals stay with it.
fn apply(order: &mut OrderRow, plan: &Plan, incoming: &Incoming, terms: Terms<'_>, reserved: Held) -> bool {
    let record = &incoming.record;
    order.ordered_at = record.ordered_at.into();
    let paid = record.paid_at.is_some() || order.is_stub;
    let freight_stays = match order.is_stub {
        true => record.freight < reserved.freight,
        false => terms.held && record.freight != order.freight_minor,
    };
    let too_little = paid && record.payment.amount < reserved.amount;
    let totals_kept = terms.other_currency || !plan.kept.is_empty() || freight_stays || too_little;
    if !totals_kept {
        order.currency = record.currency;
        order.freight_minor = record.freight;
        if paid {
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
    if totals_kept {
        order.fingerprint.push(HELD_BACK);
    }
    totals_kept
}

fn totals_differ(order: &OrderRow, record: &OrderRecord) -> bool {
    let paid = record.paid_at.is_some() && record.payment.amount != order.paid_minor;
    paid || record.freight != order.freight_minor
}

fn add_warnings(warnings: &mut Vec<OrderWarning>, order: &OrderRow, plan: &Plan, record: &OrderRecord) {
    warnings.extend(record.flagged.map(OrderWarning::from));
    if !plan.kept.is_empty() {
        warnings.push(OrderWarning::LinesKept(plan.kept.clone()));
    }
    if !plan.replaced.is_empty() {
        warnings.push(OrderWarning::LinesReplaced(plan.replaced.clone()));
    }
    let lines = plan.paid() + order.freight_minor;
    let explained = warnings
        .iter()
        .any(|warning| matches!(warning, OrderWarning::SumsDiffer { .. } | OrderWarning::LinesRefused(_)));
    if order.paid_at.is_some() && lines != order.paid_minor && !explained {
        warnings.push(OrderWarning::SumsDiffer { lines, paid: order.paid_minor });
    }
    let mut seen = Vec::new();
    warnings.retain(|warning| {
        let first = !seen.contains(warning);
        seen.push(warning.clone());
        first
    });
}

/// The differences that were not taken because tickets hold the order: the order's value and the file's.
fn kept(order: &OrderRow, plan: &Plan, record: &OrderRecord, zone: Tz) -> Vec<Change> {
    let lines: Vec<_> = plan.lines().into_iter().filter(|line| plan.kept.contains(&line.line_no)).collect();
    let here = facts::of(order, &lines, &[], &[], zone);
    let of_file = OrderRow {
        currency: record.currency,
        freight_minor: record.freight,
        paid_minor: if record.paid_at.is_some() { record.payment.amount } else { order.paid_minor },
        ..order.clone()
    };
    // Only money: what was sent and signed for was taken from the file.
    let is_money = |change: &Change| !matches!(change.fact, Fact::Shipped | Fact::SignedAt);
    changes(&here, &facts::of(&of_file, &plan.refused, &[], &[], zone)).into_iter().filter(is_money).collect()
}

/// The changes by name, old and new; differences that were not taken have names of their own.
fn describe(changes: &[Change], kept: &[Change]) -> Vec<FieldChange> {
    let named = |prefix: &'static str, changes: &[Change]| -> Vec<FieldChange> {
        let describe = |change: &Change| FieldChange {
            name: format!("{prefix}{}", change.name()),
            before: change.old.clone().unwrap_or_default(),
            after: change.new.clone().unwrap_or_default(),
        };
        changes.iter().map(describe).collect()
    };
    [named("", changes), named("kept.", kept)].concat()
}

/// Updates the payment from the file; `true` where it added a second one because a refund goes back to the first. The payment of a refund
/// may grow, as its order does.
fn put_payment(
    tx: &mut Tx<'_>,
    order_id: i64,
    known: &mut Known,
    record: &OrderRecord,
    usage: &Usage,
) -> Result<bool, CommandError> {
    let payments = &mut known.payments;
    let gateway = payments.first().map_or(known.gateway, |old| old.gateway);
    let new = rows::payment(0, order_id, record, gateway);
    let is_named = |old: &PaymentRow| usage.payments.contains(&old.id);
    let same = |old: &PaymentRow| {
        (old.gateway, &old.reference, old.amount_minor) == (new.gateway, &new.reference, new.amount_minor)
    };
    if payments.iter().any(|old| is_named(old) && same(old)) {
        return Ok(false);
    }
    let grew = |old: &PaymentRow| {
        (old.gateway, &old.reference) == (new.gateway, &new.reference) && old.amount_minor < new.amount_minor
    };
    if let Some(old) = payments.iter_mut().find(|old| is_named(old) && grew(old)) {
        old.amount_minor = new.amount_minor;
        import::save_payment(tx, old)?;
        return Ok(false);
    }
    let beside_named = payments.iter().any(is_named);
    match payments.iter_mut().find(|old| !usage.payments.contains(&old.id)) {
        Some(old) => {
            *old = PaymentRow { id: old.id, ..new };
            import::save_payment(tx, old)?;
        }
        None => {
            let new = PaymentRow { id: tx.next_id()?, ..new };
            import::insert_payments(tx, std::slice::from_ref(&new))?;
            payments.push(new);
        }
    }
    Ok(beside_named)
}

fn put_shipment(
    tx: &mut Tx<'_>,
    order_id: i64,
    shipments: &mut Vec<ShipmentRow>,
    record: &OrderRecord,
) -> Result<(), CommandError> {
    let Some(shipment) = &record.shipment else { return Ok(()) };
    match shipments.first_mut() {
        Some(old) => {
            let new = rows::shipment(old.id, order_id, shipment);
            *old = ShipmentRow {
                shipped_at: new.shipped_at.or(old.shipped_at),
                signed_at: new.signed_at.or(old.signed_at),
                ..new
            };
            import::save_shipment(tx, old)?;
        }
        None => {
            shipments.push(rows::shipment(tx.next_id()?, order_id, shipment));
            import::insert_shipments(tx, shipments)?;
        }
    }
    Ok(())
}
