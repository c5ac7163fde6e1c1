//! Why an order is to be checked by a person, in words.

use crate::domain::money::Currency;
use crate::domain::order::warning::Doubt;
use crate::i18n::orders::Orders;
use crate::i18n::{Lang, fill};

/// The sentence of a doubt.
pub fn sentence(doubt: &Doubt, lang: Lang, currency: Currency) -> String {
    let t = Orders::of(lang);
    let list = |lines: &[i64]| lines.iter().map(i64::to_string).collect::<Vec<_>>().join(lang.pick("、", ", "));
    match doubt {
        Doubt::Typed => t.doubt_typed.to_owned(),
        Doubt::LinesRefused(count) => fill(t.doubt_lines_refused, &[("n", &count.to_string())]),
        Doubt::SumsDiffer { lines, paid } => {
            fill(t.doubt_sums_differ, &[("lines", &lines.grouped(currency)), ("paid", &paid.grouped(currency))])
        }
        Doubt::SharesIncomplete => t.doubt_shares.to_owned(),
        Doubt::DiscountTooLarge => t.doubt_discount.to_owned(),
        Doubt::PaymentUnclear => t.doubt_payment.to_owned(),
        Doubt::LinesKept(lines) => fill(t.doubt_kept, &[("lines", &list(lines))]),
        Doubt::LinesReplaced(lines) => fill(t.doubt_replaced, &[("lines", &list(lines))]),
        Doubt::CurrencyKept(other) => fill(t.doubt_currency_kept, &[("currency", other)]),
        Doubt::TotalsKept { paid, freight } => {
            let amounts = [("paid", &*paid.grouped(currency)), ("freight", &*freight.grouped(currency))];
            fill(t.doubt_totals_kept, &amounts)
        }
        Doubt::PaymentAdded => t.doubt_payment_added.to_owned(),
        Doubt::FactsChanged => t.doubt_facts_changed.to_owned(),
    }
}

/// All doubts of an order, as it keeps them, in one line.
pub fn sentences(stored: &str, lang: Lang, currency: Currency) -> String {
    let all: Vec<String> = Doubt::read(stored).iter().map(|doubt| sentence(doubt, lang, currency)).collect();
    all.join(lang.pick("；", "; "))
}
