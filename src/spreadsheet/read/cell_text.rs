//! Texts of cells made plain: protections against spreadsheet programs taken off, decimal commas, moments of many shapes. Nothing is
//! guessed: a text with two readings is refused, and the mapping has to say which one is meant.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::domain::people::contact::is_invisible;
use crate::domain::time::start_of_day;
use crate::spreadsheet::read::workbook::serial_moment;
use crate::spreadsheet::write::csv_out::unguarded;

/// Shapes of moments that have one reading only, so that every mapping knows them.
const MOMENTS: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
];
const DATES: [&str; 3] = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"];

/// A repair of a column's text before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleanup {
    /// `17850.0` and `17850.00` → `17850`; other text stays.
    WholeNumber,
    /// `12.500000` → `12.5`; other text stays.
    TrailingZeros,
    /// `¥12.50`, `£2.55`, `12.50元`, `CNY 12.50` → the number.
    CurrencySign,
    /// `-20.00` → `20.00`: discounts that a system writes as negative numbers.
    Unsigned,
    /// A back-tick before the text, as WeChat's statements have it.
    Backtick,
    /// Small letters become capitals.
    Upper,
}

impl Cleanup {
    /// The repaired text.
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::WholeNumber => match text.split_once('.') {
                Some((whole, zeros)) if is_digits(whole) && is_zeros(zeros) => whole.to_owned(),
                _ => text.to_owned(),
            },
            Self::TrailingZeros => match text.split_once('.') {
                Some((whole, decimals)) if is_digits(decimals) => {
                    let kept = decimals.trim_end_matches('0');
                    if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") }
                }
                _ => text.to_owned(),
            },
            Self::CurrencySign => {
                let sign = |c: char| "¥￥£$€元".contains(c) || c.is_ascii_alphabetic() || c.is_whitespace();
                let (minus, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
                format!("{minus}{}", rest.trim_matches(sign))
            }
            Self::Unsigned => text.strip_prefix('-').unwrap_or(text).to_owned(),
            Self::Backtick => text.strip_prefix('`').unwrap_or(text).to_owned(),
            Self::Upper => text.to_uppercase(),
        }
    }
}

/// A cell without blanks and invisible signs around it and without the marks that protect it from spreadsheet programs: `="00123"`,
/// `'00123`.
pub(in crate::spreadsheet) fn plain(cell: &str) -> &str {
    let text = trimmed(cell);
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    match (inner, text.strip_prefix('\'').map(trimmed)) {
        (Some(inner), _) => trimmed(inner),
        // An apostrophe before digits is never part of what somebody wrote.
        (_, Some(rest)) if is_digits(rest) => rest,
        _ => trimmed(unguarded(text)),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Whether a spreadsheet program turned a long number into `1.23457E+18`.
pub(in crate::spreadsheet) fn is_damaged_number(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let whole = mantissa.split_once('.').map_or(mantissa, |(whole, _)| whole);
    let exponent = exponent.strip_prefix('+');
    whole.len() == 1
        && is_digits(&mantissa.replacen('.', "", 1))
        && exponent.is_some_and(|e| is_digits(e) && e.len() <= 3)
}

/// A number with decimal comma in the form with a point: `1.234,50` → `1234.50`. `None` for what is no such number.
pub(in crate::spreadsheet) fn from_decimal_comma(text: &str) -> Option<String> {
    let (whole, decimals) = text.split_once(',').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut groups = whole.split(['.', '\u{a0}', '\u{202f}', ' ']);
    let mut number = groups.next()?.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) || number.trim_start_matches('-').len() > 15 {
            return None;
        }
        number.push_str(group);
    }
    match decimals {
        Some(decimals) if is_digits(decimals) => Some(format!("{number}.{decimals}")),
        Some(_) => None,
        None => Some(number),
    }
}

/// How the moments of a file are written.
#[derive(Clone, Copy, Debug)]
pub(in crate::spreadsheet) struct Clock<'f> {
    /// Shapes beside those that are always known.
    pub formats: &'f [String],
    /// The zone of moments without an offset.
    pub zone: Tz,
    /// Serial numbers count from 1904.
    pub from_1904: bool,
}

/// A moment in text. An offset in it wins over the zone; a date alone is its first instant, also where the clocks skipped midnight; a bare
/// serial number of a spreadsheet is one too. `None` where the text is no moment, where the zone's clocks skipped it, or outside 1970 to
/// 2200. Of a moment that the clocks showed twice the earlier counts.
pub(in crate::spreadsheet) fn moment(text: &str, clock: Clock<'_>) -> Option<DateTime<Utc>> {
    let Clock { formats, zone, from_1904 } = clock;
    let instant = DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| formats.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()))
        .map(|at| at.with_timezone(&Utc));
    let instant = match instant {
        Some(instant) => instant,
        None => {
            let formats = formats.iter().map(String::as_str);
            let mut moments = formats.clone().chain(MOMENTS);
            match moments.find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()) {
                Some(local) => at_local(local, zone)?,
                None => match formats.chain(DATES).find_map(|format| NaiveDate::parse_from_str(text, format).ok()) {
                    Some(date) => start_of_day(date, zone).utc(),
                    None => match serial_moment(text, from_1904)? {
                        local if local.time() == NaiveTime::MIN => start_of_day(local.date(), zone).utc(),
                        local => at_local(local, zone)?,
                    },
                },
            }
        }
    };
    (1970..=2200).contains(&instant.year()).then_some(instant)
}

