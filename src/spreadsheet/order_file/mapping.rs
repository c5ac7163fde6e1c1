//! A mapping says how the columns of a foreign order file become our fields: which column is which, what holds where no column
//! says it, which lines are refused as what. It is checked as a whole before a file is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;

use crate::domain::money::Currency;
use crate::domain::money::states::GatewayKind;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::mapping_error::{MappingError, MappingProblem};
use crate::spreadsheet::order_file::mapping_file::{Decimal, MappingFile, Names, Number, RefuseRule, parse};
use crate::spreadsheet::order_file::reject::{CustomReason, RejectReason};
use crate::spreadsheet::read::cell_text::Cleanup;

/// How to read one kind of order file.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(in crate::spreadsheet) name: String,
    pub(in crate::spreadsheet) zone: Option<Tz>,
    pub(in crate::spreadsheet) merchant_zone: Tz,
    pub(in crate::spreadsheet) merchant_currency: Currency,
    pub(in crate::spreadsheet) date_formats: Vec<String>,
    pub(in crate::spreadsheet) decimal_comma: bool,
    pub(in crate::spreadsheet) paid: Moment,
    pub(in crate::spreadsheet) shipped: Moment,
    pub(in crate::spreadsheet) signed: Moment,
    /// `None` for the merchant's own.
    pub(in crate::spreadsheet) gateway: Option<GatewayKind>,
    pub(in crate::spreadsheet) columns: BTreeMap<Field, Vec<String>>,
    pub(in crate::spreadsheet) constants: BTreeMap<Field, String>,
    pub(in crate::spreadsheet) defaults: BTreeMap<Field, String>,
    pub(in crate::spreadsheet) optional: BTreeSet<Field>,
    pub(in crate::spreadsheet) cleanups: BTreeMap<Field, Vec<Cleanup>>,
    pub(in crate::spreadsheet) refuse: Vec<Rule>,
    pub(in crate::spreadsheet) service_skus: BTreeSet<String>,
    pub(in crate::spreadsheet) service_prefixes: Vec<String>,
}

/// Where a moment of an order comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spreadsheet) enum Moment {
    /// From its column.
    Column,
    /// It has not come.
    Never,
    /// With the order.
    AtOrder,
    /// So long after the moment before it: payment and shipping after the order, signing after shipping.
    After(Duration),
}

/// A rule that refuses lines.
#[derive(Clone, Debug)]
pub(in crate::spreadsheet) struct Rule {
    pub columns: Vec<String>,
    pub pattern: Pattern,
    pub reason: RejectReason,
}

/// The content of a column that a rule refuses.
#[derive(Clone, Debug)]
pub(in crate::spreadsheet) enum Pattern {
    Prefix(String),
    Equals(Vec<String>),
    Empty(bool),
    LessOrEqual(rust_decimal::Decimal),
}

