//! The fields of an entry's detail, read one by one.

use serde_json::{Map, Value};

use crate::domain::event::{EventKind, Inspected, RefundFigures, Sent, SentLine};
use crate::domain::goods::condition::QualityFault;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};

/// An entry whose detail does not fit its kind: the key that is missing or has another shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadableEvent {
    pub kind: EventKind,
    /// Empty where the whole is no JSON object.
    pub key: &'static str,
}

impl std::fmt::Display for UnreadableEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a {} entry cannot be read at {:?}", self.kind, self.key)
    }
}

/// The fields of an entry's detail, or of one of its lines.
pub(super) struct Detail<'a> {
    pub(super) kind: EventKind,
    pub(super) fields: &'a Map<String, Value>,
    pub(super) currency: Currency,
}

pub(super) type Read<T> = Result<T, UnreadableEvent>;

impl Detail<'_> {
    pub(super) fn unreadable(&self, key: &'static str) -> UnreadableEvent {
        UnreadableEvent { kind: self.kind, key }
    }

    pub(super) fn number(&self, key: &'static str) -> Read<i64> {
        self.fields.get(key).and_then(Value::as_i64).ok_or(self.unreadable(key))
    }

    /// Minor units; deductions and partial acceptances were once text, such as `1234.50`.
    pub(super) fn money(&self, key: &'static str) -> Read<Money> {
        match self.fields.get(key) {
            Some(Value::String(text)) => Money::parse(text, self.currency).map_err(|_| self.unreadable(key)),
            _ => self.number(key).map(Money::from_minor),
        }
    }

    pub(super) fn text(&self, key: &'static str) -> Read<String> {
        self.fields.get(key).and_then(Value::as_str).map(str::to_owned).ok_or(self.unreadable(key))
    }

    pub(super) fn codes<T>(&self, key: &'static str, parse: impl Fn(&str) -> Option<T>) -> Read<Vec<T>> {
        self.texts(key)?.iter().map(|code| parse(code)).collect::<Option<_>>().ok_or(self.unreadable(key))
    }

    pub(super) fn code<T>(&self, key: &'static str, parse: impl Fn(&str) -> Option<T>) -> Read<T> {
        self.fields.get(key).and_then(Value::as_str).and_then(parse).ok_or(self.unreadable(key))
    }

    pub(super) fn flag(&self, key: &'static str) -> bool {
        self.fields.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    /// `None` for a key that is missing or null.
    pub(super) fn maybe<T>(&self, key: &'static str, read: impl Fn(&Self, &'static str) -> Read<T>) -> Read<Option<T>> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => read(self, key).map(Some),
        }
    }

    /// A text that is left out where it is empty.
    pub(super) fn text_or_empty(&self, key: &'static str) -> Read<String> {
        Ok(self.maybe(key, Self::text)?.unwrap_or_default())
    }

    pub(super) fn list(&self, key: &'static str) -> Read<&[Value]> {
        match self.fields.get(key) {
            None => Ok(&[]),
            Some(Value::Array(values)) => Ok(values),
            Some(_) => Err(self.unreadable(key)),
        }
    }

    pub(super) fn texts(&self, key: &'static str) -> Read<Vec<String>> {
        let texts = self.list(key)?.iter().map(|value| value.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().ok_or(self.unreadable(key))
    }

    pub(super) fn rows<T>(&self, key: &'static str, read: impl Fn(&Detail<'_>) -> Read<T>) -> Read<Vec<T>> {
        let row = |value: &Value| match value {
            Value::Object(fields) => read(&Detail { kind: self.kind, fields, currency: self.currency }),
            _ => Err(self.unreadable(key)),
        };
        self.list(key)?.iter().map(row).collect()
    }

    pub(super) fn inspected(&self) -> Read<Inspected> {
        let quality_fault = self.code("quality_fault", QualityFault::parse)?;
        Ok(Inspected { inbound_no: self.text("inbound_no")?, quality_fault })
    }

    pub(super) fn sent(&self) -> Read<Sent> {
        Ok(Sent {
            outbound_no: self.text("outbound_no")?,
            carrier: self.text("carrier")?,
            tracking_no: self.text("tracking_no")?,
            lines: self
                .rows("lines", |line| Ok(SentLine { sku: line.text("sku")?, quantity: line.number("quantity")? }))?,
        })
    }

    pub(super) fn figures(&self) -> Read<RefundFigures> {
        Ok(RefundFigures {
            refund_no: self.text("refund_no")?,
            amount: self.money("amount_minor")?,
            currency: self.code("currency", Currency::parse)?,
            gateway: self.code("gateway", GatewayKind::parse)?,
            said_paid: self.maybe("said_paid", Self::money)?,
            fail_code: self.text_or_empty("code")?,
            reference: self.text_or_empty("reference")?,
            paid_on: self.text_or_empty("paid_on")?,
        })
    }
}
