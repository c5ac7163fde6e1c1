//! An order's facts of money and shipping, value by value, so that the changes by a later file can be found, kept and read. A value that
//! was not known before is news; a known value that differs is a change.

use std::collections::BTreeMap;

use crate::domain::codes::codes;

codes! {
    /// A value that decides what may be refunded, or that says where the goods are.
    Fact {
        /// The order's currency.
        Currency = "currency",
        /// The total paid.
        Paid = "paid",
        /// When it was paid.
        PaidAt = "paid_at",
        /// The amount paid for delivery.
        Freight = "freight",
        /// The gateway of refunds.
        Gateway = "gateway",
        /// The gateway's number of the payment.
        Reference = "reference",
        /// The amount of the payment.
        Payment = "payment",
        /// The SKU that was sold.
        Sku = "sku",
        /// Goods or a service.
        LineKind = "line_kind",
        /// Units bought.
        Quantity = "quantity",
        /// Price of one unit.
        UnitPrice = "unit_price",
        /// Price of the units before discounts.
        Gross = "gross",
        /// The amount paid for the line.
        LinePaid = "line_paid",
        /// A gift's stated value.
        GiftValue = "gift_value",
        /// Units that left.
        Shipped = "shipped",
        /// When the line was signed for.
        SignedAt = "signed_at",
        /// The answer at the door.
        SignState = "sign_state",
        /// The carrier of the parcel.
        Carrier = "carrier",
        /// The parcel's number.
        TrackingNo = "tracking_no",
        /// When the parcel left.
        ShippedAt = "shipped_at",
    }
}

/// Known values by line number (0 for the order itself) and name; unknown ones are absent.
pub type FactValues = BTreeMap<(i64, Fact), String>;

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
pub fn changes(old: &FactValues, new: &FactValues) -> Vec<Change> {
    let mut keys: Vec<&(i64, Fact)> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|key| Change { line_no: key.0, fact: key.1, old: old.get(key).cloned(), new: new.get(key).cloned() })
        .filter(|change| change.old != change.new)
        .collect()
}

impl Change {
    /// Whether a known value changed, so that a person should look before money leaves. A first value is no such change: nothing was
    /// promised on it. `was_paid` says whether money had been paid before, `was_whole` whether every line had been imported.
    pub fn calls_for_a_look(&self, was_paid: bool, was_whole: bool) -> bool {
        let is_shipping = matches!(
            self.fact,
            Fact::Shipped | Fact::SignedAt | Fact::SignState | Fact::Carrier | Fact::TrackingNo | Fact::ShippedAt
        );
        let grows_with_lines = matches!(self.fact, Fact::Paid | Fact::Payment);
        self.old.is_some() && (is_shipping || was_paid) && (was_whole || !grows_with_lines)
    }

    /// The name under which the audit log keeps it: `freight`, or `line.2.quantity`.
    pub fn name(&self) -> String {
        match self.line_no {
            0 => self.fact.code().to_owned(),
            line_no => format!("line.{line_no}.{}", self.fact.code()),
        }
    }

    /// Reads `name`.
    pub fn parse_name(name: &str) -> Option<(i64, Fact)> {
        let (line_no, code) = match name.strip_prefix("line.") {
            Some(rest) => rest.split_once('.').and_then(|(line, code)| Some((line.parse().ok()?, code)))?,
            None => (0, name),
        };
        Some((line_no, Fact::parse(code)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(of: &[(i64, Fact, &str)]) -> FactValues {
        of.iter().map(|(line, fact, value)| ((*line, *fact), (*value).to_owned())).collect()
    }

    #[test]
    fn what_was_known_and_is_different_calls_for_a_look() {
        let known = facts(&[(0, Fact::Paid, "100.00"), (0, Fact::TrackingNo, "SF1"), (1, Fact::Quantity, "1")]);
        let cases = [
            ("nothing", known.clone(), true, true, false),
            (
                "another total",
                facts(&[(0, Fact::Paid, "90.00"), (0, Fact::TrackingNo, "SF1"), (1, Fact::Quantity, "1")]),
                true,
                true,
                true,
            ),
            (
                "a total before it was paid",
                facts(&[(0, Fact::Paid, "90.00"), (0, Fact::TrackingNo, "SF1"), (1, Fact::Quantity, "1")]),
                false,
                true,
                false,
            ),
            (
                "a total that lines are still missing of",
                facts(&[(0, Fact::Paid, "120.00"), (0, Fact::TrackingNo, "SF1"), (1, Fact::Quantity, "1")]),
                true,
                false,
                false,
            ),
            (
                "a quantity, even so",
                facts(&[(0, Fact::Paid, "100.00"), (0, Fact::TrackingNo, "SF1"), (1, Fact::Quantity, "2")]),
                true,
                false,
                true,
            ),
            (
                "another parcel before it was paid",
                facts(&[(0, Fact::Paid, "100.00"), (0, Fact::TrackingNo, "SF2"), (1, Fact::Quantity, "1")]),
                false,
                true,
                true,
            ),
            (
                "a line that is gone",
                facts(&[(0, Fact::Paid, "100.00"), (0, Fact::TrackingNo, "SF1")]),
                true,
                true,
                true,
            ),
        ];
        for (what, new, was_paid, was_whole, expected) in cases {
            let looks = changes(&known, &new).iter().any(|change| change.calls_for_a_look(was_paid, was_whole));
            assert_eq!(looks, expected, "{what}");
        }
        let mut signed = known.clone();
        signed.insert((0, Fact::SignState), "SIGNED_OK".to_owned());
        let news = changes(&known, &signed);
        assert_eq!(news.len(), 1);
        assert!(!news[0].calls_for_a_look(true, true), "it was not signed for before");
    }

    #[test]
    fn a_change_has_a_name_that_is_read_again() {
        for (line_no, fact, name) in [(0, Fact::Freight, "freight"), (12, Fact::LinePaid, "line.12.line_paid")] {
            let change = Change { line_no, fact, old: None, new: None };
            assert_eq!(change.name(), name);
            assert_eq!(Change::parse_name(name), Some((line_no, fact)));
        }
        assert_eq!(Change::parse_name("line.x.quantity"), None);
        assert_eq!(Change::parse_name("rows"), None);
    }
}
