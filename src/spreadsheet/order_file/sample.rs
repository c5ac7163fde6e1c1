//! What a dry run shows: the first lines of a file as they would be stored, and the shops that would be added. Kept as a file beside the
//! refused lines; of the receiver only what anybody may see.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::order::order_record::OrderRecord;
use crate::domain::people::contact::{mask_name, phone_tail};
use crate::domain::time::Timestamp;

/// The lines of a sample.
pub const SAMPLE_LINES: usize = 10;

/// A line as it would be stored, with the figures of its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleLine {
    pub order_no: String,
    pub shop: String,
    pub ordered_at: Timestamp,
    pub paid_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    /// The receiver's masked name and the end of the phone.
    pub receiver: String,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub currency: Currency,
    pub unit_price: UnitPrice,
    pub quantity: i64,
    pub line_paid: Money,
    pub order_paid: Money,
}

/// The sample of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    pub lines: Vec<SampleLine>,
    /// Names of shops that would be added.
    pub new_shops: BTreeSet<String>,
}

impl Sample {
    /// Adds an order's lines, as long as there is room.
    pub fn take(&mut self, order: &OrderRecord) {
        let room = SAMPLE_LINES.saturating_sub(self.lines.len());
        let shipment = order.shipment.as_ref();
        let receiver = [mask_name(&order.receiver_name), phone_tail(&order.receiver_phone)].join(" ");
        self.lines.extend(order.lines.iter().take(room).map(|line| SampleLine {
            order_no: order.order_no.clone(),
            shop: order.shop.clone(),
            ordered_at: order.ordered_at.into(),
            paid_at: order.paid_at.map(Timestamp::from),
            signed_at: shipment.and_then(|shipment| shipment.signed_at).map(Timestamp::from),
            receiver: receiver.trim().to_owned(),
            sku: line.sku.clone(),
            name: line.name.clone(),
            spec: line.spec.clone(),
            currency: order.currency,
            unit_price: line.unit_price,
            quantity: line.quantity,
            line_paid: line.line_paid,
            order_paid: order.payment.amount,
        }));
    }

    /// Writes the sample: its lines, then a line with nothing but a name for each shop.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let mut rows = csv::WriterBuilder::new().has_headers(false).flexible(true).from_writer(out);
        for line in &self.lines {
            rows.serialize(line)?;
        }
        for shop in &self.new_shops {
            rows.write_record([shop])?;
        }
        rows.flush()
    }

    /// Reads what `write` wrote; a line that is none is left out.
    pub fn read(file: impl Read) -> io::Result<Self> {
        let mut sample = Self::default();
        for row in csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file).records() {
            let row = row?;
            match row.len() {
                1 => sample.new_shops.extend(row.get(0).map(str::to_owned)),
                _ => sample.lines.extend(row.deserialize::<SampleLine>(None).ok()),
            }
        }
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_comes_back_as_it_was() {
        let line = SampleLine {
            order_no: "A,1".to_owned(),
            shop: String::new(),
            ordered_at: Timestamp::from_micros(1_000_000),
            paid_at: None,
            signed_at: Some(Timestamp::from_micros(5)),
            receiver: "\u{6797}** 5678".to_owned(),
            sku: "K".to_owned(),
            name: "two\nlines".to_owned(),
            spec: String::new(),
            currency: Currency::CNY,
            unit_price: UnitPrice::from_scaled(10_000),
            quantity: 3,
            line_paid: Money::from_minor(300),
            order_paid: Money::from_minor(300),
        };
        let sample = Sample { lines: vec![line], new_shops: BTreeSet::from(["\u{82B1}\u{56ED}\u{5E97}".to_owned()]) };
        let mut written = Vec::new();
        sample.write(&mut written).expect("writes");
        assert_eq!(Sample::read(written.as_slice()).expect("reads"), sample);
    }
}
