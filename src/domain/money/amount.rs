//! Amounts, currencies, quantities and unit prices: how they are read, written and rounded.
//! Whole numbers only; rounding happens in one place, a unit price times a quantity.
//! Nothing here knows an exchange rate, and an amount does not carry its currency: the order does.

use std::iter::{Sum, repeat_n};
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// The largest amount that is read, in minor units, and the largest unit price in its own scale.
/// More than nine thousand of them fit into an `i64`, so sums over an order or a page of refunds
/// cannot overflow.
const LARGEST: i64 = 1_000_000_000_000_000;
const LARGEST_QUANTITY: i64 = 1_000_000_000;
/// Decimals of a unit price.
const PRICE_DIGITS: u32 = 4;

/// An amount in minor units (fen, pence, yen) of the order's one currency.
///
/// `+` and `-` are plain `i64` arithmetic: whatever is read through [`Money::parse`] or
/// [`UnitPrice::times`] is bounded at 10^15 minor units. [`Money::from_minor`] does not check;
/// figures of another origin go through `checked_add`.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Money(pub(crate) i64);

/// Why a text is no amount.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum AmountError {
    Empty,
    NotANumber,
    Negative,
    TooManyDecimals,
    TooLarge,
}

/// Why a text is no quantity.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum QuantityError {
    Empty,
    NotANumber,
    Negative,
    Fraction,
    TooLarge,
}

impl Money {
    pub const ZERO: Money = Money(0);

    /// For amounts that were bounded before they were stored.
    pub const fn from_minor(minor: i64) -> Money {
        Money(minor)
    }

    pub const fn minor(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    pub fn checked_neg(self) -> Option<Money> {
        self.0.checked_neg().map(Money)
    }

    /// `part` of `whole` units of this amount, rounded down. The whole takes everything; a part
    /// outside `0..=whole` counts as the nearer end.
    pub fn share(self, part: i64, whole: i64) -> Money {
        if part <= 0 || whole <= 0 {
            return Money::ZERO;
        }
        if part >= whole {
            return self;
        }
        let floor = (i128::from(self.0) * i128::from(part)).div_euclid(i128::from(whole));
        i64::try_from(floor).map_or(self, Money)
    }

    /// Reads a typed amount: `1234.5`, `1,234.50`, `１２３．４５`. More decimals than the currency
    /// has are refused, also when they are zeros: `1.000` may be somebody's thousand.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, AmountError> {
        unsigned(text, currency.digits()).map(Money)
    }

    /// `1234.50`: for inputs, files and interfaces.
    pub fn plain(self, currency: Currency) -> String {
        written(self.0, currency.digits(), false)
    }

