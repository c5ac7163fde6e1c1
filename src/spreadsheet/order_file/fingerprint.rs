//! The fingerprint of an order's content: equal exactly when nothing of the record differs, so that a second import of a file
//! can tell the unchanged orders without comparing them field by field.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::domain::order::order_record::{
    BuyerRecord, FlagReason, LineRecord, OrderRecord, PaymentRecord, PromotionRecord, ShipmentRecord,
};

/// SHA-256 over every field, as 64 hexadecimal digits. The number in front of the text changes whenever its form does.
pub fn fingerprint(order: &OrderRecord) -> String {
    let mut text = Canonical(String::from("1;"));
    text.order(order);
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.0.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Every value with its length before it, so that no two records have one text.
struct Canonical(String);

impl Canonical {
    fn put(&mut self, value: impl std::fmt::Display) {
        let value = value.to_string();
        let _ = write!(self.0, "{}:{value};", value.len());
    }

    fn maybe<T: std::fmt::Display>(&mut self, value: Option<T>) {
        match value {
            Some(value) => self.put(value),
            None => self.0.push_str("-;"),
        }
    }

    /// Takes the record apart without `..`: a new field does not compile until it is decided here.
    fn order(&mut self, order: &OrderRecord) {
        let OrderRecord {
            order_no,
            shop,
            platform,
            currency,
            ordered_at,
            paid_at,
            buyer,
            receiver_name,
            receiver_phone,
            receiver_address,
            buyer_message,
            merchant_remark,
            flag,
            gift_note,
            invoice_no,
            transport_note,
            freight,
            promotions,
            payment,
            shipment,
            lines,
            flagged,
        } = order;
        self.put(order_no);
        self.put(shop);
        self.put(platform);
        self.put(currency.code());
        self.put(ordered_at.timestamp_micros());
        self.maybe(paid_at.map(|at| at.timestamp_micros()));
        self.buyer(buyer);
        for text in [receiver_name, receiver_phone, receiver_address, buyer_message, merchant_remark] {
            self.put(text);
        }
        for text in [flag, gift_note, invoice_no, transport_note] {
            self.put(text);
        }
        self.put(freight.minor());
        self.put(promotions.len());
        for PromotionRecord { kind, amount } in promotions {
            self.put(kind.code());
            self.put(amount.minor());
        }
        let PaymentRecord { method, gateway, reference, amount } = payment;
        self.put(method);
        self.maybe(*gateway);
        self.put(reference);
        self.put(amount.minor());
        self.shipment(shipment.as_ref());
        self.put(lines.len());
        for line in lines {
            self.line(line);
        }
        self.maybe(flagged.map(|flag| match flag {
            FlagReason::LinesRefused { count } => format!("{} {count}", flag.code()),
            FlagReason::SumsDiffer { lines, paid } => format!("{} {} {}", flag.code(), lines.minor(), paid.minor()),
            FlagReason::SharesIncomplete | FlagReason::DiscountTooLarge | FlagReason::PaymentUnclear => {
                flag.code().to_owned()
            }
        }));
    }

    fn buyer(&mut self, buyer: &BuyerRecord) {
        let BuyerRecord { account, nickname, level, phone, email, address } = buyer;
        self.maybe(account.as_deref());
        for text in [nickname, level, phone, email, address] {
            self.put(text);
        }
    }

    fn shipment(&mut self, shipment: Option<&ShipmentRecord>) {
        let Some(ShipmentRecord { carrier, carrier_name, tracking_no, shipped_at, signed_at, sign_state }) = shipment
        else {
            return self.maybe(None::<&str>);
        };
        self.maybe(*carrier);
        self.put(carrier_name);
        self.put(tracking_no);
        self.maybe(shipped_at.map(|at| at.timestamp_micros()));
        self.maybe(signed_at.map(|at| at.timestamp_micros()));
        self.put(sign_state);
    }

    fn line(&mut self, line: &LineRecord) {
        let LineRecord {
            line_no,
            kind,
            sku,
            name,
            spec,
            picture_url,
            unit_price,
            quantity,
            line_discount,
            coupon_share,
            points_share,
            line_paid,
            is_gift,
            gift_value,
        } = line;
        self.put(line_no);
        self.put(kind);
        for text in [sku, name, spec, picture_url] {
            self.put(text);
        }
        self.put(unit_price.scaled());
        self.put(quantity);
        for amount in [line_discount, coupon_share, points_share, line_paid, gift_value] {
            self.put(amount.minor());
        }
        self.put(is_gift);
    }
}
