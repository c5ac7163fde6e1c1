//! The money and shipping of an order's rows, as named values that can be compared.

use chrono_tz::Tz;

use crate::domain::order::kind::SignState;
use crate::domain::order::order_change::{Fact, FactValues};
use crate::domain::time::Timestamp;
use crate::store::orders::{OrderLineRow, OrderRow, PaymentRow, ShipmentRow};

/// The facts of an order's rows. Times are in the merchant's zone, amounts in the order's currency. Replacement lines of exchanges are left
/// out.
pub(super) fn of(
    order: &OrderRow,
    lines: &[OrderLineRow],
    payments: &[PaymentRow],
    shipments: &[ShipmentRow],
    zone: Tz,
) -> FactValues {
    let mut facts = FactValues::new();
    let mut put = |line_no: i64, fact: Fact, value: String| {
        if !value.is_empty() {
            facts.insert((line_no, fact), value);
        }
    };
    let currency = order.currency;
    let time = |at: Option<Timestamp>| {
        at.map(|at| at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
    };
    let of_payments = |text: &dyn Fn(&PaymentRow) -> String| {
        let mut all: Vec<String> = payments.iter().map(text).filter(|text| !text.is_empty()).collect();
        all.dedup();
        all.join(", ")
    };
    put(0, Fact::Currency, currency.code().to_owned());
    put(0, Fact::Paid, order.paid_minor.plain(currency));
    put(0, Fact::PaidAt, time(order.paid_at));
    put(0, Fact::Freight, order.freight_minor.plain(currency));
    put(0, Fact::Gateway, of_payments(&|payment| payment.gateway.code().to_owned()));
    put(0, Fact::Reference, of_payments(&|payment| payment.reference.clone()));
    put(0, Fact::Payment, of_payments(&|payment| payment.amount_minor.plain(currency)));
    if order.sign_state != SignState::NotSigned {
        put(0, Fact::SignState, order.sign_state.code().to_owned());
    }
    for parcel in shipments.iter().take(1) {
        put(0, Fact::Carrier, parcel.carrier.clone());
        put(0, Fact::TrackingNo, parcel.tracking_no.clone());
        put(0, Fact::ShippedAt, time(parcel.shipped_at));
    }
    for line in lines.iter().filter(|line| line.replaces_line_id.is_none()) {
        let no = line.line_no;
        put(no, Fact::Sku, line.sku.clone());
        put(no, Fact::LineKind, line.kind.code().to_owned());
        put(no, Fact::Quantity, line.quantity.to_string());
        put(no, Fact::UnitPrice, line.unit_price_scaled.plain(currency));
        put(no, Fact::Gross, line.gross_minor.plain(currency));
        put(no, Fact::LinePaid, line.paid_minor.plain(currency));
        if !line.gift_value_minor.is_zero() {
            put(no, Fact::GiftValue, line.gift_value_minor.plain(currency));
        }
        if line.shipped_qty > 0 {
            put(no, Fact::Shipped, line.shipped_qty.to_string());
        }
        put(no, Fact::SignedAt, time(line.signed_at));
    }
    facts
}
