//! A filter of a list: one value, from which its reading, its chip, its field in the panel and what it narrows follow.

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::money::Money;
use crate::domain::time::{Timestamp, start_of_day};
use crate::i18n::Lang;
use crate::store::house::list_choices::Choices;
use crate::viewer::Viewer;
use crate::web::framework::form::{Fields, Reader};

/// The days that are one click away, by their names in addresses.
pub const PRESETS: [&str; 4] = ["today", "yesterday", "week", "30days"];

/// The context of a filter's choices.
pub struct Offer<'a> {
    pub viewer: &'a Viewer,
    pub choices: &'a Choices,
    pub lang: Lang,
}

/// A value that a filter offers, and what it is called.
pub type Offered = (String, String);

/// The kind of a filter's value, with the function that narrows the list by it. `N` holds the conditions of the list.
pub enum Kind<N> {
    /// A text, as it was typed.
    Text(fn(&mut N, &str)),
    /// Values of a closed list or of the house; `narrow` says whether it knows a value.
    Choice {
        offered: fn(&Offer<'_>) -> Vec<Offered>,
        /// Several may be chosen.
        is_many: bool,
        narrow: fn(&mut N, &str, &Viewer) -> bool,
    },
    /// Days from one to another, both included: at or after the beginning of the first, before the end of the last; one of them may be open.
    Days {
        /// The field of the address that names days one click away instead.
        preset: Option<&'static str>,
        narrow: fn(&mut N, Option<Timestamp>, Option<Timestamp>),
    },
    /// Amounts from one to another, both included, in the person's currency.
    Amounts(fn(&mut N, Option<Money>, Option<Money>)),
    /// On or off.
    Flag(fn(&mut N)),
    /// Rows that were chosen one by one.
    Chosen(fn(&mut N, &[&str])),
}

/// The place of a filter's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Beside the button of the panel.
    Row,
    Panel,
    /// Nowhere: links lead to it.
    Nowhere,
}

/// A filter.
pub struct Filter<N> {
    /// Its field in the address; of a range the first and the last.
    pub fields: &'static [&'static str],
    pub name: fn(Lang) -> &'static str,
    pub kind: Kind<N>,
    pub stand: Stand,
    /// The placeholder of its field; empty for none.
    pub hint: fn(Lang) -> &'static str,
    /// Whether a person may use it.
    pub is_seen: fn(&Viewer) -> bool,
}

impl<N> Filter<N> {
    /// A filter of the panel for everybody.
    pub const fn new(fields: &'static [&'static str], name: fn(Lang) -> &'static str, kind: Kind<N>) -> Self {
        Self { fields, name, kind, stand: Stand::Panel, hint: |_| "", is_seen: |_| true }
    }

    /// Every field of the address that belongs to it.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let preset = match self.kind {
            Kind::Days { preset, .. } => preset,
            _ => None,
        };
        preset.into_iter().chain(self.fields.iter().copied())
    }

    /// Narrows by what an address asks for; whether it asks for anything that can be read.
    pub fn read(&self, reading: &mut Reading<'_>, narrowing: &mut N) -> bool {
        match &self.kind {
            Kind::Text(narrow) => {
                let text = reading.query.typed(self.fields[0]);
                if !text.is_empty() {
                    narrow(narrowing, &text);
                }
                !text.is_empty()
            }
            Kind::Choice { is_many, narrow, .. } => {
                let field = self.fields[0];
                let (query, viewer) = (reading.query, reading.viewer);
                let values = query.all(field).map(str::trim).filter(|value| !value.is_empty());
                let mut is_on = false;
                for value in values.take(if *is_many { usize::MAX } else { 1 }) {
                    if narrow(narrowing, value, viewer) {
                        is_on = true;
                    } else {
                        reading.unreadable.push(Unreadable::one(field, value));
                    }
                }
                is_on
            }
            Kind::Days { preset, narrow } => {
                let (from, before) = reading.days(self.fields, *preset);
                let is_on = from.is_some() || before.is_some();
                if is_on {
                    narrow(narrowing, from, before);
                }
                is_on
            }
            Kind::Amounts(narrow) => {
                let (least, most) = reading.amounts(self.fields);
                let is_on = least.is_some() || most.is_some();
                if is_on {
                    narrow(narrowing, least, most);
                }
                is_on
            }
            Kind::Flag(narrow) => {
                let is_on = reading.is_on(self.fields[0]);
                if is_on {
                    narrow(narrowing);
                }
                is_on
            }
            Kind::Chosen(narrow) => {
                let keys: Vec<&str> = reading.query.all(self.fields[0]).filter(|key| !key.is_empty()).collect();
                // The bar of chosen rows says so even where none is chosen: then there is none.
                let is_on = !keys.is_empty() || reading.query.raw("rows") == "chosen";
                if is_on {
                    narrow(narrowing, &keys);
                }
                is_on
            }
        }
    }
}