impl Mapping {
    /// Reads and checks a mapping file's text.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        Self::check(parse(text)?)
    }

    /// Reads and checks a mapping file.
    pub fn load(path: &Path) -> Result<Self, MappingError> {
        let text = std::fs::read_to_string(path).map_err(|error| MappingError {
            line: None,
            key: None,
            problem: MappingProblem::Unreadable(format!("{}: {error}", path.display())),
        })?;
        Self::from_toml(&text)
    }

    /// The mapping's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it names the gateway of refunds.
    pub fn names_gateway(&self) -> bool {
        self.gateway.is_some()
    }

    /// Leaves the gateway of refunds to the merchant's settings.
    #[must_use]
    pub fn without_gateway(mut self) -> Self {
        self.gateway = None;
        self
    }

    /// Takes the merchant's zone where the mapping names none, and the merchant's currency where neither mapping nor cell does.
    #[must_use]
    pub fn for_merchant(mut self, zone: Tz, currency: Currency) -> Self {
        self.merchant_zone = zone;
        self.merchant_currency = currency;
        self
    }

    /// The zone of moments without an offset.
    pub(in crate::spreadsheet) fn zone(&self) -> Tz {
        self.zone.unwrap_or(self.merchant_zone)
    }

    pub(in crate::spreadsheet) fn check(file: MappingFile) -> Result<Self, MappingError> {
        let zone = file
            .zone
            .map(|name| name.parse::<Tz>().map_err(|_| MappingError::at("zone", MappingProblem::NoZone(name.clone()))))
            .transpose()?;
        for format in &file.date_formats {
            if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
                return Err(MappingError::at("date_formats", MappingProblem::NoDateFormat(format.clone())));
            }
        }
        let gateway = file.gateway.as_deref();
        let columns: BTreeMap<Field, Vec<String>> =
            file.columns.iter().map(|(field, names)| (*field, trimmed(names))).collect();
        if let Some((field, _)) = columns.iter().find(|(_, names)| names.is_empty()) {
            return Err(MappingError::at(format!("columns.{}", field.name()), MappingProblem::NoColumnName));
        }
        for field in Field::REQUIRED {
            if !columns.contains_key(&field) && !file.constants.contains_key(&field) {
                return Err(MappingError::at(format!("columns.{}", field.name()), MappingProblem::NeedsColumn));
            }
        }
        if let Some(field) = file.constants.keys().find(|field| columns.contains_key(field)) {
            let key = format!("constants.{}", field.name());
            return Err(MappingError::at(key, MappingProblem::HasColumnToo));
        }
        for table in [&file.constants, &file.defaults] {
            if let Some(code) = table.get(&Field::Currency).filter(|code| Currency::parse(code).is_none()) {
                return Err(MappingError::at("currency", MappingProblem::NoCurrency(code.clone())));
            }
        }
        let refuse = file.refuse.iter().enumerate().map(|(at, rule)| rule_of(at, rule)).collect::<Result<_, _>>()?;
        Ok(Self {
            name: file.name,
            zone,
            merchant_zone: chrono_tz::Asia::Shanghai,
            merchant_currency: Currency::CNY,
            date_formats: file.date_formats,
            decimal_comma: file.decimal == Decimal::Comma,
            paid: moment_of("paid", &file.paid)?,
            shipped: moment_of("shipped", &file.shipped)?,
            signed: moment_of("signed", &file.signed)?,
            gateway: gateway.map(gateway_of).transpose()?,
            columns,
            constants: file.constants,
            defaults: file.defaults,
            optional: file.optional.into_iter().collect(),
            cleanups: file.cleanups,
            refuse,
            service_skus: file.services.skus.iter().map(|sku| sku.to_lowercase()).collect(),
            service_prefixes: file.services.prefixes.iter().map(|prefix| prefix.to_lowercase()).collect(),
        })
    }

    /// Whether a SKU is sold but is no goods; case does not matter.
    pub(in crate::spreadsheet) fn is_service(&self, sku: &str) -> bool {
        let sku = sku.to_lowercase();
        self.service_skus.contains(&sku)
            || self.service_prefixes.iter().any(|prefix| !prefix.is_empty() && sku.starts_with(prefix))
    }
}