    /// `1,234.50`: for people.
    pub fn grouped(self, currency: Currency) -> String {
        written(self.0, currency.digits(), true)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

/// An ISO 4217 code: three ASCII capitals. That the code is in use is not checked.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Currency = Currency(*b"CNY");
    pub const GBP: Currency = Currency(*b"GBP");

    /// Blanks around the code and small letters are put right; anything else is no currency.
    pub fn parse(text: &str) -> Option<Currency> {
        let code: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_alphabetic).then(|| Currency(code.map(|letter| letter.to_ascii_uppercase())))
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimals of the minor unit by ISO 4217.
    pub fn digits(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"XAF" | b"XOF" | b"XPF" | b"PYG" | b"RWF"
            | b"KMF" | b"GNF" | b"DJF" | b"BIF" | b"VUV" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Currency, String> {
        Currency::parse(&code).ok_or_else(|| format!("no currency code: {code:?}"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// A price per unit in 1/10,000 of a major unit, whatever the currency: goods do sell
/// at 0.0125 apiece.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct UnitPrice(pub(crate) i64);

impl UnitPrice {
    pub const fn from_scaled(scaled: i64) -> UnitPrice {
        UnitPrice(scaled)
    }

    pub const fn scaled(self) -> i64 {
        self.0
    }

    pub fn parse(text: &str) -> Result<UnitPrice, AmountError> {
        unsigned(text, PRICE_DIGITS).map(UnitPrice)
    }

    /// With the currency's decimals at least and four at most: `2.55`, `0.0125`.
    pub fn plain(self, currency: Currency) -> String {
        let mut text = written(self.0, PRICE_DIGITS, false);
        let spare = PRICE_DIGITS.saturating_sub(currency.digits());
        for _ in 0..spare {
            if text.ends_with('0') {
                text.pop();
            }
        }
        if text.ends_with('.') {
            text.pop();
        }
        text
    }

    /// The line's amount, rounded once, half away from zero, to the minor unit: rounding each unit
    /// first would turn 1,000 pieces at 0.0125 (12.50) into 10.00. `None` beyond the largest
    /// amount.
    pub fn times(self, quantity: i64, currency: Currency) -> Option<Money> {
        let exact = i128::from(self.0) * i128::from(quantity);
        let step = 10_i128.pow(PRICE_DIGITS.saturating_sub(currency.digits()));
        let minor = (exact.abs() + step / 2) / step * exact.signum();
        i64::try_from(minor).ok().filter(|minor| (-LARGEST..=LARGEST).contains(minor)).map(Money)
    }
}

/// Reads a number of units, 0 to 1,000,000,000. `2.0` is refused like `2.5`: files of half pieces
/// exist, and `1.000` may be a thousand.
pub fn parse_quantity(text: &str) -> Result<i64, QuantityError> {
    let quantity = unsigned(text, 0).map_err(|error| match error {
        AmountError::Empty => QuantityError::Empty,
        AmountError::NotANumber => QuantityError::NotANumber,
        AmountError::Negative => QuantityError::Negative,
        AmountError::TooManyDecimals => QuantityError::Fraction,
        AmountError::TooLarge => QuantityError::TooLarge,
    })?;
    if quantity > LARGEST_QUANTITY { Err(QuantityError::TooLarge) } else { Ok(quantity) }
}

/// Blanks around (the ideographic one too) go; full-width characters, as Chinese input methods type
/// them, become ASCII.
fn normalised(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{2212}' => '-',
        _ => c,
    };
    text.trim().chars().map(narrow).collect()
}

fn unsigned(text: &str, decimals: u32) -> Result<i64, AmountError> {
    match signed(text, decimals)? {
        (true, _) => Err(AmountError::Negative),
        (false, value) => Ok(value),
    }
}

/// Whether there is a minus, and the magnitude in units of the last of `decimals`.
fn signed(text: &str, decimals: u32) -> Result<(bool, i64), AmountError> {
    let text = normalised(text);
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let (negative, number) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = ungrouped(whole).ok_or(AmountError::NotANumber)?;
    // `5.` looks like typing that was cut short; `.5` cannot be misread.
    let cut_short = fraction.is_empty() && (number.ends_with('.') || whole.is_empty());
    if cut_short || !all_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    let missing = (decimals as usize).checked_sub(fraction.len()).ok_or(AmountError::TooManyDecimals)?;
    whole
        .bytes()
        .chain(fraction.bytes())
        .chain(repeat_n(b'0', missing))
        .try_fold(0, |value, digit| Some(value * 10 + i64::from(digit - b'0')).filter(|value| *value <= LARGEST))
        .map(|value| (negative, value))
        .ok_or(AmountError::TooLarge)
}

/// The digits without their thousands commas; `None` where the commas do not stand every three
/// digits. A leading zero refuses as well: `0,123` is a decimal comma.
fn ungrouped(whole: &str) -> Option<String> {
    let Some((first, rest)) = whole.split_once(',') else {
        return all_digits(whole).then(|| whole.to_owned());
    };
    let first_fits = matches!(first.len(), 1..=3) && all_digits(first) && !first.starts_with('0');
    let rest_fits = rest.split(',').all(|group| group.len() == 3 && all_digits(group));
    (first_fits && rest_fits).then(|| whole.replace(',', ""))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn written(value: i64, digits: u32, grouped: bool) -> String {
    let unit = 10_u64.pow(digits);
    let (whole, fraction) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let mut text = String::from(if value < 0 { "-" } else { "" });
    let whole = whole.to_string();
    for (at, digit) in whole.chars().enumerate() {
        if grouped && at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if digits > 0 {
        text.push('.');
        text.extend((0..digits).rev().filter_map(|place| {
            let digit = fraction / 10_u64.pow(place) % 10;
            char::from_digit(digit as u32, 10)
        }));
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("a currency")
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        let cases = [
            ("1,234.5", "CNY", 123_450),
            ("１２３.４５", "CNY", 12_345),
            ("１，２３４．５０", "CNY", 123_450),
            ("\u{3000} 7 \t\r\n", "CNY", 700),
            ("007.5", "CNY", 750),
            (".5", "CNY", 50),
            ("0", "CNY", 0),
            ("1234", "JPY", 1_234),
            ("1.234", "KWD", 1_234),
            ("10,000,000,000,000.00", "CNY", LARGEST),
        ];
        for (text, code, minor) in cases {
            let read = Money::parse(text, currency(code));
            assert_eq!(read, Ok(Money(minor)), "{text:?} {code}");
        }
    }

    #[test]
    fn amounts_in_doubt_are_refused_never_rounded() {
        let no_numbers = "1e3 +1 --1 - . 5. 1.2.3 1,23,4 12,34.5 1,2345 ,123 1, 0,123 1.2,345 \
            １２３。４５ abc ¥5 NaN 1\0 ٣";
        let cases = [
            (AmountError::NotANumber, no_numbers),
            (AmountError::TooManyDecimals, "12.345 12.340 0.001"),
            (AmountError::TooLarge, "10000000000000.01 99999999999999999999"),
            (AmountError::Negative, "-1 －１ -0 -1,234.5"),
        ];
        for (error, texts) in cases {
            for text in texts.split(' ').filter(|text| !text.is_empty()) {
                assert_eq!(Money::parse(text, Currency::CNY), Err(error), "{text:?}");
            }
        }
        let read = |text, code| Money::parse(text, currency(code));
        assert_eq!(read("12 3", "CNY"), Err(AmountError::NotANumber));
        assert_eq!(read("1.0", "JPY"), Err(AmountError::TooManyDecimals));
        assert_eq!(read("", "CNY"), Err(AmountError::Empty));
        assert_eq!(read(" \u{3000}", "CNY"), Err(AmountError::Empty));
    }

    #[test]
    fn amounts_are_written_for_files_and_people() {
        let cases = [
            (123_450, "CNY", "1234.50", "1,234.50"),
            (-123_456_789, "CNY", "-1234567.89", "-1,234,567.89"),
            (5, "CNY", "0.05", "0.05"),
            (-5, "CNY", "-0.05", "-0.05"),
            (123_456, "JPY", "123456", "123,456"),
            (1_234, "KWD", "1.234", "1.234"),
        ];
        for (minor, code, plain, grouped) in cases {
            let money = Money::from_minor(minor);
            assert_eq!(money.plain(currency(code)), plain);
            assert_eq!(money.grouped(currency(code)), grouped);
        }
        let least = Money(i64::MIN).plain(currency("JPY"));
        assert_eq!(least, "-9223372036854775808");
    }

    #[test]
    fn currency_codes_are_three_letters() {
        assert_eq!(Currency::parse(" cny "), Some(Currency::CNY));
        assert_eq!(Currency::CNY.code(), "CNY");
        for text in ["", "CN", "CNYY", "C1Y", "元", "人民币"] {
            assert_eq!(Currency::parse(text), None, "{text}");
        }
    }

    #[test]
    fn quantities_are_whole() {
        use QuantityError::*;
        let cases = [
            ("３", Ok(3)),
            ("\u{3000}1,000 ", Ok(1_000)),
            ("0", Ok(0)),
            ("1000000000", Ok(1_000_000_000)),
            ("1000000001", Err(TooLarge)),
            ("99999999999999999999", Err(TooLarge)),
            ("1.5", Err(Fraction)),
            ("2.0", Err(Fraction)),
            ("-1", Err(Negative)),
            ("1e3", Err(NotANumber)),
            ("", Err(Empty)),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_quantity(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_price_times_a_quantity_is_rounded_once_half_up() {
        let cases = [
            ("2.55", 6, "GBP", 1_530),
            ("0.0125", 1, "GBP", 1),
            ("0.0125", 2, "GBP", 3),
            ("0.0125", 1_000, "GBP", 1_250),
            ("0.005", 1, "CNY", 1),
            ("0.0049", 1, "CNY", 0),
            ("10.5", 1, "JPY", 11),
            ("1.2345", 1, "KWD", 1_235),
            ("3", 0, "CNY", 0),
        ];
        for (price, quantity, code, minor) in cases {
            let price = UnitPrice::parse(price).expect("a price");
            let amount = price.times(quantity, currency(code));
            assert_eq!(amount, Some(Money(minor)), "{price:?} {quantity}");
        }
        let of_pounds = |scaled, quantity| UnitPrice(scaled).times(quantity, Currency::GBP);
        assert_eq!(of_pounds(-125, 2), Some(Money(-3)));
        assert_eq!(of_pounds(i64::MAX, i64::MAX), None);
        assert_eq!(of_pounds(LARGEST, 101), None);
        let five_decimals = UnitPrice::parse("0.00125");
        assert_eq!(five_decimals, Err(AmountError::TooManyDecimals));
    }

    #[test]
    fn prices_are_written_with_as_many_decimals_as_they_need() {
        let cases = [
            ("2.55", "GBP", "2.55"),
            ("2", "GBP", "2.00"),
            ("0.0125", "GBP", "0.0125"),
            ("0.125", "GBP", "0.125"),
            ("100", "JPY", "100"),
            ("100.5", "JPY", "100.5"),
            ("1", "KWD", "1.000"),
        ];
        for (price, code, plain) in cases {
            let price = UnitPrice::parse(price).expect("a price");
            assert_eq!(price.plain(currency(code)), plain);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            minor in -LARGEST..=LARGEST,
            code in prop::sample::select(vec!["CNY", "JPY", "KWD"]),
        ) {
            let currency = currency(code);
            let amount = Money::from_minor(minor.abs());
            prop_assert_eq!(Money::parse(&amount.plain(currency), currency), Ok(amount));
            prop_assert_eq!(Money::parse(&amount.grouped(currency), currency), Ok(amount));
            let price = UnitPrice::from_scaled(minor.abs());
            prop_assert_eq!(UnitPrice::parse(&price.plain(currency)), Ok(price));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC*", number in "[-0-9０-９.,．，]{0,30}") {
            for text in [text, number] {
                if let Ok(amount) = Money::parse(&text, Currency::CNY) {
                    prop_assert!((0..=LARGEST).contains(&amount.minor()));
                }
                let _ = (parse_quantity(&text), UnitPrice::parse(&text), Currency::parse(&text));
            }
        }
    }
}
