//! Imports orders of a file, a batch in one transaction, so that every order is there whole or not at all. A fingerprint tells an unchanged
//! order, so the same file again changes nothing. Lines that tickets hold keep their values.

mod facts;
mod follow;
mod goods;
mod lines;
mod merge;
mod people;
mod rows;

use std::collections::{BTreeSet, HashMap};

use crate::commands::CommandError;
use crate::commands::orders::pictures;
use crate::domain::order::order_record::OrderRecord;
use crate::domain::order::warning::OrderWarning;
use crate::domain::time::Timestamp;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::orders::import::Known;
use crate::store::orders::{OrderRow, PaymentRow, ShipmentRow};
use crate::store::orders::{import, keys};
use crate::store::{Conn, DbError, Tx};
use people::{Buyers, Shops};

/// An order of a file, with the fingerprint of its content.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub record: OrderRecord,
    pub fingerprint: String,
}

/// How many orders were added, changed or left as they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: u64,
    pub updated: u64,
    pub unchanged: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.updated += more.updated;
        self.unchanged += more.unchanged;
    }
}

/// Ends the fingerprint of an order of which something was kept because tickets use it.
const HELD_BACK: char = '!';

/// The orders of a batch by what the import does with them.
#[derive(Default)]
struct Sorted<'i> {
    fresh: Vec<&'i Incoming>,
    changed: Vec<(&'i Incoming, i64)>,
    unchanged: u64,
    /// The places of those whose number another shop's order has.
    strangers: Vec<usize>,
}

impl Sorted<'_> {
    fn written(&self) -> Written {
        let (new, updated) = (self.fresh.len() as u64, self.changed.len() as u64);
        let counts = Counts { new, updated, unchanged: self.unchanged };
        Written { counts, strangers: self.strangers.clone() }
    }
}

/// What an import of some orders did.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub counts: Counts,
    /// The places of orders that were left out, because an order of another shop has their number.
    pub strangers: Vec<usize>,
}

/// What an import of some orders would do.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub written: Written,
    /// Names of shops that would be added.
    pub new_shops: BTreeSet<String>,
}

/// Finds out what an import of these orders would do; writes nothing.
pub fn preview(connection: &mut Conn, merchant_id: i64, orders: &[Incoming]) -> Result<Preview, DbError> {
    let sorted = sort(connection, merchant_id, orders)?;
    let known: BTreeSet<String> =
        merchants::shops_of(connection, merchant_id)?.into_iter().map(|shop| shop.name).collect();
    let named =
        sorted.fresh.iter().chain(sorted.changed.iter().map(|(order, _)| order)).map(|order| &order.record.shop);
    let new_shops = named.filter(|name| !name.is_empty() && !known.contains(*name)).cloned().collect();
    Ok(Preview { written: sorted.written(), new_shops })
}

/// Imports orders of one merchant; an order number occurs once in a batch. `by` is the importer, `None` for the command line and the
/// system; it is kept with every order whose money or shipping changes.
pub fn batch(tx: &mut Tx<'_>, merchant_id: i64, by: Option<i64>, orders: &[Incoming]) -> Result<Written, CommandError> {
    import::claim_merchant(tx, merchant_id)?;
    let merchant = merchants::get(tx.connection(), merchant_id)?;
    let sorted = sort(tx.connection(), merchant_id, orders)?;
    let written: Vec<&OrderRecord> =
        sorted.fresh.iter().chain(sorted.changed.iter().map(|(order, _)| order)).map(|order| &order.record).collect();
    if written.is_empty() {
        return Ok(sorted.written());
    }
    let shops = Shops::of(tx, merchant_id, &written)?;
    let buyers = Buyers::of(tx, merchant_id, &written)?;
    add(tx, &merchant, by, &sorted.fresh, &shops, &buyers)?;
    merge::update(tx, &merchant, by, &sorted.changed, &shops, &buyers)?;
    goods::learn(tx, merchant_id, &written)?;
    pictures::want(tx, merchant_id, &written)?;
    Ok(sorted.written())
}

