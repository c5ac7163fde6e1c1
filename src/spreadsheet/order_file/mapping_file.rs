//! The mapping file as it is written: TOML, every key known, every value of its kind. What the keys mean together is checked in
//! `mapping`; how they are written for people stands in `docs/mappings/README.md`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::mapping_error::MappingError;
use crate::spreadsheet::read::cell_text::Cleanup;

/// The file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::spreadsheet) struct MappingFile {
    pub name: String,
    #[serde(default)]
    pub zone: Option<String>,
    #[serde(default)]
    pub date_formats: Vec<String>,
    #[serde(default)]
    pub decimal: Decimal,
    #[serde(default = "column")]
    pub paid: String,
    #[serde(default = "column")]
    pub shipped: String,
    #[serde(default = "column")]
    pub signed: String,
    #[serde(default)]
    pub gateway: Option<String>,
    pub columns: BTreeMap<Field, Names>,
    #[serde(default)]
    pub constants: BTreeMap<Field, String>,
    #[serde(default)]
    pub defaults: BTreeMap<Field, String>,
    #[serde(default)]
    pub optional: Vec<Field>,
    #[serde(default)]
    pub cleanups: BTreeMap<Field, Vec<Cleanup>>,
    #[serde(default)]
    pub refuse: Vec<RefuseRule>,
    #[serde(default)]
    pub services: Services,
}

fn column() -> String {
    "column".to_owned()
}

/// Which sign separates the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::spreadsheet) enum Decimal {
    #[default]
    Point,
    Comma,
}

/// One heading, or several of which the first one present counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::spreadsheet) enum Names {
    One(String),
    Any(Vec<String>),
}

impl Names {
    /// The headings in the order in which they are looked for.
    pub fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::Any(names) => names.clone(),
        }
    }
}

/// One rule that refuses lines.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::spreadsheet) struct RefuseRule {
    pub column: Names,
    #[serde(default)]
    pub prefix: Option<String>,
    #[serde(default)]
    pub equals: Option<Names>,
    #[serde(default)]
    pub empty: Option<bool>,
    #[serde(default)]
    pub less_or_equal: Option<Number>,
    pub code: String,
    #[serde(default)]
    pub zh: Option<String>,
    #[serde(default)]
    pub en: Option<String>,
}

/// A whole number, or a decimal as text: a TOML float would be a binary fraction.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::spreadsheet) enum Number {
    Whole(i64),
    Text(String),
}

/// Which SKUs are services.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::spreadsheet) struct Services {
    #[serde(default)]
    pub skus: Vec<String>,
    #[serde(default)]
    pub prefixes: Vec<String>,
}

/// Parses the text; the error names the line.
pub(in crate::spreadsheet) fn parse(text: &str) -> Result<MappingFile, MappingError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        MappingError::of_toml(before.map(|before| before.matches('\n').count() + 1), error.message())
    })
}
