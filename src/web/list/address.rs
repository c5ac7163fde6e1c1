//! Addresses of lists: the place of a page, one field changed, parts that cannot be read.

use crate::domain::people::contact::fold_width;
use crate::i18n::common::Common;
use crate::i18n::lists::field_name;
use crate::i18n::{Lang, fill};
use crate::store::list::{Cursor, Direction, Page};
use crate::web::framework::form::Fields;

/// Rows of a page.
pub const PAGE_ROWS: i64 = 50;

/// Parts of an address that are named as left out; of more the first.
const NAMED_MOST: usize = 20;

/// The row after or before which an address asks for rows; `None` for a place that we never wrote.
pub fn start_of(query: &Fields) -> Option<(Cursor, Direction)> {
    [("after", Direction::After), ("before", Direction::Before)]
        .into_iter()
        .find_map(|(name, direction)| Some((Cursor::parse(query.raw(name))?, direction)))
}

/// The addresses of the pages before and after a page.
pub fn neighbours<R>(path: &str, query: &Fields, page: &Page<R>) -> (Option<String>, Option<String>) {
    let link = |name: &str, cursor: &Cursor| address_with(path, query, &[(name, &cursor.to_string())]);
    let ends = page.ends.as_ref();
    let previous = ends.filter(|_| page.has_previous).map(|(first, _)| link("before", first));
    let next = ends.filter(|_| page.has_next).map(|(_, last)| link("after", last));
    (previous, next)
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

/// The address of a list with some fields replaced, from its first page on.
pub fn address_with(path: &str, fields: &Fields, replace: &[(&str, &str)]) -> String {
    let places = ["after", "before", "at", "page", "lang"];
    let gone: Vec<&str> = replace.iter().map(|(name, _)| *name).chain(places).collect();
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
    fn an_address_changes_one_thing_and_forgets_the_page() {
        let fields = Fields::parse(b"status=A&status=B&after=1&sort=x");
        assert_eq!(address_with("/tickets", &fields, &[("sort", "y")]), "/tickets?status=A&status=B&sort=y");
        assert_eq!(address_with("/tickets", &fields, &[("sort", ""), ("status", "")]), "/tickets");
    }
}
