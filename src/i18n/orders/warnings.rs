//! Why an order is to be checked by a person, in words.

use crate::domain::money::Currency;
use crate::domain::order::warning::OrderWarning;
use crate::i18n::orders::Orders;
use crate::i18n::{Lang, fill};

/// The sentence of a warning.
pub fn sentence(doubt: &OrderWarning, lang: Lang, currency: Currency) -> String {
    let t = Orders::of(lang);
    let list = |lines: &[i64]| lines.iter().map(i64::to_string).collect::<Vec<_>>().join(lang.pick("、", ", "));
    match doubt {
        OrderWarning::Typed => t.doubt_typed.to_owned(),
        OrderWarning::LinesRefused(count) => fill(t.doubt_lines_refused, &[("n", &count.to_string())]),
        OrderWarning::SumsDiffer { lines, paid } => {
            fill(t.doubt_sums_differ, &[("lines", &lines.grouped(currency)), ("paid", &paid.grouped(currency))])
        }
        OrderWarning::SharesIncomplete => t.doubt_shares.to_owned(),
        OrderWarning::DiscountTooLarge => t.doubt_discount.to_owned(),
        OrderWarning::PaymentUnclear => t.doubt_payment.to_owned(),
        OrderWarning::LinesKept(lines) => fill(t.doubt_kept, &[("lines", &list(lines))]),
        OrderWarning::LinesReplaced(lines) => fill(t.doubt_replaced, &[("lines", &list(lines))]),
        OrderWarning::CurrencyKept(other) => fill(t.doubt_currency_kept, &[("currency", other)]),
        OrderWarning::TotalsKept { paid, freight } => {
            let amounts = [("paid", &*paid.grouped(currency)), ("freight", &*freight.grouped(currency))];
            fill(t.doubt_totals_kept, &amounts)
        }
        OrderWarning::PaymentAdded => t.doubt_payment_added.to_owned(),
        OrderWarning::FactsChanged => t.doubt_facts_changed.to_owned(),
    }
}

/// All warnings of an order, from its stored text, in one line.
pub fn sentences(stored: &str, lang: Lang, currency: Currency) -> String {
    let all: Vec<String> = OrderWarning::read(stored).iter().map(|doubt| sentence(doubt, lang, currency)).collect();
    all.join(lang.pick("；", "; "))
}
