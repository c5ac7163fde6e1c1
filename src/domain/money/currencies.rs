//! The currencies that settings offer. Order files may name others: a code that is not in use here is somebody else's mistake to find.

use crate::domain::money::Currency;

/// The codes of ISO 4217 that are money in use, by code.
pub const CODES: [&str; 154] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC",
    "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
    "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD",
    "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL",
    "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD",
    "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD",
    "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES",
    "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW",
];

/// A currency that settings offer, or the present one.
pub fn offered(text: &str, present: Option<Currency>) -> Option<Currency> {
    Currency::parse(text).filter(|currency| CODES.contains(&currency.code()) || Some(*currency) == present)
}

/// The codes that settings offer, the present one among them.
pub fn choices(present: Currency) -> Vec<String> {
    let mut codes: Vec<String> = CODES.iter().map(|code| (*code).to_owned()).collect();
    if !CODES.contains(&present.code()) {
        codes.insert(0, present.code().to_owned());
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_call_a_currency_is_no_code() {
        assert!(CODES.is_sorted());
        for (text, known) in [("CNY", true), ("cny", true), ("GBP", true), ("RMB", false), ("", false), ("XXX", false)]
        {
            assert_eq!(offered(text, None).is_some(), known, "{text:?}");
        }
        let present = Currency::parse("RMB");
        assert_eq!(offered("RMB", present), present, "what was saved once stays");
        assert_eq!(present.map(|present| choices(present).len()), Some(CODES.len() + 1));
        assert_eq!(choices(Currency::CNY).len(), CODES.len());
    }
}
