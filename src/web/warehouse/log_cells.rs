//! The words of the warehouse's lists, and the cells that both logs have.

use crate::domain::goods::carrier::guess;
use crate::domain::people::free_text::mask_contacts;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, carrier_name};
use crate::i18n::goods::warehouse::Warehouse;
use crate::store::goods::logs::LogEntry;
use crate::web::framework::html::Html;
use crate::web::list::value::Value;

/// The words of the warehouse.
pub const fn t(lang: Lang) -> &'static Warehouse {
    Warehouse::of(lang)
}

/// The goods, one below the other.
pub fn goods<K, S>(entry: &LogEntry<K, S>) -> Value<'_> {
    Value::lines(entry.lines.iter().map(|line| Value::text(format!("{} {}", line.name, line.sku))))
}

/// The SKU of a line.
pub fn sku<K, S>(entry: &LogEntry<K, S>, line: usize) -> Value<'_> {
    entry.lines.get(line).map_or(Value::Nothing, |line| Value::text(&line.sku))
}

/// The name of a line's goods.
pub fn name<K, S>(entry: &LogEntry<K, S>, line: usize) -> Value<'_> {
    entry.lines.get(line).map_or(Value::Nothing, |line| Value::text(&line.name))
}

/// The units, one line below the other.
pub fn quantities<K, S>(entry: &LogEntry<K, S>) -> Value<'_> {
    Value::lines(entry.lines.iter().map(|line| Value::Number(line.quantity)))
}

/// The units of a line.
pub fn quantity<K, S>(entry: &LogEntry<K, S>, line: usize) -> Value<'_> {
    entry.lines.get(line).map_or(Value::Nothing, |line| Value::Number(line.quantity))
}

/// Who did it; nothing for the system.
pub fn operator<K, S>(entry: &LogEntry<K, S>) -> Value<'_> {
    Value::text(entry.operator.as_deref().unwrap_or_default())
}

/// Carrier and number of the parcel.
pub fn parcel<K, S>(entry: &LogEntry<K, S>, lang: Lang) -> Value<'_> {
    match entry.tracking_no.as_str() {
        "" => Value::Nothing,
        number => Value::text(format!("{} {number}", carrier_name(&entry.carrier, lang))),
    }
}

/// The carrier of the parcel.
pub fn carrier<K, S>(entry: &LogEntry<K, S>, lang: Lang) -> Value<'_> {
    Value::text(carrier_name(&entry.carrier, lang))
}

/// The carrier of a parcel as it is known, or else as its number says.
pub fn carrier_of(known: &str, number: &str, lang: Lang) -> String {
    match known {
        "" => guess(number).map_or(String::new(), |carrier| carrier.name(lang).to_owned()),
        known => carrier_name(known, lang),
    }
}

/// The clerk's note; contacts in it are masked.
pub fn note<K, S>(entry: &LogEntry<K, S>) -> Value<'_> {
    Value::text(mask_contacts(&entry.note))
}

/// The values of a closed list, as a filter offers them.
pub fn offered<T: Named + Copy>(all: &[T], code: impl Fn(T) -> &'static str, lang: Lang) -> Vec<(String, String)> {
    all.iter().map(|value| (code(*value).to_owned(), value.name(lang).to_owned())).collect()
}

/// The way back to the desk.
pub fn crumb(lang: Lang) -> Html {
    let mut html = Html::default();
    html.raw("<div class=\"crumb\"><a href=\"/warehouse\" data-back>‹ ").text(t(lang).title).raw("</a></div>");
    html
}

/// The words of an empty log, and a way to the desk.
pub fn empty(title: &str, hint: &str, lang: Lang) -> Html {
    let mut html = Html::default();
    html.raw("<div class=\"empty\"><strong>").text(title).raw("</strong><p>").text(hint);
    html.raw(" <a href=\"/warehouse\">").text(Warehouse::of(lang).title).raw("</a></p></div>");
    html
}
