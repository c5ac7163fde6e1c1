//! The tabs above a list, with how many rows stand behind each.

use crate::exports::LONG;
use crate::i18n::lists::Lists;
use crate::i18n::{Lang, fill};
use crate::store::list::{Listed, Page};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::form::Fields;
use crate::web::list::address::address_with;
use crate::web::list::filter::{Reading, Unreadable};
use crate::web::list::query::ListQuery;

/// A tab's rows are counted no further.
const COUNTED: i64 = 10_001;

/// A tab as a list declares it. `N` holds the conditions of the list.
pub struct TabRow<N> {
    /// The value that its address carries, and others that mean it.
    pub codes: &'static [&'static str],
    pub name: fn(Lang) -> &'static str,
    pub narrow: fn(&mut N),
    /// Whether its rows call for somebody.
    pub is_alarming: bool,
}

/// The tabs of a list.
pub struct TabSet<N: 'static> {
    pub rows: &'static [TabRow<N>],
    /// The field of the address that names the open one.
    pub field: &'static str,
    /// The list's address.
    pub path: &'static str,
}

/// A tab, or another link that is on or off.
pub struct Tab {
    pub name: &'static str,
    pub address: String,
    pub count: String,
    pub is_current: bool,
    pub is_alarming: bool,
}

/// The tabs of a page, and how many rows its list has.
pub struct Tabs {
    pub tabs: Vec<Tab>,
    /// The finer states inside the open tab.
    pub stages: Vec<Tab>,
    pub total: i64,
    /// There may be more than were counted.
    pub is_capped: bool,
    /// Whether nothing narrows the list and it is empty all the same.
    pub is_empty_house: bool,
}

/// The tab that an address asks for, else the usual one: its code, and its narrowing done.
pub fn chosen_tab<N>(
    set: &TabSet<N>,
    usual: &'static str,
    reading: &mut Reading<'_>,
    narrowing: &mut N,
) -> &'static str {
    let asked = reading.query.raw(set.field);
    let find = |code: &str| set.rows.iter().find(|tab| tab.codes.contains(&code));
    let tab = find(asked);
    if tab.is_none() && !asked.is_empty() && !set.rows.is_empty() {
        reading.unreadable.push(Unreadable::all(set.field));
    }
    let Some(tab) = tab.or_else(|| find(usual)) else { return "" };
    (tab.narrow)(narrowing);
    tab.codes.first().copied().unwrap_or_default()
}

/// The tabs with their counts, those of the whole list where nothing else narrows it, and how many rows the list has.
///
/// # Errors
/// The database cannot be read.
pub fn tabs_of<S: Listed>(
    connection: &mut Conn,
    viewer: &Viewer,
    set: &TabSet<S::Narrowing>,
    query: &Fields,
    asked: &ListQuery<S::Narrowing, S::Order>,
    page: &Page<S::Row>,
) -> Result<Tabs, DbError> {
    let is_whole = asked.start.is_none() && !page.has_next;
    let total = match is_whole {
        true => page.rows.len() as i64,
        false => S::count(connection, &viewer.scope, &asked.narrowing, LONG + 1)?,
    };
    let mut tabs = Vec::with_capacity(set.rows.len());
    for tab in set.rows {
        let code = tab.codes.first().copied().unwrap_or_default();
        let is_current = code == asked.tab;
        let count = match (is_current, asked.is_narrowed) {
            (true, _) => Some(total),
            (false, true) => None,
            (false, false) => {
                let mut narrowing = S::Narrowing::default();
                (tab.narrow)(&mut narrowing);
                Some(S::count(connection, &viewer.scope, &narrowing, COUNTED)?)
            }
        };
        tabs.push(Tab {
            name: (tab.name)(viewer.lang),
            address: address_with(set.path, query, &[(set.field, code), ("sort", ""), ("dir", "")]),
            count: count.map_or_else(String::new, |count| capped(count, COUNTED, viewer.lang)),
            is_current,
            is_alarming: tab.is_alarming && count.is_some_and(|count| count > 0),
        });
    }
    let is_empty_house = total == 0 && !asked.is_narrowed && set.rows.is_empty();
    Ok(Tabs { tabs, stages: Vec::new(), total, is_capped: total > LONG, is_empty_house })
}

/// A count that stops at a number.
fn capped(count: i64, most: i64, lang: Lang) -> String {
    if count >= most { count_text(most - 1, true, lang) } else { count_text(count, false, lang) }
}

/// How a count is written: a capped one says that there may be more, and of none seen nothing is known.
pub fn count_text(count: i64, is_capped: bool, lang: Lang) -> String {
    match (count, is_capped) {
        (0, true) => String::new(),
        (_, true) => fill(Lists::of(lang).at_least, &[("count", &grouped(count))]),
        (_, false) => grouped(count),
    }
}

/// `12,345`.
pub fn grouped(count: i64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn counts_are_read_in_threes() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
    }
}
