//! The reads and writes of an import, many rows at a time: a batch is a handful of statements, however many orders it has. The command
//! decides about each order.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::domain::money::Money;
use crate::domain::ticket::status::{ReviewResult, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::conn::per_backend;
use crate::store::orders::{BuyerRow, OrderLineRow, OrderRow, PaymentRow, ProductRow, ShipmentRow};
use crate::store::schema::{
    buyers, merchants, order_lines, order_payments, orders, products, refunds, shipments, ticket_decisions,
    ticket_lines, tickets,
};
use crate::store::tickets::parts::TicketLineRow;
use crate::store::{Conn, DbError, Tx};

/// Rows of one INSERT: the widest table has 29 columns, and SQLite takes 32,766 values.
const ROWS: usize = 500;

/// An order as far as the import needs to know it before it looks closer.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: i64,
    pub fingerprint: String,
    pub is_stub: bool,
    pub shop_id: i64,
    pub ordered_at: Timestamp,
}

/// Locks a merchant's row until the transaction ends, so that two imports do not add one order twice.
pub fn claim_merchant(tx: &mut Tx<'_>, merchant_id: i64) -> Result<(), DbError> {
    diesel::update(merchants::table.find(merchant_id))
        .set(merchants::version.eq(merchants::version))
        .execute(tx.connection())?;
    Ok(())
}

/// Which of some numbers a merchant has, by number.
pub fn known(connection: &mut Conn, merchant_id: i64, numbers: &[&str]) -> Result<HashMap<String, Known>, DbError> {
    let rows: Vec<(String, i64, String, bool, i64, Timestamp)> = orders::table
        .filter(orders::merchant_id.eq(merchant_id))
        .filter(orders::order_no.eq_any(numbers.to_vec()))
        .select((
            orders::order_no,
            orders::id,
            orders::fingerprint,
            orders::is_stub,
            orders::shop_id,
            orders::ordered_at,
        ))
        .load(connection)?;
    let known = rows.into_iter().map(|(no, id, fingerprint, is_stub, shop_id, ordered_at)| {
        (no, Known { id, fingerprint, is_stub, shop_id, ordered_at })
    });
    Ok(known.collect())
}

/// Locks orders, and gives them as they are then, by id.
pub fn claim_orders(tx: &mut Tx<'_>, ids: &[i64]) -> Result<HashMap<i64, OrderRow>, DbError> {
    diesel::update(orders::table.filter(orders::id.eq_any(ids.to_vec())))
        .set(orders::claims.eq(orders::claims + 1))
        .execute(tx.connection())?;
    let rows: Vec<OrderRow> =
        orders::table.filter(orders::id.eq_any(ids.to_vec())).select(OrderRow::as_select()).load(tx.connection())?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The lines of orders, by order and line number.
pub fn lines_of(connection: &mut Conn, order_ids: &[i64]) -> Result<Vec<OrderLineRow>, DbError> {
    Ok(order_lines::table
        .filter(order_lines::order_id.eq_any(order_ids.to_vec()))
        .order((order_lines::order_id, order_lines::line_no))
        .select(OrderLineRow::as_select())
        .load(connection)?)
}

/// How tickets and refunds use orders.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// Lines of which a ticket that is active or completed took units.
    pub held: HashSet<i64>,
    /// Lines that any ticket names.
    pub named: HashSet<i64>,
    /// Approved units and money, by line.
    pub promised: HashMap<i64, Promised>,
    /// Orders of which a ticket that is active or completed took something.
    pub orders: HashSet<i64>,
    /// Payments that a refund goes back to, or went back to.
    pub payments: HashSet<i64>,
}

/// The units and the money approved of a line, in all its tickets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Promised {
    pub units: i64,
    pub money: Money,
}

/// How tickets and refunds use orders, their lines and payments.
pub fn usage(connection: &mut Conn, order_ids: &[i64]) -> Result<Usage, DbError> {
    let rows: Vec<(i64, Status, bool, ReviewResult, TicketLineRow)> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .inner_join(ticket_decisions::table.on(ticket_decisions::ticket_id.eq(ticket_lines::ticket_id)))
        .filter(tickets::order_id.eq_any(order_ids.to_vec()))
        .select((
            tickets::order_id,
            tickets::status,
            tickets::on_hold,
            ticket_decisions::result,
            TicketLineRow::as_select(),
        ))
        .load(connection)?;
    let mut usage = Usage::default();
    for (order_id, status, on_hold, reviewed, line) in rows {
        usage.named.insert(line.order_line_id);
        if !status.holds_claim_on(on_hold) {
            continue;
        }
        usage.orders.insert(order_id);
        usage.held.insert(line.order_line_id);
        if status != Status::PendingReview && reviewed == ReviewResult::Passed {
            let promised = usage.promised.entry(line.order_line_id).or_default();
            promised.units += line.effective_qty();
            promised.money += line.approved_minor.unwrap_or(line.computed_minor);
        }
    }
    let payments: Vec<Option<i64>> = refunds::table
        .filter(refunds::order_id.eq_any(order_ids.to_vec()))
        .select(refunds::payment_id)
        .load(connection)?;
    usage.payments = payments.into_iter().flatten().collect();
    Ok(usage)
}