/// A part of an address that was left out because it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub field: String,
    /// One of its values; `None` for all.
    pub value: Option<String>,
}

impl Unreadable {
    /// All values of a field.
    pub fn all(field: &str) -> Self {
        Self { field: field.to_owned(), value: None }
    }

    /// One value of a field.
    pub fn one(field: &str, value: &str) -> Self {
        Self { field: field.to_owned(), value: Some(value.to_owned()) }
    }

    /// Whether it is this value of this field.
    pub fn is(&self, field: &str, value: &str) -> bool {
        self.field == field && self.value.as_deref().is_none_or(|own| own == value.trim())
    }
}

/// An address that is read for somebody, at an instant.
pub struct Reading<'a> {
    pub query: &'a Fields,
    pub viewer: &'a Viewer,
    pub now: Timestamp,
    pub unreadable: Vec<Unreadable>,
}

impl Reading<'_> {
    /// Whether a field is on.
    pub fn is_on(&self, name: &str) -> bool {
        !matches!(self.query.raw(name), "" | "0" | "false")
    }

    fn days(&mut self, fields: &[&str], preset: Option<&str>) -> (Option<Timestamp>, Option<Timestamp>) {
        let zone = self.viewer.zone();
        let named = preset.map(|field| (field, self.query.raw(field))).filter(|(_, name)| !name.is_empty());
        if let Some((field, name)) = named {
            match preset_days(name, self.now.date_in(zone)) {
                Some((first, last)) => return (Some(start_of_day(first, zone)), after(last, zone)),
                None => self.unreadable.push(Unreadable::all(field)),
            }
        }
        let query = self.query;
        let read = |name: &str| Reader::new(query).date(name);
        let [from, to] = self.range(fields, read);
        (from.map(|date| start_of_day(date, zone)), to.and_then(|date| after(date, zone)))
    }

    fn amounts(&mut self, fields: &[&str]) -> (Option<Money>, Option<Money>) {
        let (query, currency) = (self.query, self.viewer.currency());
        let [least, most] = self.range(fields, |name| Money::parse(query.raw(name).trim(), currency).ok());
        (least, most)
    }

    /// Both ends of a range; what cannot be read, and a range that ends before it begins, is left out.
    fn range<T: PartialOrd>(&mut self, fields: &[&str], read: impl Fn(&str) -> Option<T>) -> [Option<T>; 2] {
        let mut end = |field: Option<&&str>| {
            let field = field?;
            let value = read(field);
            if value.is_none() && !self.query.raw(field).trim().is_empty() {
                self.unreadable.push(Unreadable::all(field));
            }
            value
        };
        let ends = [end(fields.first()), end(fields.get(1))];
        match &ends {
            [Some(first), Some(last)] if last < first => {
                self.unreadable.extend(fields.iter().map(|field| Unreadable::all(field)));
                [None, None]
            }
            _ => ends,
        }
    }
}

/// The end of a day.
fn after(date: NaiveDate, zone: chrono_tz::Tz) -> Option<Timestamp> {
    date.succ_opt().map(|next| start_of_day(next, zone))
}

/// The first and the last day of a preset.
fn preset_days(name: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let back = |days: u64| today.checked_sub_days(Days::new(days));
    Some(match name {
        "today" => (today, today),
        "yesterday" => (back(1)?, back(1)?),
        "week" => (back(u64::from(today.weekday().num_days_from_monday()))?, today),
        "30days" => (back(29)?, today),
        _ => return None,
    })
}

/// Adds what was read to a list; whether it was read.
pub fn add<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let is_known = value.is_some();
    values.extend(value);
    is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_whole_days_and_weeks_begin_on_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let sunday = day("2026-11-29");
        assert_eq!(preset_days("today", sunday), Some((sunday, sunday)));
        assert_eq!(preset_days("yesterday", sunday), Some((day("2026-11-28"), day("2026-11-28"))));
        assert_eq!(preset_days("week", sunday), Some((day("2026-11-23"), sunday)));
        assert_eq!(preset_days("30days", sunday), Some((day("2026-10-31"), sunday)));
        assert_eq!(preset_days("soon", sunday), None);
    }
}
