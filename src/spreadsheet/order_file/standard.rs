//! Our own order format: every field a column, named as the field or by its Chinese heading. Its template is made from the same
//! table as its mapping, so the two cannot drift apart.

use std::collections::BTreeMap;

use crate::domain::money::Currency;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::mapping::{Mapping, Moment};
use crate::spreadsheet::write::csv_out::CsvWriter;

impl Mapping {
    /// The mapping of our own format. Only the order number, the time of the order, SKU, quantity and price need a column.
    /// Zone and currency are the merchant's (`for_merchant`).
    pub fn standard() -> Self {
        Self {
            name: "standard".to_owned(),
            zone: None,
            merchant_zone: chrono_tz::Asia::Shanghai,
            merchant_currency: Currency::CNY,
            date_formats: Vec::new(),
            decimal_comma: false,
            paid: Moment::Column,
            shipped: Moment::Column,
            signed: Moment::Column,
            gateway: None,
            columns: Field::ALL.iter().map(|f| (*f, vec![f.name().to_owned(), f.zh().to_owned()])).collect(),
            constants: BTreeMap::new(),
            defaults: BTreeMap::new(),
            optional: Field::ALL.iter().copied().collect(),
            cleanups: BTreeMap::new(),
            refuse: Vec::new(),
            service_skus: std::collections::BTreeSet::new(),
            service_prefixes: Vec::new(),
        }
    }
}

/// A mapping with the headings of a platform's export, in Chinese, to be changed and pasted.
pub const EXAMPLE_MAPPING: &str = include_str!("../../../docs/mappings/example-zh.toml");

/// A file to fill in: the heading of our own format, Chinese where `zh`, and one example line to be replaced.
pub fn template_csv(zh: bool) -> String {
    let heading: Vec<&str> = Field::ALL.iter().map(|field| field.label(zh)).collect();
    let example: Vec<&str> = Field::ALL.iter().map(|field| field.example()).collect();
    let written = CsvWriter::new(Vec::new(), &heading).and_then(|mut writer| {
        writer.row(&example)?;
        writer.finish()
    });
    // Writing into memory does not fail.
    String::from_utf8(written.unwrap_or_default()).unwrap_or_default()
}
