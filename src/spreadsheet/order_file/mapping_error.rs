//! What is wrong with a mapping, at which line or key, in Chinese and English.

use std::fmt;

use crate::domain::money::states::GatewayKind;

/// An error of a mapping file, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// 1-based line of the file, where it is known.
    pub line: Option<usize>,
    /// The key, such as `refuse[2].code`, where it is known.
    pub key: Option<String>,
    pub problem: MappingProblem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingProblem {
    /// The file cannot be read; with its path and the system's words.
    Unreadable(String),
    /// A key or field that no mapping has.
    UnknownName(String),
    /// A key that every mapping needs.
    MissingKey(String),
    /// A key that is there twice.
    TwiceKey,
    /// A text where a list belongs, a number where a text belongs.
    WrongKind,
    /// No TOML.
    Syntax,
    NoZone(String),
    NoDateFormat(String),
    NoColumnName,
    NeedsColumn,
    HasColumnToo,
    NoCurrency(String),
    NoGateway(String),
    NoMoment(String),
    NoNumber(String),
    OnePattern,
    BadCode,
    NeedsWords,
}

impl MappingError {
    /// An error at a key.
    pub(in crate::spreadsheet) fn at(key: impl Into<String>, problem: MappingProblem) -> Self {
        Self { line: None, key: Some(key.into()), problem }
    }

    /// An error of the TOML parser, from its line and words.
    pub(in crate::spreadsheet) fn of_toml(line: Option<usize>, words: &str) -> Self {
        let named = || words.split('`').nth(1).unwrap_or_default().to_owned();
        let problem = match words {
            _ if words.starts_with("unknown field") || words.starts_with("unknown variant") => {
                MappingProblem::UnknownName(named())
            }
            _ if words.starts_with("missing field") => MappingProblem::MissingKey(named()),
            _ if words.starts_with("duplicate") => MappingProblem::TwiceKey,
            _ if words.starts_with("invalid type") || words.starts_with("data did not match") => {
                MappingProblem::WrongKind
            }
            _ => MappingProblem::Syntax,
        };
        Self { line, key: None, problem }
    }

    /// The place and what is wrong and what would be right.
    pub fn text(&self, zh: bool) -> String {
        let mut text = String::new();
        let mut put = |words: String| text.push_str(&words);
        match (self.line, &self.key, zh) {
            (Some(line), _, true) => put(format!("第 {line} 行：")),
            (Some(line), _, false) => put(format!("line {line}: ")),
            (_, Some(key), true) => put(format!("{key}：")),
            (_, Some(key), false) => put(format!("{key}: ")),
            _ => {}
        }
        text + &self.problem.text(zh)
    }
}

impl MappingProblem {
    fn text(&self, zh: bool) -> String {
        let gateways = || GatewayKind::CHOICES.iter().map(|kind| kind.code()).collect::<Vec<_>>();
        let (chinese, english) = match self {
            Self::Unreadable(why) => ("映射文件无法读取".to_owned(), why.clone()),
            Self::UnknownName(name) => (
                format!("没有名为 {name} 的字段、键或取值；可照“映射示例”改写"),
                format!("there is no field, key or value {name}; the example shows how they are written"),
            ),
            Self::MissingKey(name) => (format!("缺少 {name}"), format!("{name} is missing")),
            Self::TwiceKey => ("这个键写了两次".to_owned(), "this key is there twice".to_owned()),
            Self::WrongKind => (
                "值的写法不对，例如应为文字、列表或数字".to_owned(),
                "the value is of the wrong kind: a text, a list or a number is wanted".to_owned(),
            ),
            Self::Syntax => (
                "不是正确的 TOML；请检查引号、方括号和等号".to_owned(),
                "this is no TOML; look at quotation marks, brackets and equals signs".to_owned(),
            ),
            Self::NoZone(name) => (format!("没有时区“{name}”"), format!("there is no time zone {name:?}")),
            Self::NoDateFormat(format) => (format!("“{format}”不是日期格式"), format!("{format:?} is no date format")),
            Self::NoColumnName => ("没有写列名".to_owned(), "no column name".to_owned()),
            Self::NeedsColumn => ("这个字段必须有对应的列".to_owned(), "this field needs a column".to_owned()),
            Self::HasColumnToo => (
                "这个字段已有对应的列；空单元格的值请写在 defaults".to_owned(),
                "the field has a column too; use defaults for its empty cells".to_owned(),
            ),
            Self::NoCurrency(code) => (format!("“{code}”不是币种代码"), format!("{code:?} is no currency code")),
            Self::NoGateway(code) => (
                format!("没有退款通道“{code}”，可用：{}", gateways().join("、")),
                format!("there is no gateway {code:?}; known are {}", gateways().join(", ")),
            ),
            Self::NoMoment(text) => (
                format!("“{text}”不可用；请写 column、at_order、never、+3 days 或 +12 hours"),
                format!("{text:?} is none of \"column\", \"at_order\", \"never\", \"+3 days\", \"+12 hours\""),
            ),
            Self::NoNumber(text) => (format!("“{text}”不是数字"), format!("{text:?} is no number")),
            Self::OnePattern => (
                "prefix、equals、empty、less_or_equal 只能且必须写一个，prefix 不能为空".to_owned(),
                "give exactly one of prefix, equals, empty, less_or_equal, and no empty prefix".to_owned(),
            ),
            Self::BadCode => (
                "代码请用大写字母、数字和下划线，例如 TEST_ORDER".to_owned(),
                "a code is written in capitals, digits and _, such as TEST_ORDER".to_owned(),
            ),
            Self::NeedsWords => (
                "这个代码要写明中英文说明：zh 和 en 都要有".to_owned(),
                "this code needs words of its own: give both zh and en".to_owned(),
            ),
        };
        if zh { chinese } else { english }
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mapping {}", self.text(false))
    }
}

impl std::error::Error for MappingError {}