/// Whether the text stands for "no moment" in the exports of common databases.
pub(in crate::spreadsheet) fn is_no_moment(text: &str) -> bool {
    text.is_empty() || text.starts_with("0000-00-00") || text == "-" || text.eq_ignore_ascii_case("null")
}

fn at_local(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_zeros(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b'0')
}

/// The text after the repairs.
pub(in crate::spreadsheet) fn cleaned<'a>(text: &'a str, cleanups: &[Cleanup]) -> Cow<'a, str> {
    cleanups.iter().fold(Cow::Borrowed(text), |text, cleanup| Cow::Owned(cleanup.apply(&text).trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protections_come_off() {
        let cases = [
            ("  a ", "a"),
            ("=\"00123\"", "00123"),
            ("\t2026110100012345678", "2026110100012345678"),
            ("'2026110100012345678", "2026110100012345678"),
            ("'=1+1", "=1+1"),
            ("'13800001234", "13800001234"),
            ("'007", "007"),
            ("\u{feff}A-1\u{200b}", "A-1"),
            ("'tis", "'tis"),
            ("'90s poster", "'90s poster"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
        ];
        for (cell, expected) in cases {
            assert_eq!(plain(cell), expected);
        }
    }

    #[test]
    fn repairs() {
        use Cleanup::*;
        let cases = [
            (WholeNumber, "17850.0", "17850"),
            (WholeNumber, "17850.5", "17850.5"),
            (WholeNumber, "A.0", "A.0"),
            (TrailingZeros, "12.500000", "12.5"),
            (TrailingZeros, "12.000", "12"),
            (TrailingZeros, "1200", "1200"),
            (CurrencySign, "¥12.50", "12.50"),
            (CurrencySign, "-£2.55", "-2.55"),
            (CurrencySign, "CNY 12.50", "12.50"),
            (CurrencySign, "12.50元", "12.50"),
            (Unsigned, "-20.00", "20.00"),
            (Backtick, "`123", "123"),
            (Upper, "ab1", "AB1"),
        ];
        for (cleanup, text, expected) in cases {
            assert_eq!(cleanup.apply(text), expected, "{cleanup:?} {text}");
        }
    }

    #[test]
    fn damaged_numbers() {
        for (text, expected) in [
            ("1.23457E+18", true),
            ("2E+17", true),
            ("12E+3", false),
            ("536365", false),
            ("1E5", false),
            ("E+1", false),
        ] {
            assert_eq!(is_damaged_number(text), expected, "{text}");
        }
    }

    #[test]
    fn decimal_commas() {
        let cases = [
            ("1.234,50", Some("1234.50")),
            ("12,5", Some("12.5")),
            ("1 234,50", Some("1234.50")),
            ("-3,00", Some("-3.00")),
            ("1.234", Some("1234")),
            ("1.23", None),
            ("1,2,3", None),
            ("12", Some("12")),
        ];
        for (text, expected) in cases {
            assert_eq!(from_decimal_comma(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments() {
        let shanghai = chrono_tz::Asia::Shanghai;
        let london = chrono_tz::Europe::London;
        let cases = [
            ("2010-12-01 08:26:00", london, Some("2010-12-01T08:26:00+00:00")),
            ("2010-07-01 08:26:00", london, Some("2010-07-01T07:26:00+00:00")),
            ("2026-11-01 20:15:30", shanghai, Some("2026-11-01T12:15:30+00:00")),
            ("2026-11-01T20:15:30.250", shanghai, Some("2026-11-01T12:15:30.250+00:00")),
            ("2026-11-01T20:15:30+01:00", shanghai, Some("2026-11-01T19:15:30+00:00")),
            ("2026/11/1 8:05", shanghai, Some("2026-11-01T00:05:00+00:00")),
            ("2026年11月1日", shanghai, Some("2026-10-31T16:00:00+00:00")),
            ("40513.3513888889", london, Some("2010-12-01T08:26:00+00:00")),
            ("01/12/2010 08:26", london, Some("2010-12-01T08:26:00+00:00")),
            // The clocks went from 01:00 to 02:00, and from 02:00 back to 01:00.
            ("2010-03-28 01:30:00", london, None),
            ("2010-10-31 01:30:00", london, Some("2010-10-31T00:30:00+00:00")),
            ("2010-02-30", london, None),
            ("0001-01-01", london, None),
            ("12010-01-01 00:00:00", london, None),
            ("tomorrow", london, None),
            ("", london, None),
        ];
        let formats = ["%d/%m/%Y %H:%M".to_owned()];
        for (text, zone, expected) in cases {
            let found = moment(text, Clock { formats: &formats, zone, from_1904: false }).map(|at| at.to_rfc3339());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let santiago = Clock { formats: &[], zone: chrono_tz::America::Santiago, from_1904: true };
        for (text, expected) in [
            // The clocks went from 00:00 to 01:00.
            ("2026-09-06", Some("2026-09-06T04:00:00+00:00")),
            ("2026-09-06 00:30:00", None),
            ("2026-09-06 01:00:00", Some("2026-09-06T04:00:00+00:00")),
            // Days from 1904.
            ("44809", Some("2026-09-06T04:00:00+00:00")),
        ] {
            assert_eq!(moment(text, santiago).map(|at| at.to_rfc3339()).as_deref(), expected, "{text}");
        }
    }
}
