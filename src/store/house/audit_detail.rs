//! The detail of an entry of the audit log, as its row keeps it: words, or a JSON object. Stored shapes never change.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::domain::event::RefundFigures;
use crate::domain::house::work::FileFormat;
use crate::domain::money::settlement::SettlementVerdict;
use crate::domain::money::{Currency, Money};
use crate::store::tickets::event_json;

/// A field that changed, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldChange {
    pub name: String,
    pub before: String,
    pub after: String,
}

/// The detail of an entry.
#[derive(Clone, Copy, Debug)]
pub enum AuditDetail<'a> {
    /// In words, or nothing.
    Text(&'a str),
    /// `{"name":["before","after"],…}`.
    Fields(&'a [FieldChange]),
    /// The same of an order, with the currency of its amounts.
    OrderFields(&'a [FieldChange], Currency),
    /// A list that left the house. `filter` is a query string; `whole`: it was taken to its end.
    Export {
        filter: &'a str,
        rows: i64,
        format: FileFormat,
        whole: bool,
    },
    /// How many rows were removed, by name.
    Counts(&'a BTreeMap<String, u64>),
    Refund(&'a RefundFigures),
    /// An amount that somebody approved, changed or sent back, and what it was before where that differs.
    Amount {
        before: Option<Money>,
        amount: Money,
        currency: Currency,
        note: &'a str,
    },
    /// From where somebody acts: the address, and the device as its browser names itself.
    Place {
        address: &'a str,
        device: &'a str,
    },
    Settlement(&'a RefundFigures, SettlementVerdict),
}

impl<'a> From<&'a str> for AuditDetail<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for AuditDetail<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl AuditDetail<'_> {
    /// The text of the row.
    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Fields(changes) => Value::Object(pairs(changes)).to_string(),
            Self::OrderFields(changes, currency) => {
                let mut detail = pairs(changes);
                detail.entry("currency").or_insert_with(|| json!(currency.code()));
                Value::Object(detail).to_string()
            }
            Self::Export { filter, rows, format, whole } => {
                let mut detail = json!({ "filter": filter, "rows": rows, "format": format.code() });
                if !whole {
                    detail["whole"] = json!(false);
                }
                detail.to_string()
            }
            Self::Counts(counts) => json!(counts).to_string(),
            Self::Amount { before, amount, currency, note } => {
                let after = amount.plain(currency);
                let figure = before.map_or_else(|| json!(after), |before| json!([before.plain(currency), after]));
                let mut detail = json!({ "approved": figure, "currency": currency.code() });
                if !note.is_empty() {
                    detail["note"] = json!(note);
                }
                detail.to_string()
            }
            Self::Place { address, device } => json!({ "from": address, "device": device }).to_string(),
            Self::Refund(refund) => event_json::figures(refund).to_string(),
            Self::Settlement(refund, verdict) => {
                event_json::with(refund, [("verdict", json!(verdict.code()))]).to_string()
            }
        }
    }
}

fn pairs(changes: &[FieldChange]) -> Map<String, Value> {
    changes.iter().map(|change| (change.name.clone(), json!([change.before, change.after]))).collect()
}

/// Reads the fields that changed, in the order of their names; `None` for any other detail.
pub fn read_fields(detail: &str) -> Option<Vec<FieldChange>> {
    let fields: BTreeMap<String, (String, String)> = serde_json::from_str(detail).ok()?;
    Some(fields.into_iter().map(|(name, (before, after))| FieldChange { name, before, after }).collect())
}
