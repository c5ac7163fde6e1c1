//! What all lists share: the opaque place of a page, addresses with one thing changed.

use crate::domain::people::contact::fold_width;
use crate::i18n::common::Common;
use crate::i18n::lists::field_name;
use crate::i18n::{Lang, fill};
use crate::store::tickets::list::ask::{Cursor, Key};
use crate::web::framework::form::Fields;
use crate::web::framework::identity::token::hex;

/// Rows of a page.
pub const PAGE_ROWS: i64 = 50;

/// Parts of an address that are named as left out; of more the first.
const NAMED_MOST: usize = 20;

/// A cursor as it stands in an address.
pub fn cursor_text(cursor: &Cursor) -> String {
    let plain = match &cursor.key {
        Key::Number(number) => format!("n{number}:{}", cursor.id),
        Key::Text(text) => format!("t{}:{text}", cursor.id),
        Key::Grouped(group, number) => format!("g{number}:{}:{group}", cursor.id),
    };
    hex(plain.as_bytes())
}

/// Reads a cursor; `None` for what we never wrote.
pub fn parse_cursor(text: &str) -> Option<Cursor> {
    if text.len() > 1_000 || !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    let plain = String::from_utf8(bytes?).ok()?;
    if plain.contains('\0') {
        return None;
    }
    match plain.split_at_checked(1)? {
        ("n", rest) => {
            let (number, id) = rest.split_once(':')?;
            Some(Cursor { key: Key::Number(number.parse().ok()?), id: id.parse().ok()? })
        }
        ("t", rest) => {
            let (id, text) = rest.split_once(':')?;
            Some(Cursor { key: Key::Text(text.to_owned()), id: id.parse().ok()? })
        }
        ("g", rest) => {
            let (number, rest) = rest.split_once(':')?;
            let (id, group) = rest.split_once(':')?;
            Some(Cursor { key: Key::Grouped(group.to_owned(), number.parse().ok()?), id: id.parse().ok()? })
        }
        _ => None,
    }
}

/// A number as it was pasted from somewhere: plain width, without blanks.
pub fn pasted(text: &str) -> String {
    fold_width(text).chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(100).collect()
}

/// A part of a list's address that was left out because it cannot be read: what the field is called, and what stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub name: &'static str,
    pub value: String,
}

/// What an address has beyond what one may hold, in words; nothing where it holds it.
pub fn beyond_text(query: &Fields, lang: Lang) -> Option<String> {
    let describe = |(name, count): &(String, usize)| {
        let name = field_name(name, lang).unwrap_or(name);
        format!("{name}{}×{count}", lang.pick("", " "))
    };
    let parts: Vec<String> = query.beyond().iter().map(describe).collect();
    (!parts.is_empty()).then(|| fill(Common::of(lang).beyond, &[("what", &few(parts, lang))]))
}

/// The first of many parts of a sentence.
fn few(mut parts: Vec<String>, lang: Lang) -> String {
    if parts.len() > NAMED_MOST {
        parts.truncate(NAMED_MOST);
        parts.push("…".to_owned());
    }
    parts.join(lang.pick("、", ", "))
}

/// What was left out, in words; nothing where all was understood.
pub fn left_out_text(parts: &[LeftOut], lang: Lang) -> Option<String> {
    let describe = |part: &LeftOut| {
        let value: String = part.value.trim().chars().take(40).collect();
        format!("{}{}“{value}”", part.name, lang.pick("", " "))
    };
    let mut parts: Vec<String> = parts.iter().filter(|part| !part.value.trim().is_empty()).map(describe).collect();
    parts.dedup();
    (!parts.is_empty()).then(|| fill(Common::of(lang).left_out, &[("what", &few(parts, lang))]))
}

/// The address of a list with some fields replaced.
pub fn address_with(path: &str, fields: &Fields, replace: &[(&str, &str)]) -> String {
    let gone: Vec<&str> = replace.iter().map(|(name, _)| *name).chain(["after", "before", "lang"]).collect();
    let mut query = fields.query_without(&gone);
    for (name, value) in replace.iter().filter(|(_, value)| !value.is_empty()) {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        query.extend(form_urlencoded::byte_serialize(value.as_bytes()));
    }
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Fields of a list's address that name a place in it, not the list.
pub const PLACES: [&str; 8] = ["after", "before", "at", "page", "open", "group", "lang", "progress"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_their_address_and_nonsense_is_none() {
        for key in [Key::Number(-5), Key::Text("木子:家居".to_owned()), Key::Grouped("PENDING_REVIEW".to_owned(), 12)]
        {
            let cursor = Cursor { key, id: 9 };
            assert_eq!(parse_cursor(&cursor_text(&cursor)), Some(cursor));
        }
        for unreadable in ["", "zz", "0", "6e", "e6", "木"] {
            assert_eq!(parse_cursor(unreadable), None, "{unreadable}");
        }
    }

    #[test]
    fn an_address_changes_one_thing_and_forgets_the_page() {
        let fields = Fields::parse(b"status=A&status=B&after=1&sort=x");
        assert_eq!(address_with("/tickets", &fields, &[("sort", "y")]), "/tickets?status=A&status=B&sort=y");
        assert_eq!(address_with("/tickets", &fields, &[("sort", ""), ("status", "")]), "/tickets");
    }
}