fn sort<'i>(connection: &mut Conn, merchant_id: i64, orders: &'i [Incoming]) -> Result<Sorted<'i>, DbError> {
    let numbers: Vec<&str> = orders.iter().map(|order| order.record.order_no.as_str()).collect();
    let known = import::known(connection, merchant_id, &numbers)?;
    let held_back: Vec<i64> =
        known.values().filter(|known| known.fingerprint.ends_with(HELD_BACK)).map(|known| known.id).collect();
    // Changes that were held back are tried again once no ticket holds the order any more.
    let still_held =
        if held_back.is_empty() { Default::default() } else { import::held_orders(connection, &held_back)? };
    let shops: HashMap<String, i64> =
        merchants::shops_of(connection, merchant_id)?.into_iter().map(|shop| (shop.name, shop.id)).collect();
    let mut sorted = Sorted::default();
    for (at, order) in orders.iter().enumerate() {
        match known.get(&order.record.order_no) {
            None => sorted.fresh.push(order),
            Some(known) if is_another(known, &order.record, &shops) => sorted.strangers.push(at),
            Some(known) => {
                let same = known.fingerprint.trim_end_matches(HELD_BACK) == order.fingerprint;
                let due = known.fingerprint.ends_with(HELD_BACK) && !still_held.contains(&known.id);
                if same && !due && !known.is_stub {
                    sorted.unchanged += 1;
                } else {
                    sorted.changed.push((order, known.id));
                }
            }
        }
    }
    Ok(sorted)
}

/// Whether an order of a file only has the number of one that is here: shops may number alike. The same moment in another shop is a shop
/// that was renamed.
fn is_another(known: &Known, record: &OrderRecord, shops: &HashMap<String, i64>) -> bool {
    !known.is_stub
        && !record.shop.is_empty()
        && shops.get(&record.shop) != Some(&known.shop_id)
        && known.ordered_at != Timestamp::from(record.ordered_at)
}

fn add(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    by: Option<i64>,
    fresh: &[&Incoming],
    shops: &Shops,
    buyers: &Buyers,
) -> Result<(), CommandError> {
    let (mut orders, mut lines) = (Vec::with_capacity(fresh.len()), Vec::new());
    let (mut payments, mut shipments): (Vec<PaymentRow>, Vec<ShipmentRow>) = (Vec::new(), Vec::new());
    for Incoming { record, fingerprint } in fresh {
        let id = tx.next_id()?;
        let warnings: Vec<OrderWarning> = record.flagged.map(OrderWarning::from).into_iter().collect();
        orders.push(OrderRow {
            shop_id: shops.id_of(record)?,
            buyer_id: buyers.id_of(record),
            doubt: OrderWarning::write(&warnings),
            fingerprint: fingerprint.clone(),
            facts_by: by,
            ..rows::order(id, merchant.id, record, tx.now())
        });
        for line in &record.lines {
            lines.push(rows::line(tx.next_id()?, id, record, line));
        }
        if record.paid_at.is_some() {
            payments.push(rows::payment(tx.next_id()?, id, record, merchant.gateway));
        }
        if let Some(shipment) = &record.shipment {
            shipments.push(rows::shipment(tx.next_id()?, id, shipment));
        }
    }
    import::insert_orders(tx, &orders)?;
    import::insert_lines(tx, &lines)?;
    import::insert_payments(tx, &payments)?;
    import::insert_shipments(tx, &shipments)?;
    keys::follow(tx, &orders.iter().map(|order| order.id).collect::<Vec<_>>())?;
    Ok(())
}

/// Rows by the order they belong to.
fn by_order<T>(rows: Vec<T>, order_id: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut grouped: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(order_id(&row)).or_default().push(row);
    }
    grouped
}
