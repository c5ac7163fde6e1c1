//! The commands of the program beside `serve`.

pub mod backup;
pub mod generate;
pub mod import;
pub mod replay;
pub mod staff;

use std::path::Path;

use aftersales::i18n::Lang;
use aftersales::i18n::common::no_file;

/// The language of the terminal.
pub fn language() -> Lang {
    let locales = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let locale = locales.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if locale.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// A file that is to be read; the error says that there is none.
pub fn existing(path: &Path) -> Result<&Path, String> {
    if path.is_file() { Ok(path) } else { Err(no_file(&path.display().to_string(), language())) }
}
