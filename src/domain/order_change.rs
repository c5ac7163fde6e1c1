//! What an order says of money and shipping, value by value, so that what a later file changes can be told, kept and read: what was not
//! known before is news, what was known and is different now is a change.

use std::collections::BTreeMap;

use super::codes::codes;

codes! {
    /// A value that decides what may be refunded, or that says where the goods are.
    Fact {
        /// The order's currency.
        Currency = "currency",
        /// What was paid in all.
        Paid = "paid",
        /// When it was paid.
        PaidAt = "paid_at",
        /// What was paid for delivery.
        Freight = "freight",
        /// What pays money back.
        Gateway = "gateway",
        /// The gateway's number of the payment.
        Reference = "reference",
        /// What the payment paid.
        Payment = "payment",
        /// What was sold.
        Sku = "sku",
        /// Goods or a service.
        LineKind = "line_kind",
        /// Units bought.
        Quantity = "quantity",
        /// Price of one unit.
        UnitPrice = "unit_price",
        /// Price of the units before discounts.
        Gross = "gross",
        /// What was paid for the line.
        LinePaid = "line_paid",
        /// A gift's stated value.
        GiftValue = "gift_value",
        /// Units that left.
        Shipped = "shipped",
        /// When the line was signed for.
        SignedAt = "signed_at",
        /// The answer at the door.
        SignState = "sign_state",
        /// Who carries the parcel.
        Carrier = "carrier",
        /// The parcel's number.
        TrackingNo = "tracking_no",
        /// When the parcel left.
        ShippedAt = "shipped_at",
    }
}

/// What is known, by line number (0 for the order itself) and name; what is not known is absent.
pub type Facts = BTreeMap<(i64, Fact), String>;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// 0 for the order itself.
    pub line_no: i64,
    pub fact: Fact,
    /// `None` where it was not known.
    pub old: Option<String>,
    /// `None` where it is known no more.
    pub new: Option<String>,
}

/// Every difference, the order's own first, then line by line.
pub fn changes(old: &Facts, new: &Facts) -> Vec<Change> {
    let mut keys: Vec<&(i64, Fact)> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|key| Change { line_no: key.0, fact: key.1, old: old.get(key).cloned(), new: new.get(key).cloned() })
        .filter(|change| change.old != change.new)
        .collect()
}
