//! The rows of an order of a file.

use crate::domain::goods::movement::Carrier;
use crate::domain::lists::search_text;
use crate::domain::money::Money;
use crate::domain::money::states::GatewayKind;
use crate::domain::order::kind::{OrderAfterSale, SignState};
use crate::domain::order::order_record::{LineRecord, OrderRecord, ShipmentRecord};
use crate::domain::people::contact::is_masked;
use crate::domain::time::Timestamp;
use crate::store::orders::{OrderLineRow, OrderRow, PaymentRow, ShipmentRow};

/// The order's row. The caller sets shop, buyer, warnings, fingerprint and importer.
pub(super) fn order(id: i64, merchant_id: i64, record: &OrderRecord, now: Timestamp) -> OrderRow {
    OrderRow {
        id,
        merchant_id,
        shop_id: 0,
        buyer_id: None,
        order_no: record.order_no.clone(),
        currency: record.currency,
        ordered_at: record.ordered_at.into(),
        paid_at: record.paid_at.map(Timestamp::from),
        paid_minor: record.payment.amount,
        freight_minor: record.freight,
        sign_state: record.shipment.as_ref().map_or(SignState::NotSigned, |shipment| shipment.sign_state),
        receiver_name: record.receiver_name.clone(),
        receiver_phone: record.receiver_phone.clone(),
        receiver_address: record.receiver_address.clone(),
        buyer_message: record.buyer_message.clone(),
        merchant_remark: record.merchant_remark.clone(),
        flag: record.flag.clone(),
        gift_note: record.gift_note.clone(),
        invoice_no: record.invoice_no.clone(),
        transport_note: record.transport_note.clone(),
        is_stub: false,
        doubt: String::new(),
        fingerprint: String::new(),
        search_text: search(record),
        after_sale: OrderAfterSale::None,
        refunded_minor: Money::ZERO,
        claims: 0,
        created_at: now,
        updated_at: now,
        facts_by: None,
    }
}

/// A line's row. A shipped line counts as shipped whole, because files name no quantities of a parcel.
pub(super) fn line(id: i64, order_id: i64, record: &OrderRecord, line: &LineRecord) -> OrderLineRow {
    let discounts = line.line_discount + line.coupon_share + line.points_share;
    let shipment = record.shipment.as_ref();
    OrderLineRow {
        id,
        order_id,
        line_no: i64::from(line.line_no),
        kind: line.kind,
        sku: line.sku.clone(),
        name: line.name.clone(),
        spec: line.spec.clone(),
        picture_url: line.picture_url.clone(),
        unit_price_scaled: line.unit_price,
        quantity: line.quantity,
        gross_minor: line.unit_price.times(line.quantity, record.currency).unwrap_or(line.line_paid + discounts),
        line_discount_minor: line.line_discount,
        coupon_minor: line.coupon_share,
        points_minor: line.points_share,
        paid_minor: line.line_paid,
        is_gift: line.is_gift,
        gift_value_minor: line.gift_value,
        shipped_qty: if shipment.is_some() { line.quantity } else { 0 },
        signed_at: shipment.and_then(|shipment| shipment.signed_at).map(Timestamp::from),
        replaces_line_id: None,
    }
}

/// The payment's row; `gateway` is used where the file names none.
pub(super) fn payment(id: i64, order_id: i64, record: &OrderRecord, gateway: GatewayKind) -> PaymentRow {
    PaymentRow {
        id,
        order_id,
        method: record.payment.method.clone(),
        gateway: record.payment.gateway.unwrap_or(gateway),
        reference: record.payment.reference.clone(),
        amount_minor: record.payment.amount,
        paid_at: record.paid_at.map(Timestamp::from),
    }
}

/// The parcel's row; an unknown carrier keeps the name that it has in the file.
pub(super) fn shipment(id: i64, order_id: i64, shipment: &ShipmentRecord) -> ShipmentRow {
    let carrier = match shipment.carrier {
        Some(carrier) if carrier != Carrier::Other => carrier.code().to_owned(),
        _ => shipment.carrier_name.clone(),
    };
    ShipmentRow {
        id,
        order_id,
        carrier,
        tracking_no: shipment.tracking_no.clone(),
        shipped_at: shipment.shipped_at.map(Timestamp::from),
        signed_at: shipment.signed_at.map(Timestamp::from),
    }
}

/// The text that an order is found by: its numbers and goods, nothing about people.
pub(super) fn search(record: &OrderRecord) -> String {
    let parcel = record.shipment.as_ref().map_or("", |shipment| shipment.tracking_no.as_str());
    let goods = record.lines.iter().flat_map(|line| [line.sku.as_str(), line.name.as_str()]);
    search_text::of_pieces([record.order_no.as_str(), parcel].into_iter().chain(goods))
}

/// Replaces a text by a later one, unless the later one is empty or masks what the earlier one shows (R17).
pub(super) fn take(kept: &mut String, later: &str) {
    let hides = is_masked(later) && !kept.is_empty() && !is_masked(kept);
    if !later.is_empty() && !hides {
        later.clone_into(kept);
    }
}