/// Which of some orders have lines that tickets hold.
pub fn held_orders(connection: &mut Conn, order_ids: &[i64]) -> Result<HashSet<i64>, DbError> {
    let holding: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.holds_claim_on(false)).collect();
    let rows: Vec<i64> = tickets::table
        .filter(tickets::order_id.eq_any(order_ids.to_vec()))
        .filter(tickets::status.eq_any(holding).or(tickets::on_hold))
        .select(tickets::order_id)
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The payments of orders, oldest first.
pub fn payments_of(connection: &mut Conn, order_ids: &[i64]) -> Result<Vec<PaymentRow>, DbError> {
    Ok(order_payments::table
        .filter(order_payments::order_id.eq_any(order_ids.to_vec()))
        .order(order_payments::id)
        .select(PaymentRow::as_select())
        .load(connection)?)
}

/// The parcels of orders, oldest first.
pub fn shipments_of(connection: &mut Conn, order_ids: &[i64]) -> Result<Vec<ShipmentRow>, DbError> {
    Ok(shipments::table
        .filter(shipments::order_id.eq_any(order_ids.to_vec()))
        .order(shipments::id)
        .select(ShipmentRow::as_select())
        .load(connection)?)
}

/// A merchant's buyers of some accounts, on whatever platform.
pub fn buyers_of(connection: &mut Conn, merchant_id: i64, accounts: &[&str]) -> Result<Vec<BuyerRow>, DbError> {
    Ok(buyers::table
        .filter(buyers::merchant_id.eq(merchant_id))
        .filter(buyers::account.eq_any(accounts.to_vec()))
        .select(BuyerRow::as_select())
        .load(connection)?)
}

/// A merchant's products of some SKUs.
pub fn products_of(connection: &mut Conn, merchant_id: i64, skus: &[&str]) -> Result<Vec<ProductRow>, DbError> {
    Ok(products::table
        .filter(products::merchant_id.eq(merchant_id))
        .filter(products::sku.eq_any(skus.to_vec()))
        .select(ProductRow::as_select())
        .load(connection)?)
}

macro_rules! inserts {
    ($(#[$meta:meta])* $name:ident, $table:ident, $row:ident) => {
        $(#[$meta])*
        pub fn $name(tx: &mut Tx<'_>, rows: &[$row]) -> Result<(), DbError> {
            for rows in rows.chunks(ROWS) {
                per_backend!(tx.connection(), connection => {
                    diesel::insert_into($table::table).values(rows).execute(connection)?
                });
            }
            Ok(())
        }
    };
}

inserts!(
    /// Adds orders.
    insert_orders, orders, OrderRow
);
inserts!(
    /// Adds lines.
    insert_lines, order_lines, OrderLineRow
);
inserts!(
    /// Adds payments.
    insert_payments, order_payments, PaymentRow
);
inserts!(
    /// Adds parcels.
    insert_shipments, shipments, ShipmentRow
);
inserts!(
    /// Adds buyers.
    insert_buyers, buyers, BuyerRow
);
inserts!(
    /// Adds products.
    insert_products, products, ProductRow
);

macro_rules! saves {
    ($(#[$meta:meta])* $name:ident, $table:ident, $row:ident) => {
        $(#[$meta])*
        pub fn $name(tx: &mut Tx<'_>, row: &$row) -> Result<(), DbError> {
            diesel::update($table::table.find(row.id)).set(row).execute(tx.connection())?;
            Ok(())
        }
    };
}

saves!(
    /// Saves a line.
    save_line, order_lines, OrderLineRow
);
saves!(
    /// Saves a payment.
    save_payment, order_payments, PaymentRow
);
saves!(
    /// Saves a parcel.
    save_shipment, shipments, ShipmentRow
);
saves!(
    /// Saves a buyer.
    save_buyer, buyers, BuyerRow
);

/// Saves a product.
pub fn save_product(tx: &mut Tx<'_>, row: &ProductRow) -> Result<(), DbError> {
    diesel::update(products::table.find((row.merchant_id, &row.sku))).set(row).execute(tx.connection())?;
    Ok(())
}

/// Removes lines that no ticket names.
pub fn delete_lines(tx: &mut Tx<'_>, ids: &[i64]) -> Result<(), DbError> {
    diesel::delete(order_lines::table.filter(order_lines::id.eq_any(ids.to_vec()))).execute(tx.connection())?;
    Ok(())
}
