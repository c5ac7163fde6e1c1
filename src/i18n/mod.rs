//! The words, Chinese and English side by side in one file per noun, so that a text missing in one language does not compile.

pub mod codes;
pub mod columns;
pub mod common;
pub mod exports;
pub mod goods;
pub mod home;
pub mod jobs;
pub mod lists;
pub mod orders;
pub mod people;
pub mod reasons;
pub mod refunds;
pub mod refusals;
pub mod rights;
pub mod say;
pub mod seed;
pub mod settings;
pub mod term;
pub mod tickets;

/// Declares a group of texts: `key: "中文", "English";`. Placeholders are `{name}` and are filled by `fill`.
macro_rules! texts {
    ($(#[$meta:meta])* $name:ident { $($key:ident: $zh:literal, $en:literal;)* }) => {
        $(#[$meta])*
        pub struct $name { $(pub(crate) $key: &'static str),* }
        impl $name {
            /// The texts in a language.
            pub const fn of(lang: $crate::i18n::Lang) -> &'static Self {
                const ZH: &$name = &$name { $($key: $zh),* };
                const EN: &$name = &$name { $($key: $en),* };
                match lang {
                    $crate::i18n::Lang::Zh => ZH,
                    $crate::i18n::Lang::En => EN,
                }
            }
            /// Every text with its key, for the tests of this module.
            pub const ALL: &'static [(&'static str, &'static str, &'static str)] = &[$((stringify!($key), $zh, $en)),*];
        }
    };
}
pub(crate) use texts;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// Both languages, with their own names.
    pub const ALL: [(Lang, &'static str); 2] = [(Lang::Zh, "中文"), (Lang::En, "English")];

    /// The code that pages and settings carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a code, `en-GB` or `zh` included; `None` for other languages.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_lowercase();
        match code.split(['-', '_']).next() {
            Some("zh") => Some(Self::Zh),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').filter_map(|part| part.split(';').next()).find_map(Self::parse)
    }

    /// One of two names that people gave.
    pub fn choose<'n>(self, zh: &'n str, en: &'n str) -> &'n str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// One of two texts.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Fills `{name}` placeholders.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let known = from.split_once('}').and_then(|(name, after)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, after))
        });
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = from;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
pub(crate) fn check_texts(all: &[(&str, &str, &str)]) {
    let placeholders = |text: &str| {
        let mut found: Vec<String> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect();
        found.sort();
        found
    };
    for (key, zh, en) in all {
        assert!(!zh.is_empty() && !en.is_empty(), "{key} is empty");
        assert_eq!(placeholders(zh), placeholders(en), "{key} has other placeholders in the other language");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_what_fills_them_is_left_as_it_is() {
        for (text, filled) in [
            ("{who} took {count}", "{count} took 3"),
            ("{count}{count}", "33"),
            ("{other} {", "{other} {"),
            ("第{count}件", "第3件"),
            ("none", "none"),
        ] {
            assert_eq!(fill(text, &[("who", "{count}"), ("count", "3")]), filled);
        }
    }

    #[test]
    fn languages_are_told_from_codes_and_headers() {
        assert_eq!(Lang::parse("en-GB"), Some(Lang::En));
        assert_eq!(Lang::parse("fr"), None);
        assert_eq!(Lang::accepted("fr-FR, en;q=0.8, zh;q=0.5"), Some(Lang::En));
    }

    #[test]
    fn placeholders_are_the_same_in_both_languages() {
        for all in [
            columns::Columns::ALL,
            common::Common::ALL,
            people::login::Login::ALL,
            people::account::Account::ALL,
            people::assignment::Assignment::ALL,
            people::assignment::Trial::ALL,
            people::audit::Audit::ALL,
            people::notices::Notices::ALL,
            home::Home::ALL,
            exports::Exports::ALL,
            jobs::Jobs::ALL,
            lists::Lists::ALL,
            orders::order_imports::Imports::ALL,
            orders::Orders::ALL,
            goods::print::Print::ALL,
            goods::products::Products::ALL,
            settings::policies::PolicyWords::ALL,
            settings::rules::RuleWords::ALL,
            settings::fast_lane::FastLane::ALL,
            reasons::Reasons::ALL,
            refunds::Refunds::ALL,
            settings::Settings::ALL,
            people::staff::Staff::ALL,
            goods::stock::Stock::ALL,
            people::risk::Risk::ALL,
            term::disputes::Disputes::ALL,
            term::disputes::PackWords::ALL,
            tickets::Tickets::ALL,
            orders::typed_orders::TypedOrders::ALL,
            goods::warehouse::Warehouse::ALL,
        ] {
            check_texts(all);
        }
    }
}