fn trimmed(names: &Names) -> Vec<String> {
    names.list().iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn gateway_of(code: &str) -> Result<GatewayKind, MappingError> {
    GatewayKind::parse_choice(code)
        .ok_or_else(|| MappingError::at("gateway", MappingProblem::NoGateway(code.to_owned())))
}

fn moment_of(key: &str, text: &str) -> Result<Moment, MappingError> {
    let after = || {
        let (count, unit) = text.strip_prefix('+')?.trim().split_once(' ')?;
        let count: i64 = count.parse().ok().filter(|count| (0..=3_660).contains(count))?;
        match unit.trim() {
            "day" | "days" => Duration::try_days(count),
            "hour" | "hours" => Duration::try_hours(count),
            _ => None,
        }
    };
    match text {
        "column" => Ok(Moment::Column),
        "never" => Ok(Moment::Never),
        "at_order" => Ok(Moment::AtOrder),
        _ => after().map(Moment::After).ok_or_else(|| MappingError::at(key, MappingProblem::NoMoment(text.to_owned()))),
    }
}

fn rule_of(at: usize, rule: &RefuseRule) -> Result<Rule, MappingError> {
    let key = |name: &str| format!("refuse[{}].{name}", at + 1);
    let columns = trimmed(&rule.column);
    if columns.is_empty() {
        return Err(MappingError::at(key("column"), MappingProblem::NoColumnName));
    }
    let mut patterns = Vec::new();
    patterns.extend(rule.prefix.clone().filter(|prefix| !prefix.is_empty()).map(Pattern::Prefix));
    patterns.extend(rule.equals.as_ref().map(|names| Pattern::Equals(names.list())));
    patterns.extend(rule.empty.map(Pattern::Empty));
    if let Some(limit) = &rule.less_or_equal {
        let limit = match limit {
            Number::Whole(whole) => rust_decimal::Decimal::from(*whole),
            Number::Text(text) => text
                .parse()
                .map_err(|_| MappingError::at(key("less_or_equal"), MappingProblem::NoNumber(text.clone())))?,
        };
        patterns.push(Pattern::LessOrEqual(limit));
    }
    let [pattern] =
        <[Pattern; 1]>::try_from(patterns).map_err(|_| MappingError::at(key("prefix"), MappingProblem::OnePattern))?;
    let code_is_stable = rule.code.starts_with(|c: char| c.is_ascii_uppercase())
        && rule.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if !code_is_stable {
        return Err(MappingError::at(key("code"), MappingProblem::BadCode));
    }
    let reason = match (RejectReason::for_rule(&rule.code), &rule.zh, &rule.en) {
        (Some(reason), None, None) => reason,
        (_, Some(zh), Some(en)) => {
            RejectReason::Custom(Arc::new(CustomReason { code: rule.code.clone(), zh: zh.clone(), en: en.clone() }))
        }
        _ => return Err(MappingError::at(key("code"), MappingProblem::NeedsWords)),
    };
    Ok(Rule { columns, pattern, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"
name = "x"
[columns]
order_no = "No"
ordered_at = "Date"
sku = ["Sku", "Code"]
quantity = "Qty"
unit_price = "Price"
"#;

    #[test]
    fn errors_name_the_line_or_the_key() {
        // A text that begins with a table goes below the sound part, the rest above it.
        let cases: &[(&str, &str)] = &[
            ("colour = 1\n", "mapping line 1: there is no field, key or value colour"),
            ("zone = \"Mars/Base\"\n", "mapping zone: there is no time zone"),
            ("date_formats = [\"%Q\"]\n", "mapping date_formats: \"%Q\" is no date format"),
            ("paid = \"soon\"\n", "mapping paid: \"soon\" is none of"),
            ("signed = \"+x days\"\n", "mapping signed:"),
            ("gateway = \"bank\"\n", "mapping gateway: there is no gateway \"bank\"; known are manual, simulated"),
            ("decimal = \"dot\"\n", "mapping line 1: there is no field, key or value dot"),
            ("[constants]\nsku = \"x\"\n", "mapping constants.sku: the field has a column too"),
            ("[constants]\ncurrency = \"pounds\"\n", "mapping currency: \"pounds\" is no currency code"),
            ("[[refuse]]\ncolumn = \"a\"\ncode = \"NO_SKU\"\n", "mapping refuse[1].prefix: give exactly one"),
            ("[[refuse]]\ncolumn = \"a\"\nempty = true\ncode = \"odd\"\n", "mapping refuse[1].code: a code is"),
            ("[[refuse]]\ncolumn = \"a\"\nempty = true\ncode = \"TEST\"\n", "mapping refuse[1].code: this code"),
            (
                "[[refuse]]\ncolumn = \"a\"\nless_or_equal = \"x\"\ncode = \"NO_SKU\"\n",
                "mapping refuse[1].less_or_equal: \"x\" is no number",
            ),
            ("[services]\nnames = []\n", "there is no field, key or value names"),
            ("[cleanups]\nsku = [\"shout\"]\n", "there is no field, key or value shout"),
        ];
        for (text, expected) in cases {
            let sound = SOUND.trim_start();
            let whole = if text.starts_with('[') { format!("{sound}{text}") } else { format!("{text}{sound}") };
            let error = Mapping::from_toml(&whole).expect_err(&whole);
            assert!(error.to_string().contains(expected), "{error}\nexpected {expected}");
            let chinese = error.text(true);
            let english: Vec<&str> = ["unknown", "expected", "there is", "mapping"].into();
            assert!(english.iter().all(|word| !chinese.contains(word)), "{chinese}");
            assert!(chinese.chars().any(|c| c > '\u{2E80}'), "{chinese}");
        }
    }

    #[test]
    fn a_field_that_every_row_needs_must_have_a_column() {
        let error = Mapping::from_toml(&SOUND.replace("quantity = \"Qty\"", "")).expect_err("no quantity");
        assert_eq!(error.to_string(), "mapping columns.quantity: this field needs a column");
        assert!(Mapping::from_toml(SOUND).is_ok());
        let unknown = Mapping::from_toml(&SOUND.replace("quantity", "quantitty")).expect_err("no such field");
        assert_eq!(unknown.line, Some(7));
        assert!(unknown.to_string().contains("quantitty"), "{unknown}");
    }

    #[test]
    fn services_by_sku_and_prefix() {
        let text = format!("{SOUND}\n[services]\nskus = [\"POST\"]\nprefixes = [\"gift_\"]\n");
        let mapping = Mapping::from_toml(&text).expect("sound");
        for (sku, expected) in [("POST", true), ("post", true), ("gift_0001_20", true), ("POSTER", false), ("", false)]
        {
            assert_eq!(mapping.is_service(sku), expected, "{sku}");
        }
    }
}
